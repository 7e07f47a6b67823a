"""What do the contacts of each business amount to? Kinds, months, overlaps and the busiest."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.choices import TYPES
from dashboard.periods import month_of
from records.domain import agencies
from records.errors import BuildError
from records.schema import Touchpoint

__all__ = ["OVERLAP_DAYS", "TOP_SHARE", "YEAR_DAYS", "Months", "busiest", "kinds", "overlapping"]

YEAR_DAYS = 365
"""Days before `as_of` that the yearly figures look at."""
OVERLAP_DAYS = 14
"""Days between two agencies' contacts that overlap, at most."""
TOP_SHARE = 0.05
"""Share of all businesses that the busiest are."""
_MOST_KINDS = 64

Owners = NDArray[np.int64]
"""For each touchpoint the row of its business; below 0 where it is not there."""


@dataclass(frozen=True)
class Months:
    """In which months was there contact? One entry for each touchpoint, in the order of months.

    month: counted from the year 0, as `periods.months_of` does. row: its business.
    """

    month: NDArray[np.int32]
    row: NDArray[np.int64]

    @classmethod
    def of(cls, touchpoints: pd.DataFrame, owners: Owners) -> Months:
        """Return the months of the touchpoints."""
        days = touchpoints[Touchpoint.event_on].dt
        month = month_of(days.year, days.month).to_numpy("int32")  # type: ignore[attr-defined]
        order = np.argsort(month, kind="stable")
        order = order[owners[order] >= 0]
        return cls(month[order], owners[order])

    def within(self, first: int, last: int, businesses: int) -> NDArray[np.bool_]:
        """Return for each of so many businesses whether it had contact in these months."""
        start, end = np.searchsorted(self.month, [first, last + 1])
        found = np.zeros(businesses, dtype=bool)
        found[self.row[start:end]] = True
        return found


def kinds(
    touchpoints: pd.DataFrame, owners: Owners, businesses: int
) -> tuple[tuple[str, ...], NDArray[np.uint64]]:
    """Return the kinds of contact that occur, and for each business bit i where it had kind i.

    Raises:
        BuildError: more kinds than bits can tell apart.
    """
    category = touchpoints[Touchpoint.category]
    held = set(category.unique())
    names = (*(one for one in TYPES if one in held), *sorted(held - set(TYPES)))
    if len(names) > _MOST_KINDS:
        raise BuildError(
            f"The build names {len(names)} kinds of contact; the dashboard can tell {_MOST_KINDS} "
            "apart. Join some of them in event_types.csv and build again."
        )
    bits = np.zeros(businesses, dtype="uint64")
    here = owners >= 0
    code = pd.Index(names).get_indexer(pd.Index(category)).astype("uint64")
    np.bitwise_or.at(bits, owners[here], np.uint64(1) << code[here])
    return names, bits


def overlapping(
    touchpoints: pd.DataFrame, owners: Owners, businesses: int, as_of: date
) -> NDArray[np.bool_]:
    """Return for each business whether two agencies were in contact within `OVERLAP_DAYS`.

    Contacts of the last `YEAR_DAYS` count; registers and the public are no agencies.
    """
    found = np.zeros(businesses, dtype=bool)
    first = pd.Timestamp(as_of) - pd.Timedelta(days=YEAR_DAYS)
    counts = (touchpoints[Touchpoint.event_on] >= first) & _by_authority(touchpoints)
    kept = counts.to_numpy("bool") & (owners >= 0)
    day = touchpoints[Touchpoint.event_on].to_numpy("datetime64[D]")[kept].astype("int64")
    agency = pd.factorize(touchpoints[Touchpoint.agency][kept])[0]
    owner = owners[kept]
    order = np.lexsort((agency, day, owner))
    owner, day, agency = owner[order], day[order], agency[order]
    # Where any two agencies are near in time, two that follow each other are at least as near.
    near = (np.diff(owner) == 0) & (np.diff(agency) != 0) & (np.diff(day) <= OVERLAP_DAYS)
    found[owner[1:][near]] = True
    return found


def busiest(contacts: NDArray[np.int64], ids: pd.Index[Any]) -> NDArray[np.bool_]:
    """Return for each business whether it is of the `TOP_SHARE` with most contacts, rounded up.

    Of those with as many, the ones whose ids sort first.
    """
    by_id = ids.argsort()
    order = by_id[np.argsort(-contacts[by_id], kind="stable")]
    found = np.zeros(len(contacts), dtype=bool)
    found[order[: int(np.ceil(len(contacts) * TOP_SHARE))]] = True
    return found


def _by_authority(touchpoints: pd.DataFrame) -> pd.Series[Any]:
    table = agencies()
    registers = table.index[table["authority"] == "no"]
    return ~touchpoints[Touchpoint.agency].isin(registers)
