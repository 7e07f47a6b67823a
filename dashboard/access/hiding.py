"""Which counts of a table must be hidden, so that no small number can be read or worked out?"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["LEAST", "hidden_cells"]

LEAST = 5
"""Counts above 0 and below this are never shown."""

Counts = NDArray[np.int64]
Flags = NDArray[np.bool_]


def hidden_cells(counts: Counts, columns: Flags | None = None) -> Flags:
    """Return which cells of a table with totals are hidden.

    counts: the last row and column are totals. columns: totals of columns that are hidden anyway.
    Beside each small number others are hidden, until no sum of a row or column gives one away:
    of each line at least two, which together are `LEAST` or more.
    """
    hidden: Flags = (counts > 0) & (counts < LEAST)
    if columns is not None:
        hidden[-1] |= columns
    while (more := _lacking(counts, hidden)) is not None:
        hidden[more] = True
    return hidden


def _lacking(counts: Counts, hidden: Flags) -> tuple[int, int] | None:
    """Return a cell that must be hidden too; None where enough are."""
    for lines, turned in ((range(len(counts)), False), (range(counts.shape[1]), True)):
        for line in lines:
            cells, flags = (part[:, line] if turned else part[line] for part in (counts, hidden))
            if not _gives_away(cells, flags):
                continue
            place = _next(cells, flags)
            if place is not None:
                return (place, line) if turned else (line, place)
    return None


def _gives_away(cells: Any, flags: Any) -> bool:
    """Say whether what is shown of a line tells what is hidden of it."""
    few = 0 < flags.sum() < 2  # noqa: PLR2004 - one unknown in one sum
    total_shown = not flags[-1]
    small = bool(flags.any()) and total_shown and cells[:-1][flags[:-1]].sum() < LEAST
    return bool(few or small)


def _next(cells: Any, flags: Any) -> int | None:
    """Return the smallest count above 0 that is still shown, the total last."""
    shown = [int(at) for at in np.flatnonzero(~flags & (cells > 0))]
    return min(shown, key=lambda at: (at == len(cells) - 1, cells[at]), default=None)
