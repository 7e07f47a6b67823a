"""How are tables written as an Excel workbook? A sheet each, row by row."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pandas as pd
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._writer import WorksheetWriter
from openpyxl.writer.excel import ExcelWriter

from dashboard.export.cells import as_text
from dashboard.export.heading import meanings
from records.errors import SourceError
from records.schema import Column

__all__ = ["MOST_ROWS", "write_workbook"]

MOST_ROWS = 1_048_576
"""Rows of a sheet, its heading among them (Excel's limit)."""
_MOST_LETTERS = 32_767
"""Letters of a cell (Excel's limit)."""
_WIDTHS = {"text": 24, "list": 24, "date": 12, "number": 12, "integer": 10, "flag": 10}
_WIDE, _MOST_WIDE = 40, 70

Tables = Mapping[str, tuple[pd.DataFrame, Sequence[Column]]]


class _Aside(WorksheetWriter):  # type: ignore[misc]  # openpyxl tells no types
    """What writes a sheet, in our scratch folder rather than where all of the machine's are."""

    def cleanup(self) -> None:
        """Leave the file to who removes the folder."""


class _Archive(zipfile.ZipFile):
    """A zip whose files bear the zip's first day, so that what is the same is so to the byte."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        """Add a file of these bytes."""
        super().writestr(zipfile.ZipInfo(zinfo_or_arcname), data, zipfile.ZIP_DEFLATED)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """Add the file of that name."""
        entry = zipfile.ZipInfo(arcname)
        entry.compress_type = zipfile.ZIP_DEFLATED
        with Path(filename).open("rb") as file, self.open(entry, "w", force_zip64=True) as into:
            shutil.copyfileobj(file, into)


def write_workbook(path: Path, tables: Tables, said: Mapping[str, str], as_of: date) -> None:
    """Write a new workbook: a sheet for each table, one of its columns' meanings, and what it is.

    said: of the whole file; its marking stands at the head of every printed page. Empty: neither
    these nor the meanings. as_of: stands where the file would say when it was written.

    Raises:
        SourceError: a table has more rows than a sheet takes.
        OSError: it cannot be written.
    """
    book = Workbook(write_only=True)
    for name, (frame, columns) in tables.items():
        if len(frame) >= MOST_ROWS:
            raise SourceError(
                f"An Excel sheet takes {MOST_ROWS - 1:,} rows and there are {len(frame):,} of "
                f"{name}. Filter further, or export CSV."
            )
        sheet = _sheet(book, path.parent, name, said)
        _fill(sheet, [(str(one), _width(one)) for one in columns], _rows(frame, columns))
    if said:
        names = {name: columns for name, (_, columns) in tables.items()}
        heads = [("table", 14), ("column", 24), ("kind", 10), ("meaning", _MOST_WIDE)]
        _fill(_sheet(book, path.parent, "data dictionary", said), heads, meanings(names))
        heads = [("about this file", 18), ("", _MOST_WIDE)]
        _fill(_sheet(book, path.parent, "about", said), heads, said.items())
    day = datetime.combine(as_of, time())
    book.properties.created = book.properties.modified = day
    book.properties.creator = "Businesses of concern"
    book.properties.title = said.get("marking")
    with _Archive(path, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).write_data()


def _sheet(book: Workbook, folder: Path, name: str, said: Mapping[str, str]) -> Any:
    sheet = book.create_sheet(name)
    sheet._writer = _Aside(sheet, out=str(folder / f"{name}.xml"))
    if said:
        sheet.oddHeader.center.text = said["marking"].replace("&", "&&")
    return sheet


def _fill(sheet: Any, heads: Sequence[tuple[str, int]], rows: Any) -> None:
    """Fill a sheet below its heads, which are told with their widths in letters."""
    for place, (_, width) in enumerate(heads, start=1):
        sheet.column_dimensions[get_column_letter(place)].width = width
    sheet.freeze_panes = "A2"
    sheet._writer.write_top()
    sheet.append([_head(sheet, name) for name, _ in heads])
    count = 1
    for row in rows:
        sheet.append(list(row))
        count += 1
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{count}"


def _head(sheet: Any, name: str) -> Any:
    cell = WriteOnlyCell(sheet, value=name)
    cell.font = Font(bold=True)
    cell.alignment = Alignment(vertical="top", wrap_text=True)
    return cell


def _width(column: Column) -> int:
    return _WIDE if "sentence" in column.help else _WIDTHS[column.kind]


def _rows(frame: pd.DataFrame, columns: Sequence[Column]) -> Iterator[tuple[Any, ...]]:
    return zip(*(_values(frame[one], one) for one in columns), strict=True)


def _values(values: pd.Series[Any], column: Column) -> list[Any]:
    """The values as a sheet has them: days as days, flags as yes and no, missing as nothing."""
    if column.kind == "date":
        return [None if pd.isna(day) else day.date() for day in values]
    if column.kind in ("text", "list"):
        values = values.str.slice(0, _MOST_LETTERS)
    plain: pd.Series[Any] = as_text(values, column).astype("object")
    return plain.where(values.notna(), None).tolist()
