"""How does a table lie on disk, and come back exactly as it was?"""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from records.errors import BuildError
from records.schema import Column, Kind, Table

__all__ = ["arrow_schema", "columns_of", "from_arrow", "to_arrow"]

# 32-bit offsets read twice as fast as large_string; days are kept to the millisecond by Parquet.
_TYPES: dict[Kind, pa.DataType] = {
    "text": pa.string(),
    "date": pa.timestamp("s"),
    "number": pa.float64(),
    "integer": pa.int64(),
    "flag": pa.bool_(),
    "list": pa.list_(pa.string()),
}


def columns_of(table: type[Table], names: Sequence[str] | None) -> list[Column]:
    """Return the table's columns called `names`, in that order; all of them where None."""
    known = {str(column): column for column in table.columns()}
    return list(known.values()) if names is None else [known[str(name)] for name in names]


def arrow_schema(table: type[Table]) -> pa.Schema:
    """Return the Arrow columns of `table`."""
    return _schema(table.columns())


def to_arrow(table: type[Table], frame: pd.DataFrame) -> pa.Table:
    """Return `frame` as Arrow columns of the table's types; its index is left behind.

    Raises:
        BuildError: a list holds something other than text.
    """
    columns = table.columns()
    return pa.table([_array(table, c, frame[c]) for c in columns], schema=_schema(columns))


def from_arrow(columns: Sequence[Column], arrow: pa.Table) -> dict[str, pd.Series[Any]]:
    """Return each column as the series that `to_arrow` was given, numbered from 0.

    A missing list comes back empty.
    """
    wanted = arrow.select([str(column) for column in columns]).cast(_schema(columns))
    plain = [str(column) for column in columns if column.kind != "list"]
    lists = {str(c): _lists(wanted.column(str(c))) for c in columns if c.kind == "list"}
    return {**dict(wanted.select(plain).to_pandas().items()), **lists}


def _schema(columns: Sequence[Column]) -> pa.Schema:
    return pa.schema([pa.field(str(column), _TYPES[column.kind]) for column in columns])


def _array(table: type[Table], column: Column, values: pd.Series[Any]) -> pa.Array:
    try:
        return pa.array(values, type=_TYPES[column.kind], from_pandas=True)
    except (pa.ArrowTypeError, pa.ArrowInvalid) as error:
        # What Arrow says would quote the value, which may be personal.
        raise BuildError(
            f"{table.__name__}: column {column!r} holds values that are not {column.kind}. "
            "The program broke its own promise: report it with this message."
        ) from error


def _lists(column: pa.ChunkedArray) -> pd.Series[Any]:
    """Return a series of Python lists: Arrow itself would give arrays.

    A text that stands in many lists is one text, and lists that are equal are one list.
    """
    collecting = gc.isenabled()
    # A list of text is never part of a cycle; looking for cycles would take two thirds of the time.
    gc.disable()
    try:
        values = np.fromiter(_cells(column), dtype=object, count=len(column))
    finally:
        if collecting:
            gc.enable()
    return pd.Series(values, dtype="object")


def _cells(column: pa.ChunkedArray) -> Iterator[list[str | None]]:
    words = pc.list_flatten(column).combine_chunks().dictionary_encode()
    known = np.array([*words.dictionary.to_pylist(), None], dtype=object)
    flat = known[words.indices.fill_null(-1).to_numpy()].tolist()
    ends = pc.list_value_length(column).fill_null(0).to_numpy().cumsum().tolist()
    made: dict[tuple[str | None, ...], list[str | None]] = {}
    for start, end in pairwise([0, *ends]):
        cell = flat[start:end]
        yield made.setdefault(tuple(cell), cell)
