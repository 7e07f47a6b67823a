"""What does the analyst's table show? One page of it, in the columns that were chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dashboard.access import View
from dashboard.components.wording import day
from dashboard.export import GROUPS
from dashboard.export.businesses import businesses
from dashboard.export.columns import ALWAYS
from dashboard.filters import Filters
from dashboard.queries import ordered
from records.schema import Column, ScoredProfile

__all__ = ["ALL", "PAGE_ROWS", "USUAL", "Sheet", "column_names", "sheet"]

PAGE_ROWS = 50
"""Rows on one page."""

ALL: tuple[Column, ...] = tuple(one for group in GROUPS.values() for one in group)
"""Every column that may be chosen, as the export form groups them."""

USUAL: tuple[Column, ...] = (
    ScoredProfile.name,
    ScoredProfile.sector,
    ScoredProfile.district,
    ScoredProfile.band,
    ScoredProfile.score,
    ScoredProfile.agency_count,
    ScoredProfile.last_visit_on,
    ScoredProfile.last_visit_agency,
    ScoredProfile.rating,
    ScoredProfile.top_reason,
)
"""Columns shown where none were chosen."""

_DECIMALS = {"score": 0, "lat": 5, "lon": 5}
_OTHERWISE = 2


@dataclass(frozen=True)
class Sheet:
    """One page of the table.

    rows: of the county, in order. cells: a text for each row and column, empty where missing.
    ids: of the businesses. page, pages: from 1. matching: rows on all pages.
    """

    columns: tuple[Column, ...]
    rows: list[int]
    ids: list[str]
    cells: list[list[str]]
    page: int
    pages: int
    matching: int


def sheet(view: View, filters: Filters, columns: Sequence[Column], page: int) -> Sheet:
    """Return a page of the businesses that the filters let through, in the order asked for.

    page: from 1; one that there is not becomes the nearest there is.
    """
    rows = ordered(view, filters)
    pages = max(1, -(-len(rows) // PAGE_ROWS))
    page = min(max(1, page), pages)
    shown = rows[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    frame = businesses(view, shown, tuple(dict.fromkeys((ALWAYS, *columns))))
    texts = [_texts(frame[str(one)], one) for one in columns]
    return Sheet(
        columns=tuple(columns),
        rows=shown.tolist(),
        ids=frame[str(ALWAYS)].tolist(),
        cells=[list(row) for row in zip(*texts, strict=True)],
        page=page,
        pages=pages,
        matching=len(rows),
    )


def column_names(text: str) -> tuple[Column, ...]:
    """Return the columns that `text` names, with commas between, in that order; else the usual.

    What is no column is left out, so that an old address still opens; the name is always there.
    """
    known = {str(one): one for one in ALL}
    asked = [known[name] for name in dict.fromkeys(text.split(",")) if name in known]
    if not asked:
        return USUAL
    return tuple(dict.fromkeys((*asked, ScoredProfile.name))) if asked else USUAL


def _texts(values: pd.Series[Any], column: Column) -> list[str]:
    """The values as a person reads them."""
    if column.kind == "date":
        return [day(one) if not pd.isna(one) else "" for one in values]
    if column.kind == "flag":
        return ["yes" if one else "no" for one in values]
    if column.kind == "number":
        places = _DECIMALS.get(str(column), _OTHERWISE)
        return ["" if np.isnan(one) else f"{one:,.{places}f}" for one in values.astype("float64")]
    if column.kind == "integer":
        return [f"{one:,}" for one in values]
    return [one if isinstance(one, str) else "" for one in values]
