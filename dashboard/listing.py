"""What stands beside the map for a filter state? One page of the list, and the figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from dashboard.access import View
from dashboard.filters import Filters
from dashboard.labels import filter_value
from dashboard.queries import PAGE_ROWS, Kpis, Rows, cards, drops, kpis, ordered, page_of
from dashboard.row_texts import RowTexts, as_json

__all__ = ["FIGURES", "Listing", "listing"]

FIGURES = (
    (
        "Contacts a day",
        "Visits, complaints and other dated contacts of the last 365 days, by working day.",
    ),
    ("Known to over 3 agencies", "Share of those shown that more than three agencies know."),
    ("Top 5% draw", "Share of complaints and enforcement that the busiest 5% of those shown draw."),
    ("High risk, no visit for a year", "High or severe, and nobody went there for 365 days."),
)
"""The figures under the map, in order: name, and what it means."""

_WHOLE_FROM = 10
_NAMES = {
    "band": "risk band",
    "sector": "sector",
    "agency": "known to",
    "district": "district",
    "ward": "ward",
    "type": "kind of contact",
    "rating": "rating",
    "visited": "last visit",
    "known": "how many agencies",
    "place": "place",
    "overlap": "overlap",
    "share": "busiest",
    "due": "due for a visit",
    "period": "period",
    "area": "area",
    "text": "text",
}


@dataclass(frozen=True)
class Listing:
    """One page of the list: what `assets/county_list.js` shows, as JSON, and whom it names.

    text: an object with the keys cards (see `queries.cards`), page and pages (from 1), matching,
    sort, drops (only where nothing matches: label and the query string without it, how many would
    match, whether it is the free text), figures (as shown, in the order of `FIGURES`).
    ids: of the businesses on the page, in its order.
    """

    text: str
    ids: tuple[str, ...]


def listing(view: View, filters: Filters, focus: dict[str, int] | None = None) -> Listing:
    """Return a page of the list.

    focus: {"page": n}, the page asked for, or {"row": n}, the row whose page is; None: the first.
    Made once for all who see the same: nothing of who asks may stand in it.
    """
    rows = ordered(view, filters)
    pages = max(1, -(-len(rows) // PAGE_ROWS))
    page = min(max(1, _page(rows, focus or {})), pages)
    made: Listing = view.scene.listed.get(
        (view.key, filters, page), lambda: _listing(view, filters, rows, (page, pages))
    )
    return made


def _listing(view: View, filters: Filters, rows: Rows, paging: tuple[int, int]) -> Listing:
    page, pages = paging
    told = _cards(view, rows[(page - 1) * PAGE_ROWS : page * PAGE_ROWS])
    said = {
        "page": page,
        "pages": pages,
        "matching": len(rows),
        "sort": filters.sort,
        "drops": [] if len(rows) else _drops(view, filters),
        "figures": _figures(kpis(view, filters)),
    }
    shown = ",".join(text for _, text in told)
    return Listing(f'{{"cards":[{shown}],{as_json(said)[1:]}', tuple(id for id, _ in told))


def _cards(view: View, rows: Rows) -> list[tuple[str, str]]:
    """The id and the card of each row, as JSON; kept of what was shown before."""
    kept: RowTexts = view.scene.carded.get(view.key, RowTexts)
    return kept.of(rows.tolist(), lambda some: cards(view, np.array(some, dtype="int64")))


def _page(rows: Rows, focus: dict[str, int]) -> int:
    return page_of(rows, int(focus["row"])) if "row" in focus else int(focus.get("page", 1))


def _drops(view: View, filters: Filters) -> list[dict[str, Any]]:
    """Each filter whose loss would bring some back, and how many."""
    return [
        {
            "label": f"{_NAMES[name]} ({_values(filters, name)})",
            "count": count,
            "query": filters.without(name).to_query(),
            "text": name == "text",
        }
        for name, count in drops(view, filters)
        if count
    ]


def _values(filters: Filters, name: str) -> str:
    return ", ".join(filter_value(name, value) for key, value in filters.chosen() if key == name)


def _figures(kpis: Kpis) -> list[str]:
    return [
        _number(kpis.contacts_a_day),
        _percent(kpis.known_share),
        _percent(kpis.top_share),
        f"{kpis.overlooked:,}",
    ]


def _percent(share: float | None) -> str:
    return "none" if share is None else f"{share:.0%}"


def _number(value: float) -> str:
    """A number a person can read: whole from 10, else two digits that count."""
    return f"{value:,.0f}" if value >= _WHOLE_FROM or value == 0 else f"{value:.2g}"
