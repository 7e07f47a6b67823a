"""How is a table written as CSV? For any spreadsheet, a few thousand rows at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

import pandas as pd

from dashboard.export.cells import as_text
from dashboard.export.columns import COLUMNS, CONTACTS, EXTRA, MORE
from dashboard.export.heading import meanings
from records.schema import Column

__all__ = ["csv_pieces", "dictionary_of"]

_BOM = "\ufeff"
"""Without it Excel takes the file for one of Windows-1252."""
_ROWS = 4096
"""Rows of one piece."""


def csv_pieces(
    frame: pd.DataFrame, columns: Sequence[Column], heading: Sequence[str]
) -> Iterator[bytes]:
    """Yield a table as CSV: UTF-8 with a byte order mark, lines ended by CR LF.

    frame: as `businesses` or `contacts` return it, its columns those of `columns`. heading: lines
    before the table; each gets a "#" before it, so that none is a formula.
    """
    text = io.StringIO(newline="")
    text.write(_BOM)
    csv.writer(text).writerows([f"# {line}"] for line in heading)
    csv.writer(text).writerow(frame.columns)
    yield text.getvalue().encode()
    for first in range(0, len(frame), _ROWS):
        part = frame.iloc[first : first + _ROWS]
        texts = pd.DataFrame({str(one): as_text(part[one], one) for one in columns})
        yield texts.to_csv(index=False, header=False, lineterminator="\r\n").encode()


def dictionary_of() -> bytes:
    """Return as CSV what each column of each table means: table, column, kind, meaning."""
    text = io.StringIO(newline="")
    text.write(_BOM)
    lines = csv.writer(text)
    lines.writerow(["table", "column", "kind", "meaning"])
    lines.writerows(meanings({"businesses": (*COLUMNS, *MORE, *EXTRA), "touchpoints": CONTACTS}))
    return text.getvalue().encode()
