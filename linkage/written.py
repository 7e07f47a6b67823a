"""How are tables written to files that appear whole or not at all?"""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd

__all__ = ["REPORT", "csv_parts", "csv_text", "write_files"]

REPORT = "report.json"
QUOTED = ',"\n\r'
"""Signs for which a value stands in quotes."""
BETWEEN = "\0"
PART = 100_000
"""Rows written at once."""


def csv_text(table: pd.DataFrame, heading: bool = True) -> str:
    """Return a table as the text of a CSV file, or of a part of one without its heading."""
    columns = [_cells(table[column]) for column in table]
    lines = [",".join(map(str, table.columns))] * heading
    lines += map(",".join, zip(*columns, strict=True))
    return "".join(f"{line}\n" for line in lines)


def _cells(column: pd.Series[Any]) -> list[str]:
    """Return each value as it stands in a CSV file: six decimals, quotes only where needed."""
    if pd.api.types.is_float_dtype(column.dtype):
        return ["" if value != value else f"{value:.6f}" for value in column.tolist()]  # noqa: PLR0124
    values = ["" if value is None or value != value else str(value) for value in column.tolist()]  # noqa: PLR0124
    if not any(sign in text for text in (BETWEEN.join(values),) for sign in QUOTED):
        return values
    return [_quoted(value) if any(sign in value for sign in QUOTED) else value for value in values]


def _quoted(value: str) -> str:
    doubled = value.replace('"', '""')
    return f'"{doubled}"'


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
