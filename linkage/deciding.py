"""Which pairs are linked without anyone looking, and which does a person have to see?

A pair of one entity is linked where links that are sure join its two sides: if A is surely B and B
surely C, nobody need ask about A and C; any other pair of an entity is worth a look. A pair of two
entities is worth one where it would have been linked had it stood alone, unless all pairs between
the two entities together say that they are two. All others are apart.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from linkage.model import probability
from linkage.settings import LinkageSettings

__all__ = ["APART", "DECISIONS", "LINKED", "REVIEW", "decide", "doubtful"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

APART, REVIEW, LINKED = 0, 1, 2
DECISIONS = ("apart", "review", "linked")
"""What each number says."""
MOST_BITS = 10.0
"""Bits that one pair may add for or against two entities being one."""
UNTOLD_BITS = -7.0
"""Bits of a pair that is not told of: it is less likely than `keep_probability`."""


def decide(
    ends: tuple[Ints, Ints], bits: Floats, entity: Ints, doubted: Flags, settings: LinkageSettings
) -> Ints:
    """Return of each pair whether it is `APART`, for `REVIEW` or `LINKED`.

    ends: both sides of each pair, as places in `entity`. bits: its match weight. doubted: of pairs
    of two entities, as `doubtful` says.
    """
    left, right = ends
    inside = entity[left] == entity[right]
    sure = inside & (probability(bits) >= settings.auto_probability)
    count = len(entity)
    graph = sparse.coo_array((np.ones(int(sure.sum()), bool), (left[sure], right[sure])),
                             shape=(count, count))  # fmt: skip
    part = csgraph.connected_components(graph.tocsr(), directed=False)[1]
    held = inside & (part[left] == part[right]) & ((left != right) | sure)
    return np.where(held, LINKED, np.where(inside | doubted, REVIEW, APART)).astype(np.int64)


def doubtful(
    ends: tuple[Ints, Ints], bits: Floats, entity: Ints, settings: LinkageSettings
) -> Flags:
    """Return which pairs of two entities leave it open whether these are one.

    ends, bits, entity: as in `decide`, of every pair that is told of.
    """
    one, other = (entity[end] for end in ends)
    across = np.flatnonzero(one != other)
    sizes = np.bincount(entity)
    low, high = np.minimum(one, other)[across], np.maximum(one, other)[across]
    which = np.unique(low * len(sizes) + high, return_inverse=True)[1]
    beyond = np.clip(bits[across], -MOST_BITS, MOST_BITS) - UNTOLD_BITS
    mean = np.bincount(which, beyond)[which] / (sizes[low] * sizes[high]) + UNTOLD_BITS
    found = np.zeros(len(one), dtype=np.bool_)
    found[across] = (bits[across] >= settings.min_weight_bits) & (
        probability(mean) >= settings.review_probability
    )
    return found
