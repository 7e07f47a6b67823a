"""Where does a mark of a chart lead? To the filter it stands for, beside what is filtered."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pandas as pd

from dashboard.filters import Filters
from dashboard.insights.contacts import MONTHS, last_month
from dashboard.insights.frames import Findings, Gaps, Hotspots, KnownTo, Monthly, Visits
from records.domain import agencies

__all__ = [
    "QUERY",
    "Links",
    "beside",
    "busiest",
    "months_of_quarter",
    "narrowed",
    "of_agencies",
    "of_gaps",
    "of_known",
    "of_months",
    "of_quarters",
    "of_wards",
    "overlap_with",
    "period_of",
    "trade",
]

Links = list[str | None]
"""A query string for each row of a frame; None: it leads nowhere."""

QUERY = "query"
"""Column of `beside`."""

_HIGH = ("high", "severe")
_YEAR, _QUARTER = 12, 3


def beside(frame: pd.DataFrame, links: Links) -> pd.DataFrame:
    """Return the frame with where each row leads as a column, `QUERY`."""
    return frame.assign(**{QUERY: pd.Series(links, index=frame.index, dtype="object")})


def narrowed(filters: Filters, **changes: Any) -> str:
    """Return the query string of the filters with some of them set anew."""
    return replace(filters, **changes).to_query()


def period_of(first: int, last: int) -> str:
    """Return the months from `first` to `last`, counted from the year 0: '2026-01..2026-03'."""
    begin, end = (f"{one // _YEAR:04}-{one % _YEAR + 1:02}" for one in (first, last))
    return f"{begin}..{end}"


def of_months(frame: pd.DataFrame, filters: Filters) -> Links:
    """Return where each row of `Monthly` leads: to contact in its month; nowhere without any."""
    contacts = frame.groupby(Monthly.month)[str(Monthly.contacts)].transform("sum")
    return [
        narrowed(filters, period=period_of(month, month)) if count else None
        for month, count in zip(frame[Monthly.month], contacts, strict=True)
    ]


def months_of_quarter(month: int, last: int) -> tuple[int, int]:
    """Return the first and last month of the quarter from `month` that lie within the window.

    last: last month of the window.
    """
    return max(month, last - MONTHS + 1), min(month + _QUARTER - 1, last)


def of_quarters(frame: pd.DataFrame, filters: Filters, as_of: Any) -> Links:
    """Return where each row of `Findings` leads: to contact in its quarter."""
    last = last_month(as_of)
    spans = [months_of_quarter(one, last) for one in frame[Findings.month]]
    return [narrowed(filters, period=period_of(*span)) for span in spans]


def of_known(frame: pd.DataFrame, filters: Filters) -> Links:
    """Return where each row of `KnownTo` leads; nowhere where there is no business."""
    return [
        narrowed(filters, known=choice) if count else None
        for choice, count in zip(frame[KnownTo.choice], frame[KnownTo.businesses], strict=True)
    ]


def of_agencies(frame: pd.DataFrame, filters: Filters) -> Links:
    """Return where each row of `Visits` leads; nowhere where the agency is a register."""
    return [
        narrowed(filters, agency=(agency,)) if _is_authority(agency) else None
        for agency in frame[Visits.agency]
    ]


def of_gaps(frame: pd.DataFrame, filters: Filters, by: str) -> Links:
    """Return where each row of `Gaps` leads: to those nobody visited; by: as in `spread.gaps`."""
    # A choice of only severe, say, stays what it is.
    bands = tuple(band for band in _HIGH if band in filters.band) or _HIGH
    seen = {"visited": "over1y"} if filters.visited not in _OLDER else {}
    return [
        narrowed(filters, band=bands, **seen, **{by: (value,)}) if value and left else None
        for value, left in zip(frame[Gaps.value], frame[Gaps.overlooked], strict=True)
    ]


_OLDER = ("over2y", "over3y", "never")
"""Choices of last visit that say more than a year ago by themselves."""


def of_wards(frame: pd.DataFrame, filters: Filters) -> Links:
    """Return where each row of `Hotspots` leads."""
    return [narrowed(filters, ward=(ward,)) for ward in frame[Hotspots.ward]]


def trade(filters: Filters, sector: str, district: str) -> str | None:
    """Return where a cell of sectors by district leads; empty: any. None: it has no district."""
    changes: dict[str, Any] = {}
    changes |= {"sector": (sector,)} if sector else {}
    changes |= {"district": (district,)} if district else {}
    return narrowed(filters, **changes) if changes else None


def busiest(filters: Filters) -> str:
    """Return where the curve leads: to the 5% with most contacts."""
    return narrowed(filters, share="top5")


def overlap_with(filters: Filters, agency: str) -> str:
    """Return where a cell of overlaps leads: to any overlap at businesses the agency knows."""
    return narrowed(filters, overlap="14d", agency=(agency,))


def _is_authority(agency: str) -> bool:
    table = agencies()
    return agency not in table.index or str(table.loc[agency, "authority"]) != "no"
