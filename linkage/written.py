"""How are tables written to files that appear whole or not at all?"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["REPORT", "csv_parts", "csv_text", "write_files"]

REPORT = "report.json"
QUOTED = '[,"\n\r]'
"""Signs for which a value stands in quotes."""
PART = 100_000
"""Rows written at once."""
DECIMALS = 6
_MILLION = 10**DECIMALS
_NONE, _QUOTE = (pa.scalar(sign, pa.large_string()) for sign in ("", '"'))
_UNSURE = 1e-3
"""Millionths from the middle of two, within which a product may round otherwise."""


def csv_text(table: pd.DataFrame, heading: bool = True) -> str:
    """Return a table as the text of a CSV file, or of a part of one without its heading."""
    head = ",".join(map(str, table.columns)) + "\n" if heading else ""
    if table.empty:
        return head
    lines = _joined(*(_cells(table[column]) for column in table), between=",")
    # The texts of a column of Arrow's stand one after the other.
    told = _joined(lines, _NONE, between="\n").buffers()[2]
    text: str = told.to_pybytes().decode("utf-8")
    return head + text


def _joined(*texts: Any, between: str) -> pa.LargeStringArray:
    return pc.binary_join_element_wise(*texts, pa.scalar(between, pa.large_string()))


def _cells(column: pd.Series[Any]) -> pa.LargeStringArray:
    """Return each value as it stands in a CSV file: six decimals, quotes only where needed."""
    if pd.api.types.is_float_dtype(column.dtype):
        return _decimals(column.to_numpy(np.float64, na_value=np.nan))
    if not isinstance(column.dtype, pd.StringDtype):
        column = pd.Series(
            ["" if value is None or value != value else str(value) for value in column.tolist()],  # noqa: PLR0124
            dtype="str",
        )
    values = pc.fill_null(pa.array(column.array, type=pa.large_string(), from_pandas=True), "")
    values = values.combine_chunks() if isinstance(values, pa.ChunkedArray) else values
    doubled = pc.replace_substring(values, '"', '""')
    quoted = _joined(_QUOTE, doubled, _QUOTE, between="")
    return pc.if_else(pc.match_substring_regex(values, QUOTED), quoted, values)


def _decimals(values: Any) -> pa.LargeStringArray:
    """Return numbers with six decimals, as Python writes them; missing is empty."""
    size = np.abs(np.nan_to_num(values, nan=0.0, posinf=np.inf, neginf=np.inf))
    plain = size < _MILLION
    scaled = np.where(plain, size, 0.0) * _MILLION
    whole, rest = np.divmod(np.rint(scaled).astype(np.int64), _MILLION)
    sign = pa.array(np.where(np.signbit(values), "-", ""), type=pa.large_string())
    first = _joined(sign, pc.cast(pa.array(whole), pa.large_string()), between="")
    last = pc.utf8_lpad(pc.cast(pa.array(rest), pa.large_string()), DECIMALS, "0")
    told = _joined(first, last, between=".")
    unsure = ~plain | (np.abs(scaled % 1.0 - 0.5) < _UNSURE) | np.isnan(values)
    others = ["" if value != value else f"{value:.6f}" for value in values[unsure].tolist()]  # noqa: PLR0124
    return pc.replace_with_mask(told, pa.array(unsure), pa.array(others, type=pa.large_string()))


def csv_parts(table: pd.DataFrame) -> Iterator[str]:
    """Yield the text of a CSV file of a table, a part of its rows after the other."""
    yield csv_text(table[:0])
    for start in range(0, len(table), PART):
        yield csv_text(table[start : start + PART], heading=False)


def write_files(out: Path, files: Mapping[str, Iterable[str]], report: dict[str, Any]) -> None:
    """Write files, each given as texts one after the other, and the report last.

    Each appears whole or not at all.
    """
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".linking-") as aside:
        for name, texts in files.items():
            with Path(aside, name).open("w", encoding="utf-8", newline="") as file:
                file.writelines(texts)
        text = json.dumps(report, indent=2, default=str) + "\n"
        Path(aside, REPORT).write_text(text, encoding="utf-8")
        for name in [*files, REPORT]:
            os.replace(Path(aside, name), out / name)
