"""What does the browser need to draw a page of the analyst's table? Heads, rows, pages."""

from __future__ import annotations

from typing import Any

from dashboard.choices import SORTABLE
from dashboard.filters import Filters
from dashboard.sheet import Sheet
from records.schema import Column

__all__ = ["sheet_told", "sorted_by"]

_NUMBERS = ("number", "integer")
_NATURAL = {"score": ("score", "down"), "name": ("name", "up"), "district": ("district", "up")}
"""Orders that have a name of their own, as a column and a direction."""
_OTHER = {"up": "down", "down": "up"}
_SAID = {"up": "ascending", "down": "descending"}


def sheet_told(found: Sheet, filters: Filters) -> dict[str, Any]:
    """Return what `assets/sheet.js` draws, ready for JSON.

    heads: of each column its name, label, help and kind ("number", "day", "text"), the order a
    click asks for (empty: none), and how it is sorted now, as aria-sort has it. rows: of each
    business its id and its cells. page, pages, matching: as of a `Sheet`.
    """
    by = sorted_by(filters)
    return {
        "heads": [_head(one, by) for one in found.columns],
        "rows": [list(row) for row in zip(found.ids, found.cells, strict=True)],
        "page": found.page,
        "pages": found.pages,
        "matching": found.matching,
    }


def sorted_by(filters: Filters) -> tuple[str, str]:
    """Return the column the table is in the order of, and "up" or "down"; empty: none of them."""
    if filters.sort in _NATURAL:
        return _NATURAL[filters.sort]
    column, _, way = filters.sort.partition(".")
    return (column, way) if way else ("", "")


def _head(column: Column, by: tuple[str, str]) -> dict[str, str]:
    name = str(column)
    way = by[1] if by[0] == name else ""
    first = "down" if column.kind in (*_NUMBERS, "date") else "up"
    return {
        "name": name,
        "label": name.replace("_", " "),
        "help": column.help,
        "kind": _kind(column),
        "order": f"{name}.{_OTHER.get(way, first)}" if name in SORTABLE else "",
        "sort": _SAID.get(way, "none"),
    }


def _kind(column: Column) -> str:
    if column.kind in _NUMBERS:
        return "number"
    return "day" if column.kind == "date" else "text"
