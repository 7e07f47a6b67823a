"""What did people ask of their records, and by when must it be answered?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import pandas as pd
from sqlalchemy import Connection, Engine, insert, select

from records.audit import Entry, Trail
from records.errors import RightsError
from records.history import record_history
from records.home import Home
from records.rights.actor import Actor
from records.rights.correcting import checked
from records.rights.tombstones import known_tombstones
from records.schema import PlacedRecord
from records.state.engine import reading, writing
from records.state.tables import cases as table
from records.state.tables import marks
from records.store import current_id, open_build

__all__ = [
    "KINDS",
    "Case",
    "Request",
    "audited",
    "case_of",
    "cases_held",
    "names_record",
    "one_month_after",
    "open_case",
    "records_of",
    "set_mark",
]

KINDS = {
    "rectification": "put a field right",
    "restriction": "keep it, use it for nothing, show it to nobody",
    "dispute": "mark it as disputed",
    "erasure": "erase it",
}
"""What can be asked, in words."""


@dataclass(frozen=True)
class Request:
    """What is asked of one record.

    why: in a few words, without personal data. field, value: what a rectification sets; a value
    of None or blanks empties the field.
    """

    kind: str
    record_id: str
    why: str
    field: str = ""
    value: str | None = None


@dataclass(frozen=True)
class Case:
    """One request and what became of it.

    record_id: begins with 'erased:' once the record is gone. state: open, granted or refused.
    due_on: the day by which it must be answered, one month after it was opened.
    """

    case_id: int
    kind: str
    record_id: str
    field: str
    value: str | None
    why: str
    opened_by: str
    opened_at: datetime
    due_on: date
    state: str
    decided_by: str | None
    decided_at: datetime | None
    decision: str | None

    @property
    def waits(self) -> bool:
        """Whether an erasure was decided and is still to be done."""
        return self.state == "open" and self.decided_by is not None

    def overdue(self, on: date) -> bool:
        """Say whether it should have been answered before `on`."""
        return self.state == "open" and not self.waits and self.due_on < on


def one_month_after(day: date) -> date:
    """Return the same day of the next month, or its last day where it has no such day."""
    return (pd.Timestamp(day) + pd.DateOffset(months=1)).date()


def open_case(home: Home, trail: Trail, request: Request, who: Actor) -> int:
    """Take a request down and return the number of its case; audited.

    A record that is said to be wrong is marked as disputed from this moment.

    Raises:
        RightsError: there is no such record, the value cannot be one of the field, or nothing is
            said of why.
        StateError: the database cannot be written.
    """
    value = _sound(home, trail, request, who)
    row = {
        "kind": request.kind,
        "record_id": request.record_id,
        "field": request.field,
        "value": value,
        "why": request.why.strip(),
        "opened_by": who.user,
        "opened_at": who.moment,
        "due_on": one_month_after(who.at.date()),
        "state": "open",
    }
    with writing(trail.engine) as connection:
        added = insert(table).returning(table.c.case_id)
        case_id: int = connection.execute(added, row).scalar_one()
        if request.kind == "dispute":
            set_mark(connection, "disputed", {**row, "case_id": case_id}, who)
        detail = {"what": f"{request.kind} asked for", "case": case_id}
        trail.append_in(connection, audited(trail, who, request.record_id, detail))
    return case_id


def audited(trail: Trail, who: Actor, record_id: str, detail: Mapping[str, object]) -> Entry:
    """Return what the audit says of a record: its keyed hash, which may stay once it is erased."""
    return who.entry("alteration", ("record", trail.keyed(record_id)), detail)


def set_mark(connection: Connection, kind: str, case: Mapping[str, Any], who: Actor) -> None:
    """Mark the record of `case`, in the caller's transaction; case: columns of the table."""
    row = {
        "kind": kind,
        "record_id": case["record_id"],
        "field": case["field"] if kind == "corrected" else "",
        "value": case["value"] if kind == "corrected" else None,
        "case_id": case["case_id"],
        "set_by": who.user,
        "set_at": who.moment,
    }
    connection.execute(insert(marks), row)


def cases_held(engine: Engine, state: str | None = None) -> list[Case]:
    """Return the cases, those due first at the top; state: only open, granted or refused ones.

    Raises:
        StateError: the database cannot be reached.
    """
    wanted = select(table).order_by(table.c.due_on, table.c.case_id)
    if state is not None:
        wanted = wanted.where(table.c.state == state)
    with reading(engine) as connection:
        return [Case(**row) for row in connection.execute(wanted).mappings()]


def case_of(engine: Engine, case_id: int) -> Case:
    """Return one case.

    Raises:
        RightsError: there is none of that number.
    """
    with reading(engine) as connection:
        wanted = select(table).where(table.c.case_id == case_id)
        row = connection.execute(wanted).mappings().one_or_none()
    if row is None:
        raise RightsError(f"There is no case {case_id}. List them: concern rights list --all.")
    return Case(**row)


def names_record(subject: str) -> bool:
    """Say whether it is written as a record id, source:key, rather than as a profile id."""
    return ":" in subject


def records_of(home: Home, subject: str) -> list[str]:
    """Return the records of a profile of the current build, or the one record that is named.

    Raises:
        RightsError: there is no such profile or record.
    """
    if names_record(subject):
        _refuse_unknown(home, subject)
        return [subject]
    if current_id(home) is not None:
        columns = [PlacedRecord.record_id, PlacedRecord.profile_id]
        with open_build(home, other_columns=True) as build:
            members = build.table("records", columns)
        mine = members.loc[members[PlacedRecord.profile_id] == subject, PlacedRecord.record_id]
        if len(mine):
            return sorted(mine)
    raise RightsError(
        f"There is no business {subject!r} in the current build. Name one by the id on its page, "
        "or a record by source:key."
    )


def _sound(home: Home, trail: Trail, request: Request, who: Actor) -> str | None:
    """Return the value a rectification sets, as it is kept; None for every other request."""
    if request.kind not in KINDS:
        raise RightsError(f"{request.kind!r} cannot be asked; one of {', '.join(KINDS)} can.")
    if not request.why.strip():
        raise RightsError("Say why, in a few words and without personal data.")
    if request.kind != "rectification" and (request.field or request.value):
        raise RightsError("Only a rectification names a field and a value.")
    if known_tombstones(trail.engine, trail.key).stand_for([request.record_id]).any():
        raise RightsError("That record was erased; nothing of it is held any more.")
    _refuse_unknown(home, request.record_id)
    if request.kind != "rectification":
        return None
    return checked(request.field, request.value, who.at.date())


def _refuse_unknown(home: Home, record_id: str) -> None:
    if record_history(home, record_id).empty:
        raise RightsError(
            "There is no such record. Its id is shown beside each value on the page of a business."
        )
