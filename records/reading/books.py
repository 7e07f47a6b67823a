"""Which rows does a workbook, XML or JSON file hold?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, groupby, islice
from pathlib import Path
from typing import Any

from records.contracts.headings import folded
from records.errors import SourceError
from records.reading.archives import check_members
from records.reading.careful import TOTALS, TOTALS_FAULT
from records.reading.frames import Row, batch
from records.reading.headings import (
    HEADING_LINES,
    heading_in_cells,
    heading_mended,
    no_heading,
)
from records.reading.limited import parsed_rows
from records.reading.limits import Limits
from records.reading.rows import Rows

__all__ = ["book_rows"]

BATCH_ROWS = 20_000

SHEET_LEFT_OUT = "sheets without a heading of this source left out"


def book_rows(
    path: Path, kind: str, known: Mapping[str, str], rows: Sequence[str], limits: Limits
) -> Iterator[Rows]:
    """Yield the rows of an XLSX, XML or JSON file in batches, at least one.

    kind: xlsx, xml or json. known: the headings of the contract as written, by their folded form.
    rows: where they lie.
    Every sheet with a heading of the contract is read; `mended` says how many others there are.

    Raises:
        SourceError: the file is hostile, broken, too large, or holds no heading of the contract.
    """
    _check_size(path, kind, limits)
    left_out: Counter[str] = Counter()
    held = None
    for table in _tables(parsed_rows(path, kind, rows, limits), known):
        if table is None:
            left_out[SHEET_LEFT_OUT] += 1
            continue
        for found in table:
            if held is not None:
                yield held
            held = found
    if held is None:
        raise no_heading(path.name, known)
    yield replace(held, mended=Counter(held.mended) + left_out)


def _check_size(path: Path, kind: str, limits: Limits) -> None:
    size = path.stat().st_size
    most = limits.book_bytes if kind == "xlsx" else limits.markup_bytes
    if size > most:
        raise SourceError(
            f"{path.name} has {size} bytes; at most {most} are read of this kind. "
            "Ask for a CSV, which has no bound."
        )
    if kind == "xlsx":
        check_members(path, limits, limits.markup_bytes)


def _tables(lines: Iterator[Any], known: Mapping[str, str]) -> Iterator[Iterator[Rows] | None]:
    """Yield the batches of each table, None for one without a heading of the contract."""
    marker: dict[str, Any] = {}
    for is_marker, group in groupby(lines, key=lambda line: isinstance(line, dict)):
        if is_marker:
            marker = list(group)[-1]
        elif marker["names"] is None:
            yield _sheet(group, marker["first"], known)
        else:
            yield _named(group, marker["names"], known)


def _named(rows: Iterator[list[str]], names: list[str], known: Mapping[str, str]) -> Any:
    if not {folded(name) for name in names} & set(known):
        return None
    return _batches(_numbered(rows, 1), names, {})


def _sheet(
    rows: Iterator[list[str]], first: int, known: Mapping[str, str]
) -> Iterator[Rows] | None:
    top = list(islice(rows, HEADING_LINES))
    heading = heading_in_cells(top, known)
    if heading is None:
        return None
    below = _numbered(chain(top[heading.line :], rows), first + heading.line)
    return _batches(below, heading.names, heading_mended(heading))


def _numbered(rows: Iterator[list[str]], first: int) -> Iterator[Row]:
    for number, cells in enumerate(rows, start=first):
        if any(cells):
            line = ",".join(filter(None, cells))
            totals = TOTALS.match(line)
            yield Row(number, cells, line, TOTALS_FAULT) if totals else Row(number, cells)


def _batches(rows: Iterator[Row], names: Sequence[str], mended: dict[str, int]) -> Iterator[Rows]:
    found = list(islice(rows, BATCH_ROWS))
    yield batch(found, names, mended)
    while found := list(islice(rows, BATCH_ROWS)):
        yield batch(found, names, {})
