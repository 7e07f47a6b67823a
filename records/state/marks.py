"""What holds for which record now: restricted, disputed, corrected?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Engine, select

from records.state.acting import SERVICE
from records.state.engine import reading
from records.state.tables import marks as table

__all__ = ["Correction", "Marks", "marks_in_force"]


@dataclass(frozen=True)
class Correction:
    """One field of one record that a person put right.

    value: as text, a day as YYYY-MM-DD, other names joined by ' | '; None: the field is emptied.
    """

    record_id: str
    field: str
    value: str | None
    by: str
    at: datetime


@dataclass(frozen=True)
class Marks:
    """What is in force, by record id.

    restricted: kept, used for nothing and shown to nobody. disputed: shown with that word wherever
    the record is shown, with the day since when; left out of scores. corrections: oldest first.
    """

    restricted: frozenset[str] = frozenset()
    disputed: Mapping[str, datetime] = field(default_factory=dict)
    corrections: tuple[Correction, ...] = ()

    def corrections_of(self, record_id: str) -> tuple[Correction, ...]:
        """Return what was put right in one record, oldest first."""
        return tuple(one for one in self.corrections if one.record_id == record_id)


def marks_in_force(engine: Engine) -> Marks:
    """Return the marks that were set and not lifted.

    Raises:
        StateError: the database cannot be reached.
    """
    in_force = select(table).where(table.c.lifted_at.is_(None)).order_by(table.c.mark_id)
    # All of them, whoever asks: to miss one would show more, not less.
    with reading(engine, SERVICE) as connection:
        rows = connection.execute(in_force).all()
    disputed: dict[str, datetime] = {}
    for row in rows:
        if row.kind == "disputed":
            disputed.setdefault(row.record_id, row.set_at)
    return Marks(
        restricted=frozenset(row.record_id for row in rows if row.kind == "restricted"),
        disputed=disputed,
        corrections=tuple(
            Correction(row.record_id, row.field, row.value, row.set_by, row.set_at)
            for row in rows
            if row.kind == "corrected"
        ),
    )
