"""Which rows does a stretch of well-formed lines hold? The quick way, for nearly every line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import overload

import numpy as np
import pyarrow as pa
import pyarrow.csv as pc

from records.reading.careful import TOTALS
from records.reading.frames import text_frame
from records.reading.rows import Rows

__all__ = ["RawLines", "clean_rows"]

_FEED, _RETURN, _QUOTE = 10, 13, 34
_TOTALS = re.compile(TOTALS.pattern.encode(), re.IGNORECASE | re.MULTILINE)
_NO_CELLS = re.compile(rb"^[,;\t| ]+\r?$", re.MULTILINE)


class RawLines(Sequence[str]):
    """Lines of a stretch of text, cut out only when they are asked for."""

    def __init__(self, data: bytes, starts: np.ndarray, ends: np.ndarray) -> None:
        self._data, self._starts, self._ends = data, starts, ends

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        """Return the line at `place`, from 0, without its end."""
        if isinstance(place, slice):
            return RawLines(self._data, self._starts[place], self._ends[place])
        return self._data[self._starts[place] : self._ends[place]].decode("utf-8")


def clean_rows(data: bytes, first_line: int, names: Sequence[str], delimiter: str) -> Rows | None:
    """Return the rows of `data`, or None where any line needs care.

    Every line with something in it is then one row of as many cells as there are `names`, its
    quotes stand where they should, and it is no line of totals.
    """
    if (
        not data
        or _TOTALS.search(data)
        or _NO_CELLS.search(data)
        or data.count(b"\r") != data.count(b"\r\n")
    ):
        return None
    letters = np.frombuffer(data, dtype=np.uint8)
    starts, ends = _lines(letters)
    filled = ends > starts
    if not filled.any() or not _quotes_in_place(letters, ord(delimiter)):
        return None
    table = _parsed(data, names, delimiter)
    if table is None or table.num_rows != filled.sum():
        return None
    numbers = first_line + np.flatnonzero(filled)
    return Rows(text_frame(table, numbers), RawLines(data, starts[filled], ends[filled]))


def _lines(letters: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return where each line starts and where it ends, its line end left out."""
    feeds = np.flatnonzero(letters == _FEED)
    ends = feeds if letters[-1] == _FEED else np.append(feeds, len(letters))
    starts = np.concatenate(([0], ends[:-1] + 1))
    returns = (ends > starts) & (letters[ends - 1] == _RETURN)
    return starts, ends - returns


def _quotes_in_place(letters: np.ndarray, delimiter: int) -> bool:
    """Whether quotes come in pairs that begin and end a cell; doubled ones are two pairs."""
    at = np.flatnonzero(letters == _QUOTE)
    if len(at) % 2:
        return False
    opens, closes = at[0::2], at[1::2]
    before = letters[opens[opens > 0] - 1]
    after = letters[closes[closes + 1 < len(letters)] + 1]
    return bool(
        np.isin(before, (delimiter, _FEED, _QUOTE)).all()
        and np.isin(after, (delimiter, _FEED, _RETURN, _QUOTE)).all()
    )


def _parsed(data: bytes, names: Sequence[str], delimiter: str) -> pa.Table | None:
    try:
        return pc.read_csv(
            pa.BufferReader(data),
            read_options=pc.ReadOptions(column_names=list(names), use_threads=False),
            parse_options=pc.ParseOptions(delimiter=delimiter),
            convert_options=pc.ConvertOptions(
                column_types=dict.fromkeys(names, pa.large_string()),
                strings_can_be_null=True,
                null_values=[""],
            ),
        )
    except pa.ArrowInvalid:
        return None
