"""Which rows does a CSV hold, whatever its delimiter and however damaged?"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from records.errors import SourceError
from records.reading.careful import Shape, careful_rows
from records.reading.clean import clean_rows
from records.reading.frames import batch
from records.reading.headings import (
    Heading,
    heading_in_lines,
    heading_mended,
    no_heading,
)
from records.reading.limits import Limits
from records.reading.rows import Rows
from records.reading.text import Block, text_blocks

__all__ = ["delimited_rows"]

_HEAD_BYTES, _HEAD_LINES = 1_000_000, 100
"""Where a heading is looked for; its cells may run over lines."""


def delimited_rows(path: Path, known: Mapping[str, str], limits: Limits) -> Iterator[Rows]:
    """Yield the rows of a CSV in batches, at least one; the first tells the columns.

    known: the headings of the contract as written, by their folded form.

    Raises:
        SourceError: no line near the top is the heading, or a line is longer than `limits` allow.
    """
    blocks = text_blocks(path, limits)
    first = next(blocks)
    heading = _heading(path, first, known)
    if len(heading.names) > limits.columns:
        raise SourceError(
            f"{path.name} has {len(heading.names)} columns; at most {limits.columns} are read."
        )
    block = _below(first, heading)
    mended = Counter(heading_mended(heading))
    while True:
        rows, rest = _rows(block, heading)
        yield replace(rows, mended=block.mended + mended, read_bytes=block.read_bytes)
        if block.last:
            return
        block, mended = _joined(rest, next(blocks)), Counter()


def _heading(path: Path, first: Block, known: Mapping[str, str]) -> Heading:
    head = first.data[:_HEAD_BYTES].decode("utf-8", errors="replace")
    found = heading_in_lines(head.replace("\r", "").split("\n")[:_HEAD_LINES], known)
    if found is None:
        raise no_heading(path.name, known)
    return found


def _below(block: Block, heading: Heading) -> Block:
    lines = block.data.split(b"\n", heading.line)
    data = lines[heading.line] if len(lines) > heading.line else b""
    return replace(block, data=data, first_line=block.first_line + heading.line)


def _rows(block: Block, heading: Heading) -> tuple[Rows, Block]:
    """Return the rows of a block and what of it must be read with the next one."""
    rows = clean_rows(block.data, block.first_line, heading.names, heading.delimiter)
    if rows is not None:
        return rows, replace(block, data=b"", first_line=block.first_line + block.data.count(b"\n"))
    lines = [line.rstrip("\r") for line in block.data.decode("utf-8").split("\n")]
    if not lines[-1]:
        lines.pop()
    shape = Shape(len(heading.names), heading.delimiter)
    found, used = careful_rows(lines, block.first_line, shape, block.last)
    rest = "".join(f"{line}\n" for line in lines[used:]).encode("utf-8")
    line = block.first_line + used
    return batch(found, heading.names, block.mended), replace(block, data=rest, first_line=line)


def _joined(rest: Block, block: Block) -> Block:
    return (
        replace(block, data=rest.data + block.data, first_line=rest.first_line)
        if rest.data
        else block
    )
