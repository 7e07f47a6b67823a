"""Which line is the heading, and what stands between its cells?"""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from records.contracts.headings import folded
from records.errors import SourceError

__all__ = [
    "DELIMITERS",
    "HEADING_LINES",
    "Heading",
    "heading_in_cells",
    "heading_in_lines",
    "heading_mended",
    "no_heading",
    "unique_names",
]

DELIMITERS = ",;\t|"
HEADING_LINES = 10
"""How far down a heading is looked for: titles and notes may stand above it."""


@dataclass(frozen=True)
class Heading:
    """A heading line.

    names: one for each column, unique. line: how many lines end with it. delimiter: the sign
    between its cells. known: how many of its names the contract knows. repeated: names that the
    file gives to a later column too, which is then called 'Name (2)'.
    """

    names: tuple[str, ...]
    line: int
    delimiter: str
    known: int
    repeated: tuple[str, ...] = ()


def heading_in_lines(lines: Sequence[str], known: Collection[str]) -> Heading | None:
    """Return the line among `lines` with most of the `known` names (folded).

    Of lines with equally many the first, then the first of `DELIMITERS`. None: no line has two of
    them (or the one, where only one is known).
    """
    found = [h for d in DELIMITERS for h in _split_headings(lines, known, d)]
    return _best(found, known)


def heading_in_cells(rows: Sequence[Sequence[str]], known: Collection[str]) -> Heading | None:
    """Return the row among `rows` with most of the `known` names; `line` counts rows."""
    numbered = enumerate(rows[:HEADING_LINES], start=1)
    return _best([_heading(cells, line, "", known) for line, cells in numbered], known)


def _best(found: Sequence[Heading], known: Collection[str]) -> Heading | None:
    best = max(found, key=lambda heading: (heading.known, -heading.line), default=None)
    return best if best is not None and best.known >= min(2, len(known)) else None


def unique_names(cells: Sequence[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a name for each cell of a heading, and the names that came more than once.

    A second 'Name' becomes 'Name (2)', an empty cell '(column 7)'; the first keeps its name.
    """
    trimmed = [" ".join(cell.replace("\ufeff", "").split()) for cell in cells]
    taken: Counter[str] = Counter()
    names = []
    for place, name in enumerate(trimmed, start=1):
        taken[folded(name)] += 1
        times = taken[folded(name)]
        names.append(f"(column {place})" if not name else _numbered(name, times))
    first = {folded(name): name for name in reversed(trimmed) if name}
    return tuple(names), tuple(first[key] for key, times in taken.items() if key and times > 1)


def _numbered(name: str, times: int) -> str:
    return name if times == 1 else f"{name} ({times})"


def _split_headings(
    lines: Sequence[str], known: Collection[str], delimiter: str
) -> Iterator[Heading]:
    reader = csv.reader([f"{line}\n" for line in lines], delimiter=delimiter)
    try:
        for cells in islice(reader, HEADING_LINES):
            yield _heading(cells, reader.line_num, delimiter, known)
    except csv.Error:
        return


def _heading(cells: Sequence[str], line: int, delimiter: str, known: Collection[str]) -> Heading:
    names, repeated = unique_names(cells)
    matched = len({folded(cell) for cell in cells} & set(known))
    return Heading(names, line, delimiter, matched, repeated)


def heading_mended(heading: Heading) -> dict[str, int]:
    """Return what a heading needed, in words, and how often; empty for a sound one."""
    return {f"heading {name!r} twice: the first is read": 1 for name in heading.repeated}


def no_heading(file_name: str, known: Mapping[str, str]) -> SourceError:
    """Return the refusal of a file without a heading; its text may be personal and stays out."""
    some = ", ".join(repr(name) for name in list(known.values())[:6])
    return SourceError(
        f"{file_name}: none of its first {HEADING_LINES} lines is a heading of this source. "
        f"Expected headings such as {some} (capitals do not matter). Give the right --source, "
        "put the heading line back, or write a mapping for this layout."
    )
