"""What does a file say of the businesses on screen? The same rows, in the same order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard.access import View
from dashboard.county import County
from dashboard.export.cells import plain
from dashboard.export.columns import (
    ASK,
    CHANCE,
    DISPUTED,
    DOUBT,
    FOLLOWS,
    HIGH,
    LOW,
    SAME_OPERATOR,
    UNRESTRICTED,
    WARD,
)
from dashboard.queries import Rows
from records.schema import Column, PlacedRecord, Prediction, Relation, ScoredProfile

__all__ = ["businesses"]

Ids = list[str]


def businesses(view: View, rows: Rows, columns: Sequence[Column]) -> pd.DataFrame:
    """Return `columns` of the businesses in `rows`, in that order, as any file may hold them.

    Texts are str, days datetime64, flags bool; see `cells.plain`.
    """
    shown = view.county.profiles.iloc[rows]
    ids = [str(one) for one in shown[ScoredProfile.profile_id]]
    made = {str(one): _values(view, shown, ids, one).to_numpy() for one in columns}
    return pd.DataFrame(made, index=pd.RangeIndex(len(ids))).astype(
        {str(one): "str" for one in columns if one.kind in ("text", "list")}
    )


def _values(view: View, shown: pd.DataFrame, ids: Ids, column: Column) -> pd.Series[Any]:
    found = _MADE[column](view, ids) if column in _MADE else shown[column]
    return plain(found, column)


def _unrestricted(view: View, ids: Ids) -> pd.Series[Any]:
    return pd.Series([view.unrestricted(one) for one in ids], dtype="float64")


def _asked(view: View, ids: Ids) -> pd.Series[Any]:
    return pd.Series(["; ".join(view.contacts(one)) for one in ids], dtype="str")


def _disputed(view: View, ids: Ids) -> pd.Series[Any]:
    records = view.county.table("records")
    doubted = records[records[PlacedRecord.record_id].isin(view.disputed.keys())]
    counts = doubted[PlacedRecord.profile_id].value_counts()
    return pd.Series([int(counts.get(one, 0)) for one in ids], dtype="int64")


def _follows(view: View, ids: Ids) -> pd.Series[Any]:
    return _kin(view.county, ids, "follows")


def _same_operator(view: View, ids: Ids) -> pd.Series[Any]:
    return _kin(view.county, ids, "same_operator")


def _kin(county: County, ids: Ids, kind: str) -> pd.Series[Any]:
    """Of each business the ids of those it has this to do with, the surest first."""
    found = county.table("relations")
    found = found[(found[Relation.kind] == kind) & found[Relation.profile_id].isin(ids)]
    found = found.sort_values(Relation.weight_bits, ascending=False, kind="stable")
    joined = found.groupby(Relation.profile_id)[Relation.other_id].agg("; ".join)
    return pd.Series([str(joined.get(one, "")) for one in ids], dtype="str")


def _ward(view: View, ids: Ids) -> pd.Series[Any]:
    columns = view.county.columns
    names = np.array([None, *columns.wards], dtype="object")
    rows = pd.Index(view.county.profiles[ScoredProfile.profile_id]).get_indexer(pd.Index(ids))
    return pd.Series(names[columns.ward[rows]], dtype="str")


def _predicted(column: Column) -> Callable[[View, Ids], pd.Series[Any]]:
    """What version two says beside the score, where it is shown; else missing."""

    def of(view: View, ids: Ids) -> pd.Series[Any]:
        found = view.county.table("predictions").set_index(Prediction.profile_id)[column]
        shown: pd.Series[Any] = found if view.version.is_prediction else found.iloc[:0]
        return shown.reindex(ids)

    return of


_MADE: Mapping[str, Callable[[View, Ids], pd.Series[Any]]] = {
    UNRESTRICTED: _unrestricted,
    ASK: _asked,
    DISPUTED: _disputed,
    FOLLOWS: _follows,
    SAME_OPERATOR: _same_operator,
    LOW: _predicted(Prediction.low),
    HIGH: _predicted(Prediction.high),
    CHANCE: _predicted(Prediction.probability),
    DOUBT: _predicted(Prediction.doubt),
    WARD: _ward,
}
"""Columns that stand in no table of profiles, and how each is found."""
