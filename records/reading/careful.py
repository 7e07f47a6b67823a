"""Which rows do damaged lines hold?

One damaged line never takes its neighbours with it: a quote that is not closed ends the search at
the next line that is a whole row by itself.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from records.reading.frames import Row

__all__ = ["CONTINUATION_LINES", "TOTALS", "Shape", "careful_rows"]

CONTINUATION_LINES = 100
"""Lines one quoted cell may run over."""

TOTALS = re.compile(
    r"^[ \t,;|\"]*(?:grand |sub-?)?totals?(?: (?:rows|records|number))?[ \t,;|\":=.\d-]*\r?$",
    re.IGNORECASE | re.MULTILINE,
)
"""A line that sums up the others: the word total, then nothing but figures."""

UNCLOSED = "a quote opens in this row and is not closed"
QUOTES = 'a quote inside a quoted cell is not doubled; expected ""'
TOTALS_FAULT = "a totals line, not a record"


@dataclass(frozen=True)
class Shape:
    """How a row is written: its number of cells and the sign between them."""

    width: int
    delimiter: str


def careful_rows(
    lines: Sequence[str], first_line: int, shape: Shape, last: bool
) -> tuple[list[Row], int]:
    """Return the rows of `lines` and how many lines they take up.

    Lines are left over where a row may run on past the last of them, never when `last`.
    """
    rows, at = [], 0
    while at < len(lines):
        if not lines[at].strip(",;\t| "):
            at += 1
            continue
        taken = _row(lines, at, shape)
        if taken is None and not last:
            break
        cells, fault, used = taken or ((), UNCLOSED, 1)
        raw = "\n".join(lines[at : at + used])
        rows.append(Row(first_line + at, cells, raw, fault))
        at += used
    return rows, at


_Taken = tuple[Sequence[str], str | None, int]


def _row(lines: Sequence[str], at: int, shape: Shape) -> _Taken | None:
    """Return cells, fault and number of lines of the row at `at`; None: it runs on past them."""
    line = lines[at]
    if TOTALS.match(line):
        return (), TOTALS_FAULT, 1
    if '"' not in line:
        return *_fitted(line.split(shape.delimiter), shape), 1
    try:
        return *_fitted(_quoted(line, shape), shape), 1
    except _OpenError:
        return _over_lines(lines, at, shape)
    except csv.Error:
        return (), QUOTES, 1


class _OpenError(csv.Error):
    """The text ends inside a quoted cell."""


def _quoted(text: str, shape: Shape) -> list[str]:
    reader = csv.reader([text], delimiter=shape.delimiter, strict=True)
    try:
        return next(reader)
    except csv.Error as error:
        if "unexpected end of data" in str(error):
            raise _OpenError from error
        raise


def _over_lines(lines: Sequence[str], at: int, shape: Shape) -> _Taken | None:
    text = lines[at]
    for used, following in enumerate(_following(lines, at), start=2):
        if _is_row(following, shape):
            return (), UNCLOSED, 1
        text = f"{text}\n{following}"
        if '"' not in following:
            continue
        try:
            cells, fault = _fitted(_quoted(text, shape), shape)
        except _OpenError:
            continue
        except csv.Error:
            return (), UNCLOSED, 1
        return (cells, None, used) if fault is None else ((), UNCLOSED, 1)
    runs_out = at + CONTINUATION_LINES >= len(lines)
    return None if runs_out else ((), UNCLOSED, 1)


def _following(lines: Sequence[str], at: int) -> Iterator[str]:
    return iter(lines[at + 1 : at + 1 + CONTINUATION_LINES])


def _is_row(line: str, shape: Shape) -> bool:
    """Whether a line is a whole row by itself; an odd quote may close one of an earlier line."""
    if shape.width == 1 or line.count('"') % 2:
        return False
    try:
        return len(_quoted(line, shape)) == shape.width
    except csv.Error:
        return False


def _fitted(cells: list[str], shape: Shape) -> tuple[Sequence[str], str | None]:
    """Return as many cells as the heading has; empty ones past it say nothing and go."""
    while len(cells) > shape.width and not cells[-1].strip():
        cells.pop()
    if len(cells) == shape.width:
        return cells, None
    return (), f"{len(cells)} cells; the heading has {shape.width}"
