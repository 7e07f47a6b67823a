"""What do the pages ask of the county? Rows, cards, figures: each for a viewer, each pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.access import View
from dashboard.columns import YEAR_DAYS
from dashboard.county import County
from dashboard.due import days_overdue, due_words
from dashboard.filters import Filters, mask, text_mask
from dashboard.labels import agency_name, ago, sector_name
from records.schema import ScoredProfile

__all__ = [
    "PAGE_ROWS",
    "Kpis",
    "cards",
    "drops",
    "found_by_text",
    "kpis",
    "ordered",
    "ordered_ids",
    "page_of",
    "working_days",
]

Rows = NDArray[np.int64]

PAGE_ROWS = 50
"""Rows on one page of the table."""
MOST_CARDS = 100

_HIGH = 2
_MANY_AGENCIES = 3
_TOP_SHARE = 0.05


@dataclass(frozen=True)
class Kpis:
    """Figures of the businesses that are shown.

    contacts_a_day: touchpoints of the last 365 days, a working day. known_share: 0-1, share known
    to more than three agencies. top_share: 0-1, share of complaints and enforcement that the
    busiest 5 % of businesses draw. overlooked: businesses of high or severe risk that nobody
    visited in the last 12 months. A share is None where there is nothing to share.
    """

    contacts_a_day: float
    known_share: float | None
    top_share: float | None
    overlooked: int


def ordered(view: View, filters: Filters) -> Rows:
    """Return the rows that the filters let through, in the order asked for."""
    county = view.county
    rows: Rows = county.kept.get(filters, lambda: _ordered(county, filters))
    return rows


def ordered_ids(view: View, filters: Filters) -> list[str]:
    """Return the ids of the businesses that the filters let through, in the order asked for."""
    ids = view.county.profiles[ScoredProfile.profile_id]
    return [str(one) for one in ids.iloc[ordered(view, filters)]]


def _ordered(county: County, filters: Filters) -> Rows:
    order = county.order(filters.sort)
    rows: Rows = order[mask(county.columns, filters, county.about.as_of)[order]]
    return rows


def page_of(rows: Rows, row: int) -> int:
    """Return the number, from 1, of the page of `rows` that `row` is on; 1 where it is on none."""
    found = np.flatnonzero(rows == row)
    return int(found[0]) // PAGE_ROWS + 1 if len(found) else 1


def found_by_text(view: View, text: str) -> NDArray[np.bool_] | None:
    """Return for each row whether the free text finds it, or None where there is no text."""
    if not text.strip():
        return None
    return text_mask(view.county.columns, text)


def cards(view: View, rows: Rows) -> list[dict[str, Any]]:
    """Return what the table and the map say of each business in `rows`; rows not seen left out.

    Keys: row, id, name, place, district, sector, band, score, reason, visit, seen (the same as a
    sentence), due (since when a visit is, or on what day it will be), agencies, on_map, ask: who
    holds more than is shown, where that may be told.
    """
    seen = view.county
    kept = rows[(rows >= 0) & (rows < len(seen))]
    found = seen.rows(kept, _SHOWN)
    on_map = seen.columns.on_map[kept].tolist()
    due = _due(seen)[kept].tolist()
    return [
        _card(view, row, one) | {"on_map": placed, "due": due_words(days, seen.about.as_of)}
        for row, one, placed, days in zip(kept.tolist(), found, on_map, due, strict=True)
    ]


def _due(county: County) -> Rows:
    days: Rows = county.kept.get("days overdue", lambda: days_overdue(county.columns))
    return days


_SHOWN: tuple[str, ...] = (
    ScoredProfile.profile_id,
    ScoredProfile.name,
    ScoredProfile.address,
    ScoredProfile.postcode,
    ScoredProfile.district,
    ScoredProfile.sector,
    ScoredProfile.band,
    ScoredProfile.score,
    ScoredProfile.top_reason,
    ScoredProfile.last_visit_on,
    ScoredProfile.last_visit_agency,
    ScoredProfile.agency_count,
    ScoredProfile.status,
)


def _card(view: View, row: int, profile: dict[str, Any]) -> dict[str, Any]:
    visit = _last_visit(view.county, profile)
    place = [profile[ScoredProfile.address], profile[ScoredProfile.postcode]]
    return {
        "row": row,
        "id": profile[ScoredProfile.profile_id],
        "name": profile[ScoredProfile.name],
        "place": ", ".join(part for part in place if isinstance(part, str)),
        "district": _text(profile[ScoredProfile.district]),
        "sector": sector_name(profile[ScoredProfile.sector]),
        "band": profile[ScoredProfile.band],
        "score": float(profile[ScoredProfile.score]),
        "reason": _text(profile[ScoredProfile.top_reason]),
        "visit": visit,
        "seen": _last_seen(visit),
        "agencies": int(profile[ScoredProfile.agency_count]),
        "ceased": profile[ScoredProfile.status] == "ceased",
        "ask": list(view.contacts(profile[ScoredProfile.profile_id])),
    }


def _last_visit(county: County, profile: dict[str, Any]) -> str:
    day = profile[ScoredProfile.last_visit_on]
    if day is None:
        return "never"
    said = ago((county.about.as_of - day.date()).days)
    agency = _text(profile[ScoredProfile.last_visit_agency])
    return f"{said} by {agency_name(agency)}" if agency else said


def _last_seen(visit: str) -> str:
    """The last visit as a sentence."""
    if visit == "never":
        return "Never visited"
    said, _, by = visit.partition(" by ")
    return f"Last seen by {by}, {said}" if by else f"Last seen {said}"


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def kpis(view: View, filters: Filters) -> Kpis:
    """Return the figures of the businesses that the filters let through."""
    seen = view.county
    rows, columns = ordered(view, filters), seen.columns
    adverse = columns.adverse[rows]
    others = len(adverse) - int(np.ceil(len(adverse) * _TOP_SHARE))
    top = np.partition(adverse, others)[others:].sum() if len(rows) else 0
    overlooked = (columns.band[rows] >= _HIGH) & (columns.visit_days[rows] > YEAR_DAYS)
    known = columns.agency_count[rows] > _MANY_AGENCIES
    whole = adverse.sum()
    return Kpis(
        contacts_a_day=float(columns.contacts[rows].sum()) / working_days(seen.about.as_of),
        known_share=float(known.mean()) if len(rows) else None,
        top_share=float(top / whole) if whole else None,
        overlooked=int(overlooked.sum()),
    )


def working_days(as_of: date) -> int:
    """Return the days from Monday to Friday among the `YEAR_DAYS` before `as_of`."""
    return int(np.busday_count(as_of - timedelta(days=YEAR_DAYS), as_of))


def drops(view: View, filters: Filters) -> list[tuple[str, int]]:
    """Return each filter in force by name, and how many would match without it; most first."""
    names = dict.fromkeys(name for name, _ in filters.chosen())
    counts = [(name, len(ordered(view, filters.without(name)))) for name in names]
    return sorted(counts, key=lambda one: -one[1])
