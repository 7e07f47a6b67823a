"""How much was done, by how many people? Counts of the audit, without a name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import Engine, distinct, func, select

from records.audit.searching import morning
from records.state.engine import reading
from records.state.tables import audit

__all__ = ["Tally", "tally"]


@dataclass(frozen=True)
class Tally:
    """How often one operation was done to one kind of subject, by how many people."""

    operation: str
    subject_kind: str
    times: int
    people: int


def tally(engine: Engine, since: date) -> list[Tally]:
    """Return the counts of what was done since that day, by operation and kind of subject.

    Raises:
        StateError: the database cannot be reached.
    """
    kinds = (audit.c.operation, audit.c.subject_kind)
    counted = select(*kinds, func.count(), func.count(distinct(audit.c.user_id)))
    wanted = counted.where(audit.c.at >= morning(since)).group_by(*kinds).order_by(*kinds)
    with reading(engine) as connection:
        return [Tally(*row) for row in connection.execute(wanted)]
