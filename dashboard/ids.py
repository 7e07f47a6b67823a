"""Which components may a callback name? Every id once, so that a typo is an error."""

from __future__ import annotations

from typing import Any

__all__ = [
    "AGENCIES",
    "BANDS",
    "BUILD",
    "CHIPS",
    "CLEAR",
    "COUNT",
    "DISTRICTS",
    "EXPORT_BUILD",
    "EXPORT_QUERY",
    "EXPORT_TEXT",
    "FILTERS",
    "FILTER_COUNT",
    "FOCUS",
    "KNOWN",
    "KPIS",
    "MAIN",
    "MAP",
    "NOTICES",
    "PLACE",
    "SECTORS",
    "SHOWN",
    "SORT",
    "TABLE",
    "TEXT",
    "TEXT_MASK",
    "URL",
    "VISITED",
    "chip",
    "page_button",
]

URL = "url"
MAIN = "main"
NOTICES = "notices"
SHOWN = "shown"
"""Store: path the main part was last drawn for."""
BUILD = "build"
"""Store: id of the build the page was drawn from."""
FILTERS = "filters"
"""Store: the filter state as a query string, kept while other pages are shown."""

BANDS = "filter-band"
SECTORS = "filter-sector"
AGENCIES = "filter-agency"
DISTRICTS = "filter-district"
VISITED = "filter-visited"
KNOWN = "filter-known"
PLACE = "filter-place"
SORT = "filter-sort"
CLEAR = "filter-clear"
TEXT = "filter-text"
TEXT_MASK = "text-mask"
"""Store: which rows the free text finds, as bits in base64; missing: no text."""
CHIPS = "chips"
COUNT = "count"
FILTER_COUNT = "filter-count"

MAP = "map"
TABLE = "table"
KPIS = "kpis"
FOCUS = "focus"
"""Store: the page of the table to show, or the row to show the page of."""
EXPORT_QUERY = "export-query"
EXPORT_TEXT = "export-text"
EXPORT_BUILD = "export-build"


def chip(field: str, value: str) -> dict[str, Any]:
    """Return the id of the button that removes `value` from the filter `field`."""
    return {"type": "chip", "field": field, "value": value}


def page_button(page: int) -> dict[str, Any]:
    """Return the id of the button that shows page number `page` of the table."""
    return {"type": "page", "page": page}
