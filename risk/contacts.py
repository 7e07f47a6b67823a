"""What is on record of many contacts, each column read once, however many ask?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from records.domain import agencies
from records.schema import PlacedRecord, Touchpoint
from records.touchpoints import plain_days

__all__ = ["NEVER", "Contacts", "days_of", "places_of"]

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]


NEVER = int(np.iinfo("int32").min)
"""A day before all others: that of what has none."""


def days_of(days: pd.Series[Any]) -> Ints:
    """Return days since 1970; `NEVER` where missing."""
    values = days.to_numpy("datetime64[D]").astype("int64")
    return np.where(np.isnat(days.to_numpy("datetime64[s]")), NEVER, values)


def places_of(values: Any, ids: Any) -> Ints:
    """Return the place of each text in `ids`, that of the first of equals; -1 where it is not."""
    found = pc.index_in(_texts(values), value_set=_texts(ids), skip_nulls=True)
    place: Ints = found.fill_null(-1).to_numpy(zero_copy_only=False).astype("int64")
    return place


def _texts(values: Any) -> Any:
    made = pa.array(values, pa.large_string(), from_pandas=True)
    return made.combine_chunks() if isinstance(made, pa.ChunkedArray) else made


def _short_names(ids: pd.Series[Any]) -> Any:
    return ids.map(agencies()["short_name"]).fillna(ids)


_WORDS: dict[str, tuple[str, Callable[[pd.Series[Any]], Any]]] = {
    "what": (Touchpoint.summary, lambda said: said),
    "agency": (Touchpoint.agency, _short_names),
    "day": (Touchpoint.event_on, plain_days),
}


@dataclass(frozen=True)
class Contacts:
    """Contacts in any order, with the records behind them; what is read of a column is kept.

    frame: the touchpoints. records: those behind them, and others.
    """

    frame: pd.DataFrame
    records: pd.DataFrame
    _read: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)

    def __len__(self) -> int:
        """Return the number of contacts."""
        return len(self.frame)

    def _once(self, key: Any, read: Callable[[], Any]) -> Any:
        if key not in self._read:
            self._read[key] = read()
        return self._read[key]

    def coded(self, column: str) -> tuple[Ints, Any]:
        """Return the number of each contact's value, -1 where missing, and the values."""
        found: tuple[Ints, Any] = self._once(column, lambda: pd.factorize(self.frame[column]))
        return found

    @cached_property
    def behind(self) -> Ints:
        """Return the row of the record behind each contact; -1 where there is none."""
        return places_of(self.frame[Touchpoint.touchpoint_id], self.records[PlacedRecord.record_id])

    def record_codes(self, column: str) -> tuple[Ints, Any]:
        """Return the number of the value of each record, -1 where missing, and the values."""
        key = "of records", column
        found: tuple[Ints, Any] = self._once(key, lambda: pd.factorize(self.records[column]))
        return found

    def words(self, name: str, rows: Ints) -> npt.NDArray[np.object_]:
        """Return words of some contacts for a sentence; name: what, agency or day."""
        column, worded = _WORDS[name]
        codes, values = self.coded(column)
        said = self._once(("words", name), lambda: worded(pd.Series(values)).to_numpy(dtype=object))
        found: npt.NDArray[np.object_] = said[codes[rows]]
        return found

    @cached_property
    def ids(self) -> npt.NDArray[np.object_]:
        """Return the id of each contact."""
        return self.frame[Touchpoint.touchpoint_id].to_numpy(dtype=object)

    @cached_property
    def severity(self) -> Numbers:
        """Return the severity 0-5 of each contact."""
        return self.frame[Touchpoint.severity].to_numpy("float64")

    @cached_property
    def inside(self) -> Flags:
        """Tell at which contacts somebody was inside."""
        return self.frame[Touchpoint.is_visit].to_numpy("bool")

    @cached_property
    def holder(self) -> Ints:
        """Return the number of each contact's agency; predecessors are their successor."""
        codes, values = self.coded(Touchpoint.agency)
        one = pd.Series(values)
        one = one.map(agencies()["successor"]).fillna(one)
        return pd.factorize(one)[0].astype("int64")[codes]
