"""How long is each record kept, and which are past their time?"""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
from sqlalchemy import Engine, insert, select, update

from records import domain
from records.audit import Trail
from records.errors import RightsError
from records.history import held_records
from records.home import Home
from records.rights.actor import Actor
from records.schema import Column, Record, Table
from records.state.engine import reading, writing
from records.state.tables import cases, retention, reviews

__all__ = [
    "Due",
    "Schedule",
    "past_their_time",
    "schedule_of",
    "schedules",
    "set_schedule",
]

ANY = "*"
"""Stands for every source without a schedule of its own."""

MOST_MONTHS = 1200

_READ = (
    *(Record.record_id, Record.source, Record.status),
    *(Record.event_on, Record.ended_on, Record.received_on),
)
_MONTHS = "keep_months"


class Due(Table):
    """One record that is past its time."""

    record_id = Column("record_id", "text", "record to be reviewed", required=True)
    source = Column("source", "text", "source of the record", required=True)
    contact_on = Column("contact_on", "date", "day its time began", required=True)
    due_on = Column("due_on", "date", "day its time was over, or its next review", required=True)


@dataclass(frozen=True)
class Schedule:
    """How long records of one source are kept after the contact, before they are reviewed.

    basis: why so long. by, at: who of the county decided; None where it is the default.
    """

    source: str
    keep_months: int
    basis: str
    by: str | None = None
    at: datetime | None = None


@cache
def _defaults() -> dict[str, Schedule]:
    path = Path(domain.__file__).parent / "retention.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file)]
    return {
        row["source"]: Schedule(row["source"], int(row["keep_months"]), row["basis"])
        for row in rows
    }


def schedules(engine: Engine, sources: Iterable[str] = ()) -> list[Schedule]:
    """Return the schedule of every source that has one, or is among `sources`, by name.

    The first is that of '*', every other source.

    Raises:
        StateError: the database cannot be reached.
    """
    decided = _decided(engine)
    names = {*_defaults(), *decided, *sources}
    return [_schedule(name, decided) for name in sorted(names)]


def schedule_of(engine: Engine, source: str) -> Schedule:
    """Return how long records of one source are kept."""
    return _schedule(source, _decided(engine))


def set_schedule(trail: Trail, source: str, months: int, basis: str, who: Actor) -> None:
    """Decide how long records of `source` are kept; audited.

    Raises:
        RightsError: the months or the basis are missing or out of range.
        StateError: the database cannot be written.
    """
    if not 1 <= months <= MOST_MONTHS:
        raise RightsError(f"{months} months: expected 1 to {MOST_MONTHS}, after the contact.")
    if not basis.strip():
        raise RightsError("Say on which basis records are kept so long, such as the law or policy.")
    row = {
        "source": source,
        "keep_months": months,
        "basis": basis.strip(),
        "recorded_by": who.user,
        "recorded_at": who.moment,
    }
    with writing(trail.engine) as connection:
        changed = update(retention).where(retention.c.source == source).values(**row)
        if connection.execute(changed).rowcount == 0:
            connection.execute(insert(retention), row)
        detail = {"what": "schedule", "source": source, "keep_months": months}
        trail.append_in(connection, who.entry("alteration", ("list", "retention"), detail))


def past_their_time(home: Home, engine: Engine, on: date) -> pd.DataFrame:
    """Return the records to be reviewed on a day as a `Due` frame, the longest overdue first.

    A record's time begins on the day of the contact, or the day it ended where that is later;
    while it is active, or where it has neither, on the day it was received. Where it was reviewed
    and kept, the next review counts. Left out is what is being erased.

    Raises:
        HomeError: a delivery is missing or damaged.
        StateError: the database cannot be reached.
    """
    held = held_records(home, columns=_READ)
    began = contact_days(held)
    due = _due_days(held[Record.source], began, _decided(engine))
    later, leaving = _reviewed(engine)
    due = pd.to_datetime(held[Record.record_id].map(later)).fillna(due)
    frame = Due.shape(held.assign(**{Due.contact_on: began, Due.due_on: due}))
    past = (due <= pd.Timestamp(on)) & ~held[Record.record_id].isin(leaving)
    return frame[past].sort_values([Due.due_on, Due.record_id], ignore_index=True)


def contact_days(records: pd.DataFrame) -> pd.Series[Any]:
    """Return the day each record's time began; missing only where it was never received.

    While a licence or a company is active it is the day its row was received.
    """
    began = records[[Record.event_on, Record.ended_on]].max(axis="columns")
    runs = (records[Record.status] == "active") & records[Record.ended_on].isna()
    return began.mask(runs).fillna(records[Record.received_on])


def _due_days(
    source: pd.Series[Any], began: pd.Series[Any], decided: dict[str, Schedule]
) -> pd.Series[Any]:
    months = source.map({one: _schedule(one, decided).keep_months for one in source.unique()})
    due = began.copy()
    for length in months.unique():
        same = months == length
        due[same] = began[same] + pd.DateOffset(months=int(length))
    return due


def _decided(engine: Engine) -> dict[str, Schedule]:
    with reading(engine) as connection:
        rows = connection.execute(select(retention)).all()
    return {
        row.source: Schedule(
            row.source, row.keep_months, row.basis, row.recorded_by, row.recorded_at
        )
        for row in rows
    }


def _schedule(source: str, decided: dict[str, Schedule]) -> Schedule:
    own = decided.get(source) or _defaults().get(source)
    if own is not None:
        return own
    other = decided.get(ANY) or _defaults()[ANY]
    return Schedule(source, other.keep_months, other.basis, other.by, other.at)


def _reviewed(engine: Engine) -> tuple[dict[str, pd.Timestamp], set[str]]:
    """Return the next review of each record that was kept, and the records being erased."""
    last = select(reviews).order_by(reviews.c.review_id)
    erasing = select(cases.c.record_id).where(
        cases.c.kind == "erasure", cases.c.state == "open", cases.c.decided_by.is_not(None)
    )
    with reading(engine) as connection:
        days = {row.record_id: row.next_review_on for row in connection.execute(last)}
        leaving = set(connection.execute(erasing).scalars())
    return {record: pd.Timestamp(day) for record, day in days.items() if day}, leaving
