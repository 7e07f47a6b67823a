"""In what order do businesses stand? Those with a name, and that of any column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.columns import Columns
from dashboard.labels import agency_name, sector_name
from records.domain import BANDS
from records.schema import ScoredProfile

__all__ = ["order_of"]

_NAMES: Mapping[str, Callable[[str], Any]] = {
    ScoredProfile.sector: sector_name,
    ScoredProfile.last_visit_agency: agency_name,
    ScoredProfile.band: BANDS.index,
}
"""How the values of a column are put in order, where not as they are written."""
_LISTS: Mapping[str, Callable[[str], str]] = {
    ScoredProfile.agencies: agency_name,
    ScoredProfile.sources: str,
    ScoredProfile.other_names: str,
}


def order_of(profiles: pd.DataFrame, columns: Columns, sort: str) -> NDArray[np.int64]:
    """Return all rows in the order called `sort`; see `choices.is_order`.

    Ties stand by score, the highest first, then by name. A value that is missing comes last,
    whichever way.
    """
    names = profiles[ScoredProfile.name].str.lower().rank(method="first").to_numpy()
    falling = -columns.score
    homeless = columns.district == 0
    keys: dict[str, tuple[Any, ...]] = {
        "score": (names, falling),
        "name": (names,),
        "visit": (names, falling, -columns.visit_days.astype("int64")),
        "agencies": (names, falling, -columns.agency_count.astype("int64")),
        "district": (names, falling, columns.district, homeless),
    }
    column, _, way = sort.partition(".")
    own = keys[sort] if not way else (names, falling, *_by_column(profiles, column, way))
    return np.lexsort(own)


def _by_column(profiles: pd.DataFrame, column: str, way: str) -> tuple[Any, Any]:
    ranks = _sortable(profiles, column).rank(method="dense").to_numpy("float64")
    missing = np.isnan(ranks)
    ranks = np.where(missing, 0.0, ranks)
    return (ranks if way == "up" else -ranks), missing


def _sortable(profiles: pd.DataFrame, column: str) -> pd.Series[Any]:
    values = profiles[column]
    if column in _LISTS:
        named = _LISTS[column]
        texts = ["; ".join(map(named, held)).lower() or None for held in values]
        return pd.Series(texts, index=values.index, dtype="str")
    if column in _NAMES:
        order = _NAMES[column]
        values = values.map({one: order(one) for one in values.dropna().unique()})
    return values.str.lower() if pd.api.types.is_string_dtype(values) else values
