"""Which pairs were weighed before, so that none is weighed twice?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from linkage.clustering import Edges, found

__all__ = ["Remembering", "beside", "moved"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]


class Remembering:
    """Weighs pairs of `count` groups, each once.

    edges: all that were weighed so far or `known` before, sorted by left, then right.
    """

    def __init__(
        self, count: int, weigh: Callable[[Ints, Ints], Floats], known: Edges | None = None
    ) -> None:
        self._count, self._weigh = max(count, 1), weigh
        nothing = np.zeros(0, dtype=np.int64)
        self.edges = known or Edges(nothing, nothing, np.zeros(0))

    def __call__(self, left: Ints, right: Ints) -> Floats:
        """Return the bits of different pairs."""
        bits, seen = found(self.edges, left, right, self._count)
        bits[~seen] = self._weigh(left[~seen], right[~seen])
        weighed = Edges(left[~seen], right[~seen], bits[~seen])
        self.edges = beside(self.edges, weighed, self._count)
        return bits


def moved(edges: Edges, place: Ints) -> Edges:
    """Return the pairs of groups that stay, as sorted as they were.

    place: the number each group has from now on, which rises with the number it had; -1: it leaves.
    """
    left, right = place[edges.left], place[edges.right]
    stay = (left >= 0) & (right >= 0)
    return Edges(left[stay], right[stay], edges.bits[stay])


def beside(one: Edges, other: Edges, count: int) -> Edges:
    """Return the pairs of both, of `count` groups, sorted; of one that both have, the first's."""
    packed = np.append(one.left, other.left) * count + np.append(one.right, other.right)
    # Runs that are sorted already are only merged.
    order = np.argsort(packed, kind="stable")
    order = order[np.diff(packed[order], prepend=-1) > 0]
    return Edges(
        packed[order] // count, packed[order] % count, np.append(one.bits, other.bits)[order]
    )
