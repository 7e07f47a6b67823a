"""What does a file say of the contacts of the businesses on screen? All that are seen of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from dashboard.access import View
from dashboard.export.cells import plain
from dashboard.export.columns import RECORD, TYPE, WRONG
from dashboard.queries import Rows
from records.domain import event_types
from records.schema import Column, PlacedRecord, ScoredProfile, Touchpoint

__all__ = ["contacts"]


def contacts(view: View, rows: Rows, columns: Sequence[Column]) -> pd.DataFrame:
    """Return `columns` of every contact that is seen of the businesses in `rows`.

    In the order of the businesses, of each the latest first. Types as of `businesses`.
    """
    found = _of(view, rows)
    made = {str(one): _values(view, found, one).to_numpy() for one in columns}
    return pd.DataFrame(made, index=pd.RangeIndex(len(found))).astype(
        {str(one): "str" for one in columns if one.kind == "text"}
    )


def _of(view: View, rows: Rows) -> pd.DataFrame:
    county = view.county
    places = np.full(len(county), -1)
    places[rows] = np.arange(len(rows))
    place = places[county.owners("touchpoints")]
    mine = np.flatnonzero(place >= 0)
    found = county.table("touchpoints").iloc[mine]
    days = found[Touchpoint.event_on].to_numpy().astype("int64")
    ids = found[Touchpoint.touchpoint_id].to_numpy(dtype="object")
    return found.iloc[np.lexsort((ids, -days, place[mine]))]


def _values(view: View, found: pd.DataFrame, column: Column) -> pd.Series[Any]:
    values = _MADE[column](view, found) if column in _MADE else found[column]
    return plain(values, column)


def _name(view: View, found: pd.DataFrame) -> pd.Series[Any]:
    profiles = view.county.profiles
    names = profiles.set_index(ScoredProfile.profile_id)[ScoredProfile.name]
    return names.reindex(found[Touchpoint.profile_id])


def _record(_: View, found: pd.DataFrame) -> pd.Series[Any]:
    return found[Touchpoint.touchpoint_id]


def _type(_: View, found: pd.DataFrame) -> pd.Series[Any]:
    labels = event_types()["label"]
    codes = found[Touchpoint.event_code]
    called = {code: str(labels.get(code, code)) for code in codes.unique()}
    named: pd.Series[Any] = codes.map(called)
    return named


def _conditions(view: View, found: pd.DataFrame) -> pd.Series[Any]:
    records = view.county.table("records")
    said = records[records[PlacedRecord.handling_conditions].notna()]
    told = said.set_index(PlacedRecord.record_id)[PlacedRecord.handling_conditions]
    return told.reindex(found[Touchpoint.touchpoint_id])


def _wrong(view: View, found: pd.DataFrame) -> pd.Series[Any]:
    return found[Touchpoint.touchpoint_id].isin(view.disputed.keys())


_MADE: Mapping[str, Callable[[View, pd.DataFrame], pd.Series[Any]]] = {
    ScoredProfile.name: _name,
    RECORD: _record,
    TYPE: _type,
    PlacedRecord.handling_conditions: _conditions,
    WRONG: _wrong,
}
"""Columns that stand in no table of contacts, and how each is found."""
