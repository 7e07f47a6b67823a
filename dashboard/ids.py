"""Which components may a callback name? Every id once, so that a typo is an error."""

from __future__ import annotations

__all__ = [
    "ADDRESS",
    "AGENCIES",
    "BANDS",
    "BUILD",
    "CHIPS",
    "COUNT",
    "DISTRICTS",
    "EXPORT_COLUMNS",
    "EXPORT_QUERY",
    "EXPORT_TEXT",
    "FILTERS",
    "FILTER_COUNT",
    "FOCUS",
    "KNOWN",
    "LISTING",
    "MAIN",
    "MAP",
    "NOTICES",
    "PLACE",
    "QUERY",
    "SECTORS",
    "SHOWN",
    "SORT",
    "TABLE",
    "TEXT",
    "TEXT_FOUND",
    "URL",
    "VERSION",
    "VISITED",
]

URL = "url"
MAIN = "main"
NOTICES = "notices"
VERSION = "version"
"""Which version gave the scores, in the heading of every page."""
SHOWN = "shown"
"""Store: path the main part was last drawn for, and its title."""
BUILD = "build"
"""Store: id of the build the page was drawn from."""
FILTERS = "filters"
"""Store: the county page's last filter state, kept while other pages are shown; only written."""

ADDRESS = "county-url"
"""Location of the county page, which comes and goes with its controls."""
QUERY = "county-query"
"""Store: the filter state of the county page as a query string."""
BANDS = "filter-band"
SECTORS = "filter-sector"
AGENCIES = "filter-agency"
DISTRICTS = "filter-district"
VISITED = "filter-visited"
KNOWN = "filter-known"
PLACE = "filter-place"
SORT = "filter-sort"
TEXT = "filter-text"
TEXT_FOUND = "text-found"
"""Store: which rows the free text finds, as bits in base64; missing: there is no text."""
CHIPS = "chips"
COUNT = "count"
FILTER_COUNT = "filter-count"

MAP = "map"
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
