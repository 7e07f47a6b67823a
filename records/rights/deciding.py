"""What was decided about a record?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, insert, select, update

from records.audit import Trail
from records.errors import RightsError
from records.home import Home
from records.rights.actor import Actor
from records.rights.cases import Case, Request, audited, case_of, open_case, set_mark
from records.rights.tombstones import add_tombstones, written
from records.state.engine import writing
from records.state.tables import cases, marks, reviews

__all__ = ["LIFTED", "Decision", "Review", "decide", "lift", "review"]

LIFTED = {"restriction": "restricted", "dispute": "disputed", "correction": "corrected"}
"""What can be lifted from a record, and the mark it is."""


@dataclass(frozen=True)
class Decision:
    """What was decided of a request. why: the reasons, without personal data."""

    granted: bool
    why: str


@dataclass(frozen=True)
class Review:
    """What was decided of a record past its time.

    verdict: keep or erase. why: in a few words. next_on: when a record that is kept is reviewed
    again.
    """

    record_id: str
    verdict: str
    why: str
    next_on: date | None = None


def decide(home: Home, trail: Trail, case_id: int, decision: Decision, who: Actor) -> Case:
    """Grant or refuse what a case asks, and return the case; audited.

    A record whose erasure is granted is hidden at once, and its row is never kept again; the case
    stays open until `erase` has removed it everywhere.

    Raises:
        RightsError: there is no such case, it was decided already, or no reason is given.
        StateError: the database cannot be written.
    """
    if not decision.why.strip():
        raise RightsError("Give the reasons, in a few words and without personal data.")
    case = case_of(trail.engine, case_id)
    waits = decision.granted and case.kind == "erasure"
    said: dict[str, Any] = {"decided_by": who.user, "decision": decision.why.strip()}
    if not waits:
        state = "granted" if decision.granted else "refused"
        said |= {"state": state, "decided_at": who.moment}
    undecided = and_(cases.c.state == "open", cases.c.decided_by.is_(None))
    with writing(trail.engine) as connection:
        changed = update(cases).where(cases.c.case_id == case_id, undecided).values(**said)
        if connection.execute(changed).rowcount != 1:
            raise RightsError(f"Case {case_id} was decided already. See: concern rights show.")
        tombstone = _carry_out(connection, trail, case, decision, who)
        what = f"{case.kind} {'granted' if decision.granted else 'refused'}"
        detail = {"what": what, "case": case_id}
        trail.append_in(connection, audited(trail, who, case.record_id, detail))
    if tombstone:
        # After the database: a line that stood alone would erase what nobody decided.
        written(home, [tombstone])
    return case_of(trail.engine, case_id)


def review(home: Home, trail: Trail, decided: Review, who: Actor) -> int | None:
    """Keep a record past its time until its next review, or have it erased; audited.

    Returns the number of the erasure's case, or None where the record is kept.

    Raises:
        RightsError: the verdict, its reasons or the next review are missing or wrong.
        StateError: the database cannot be written.
    """
    _refuse_unsound(decided, who)
    row = {
        "record_id": decided.record_id,
        "verdict": decided.verdict,
        "why": decided.why.strip(),
        "reviewed_by": who.user,
        "reviewed_at": who.moment,
        "next_review_on": decided.next_on if decided.verdict == "keep" else None,
    }
    case_id = None
    if decided.verdict == "erase":
        # The case first: a review that says erase never stands without one.
        request = Request("erasure", decided.record_id, f"Past its time: {decided.why.strip()}")
        case_id = open_case(home, trail, request, who)
        decide(home, trail, case_id, Decision(True, decided.why), who)
    with writing(trail.engine) as connection:
        connection.execute(insert(reviews), row)
        detail = {"what": f"review: {decided.verdict}", "next": str(row["next_review_on"] or "")}
        trail.append_in(connection, audited(trail, who, decided.record_id, detail))
    return case_id


def lift(trail: Trail, record_id: str, what: str, who: Actor) -> int:
    """Lift a restriction, a dispute or what was put right; return how many marks; audited.

    Raises:
        RightsError: nothing of the kind is in force, or the record is being erased.
        StateError: the database cannot be written.
    """
    if what not in LIFTED:
        raise RightsError(f"{what!r} cannot be lifted; one of {', '.join(LIFTED)} can.")
    with writing(trail.engine) as connection:
        if what == "restriction":
            _refuse_leaving(connection, record_id)
        lifted = _lift(connection, who, record_id=record_id, kind=LIFTED[what])
        if not lifted:
            raise RightsError(f"There is no {what} in force for that record.")
        detail = {"what": f"{what} lifted", "marks": lifted}
        trail.append_in(connection, audited(trail, who, record_id, detail))
    return lifted


def _carry_out(
    connection: Connection, trail: Trail, case: Case, decision: Decision, who: Actor
) -> dict[str, Any] | None:
    """Set and lift the marks that follow; return the tombstone of a record to be erased."""
    about = {name: getattr(case, name) for name in ("record_id", "field", "value", "case_id")}
    if case.kind == "dispute":
        if not decision.granted:
            _lift(connection, who, case_id=case.case_id, kind="disputed")
        return None
    if not decision.granted:
        return None
    if case.kind == "rectification":
        _lift(connection, who, record_id=case.record_id, kind="corrected", field=case.field)
        set_mark(connection, "corrected", about, who)
        return None
    set_mark(connection, "restricted", about, who)
    if case.kind == "restriction":
        return None
    tombstone = {
        "record_hash": trail.keyed(case.record_id),
        "case_id": case.case_id,
        "why": decision.why.strip(),
        "erased_by": who.user,
        "erased_at": who.moment,
    }
    add_tombstones(connection, [tombstone])
    return tombstone


def _lift(connection: Connection, who: Actor, **which: Any) -> int:
    """Lift the marks in force whose columns are `which`, and return how many."""
    same = [marks.c[name] == value for name, value in which.items()]
    done = update(marks).where(marks.c.lifted_at.is_(None), *same)
    return connection.execute(done.values(lifted_by=who.user, lifted_at=who.moment)).rowcount


def _refuse_leaving(connection: Connection, record_id: str) -> None:
    leaving = select(cases.c.case_id).where(
        cases.c.record_id == record_id,
        cases.c.kind == "erasure",
        cases.c.state == "open",
        cases.c.decided_by.is_not(None),
    )
    case_id = connection.execute(leaving.limit(1)).scalar()
    if case_id is not None:
        raise RightsError(
            f"That record is being erased by case {case_id}; it stays hidden. Finish it with "
            "'concern rights resume'."
        )


def _refuse_unsound(decided: Review, who: Actor) -> None:
    if decided.verdict not in ("keep", "erase"):
        raise RightsError(f"{decided.verdict!r} is no verdict; expected keep or erase.")
    if not decided.why.strip():
        raise RightsError("Give the reasons, in a few words and without personal data.")
    if decided.verdict == "keep" and (decided.next_on is None or decided.next_on <= who.at.date()):
        raise RightsError("Say when the record is reviewed again: a day after today.")
