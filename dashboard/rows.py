"""How are the rows of a small table read one by one, and put in order, without much ado?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

__all__ = ["Row", "in_order", "rows", "rows_at"]

Row = dict[Any, Any]
"""One row: a plain value for each column asked for."""


def rows(frame: pd.DataFrame, *columns: str) -> list[Row]:
    """Return the rows as plain values of `columns`; columns that are not asked for cost nothing.

    Missing values are NaN in texts and numbers, NaT in days.
    """
    return _zipped(columns, (frame[column] for column in columns))


def rows_at(frame: pd.DataFrame, places: NDArray[np.int64], columns: Sequence[str]) -> list[Row]:
    """Return the rows of a large table at `places`, as `rows` does."""
    return _zipped(columns, (frame[column].iloc[places] for column in columns))


def _zipped(columns: Sequence[str], series: Iterable[pd.Series[Any]]) -> list[Row]:
    values = zip(*(one.tolist() for one in series), strict=True)
    return [dict(zip(columns, row, strict=True)) for row in values]


def in_order(frame: pd.DataFrame, *keys: pd.Series[Any], descending: bool = False) -> pd.DataFrame:
    """Return the rows ordered by the keys, the first weighing most; equal ones stay as they are.

    keys: without missing values.
    """
    values = list(zip(*(key.tolist() for key in keys), strict=True))
    order = sorted(range(len(values)), key=values.__getitem__, reverse=descending)
    return frame if order == list(range(len(values))) else frame.take(order)
