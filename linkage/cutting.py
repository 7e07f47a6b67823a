"""If two records of one business were parted, which others would go with which?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from scipy.sparse import coo_array

from linkage.holding import spanning
from linkage.ties import Ties

__all__ = ["Tree", "cut"]

Ints = np.ndarray[Any, np.dtype[np.int64]]


class Tree:
    """The strongest ties that together hold every business; no two ways lead anywhere."""

    def __init__(self, ties: Ties, count: int) -> None:
        """Take the tree of `ties` between `count` records."""
        order = np.lexsort((ties.right, ties.left, -ties.bits))
        left, right = ties.left[order], ties.right[order]
        held = spanning(left, right, count)
        self.left, self.right, self.bits = left[held], right[held], ties.bits[order][held]
        number = np.arange(1, len(self.left) + 1)
        ends = np.append(self.left, self.right), np.append(self.right, self.left)
        graph = coo_array((np.append(number, number), ends), shape=(count, count)).tocsr()
        self._starts, self._next, self._tie = graph.indptr, graph.indices, graph.data

    def around(self, place: int) -> list[tuple[int, int]]:
        """Return the neighbours of a record, each with the number of its tie; 1: the strongest."""
        some = slice(self._starts[place], self._starts[place + 1])
        return list(zip(self._next[some].tolist(), self._tie[some].tolist(), strict=True))

    def reached(self, place: int, without: int) -> dict[int, tuple[int, int]]:
        """Return all records that ties lead to, one tie left out, and whence each was reached.

        The value of each is the record before it and the number of the tie between.
        """
        found, ahead = {place: (place, 0)}, [place]
        while ahead:
            at = ahead.pop()
            for other, tie in self.around(at):
                if other not in found and tie != without:
                    found[other] = (at, tie)
                    ahead.append(other)
        return found


def cut(tree: Tree, pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Return of each pair the records that would leave: the smaller side, in order.

    The weakest tie on the way from one to the other is given up. Empty where no ties join the two.
    """
    return [_smaller(tree, a, b) for a, b in pairs]


def _smaller(tree: Tree, a: int, b: int) -> list[int]:
    whence = tree.reached(a, 0)
    if b not in whence:
        return []
    weakest, at = 0, b
    while at != a:
        at, tie = whence[at]
        weakest = max(weakest, tie)
    sides = sorted(tree.reached(a, weakest)), sorted(tree.reached(b, weakest))
    return min(sides, key=lambda side: (len(side), a in side))
