"""Which names are compared for pairs of groups, and what is the best that they say of these?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from linkage.prepare import Floats, Ints, Names

__all__ = ["NamePairs"]


@dataclass(frozen=True)
class NamePairs:
    """Pairs of names, the lower first, by the `count` rows of pairs of groups they are of."""

    count: int
    row: Ints
    left: Ints
    right: Ints

    @classmethod
    def of(cls, names: Names, left: Ints, right: Ints) -> NamePairs:
        """Return each name of a left group with each of the right one, row after row."""
        counts = names.counts
        a, b, many = names.starts[left], names.starts[right], counts[left] * counts[right]
        row = np.repeat(np.arange(len(left)), many)
        if many.max(initial=0) > 1:
            inside = np.arange(len(row)) - np.repeat(np.cumsum(many) - many, many)
            width = counts[right][row]
            a, b = a[row] + inside // width, b[row] + inside % width
        elif len(row) < len(left):
            a, b = a[row], b[row]
        one, other = names.codes[a], names.codes[b]
        return cls(len(left), row, np.minimum(one, other), np.maximum(one, other))

    def of_rows(self, rows: Ints) -> tuple[NamePairs, Ints]:
        """Return the pairs of names of some rows, which rise, and which of these they are."""
        number = np.full(self.count, -1)
        number[rows] = np.arange(len(rows))
        kept = np.flatnonzero(number[self.row] >= 0)
        row = number[self.row[kept]]
        return NamePairs(len(rows), row, self.left[kept], self.right[kept]), kept

    def best(self, columns: dict[str, Floats]) -> dict[str, Floats]:
        """Return the highest of each comparison of names, row by row; missing where there is none.

        What is missing for one pair of names counts for nothing where another pair tells it.
        """
        if len(self.row) == self.count and not (np.diff(self.row) == 0).any():
            return columns
        starts = np.flatnonzero(np.diff(self.row, prepend=-1))
        return {name: self._best(column, starts) for name, column in columns.items()}

    def _best(self, column: Floats, starts: Ints) -> Floats:
        best = np.full(self.count, np.nan)
        if len(starts):
            best[self.row[starts]] = np.fmax.reduceat(column, starts)
        return best
