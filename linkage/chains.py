"""Which successions follow each other: A, then B, then C?"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from linkage.kinship import Pairs

__all__ = ["chains"]

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Flags = NDArray[np.bool_]


def chains(pairs: Pairs, gap: Ints, weight: Floats, successor: Flags) -> dict[int, list[int]]:
    """Return for each profile that is in a chain, the profiles of its chain in order.

    Of several that may follow one, or that one may follow, the nearest in time does, so that none
    between is left out: the shortest gap first (days), then the heaviest, then the lowest numbers.
    """
    rows = np.flatnonzero(successor)
    keys = pairs.right[rows], pairs.left[rows], -weight[rows], gap[rows]
    order = rows[np.lexsort(keys)]
    after: dict[int, int] = {}
    before: dict[int, int] = {}
    for left, right in zip(pairs.left[order].tolist(), pairs.right[order].tolist(), strict=True):
        if left not in after and right not in before and _start(left, before) != right:
            after[left], before[right] = right, left
    found: dict[int, list[int]] = {}
    for start in sorted(set(after) - set(before)):
        members = [start]
        while members[-1] in after:
            members.append(after[members[-1]])
        found |= dict.fromkeys(members, members)
    return found


def _start(one: int, before: dict[int, int]) -> int:
    while one in before:
        one = before[one]
    return one
