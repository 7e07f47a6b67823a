"""How do rows of text become a batch?"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import NamedTuple, overload

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from records.reading.rows import Damaged, Rows

__all__ = ["CellsAsRaw", "Row", "batch", "text_frame"]

_TEXT = pd.StringDtype(na_value=np.nan)


class Row(NamedTuple):
    """One row as found: its cells, or the fault for which they cannot be told.

    number: its place in the file. raw: the line as delivered; empty where its cells say it all.
    """

    number: int
    cells: Sequence[str]
    raw: str = ""
    fault: str | None = None


class CellsAsRaw(Sequence[str]):
    """The raw form of rows that never were lines: their filled cells as one JSON object each."""

    def __init__(self, cells: pd.DataFrame) -> None:
        self._cells = cells

    def __len__(self) -> int:
        return len(self._cells)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        """Return the row at `place`, from 0."""
        if isinstance(place, slice):
            return CellsAsRaw(self._cells.iloc[place])
        filled = self._cells.iloc[place].dropna().to_dict()
        return json.dumps(filled, ensure_ascii=False)


def text_frame(table: pa.Table, numbers: Sequence[int] | np.ndarray) -> pd.DataFrame:
    """Return an Arrow table of text as a frame of str columns, its index the rows' numbers."""
    frame: pd.DataFrame = table.to_pandas(types_mapper=lambda _: _TEXT)
    return frame.set_axis(pd.Index(np.asarray(numbers, dtype="int64")), axis="index")


def batch(found: Sequence[Row], names: Sequence[str], mended: Mapping[str, int]) -> Rows:
    """Return the rows found as one batch; those with a fault stand in `damaged`."""
    whole = [row for row in found if row.fault is None]
    numbers = [row.number for row in whole]
    columns = zip(*(row.cells for row in whole), strict=True) if whole else ([] for _ in names)
    arrays = [_cells(column) for column in columns]
    cells = text_frame(pa.Table.from_arrays(arrays, names=list(names)), numbers)
    lines = [row.raw for row in whole]
    raw = lines if any(lines) else CellsAsRaw(cells)
    return Rows(cells, raw, _damaged([row for row in found if row.fault]), mended)


def _cells(values: Sequence[str]) -> pa.Array:
    array = pa.array(values, pa.large_string())
    return pc.if_else(pc.equal(array, ""), None, array)


def _damaged(rows: Sequence[Row]) -> pd.DataFrame:
    found = {
        Damaged.row_number: [row.number for row in rows],
        Damaged.raw: [row.raw for row in rows],
        Damaged.fault: [row.fault for row in rows],
    }
    return Damaged.shape(pd.DataFrame(found))
