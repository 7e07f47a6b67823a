"""Which pairs are linked without anyone looking, and which does a person have to see?

A pair of one entity is linked where links that are sure join its two sides: if A is surely B and B
surely C, nobody need ask about A and C. Any other pair that is likely enough is worth a look,
whether it was linked or not. All others are apart.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse
from scipy.sparse import csgraph

from linkage.settings import LinkageSettings

__all__ = ["APART", "DECISIONS", "LINKED", "REVIEW", "decide"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]

APART, REVIEW, LINKED = 0, 1, 2
DECISIONS = ("apart", "review", "linked")
"""What each number says."""


def decide(
    ends: tuple[Ints, Ints], chance: Floats, entity: Ints, settings: LinkageSettings
) -> Ints:
    """Return of each pair whether it is `APART`, for `REVIEW` or `LINKED`.

    ends: both sides of each pair, as places in `entity`. chance: its probability, 0-1.
    """
    left, right = ends
    inside = entity[left] == entity[right]
    sure = inside & (chance >= settings.auto_probability)
    count = len(entity)
    graph = sparse.coo_array((np.ones(int(sure.sum()), bool), (left[sure], right[sure])),
                             shape=(count, count))  # fmt: skip
    part = csgraph.connected_components(graph.tocsr(), directed=False)[1]
    held = inside & (part[left] == part[right]) & ((left != right) | sure)
    likely = chance >= settings.review_probability
    return np.where(held, LINKED, np.where(likely, REVIEW, APART)).astype(np.int64)
