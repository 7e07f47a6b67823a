"""From when to when is each profile seen to trade?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from linkage.claims import ended_on
from records.domain import event_types
from records.schema import PlacedRecord

__all__ = ["MISSING", "Lives", "lives"]

Ints = NDArray[np.int64]

MISSING = np.iinfo(np.int64).min
"""Day that is not known."""

TRADES = ("inspection", "complaint", "rating", "incident", "intelligence", "outcome", "service")
"""Categories of contact that tell of a business at work; notices and cases come after its end."""

BEGINS = ("CO_INC", "REG_FOOD")
"""Registrations that begin a business."""

_DISSOLVED = "CO_DIS"
_FOUND_NOTHING = ("clean",)
_SHUT = ("closed",)


@dataclass(frozen=True)
class Day:
    """A day of each profile, in days since 1970, and the row of the record that gives it.

    Both are `MISSING` where there is none.
    """

    on: Ints
    row: Ints

    @property
    def known(self) -> NDArray[np.bool_]:
        """Tell of which profiles it is known."""
        known: NDArray[np.bool_] = self.on != MISSING
        return known


@dataclass(frozen=True)
class Lives:
    """What is known of when each profile traded.

    first, last: seen at work. told_first, told_last: the same by records that are no clean visit;
    what a clean visit adds must never bring two businesses nearer to each other. began: registered.
    ended: found closed, dissolved or deregistered.
    """

    first: Day
    last: Day
    told_first: Day
    told_last: Day
    began: Day
    ended: Day

    @property
    def ending(self) -> Ints:
        """Return the last day of each, but for what clean visits add; else when it was closed."""
        return np.where(self.told_last.known, self.told_last.on, self.ended.on)

    @property
    def beginning(self) -> Ints:
        """Return the first day of each, but for what clean visits add; else when registered."""
        return np.where(self.told_first.known, self.told_first.on, self.began.on)


def lives(records: pd.DataFrame, who: Ints, count: int, as_of: date) -> Lives:
    """Return the lives of `count` profiles before `as_of`; who: profile number of each record."""
    day, before = _days(records[PlacedRecord.event_on]), _days_of(as_of)
    category = records[PlacedRecord.event_code].map(event_types()["category"])
    shut = records[PlacedRecord.result].isin(_SHUT)
    shut |= records[PlacedRecord.event_code] == "CLOSED"
    works = category.isin(TRADES) & ~shut & records[PlacedRecord.name].notna()
    seen = works.to_numpy() & (day != MISSING) & (day < before)
    clean = records[PlacedRecord.result].isin(_FOUND_NOTHING)
    clean |= records[PlacedRecord.event_code] == "VISIT_NOFIND"
    told = seen & ~clean.to_numpy()
    end = _days(ended_on(records, as_of))
    code = records[PlacedRecord.event_code]
    registered = records[PlacedRecord.event_on].where(code.isin(BEGINS))
    started = _days(records[PlacedRecord.started_on].fillna(registered))
    begins = code.isin((*BEGINS, _DISSOLVED)).to_numpy() & (started != MISSING)
    return Lives(
        first=_edge(who, day, seen, count, latest=False),
        last=_edge(who, day, seen, count, latest=True),
        told_first=_edge(who, day, told, count, latest=False),
        told_last=_edge(who, day, told, count, latest=True),
        began=_edge(who, started, begins & (started < before), count, latest=True),
        ended=_edge(who, end, end != MISSING, count, latest=True),
    )


def _edge(who: Ints, day: Ints, rows: NDArray[np.bool_], count: int, *, latest: bool) -> Day:
    """Return the first or the latest day of each profile among the `rows`."""
    chosen = np.flatnonzero(rows)
    order = chosen[np.lexsort((chosen, -day[chosen] if latest else day[chosen], who[chosen]))]
    owners, first = np.unique(who[order], return_index=True)
    on, row = np.full(count, MISSING), np.full(count, MISSING)
    on[owners], row[owners] = day[order[first]], order[first]
    return Day(on, row)


def _days(values: pd.Series[pd.Timestamp]) -> Ints:
    days: Ints = values.to_numpy().astype("datetime64[D]").astype(np.int64)
    return days


def _days_of(day: date) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))
