"""Files that were taken away, read back with what their users open them with."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import geopandas as gpd
import openpyxl
import pandas as pd

from dashboard.access import View
from dashboard.export import Wish, file_of
from dashboard.filters import Filters

__all__ = ["BOTH", "MARK", "members", "read", "table", "written"]

MARK = "OFFICIAL-SENSITIVE (demo data)"
BOTH = ("gpkg", "xlsx")
"""Formats that hold businesses and contacts."""


def written(view: View, filters: Filters, wish: Wish, folder: Path) -> Path:
    """Return where the file was written, under the name it is to be called."""
    file = file_of(view, filters, wish, MARK)
    path = folder / file.name
    path.write_bytes(b"".join(file.pieces))
    return path


def read(path: Path, layer: str) -> pd.DataFrame:
    """Return a table of a file as its users' program reads it; nothing is missing in texts."""
    if path.suffix == ".csv":
        text = path.read_text(encoding="utf-8-sig")
        skipped = [line for line in text.splitlines() if line.lstrip('"').startswith("#")]
        return pd.read_csv(
            io.StringIO(text, newline=""),
            skiprows=len(skipped),
            keep_default_na=False,
            na_values=[""],
            dtype={"rating": "str", "uprn": "str", "company_number": "str"},
        )
    if path.suffix == ".xlsx":
        book = openpyxl.load_workbook(path, read_only=True)
        rows = list(book[layer].iter_rows(values_only=True))
        book.close()
        # Cells at the end of a row that hold nothing are not there.
        whole = [(*row, *[None] * (len(rows[0]) - len(row))) for row in rows]
        return pd.DataFrame(whole[1:], columns=whole[0])
    return pd.DataFrame(gpd.read_file(path, layer=layer))


def table(path: Path, layer: str) -> pd.DataFrame:
    """Return the same as text, whatever the format: to be compared."""
    return read(path, layer).drop(columns=["geometry", "id"], errors="ignore").map(_text)


def members(path: Path) -> dict[str, Any]:
    """Return what a GeoJSON says of itself."""
    said: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return said


def _text(value: Any) -> str:
    if pd.isna(value):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if hasattr(value, "isoformat"):
        return str(value.isoformat())[:10]
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)
