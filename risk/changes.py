"""Which records are other than in the build before?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from linkage.standing import READ
from records.schema import PlacedRecord

__all__ = ["Changes", "changes"]

Flags = NDArray[np.bool_]

_ASIDE = (PlacedRecord.record_id, PlacedRecord.profile_id)


@dataclass(frozen=True)
class Changes:
    """What came, left and was changed.

    touched: of the records now, which were not there before or say anything else than they did.
    relink: ids, in order, of those of them that say something else to linkage, and of those that
    left.
    """

    touched: Flags
    relink: tuple[str, ...]


def changes(before: pd.DataFrame, records: pd.DataFrame) -> Changes:
    """Return how `PlacedRecord` rows differ from those of the build before, by record_id."""
    was = pd.Index(before[PlacedRecord.record_id])
    place = was.get_indexer(pd.Index(records[PlacedRecord.record_id]))
    known = place >= 0
    touched, spoken = ~known, ~known
    old, now = _rows(before, place[known]), _rows(records, np.flatnonzero(known))
    for column in PlacedRecord.columns():
        if column not in _ASIDE:
            other = _unlike(old[column], now[column])
            touched[known] |= other
            if column in READ:
                spoken[known] |= other
    left = np.ones(len(before), dtype=bool)
    left[place[known]] = False
    ids = [*before.loc[left, PlacedRecord.record_id], *records.loc[spoken, PlacedRecord.record_id]]
    return Changes(touched, tuple(sorted(map(str, ids))))


def _rows(frame: pd.DataFrame, rows: Any) -> pd.DataFrame:
    """Return some rows of a frame, without taking them where they are the first ones."""
    first = slice(len(rows)) if np.array_equal(rows, np.arange(len(rows))) else rows
    some: pd.DataFrame = frame.iloc[first]
    return some


def _unlike(old: pd.Series[Any], now: pd.Series[Any]) -> Flags:
    """Return where two columns, row by row, differ; what is missing in both does not."""
    one, other = old.reset_index(drop=True), now.reset_index(drop=True)
    if one.dtype == "object":
        return np.fromiter(map(_differ, one, other), dtype=bool, count=len(one))
    unlike: Flags = ~((one == other) | (one.isna() & other.isna())).to_numpy(dtype=bool)
    return unlike


def _differ(one: list[str], other: list[str]) -> bool:
    return list(one) != list(other)
