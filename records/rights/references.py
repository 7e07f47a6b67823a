"""How does a record leave the state database, down to its last page?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import Connection, Engine, Table, or_, select, text, update

from records.audit import Trail
from records.errors import StateError
from records.rights.actor import Actor
from records.rights.tombstones import ERASED
from records.state.engine import writing
from records.state.tables import cases, judgements, marks, notes, reviews

__all__ = ["replace_references", "scrub", "subjects_named"]

_AT_ONCE = 400
"""Ids in one statement; databases bound how many values it may have."""


def subjects_named(connection: Connection) -> set[str]:
    """Return every record id that the state database names."""
    columns = (
        *(judgements.c.id_a, judgements.c.id_b),
        *(reviews.c.record_id, cases.c.record_id, marks.c.record_id, notes.c.record_id),
    )
    named = {one for column in columns for one in connection.scalars(select(column).distinct())}
    named |= {one for held in connection.scalars(select(notes.c.record_ids)) for one in held}
    return {one for one in named if not one.startswith(ERASED)}


def replace_references(trail: Trail, record_ids: Iterable[str], who: Actor) -> None:
    """Let a keyed hash stand wherever the records are named, and let what was said of them go.

    Judgements on them are undone, notes emptied and marks lifted; reasons and corrected values are
    emptied. Their other open cases are closed; the cases of their erasure stay open.

    Raises:
        StateError: the database cannot be written.
    """
    hashes = {one: f"{ERASED}{trail.keyed(one)}" for one in record_ids}
    ids = sorted(hashes)
    with writing(trail.engine) as connection:
        if connection.dialect.name == "sqlite":
            # What is replaced is overwritten with zeros, not only marked as free.
            connection.execute(text("PRAGMA secure_delete = ON"))
        for start in range(0, len(ids), _AT_ONCE):
            part = ids[start : start + _AT_ONCE]
            _judgements(connection, part, hashes, who)
            _notes(connection, part, hashes, who)
            _close_cases(connection, part, who)
            for table, emptied in _EMPTIED.items():
                for one in part:
                    same = table.c.record_id == one
                    values = {"record_id": hashes[one], **emptied}
                    connection.execute(update(table).where(same).values(**values))


_EMPTIED: Mapping[Table, Mapping[str, Any]] = {
    reviews: {"why": ""},
    cases: {"why": "", "value": None},
    marks: {"value": None},
}
"""What of each table's rows is emptied beside the id."""


def _judgements(
    connection: Connection, ids: list[str], hashes: Mapping[str, str], who: Actor
) -> None:
    about = or_(judgements.c.id_a.in_(ids), judgements.c.id_b.in_(ids))
    for row in connection.execute(select(judgements).where(about)).all():
        pair = sorted(hashes.get(one, one) for one in (row.id_a, row.id_b))
        undone = {"undone_by": row.undone_by or who.user, "undone_at": row.undone_at or who.moment}
        connection.execute(
            update(judgements)
            .where(judgements.c.judgement_id == row.judgement_id)
            .values(id_a=pair[0], id_b=pair[1], why="", **undone)
        )


def _notes(connection: Connection, ids: list[str], hashes: Mapping[str, str], who: Actor) -> None:
    """Empty and strike out what was noted of a business while one of the records was of it.

    Nobody can tell whom of those behind its records a free text speaks of.
    """
    gone = set(ids)
    for row in connection.execute(select(notes)).all():
        if not gone & {row.record_id, *row.record_ids}:
            continue
        connection.execute(
            update(notes)
            .where(notes.c.note_id == row.note_id)
            .values(
                text="",
                record_id=hashes.get(row.record_id, row.record_id),
                record_ids=[hashes.get(one, one) for one in row.record_ids],
                struck_by=row.struck_by or who.user,
                struck_at=row.struck_at or who.moment,
            )
        )


def _close_cases(connection: Connection, ids: list[str], who: Actor) -> None:
    """Close what else was asked of the records, lift their marks, and drop what was decided."""
    named = cases.c.record_id.in_(ids)
    waits = (
        (cases.c.kind == "erasure") & (cases.c.state == "open") & cases.c.decided_by.is_not(None)
    )
    closed = {
        "state": "granted",
        "decided_by": who.user,
        "decided_at": who.moment,
        "decision": "The record was erased.",
    }
    connection.execute(update(cases).where(named, cases.c.state == "open", ~waits).values(**closed))
    before = update(cases).where(named, cases.c.state != "open")
    connection.execute(before.values(decision="The record was erased since."))
    lifted = {"lifted_by": who.user, "lifted_at": who.moment}
    held = update(marks).where(marks.c.record_id.in_(ids), marks.c.lifted_at.is_(None))
    connection.execute(held.values(**lifted))


def scrub(engine: Engine) -> None:
    """Leave no old page behind: write the log into the file, write the file anew, empty the log.

    On PostgreSQL nothing is done here: see docs/rights.md for what its operator does.

    Raises:
        StateError: another process reads or writes all the while.
    """
    if engine.dialect.name != "sqlite":
        return
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        for step in (
            "PRAGMA wal_checkpoint(TRUNCATE)",
            "VACUUM",
            "PRAGMA wal_checkpoint(TRUNCATE)",
        ):
            try:
                said = driver.execute(step).fetchone()
            except driver.DatabaseError as error:
                raise _busy(engine) from error
            if said and said[0]:
                raise _busy(engine)


def _busy(engine: Engine) -> StateError:
    return StateError(
        f"State database {engine.url} is held by another process, so that old pages of it could "
        "not be removed. Run 'concern rights resume' when it is quiet."
    )
