"""What did people note about a business, who may read it, and how is it struck out?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Engine, and_, insert, or_, select, update

from records.errors import ConflictError, StateError
from records.state.acting import Acting, as_service
from records.state.engine import reading, writing
from records.state.tables import notes as table

__all__ = ["AGENCY", "EVERYONE", "Note", "Noting", "note", "notes_naming", "notes_of", "strike"]

AGENCY, EVERYONE = "agency", "everyone"
"""Who may read a note: the writer's agency, or all who may see the business."""


@dataclass(frozen=True)
class Noting:
    """What someone wants to note.

    profile_id: of which business. records: its records that they see; the note stays with the
    first. sight: `AGENCY` or `EVERYONE`. replaces: number of the note it is written in place of.
    """

    profile_id: str
    records: tuple[str, ...]
    text: str
    sight: str
    at: datetime
    replaces: int | None = None


@dataclass(frozen=True)
class Note:
    """What was noted, by whom and when; struck_by and struck_at: None while it stands."""

    note_id: int
    profile_id: str
    record_id: str
    text: str
    sight: str
    agency: str
    written_by: str
    written_at: datetime
    replaces: int | None = None
    struck_by: str | None = None
    struck_at: datetime | None = None

    @property
    def stands(self) -> bool:
        """Whether it was not struck out."""
        return self.struck_at is None


Also = Callable[[Connection, Note], object]
"""What else is written in the same transaction, such as the audit."""

_COLUMNS = tuple(table.c[name] for name in Note.__dataclass_fields__)


def notes_of(engine: Engine, records: Iterable[str], reader: Acting) -> list[Note]:
    """Return the notes that stay with one of the records and that `reader` may read, newest first.

    Those struck out are among them, as long as they were not emptied.

    Raises:
        StateError: the database cannot be reached.
    """
    ids = sorted(set(records))
    theirs = table.c.agency == reader.agency if reader.agency else table.c.written_by == reader.user
    shown = or_(table.c.sight == EVERYONE, theirs, table.c.written_by == reader.user)
    wanted = select(*_COLUMNS).where(table.c.record_id.in_(ids), shown, table.c.text != "")
    with reading(engine, reader) as connection:
        rows = connection.execute(wanted.order_by(table.c.note_id.desc())).all()
    return [Note(*row) for row in rows]


def notes_naming(engine: Engine, records: Iterable[str]) -> list[Note]:
    """Return every note on a business that one of the records was of then, for requests of people.

    Raises:
        StateError: the database cannot be reached.
    """
    # A few thousand at most: each is looked at, whatever the database makes of JSON.
    wanted = set(records)
    every = select(*_COLUMNS, table.c.record_ids).where(table.c.text != "")
    with reading(engine) as connection:
        rows = connection.execute(every.order_by(table.c.note_id)).all()
    named = (row for row in rows if wanted & {row.record_id, *row.record_ids})
    return [Note(*row[: len(_COLUMNS)]) for row in named]


def note(engine: Engine, noting: Noting, writer: Acting, also: Also | None = None) -> Note:
    """Keep a note, and strike out the one it is written in place of.

    also: called in the same transaction, so that both are written or neither.

    Raises:
        ConflictError: the note to be replaced was struck out, or is not the writer's.
        StateError: the database cannot be written.
    """
    if not noting.records:
        raise StateError("A note is of a business that has records; this one has none.")
    row: dict[str, Any] = {
        "profile_id": noting.profile_id,
        "record_id": noting.records[0],
        "record_ids": list(noting.records),
        "text": noting.text,
        "sight": noting.sight,
        "agency": writer.agency,
        "written_by": writer.user,
        "written_at": noting.at,
        "replaces": noting.replaces,
    }
    with writing(engine, writer) as connection:
        if noting.replaces is not None:
            _strike(connection, noting.replaces, (writer.user, noting.at))
        number = connection.execute(insert(table), row).inserted_primary_key
        kept = {name: value for name, value in row.items() if name != "record_ids"}
        made = Note(note_id=number[0] if number else 0, **kept)
        _and(also, connection, made)
        return made


def strike(
    engine: Engine, number: int, writer: Acting, at: datetime, also: Also | None = None
) -> Note:
    """Strike out a note of the writer's own, which is kept, and return it.

    Raises:
        ConflictError: it was struck out already, or is not theirs.
        StateError: the database cannot be written.
    """
    with writing(engine, writer) as connection:
        struck = _strike(connection, number, (writer.user, at))
        _and(also, connection, struck)
        return struck


def _strike(connection: Connection, number: int, by: tuple[str, datetime]) -> Note:
    own = and_(table.c.note_id == number, table.c.written_by == by[0], table.c.struck_at.is_(None))
    row = connection.execute(select(*_COLUMNS).where(own)).one_or_none()
    if row is None:
        raise ConflictError("This note was struck out, or it is not yours to change.", None)
    connection.execute(
        update(table).where(table.c.note_id == number).values(struck_by=by[0], struck_at=by[1])
    )
    return replace(Note(*row), struck_by=by[0], struck_at=by[1])


def _and(also: Also | None, connection: Connection, made: Note) -> None:
    if also:
        with as_service(connection):
            also(connection, made)
