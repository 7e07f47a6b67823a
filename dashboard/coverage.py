"""Who is looked after where? Districts, gaps and two years of what the filters let through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.access import View
from dashboard.columns import Columns
from dashboard.filters import Filters, visited_ranges
from dashboard.periods import month_key, month_of
from dashboard.queries import Rows, ordered, working_days
from records.schema import Column, Table

__all__ = ["BY", "HIGH", "MONTHS", "Coverage", "Month", "coverage", "narrowed", "trend"]

HIGH = ("high", "severe")
"""Bands that are called high risk."""
MONTHS = 24
"""Months of the trend, the last being that of the day before `as_of`."""
UNSEEN = "over1y"
"""The choice of last visit that a gap is: nobody for a year, or never."""

_HIGH_CODE = 2


class Coverage(Table):
    """One row for each district or sector, that with most high risk first."""

    value = Column("value", "text", "district or sector; missing: businesses without one")
    businesses = Column("businesses", "integer", "businesses of it")
    high = Column("high", "integer", "of those, high and severe")
    unseen = Column("unseen", "integer", "of all, visited by nobody for a year, or never")
    gap = Column("gap", "integer", "of the high and severe, visited by nobody for a year, or never")
    a_day = Column("a_day", "number", "dated contacts of the last 365 days, a working day")


class Month(Table):
    """One row for each month, the earliest first, those without contact too."""

    month = Column("month", "text", "year and month, such as 2026-01", required=True)
    contacts = Column("contacts", "integer", "dated contacts before as_of")


BY: Mapping[str, str] = {"district": "District", "sector": "Sector"}
"""What a coverage may be told by: names of filters, and their headings."""


def coverage(view: View, filters: Filters, by: str) -> pd.DataFrame:
    """Return a `Coverage` frame of what the filters let through; by: a key of `BY`.

    Only values that occur; by high risk, then by name.
    """
    county, rows = view.county, ordered(view, filters)
    codes, names = _values(county.columns, by)
    counted = [*_flags(county.columns, rows, county.about.as_of), county.columns.contacts[rows]]
    sums = [np.bincount(codes[rows], weights=one, minlength=len(names)) for one in counted]
    businesses, high, unseen, gap, contacts = sums
    frame = pd.DataFrame(
        {
            Coverage.value: pd.Series(names, dtype="str"),
            Coverage.businesses: businesses,
            Coverage.high: high,
            Coverage.unseen: unseen,
            Coverage.gap: gap,
            Coverage.a_day: contacts / working_days(county.about.as_of),
        }
    )
    kept = Coverage.shape(frame[businesses > 0])
    order = [Coverage.high, Coverage.value]
    return kept.sort_values(order, ascending=[False, True], ignore_index=True)


def trend(view: View, filters: Filters) -> pd.DataFrame:
    """Return a `Month` frame of contacts with what the filters let through, of `MONTHS` months."""
    county = view.county
    months = county.columns.months
    last = _last_month(county.about.as_of)
    start, end = np.searchsorted(months.month, [last - MONTHS + 1, last + 1])
    shown = np.zeros(len(county), dtype=bool)
    shown[ordered(view, filters)] = True
    counted = months.month[start:end][shown[months.row[start:end]]] - (last - MONTHS + 1)
    keys = [month_key(last - MONTHS + 1 + one) for one in range(MONTHS)]
    contacts = np.bincount(counted, minlength=MONTHS)
    return Month.shape(pd.DataFrame({Month.month: keys, Month.contacts: contacts}))


def narrowed(filters: Filters, **changes: Any) -> str:
    """Return the query string of the filters with some of them set anew."""
    return replace(filters, **changes).to_query()


def _values(columns: Columns, by: str) -> tuple[NDArray[np.uint8], list[Any]]:
    if by == "sector":
        return columns.sector, list(columns.sectors)
    return columns.district, [None, *columns.districts]


def _flags(columns: Columns, rows: Rows, as_of: date) -> list[NDArray[np.bool_]]:
    """Every business; of high risk; unseen as the filter of last visit has it; both."""
    low, most = visited_ranges(as_of)[UNSEEN]
    days = columns.visit_days[rows]
    high, unseen = columns.band[rows] >= _HIGH_CODE, (days >= low) & (days <= most)
    return [np.ones(len(rows), dtype=bool), high, unseen, high & unseen]


def _last_month(as_of: date) -> int:
    """The month of the day before, counted from the year 0."""
    day = as_of - pd.Timedelta(days=1)
    return month_of(day.year, day.month)
