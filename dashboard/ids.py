"""Which components may a callback name? Every id once, so that a typo is an error."""

from __future__ import annotations

from typing import Any

__all__ = [
    "ADDRESS",
    "AGENCIES",
    "BANDS",
    "BUILD",
    "CHIPS",
    "COUNT",
    "COUNTY_TAB",
    "COUNTY_TOLD",
    "DISTRICTS",
    "DRAWING",
    "DRAWN",
    "DUE",
    "EXPORT_COLUMNS",
    "EXPORT_QUERY",
    "EXPORT_TEXT",
    "FILTERS",
    "FILTER_COUNT",
    "FIND",
    "FOCUS",
    "FOUND_PLACES",
    "FROM",
    "INSIGHTS",
    "INSIGHTS_WINDOW",
    "KNOWN",
    "LABELS",
    "LISTING",
    "MAIN",
    "MAP",
    "NOTICES",
    "OPENED",
    "OVERLAP",
    "PERIOD",
    "PLACE",
    "QUERY",
    "RATINGS",
    "REDO",
    "SECTORS",
    "SHARE",
    "SHEET",
    "SHEET_COLUMNS",
    "SHEET_PAGE",
    "SHEET_TOLD",
    "SHOWN",
    "SORT",
    "TABLE",
    "TEXT",
    "TEXT_FOUND",
    "TIMELINE",
    "TO",
    "TYPES",
    "UNDO",
    "URL",
    "VERSION",
    "VERSION_SHORT",
    "VISITED",
    "WAITING",
    "WALK",
    "WARDS",
    "fold",
    "insight",
    "part",
]

URL = "url"
MAIN = "main"
NOTICES = "notices"
VERSION = "version"
VERSION_SHORT = "version-short"
"""Which version gave the scores, in the heading of every page."""
SHOWN = "shown"
"""Store: path the main part was last drawn for, and its title."""
BUILD = "build"
"""Store: id of the build the page was drawn from."""
FILTERS = "filters"
"""Store: the last filter state, kept while pages without one are shown; only written."""

ADDRESS = "county-url"
"""Location of a page that filters, which comes and goes with its controls."""
QUERY = "county-query"
"""Store: the filter state as a query string; every page that filters reads it."""
BANDS = "filter-band"
SECTORS = "filter-sector"
AGENCIES = "filter-agency"
DISTRICTS = "filter-district"
VISITED = "filter-visited"
KNOWN = "filter-known"
PLACE = "filter-place"
WARDS = "filter-ward"
TYPES = "filter-type"
RATINGS = "filter-rating"
OVERLAP = "filter-overlap"
SHARE = "filter-share"
DUE = "filter-due"
FROM, TO = "filter-from", "filter-to"
SORT = "filter-sort"
UNDO, REDO = "filter-undo", "filter-redo"
PERIOD = "filter-period"
"""Store: the months of the filter state; empty: any."""
LABELS = "filter-labels"
"""Store: what the values of each filter are called, by filter and value."""
TEXT = "filter-text"
TEXT_FOUND = "text-found"
"""Store: which rows the free text and the months find; missing: neither is asked for.

text, months: bits in base64, or missing where not asked for. period: whose months they are.
"""
CHIPS = "chips"
COUNT = "count"
FILTER_COUNT = "filter-count"

MAP = "map"
FIND = "find-asked"
"""Store: {"text": what is looked for on the map}; it stands in no address."""
FOUND_PLACES = "find-found"
"""Store: what was found for it: text and hits, as `dashboard.finding` gives them."""
TABLE = "table"
LISTING = "listing"
"""Store: what stands in the list, the chips and the figures."""
FOCUS = "focus"
"""Store: {"page": n} or {"row": n}: which page of the table to show."""
EXPORT_QUERY = "export-query"
EXPORT_TEXT = "export-text"
EXPORT_COLUMNS = "export-columns"
"""Store: names of the columns the export form offers as chosen; a page whose table has columns of
its own writes them here. Missing or empty: the usual ones."""

INSIGHTS = "insights"
"""Store: the pictures of the insights, by chart."""
INSIGHTS_WINDOW = "insights-window"
COUNTY_TAB = "county-tab"
"""Store: which of the county's tabs is open: "list", or a key of `county_tabs.TABS`."""
COUNTY_TOLD = "county-told"
SHEET = "sheet"
SHEET_COLUMNS = "sheet-columns"
"""Store: names of the columns of the analyst's table, in order."""
SHEET_PAGE = "sheet-page"
"""Store: the page of the analyst's table that was asked for, from 1."""
SHEET_TOLD = "sheet-told"
"""Store: what stands in the analyst's table."""
WAITING = "reviews-waiting"
"""How many pairs wait for a decision, beside the way to them."""
OPENED = "profile-opened"
"""Store: id of the business shown, and the key of the view it was drawn from."""
DRAWING = "profile-drawing"
"""Store: what the browser draws on the page of a business."""
DRAWN = "profile-drawn"
"""Store: {"id", "query", "text"}: the business that was drawn last, and the list it was come from;
query missing: it was come to by another way."""
WALK = "profile-walk"
TIMELINE = "timeline-drawing"


def fold(name: Any) -> dict[str, Any]:
    """Return the id of the line that opens a part of a business's page."""
    return {"kind": "fold", "name": name}


def part(name: Any) -> dict[str, Any]:
    """Return the id of what a fold holds, which is sent when it is first opened."""
    return {"kind": "part", "name": name}


def insight(chart: str, part: str) -> str:
    """Return the id of a part of a chart of the insights: "said", "plot" or "table"."""
    return f"insight-{chart}-{part}"
