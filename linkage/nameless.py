"""When does a record without a name belong to a business?

An address tells where, not who. So a record without a name must agree more than another, and
belongs nowhere if it fits two businesses equally well.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from linkage.clustering import Clustered, Constraints, Edges, cluster, first_come
from linkage.settings import LinkageSettings

__all__ = ["MARGIN", "cluster_doubting"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

MARGIN = 2.0
"""Bits by which a business must fit a record without a name better than any other does."""


def cluster_doubting(
    edges: Edges,
    constraints: Constraints,
    nameless: Flags,
    weigh: Callable[[Ints, Ints], Floats],
    settings: LinkageSettings,
) -> Clustered:
    """Return clusters as `clustering.cluster` does, of as many groups as `nameless` says of.

    Pairs of a group without a name are held back by `nameless_bits` while clusters are made, and
    such a group that fits two clusters about as well is in neither.
    """

    def doubt(left: Ints, right: Ints) -> Floats:
        return np.where(nameless[left] | nameless[right], settings.nameless_bits, 0.0)

    def held_back(left: Ints, right: Ints) -> Floats:
        return weigh(left, right) - doubt(left, right)

    left, right = edges.left, edges.right
    held = Edges(left, right, edges.bits - doubt(left, right))
    found = cluster(len(nameless), held, constraints, held_back, settings.min_weight_bits)
    left, right, bits = found.compared.left, found.compared.right, found.compared.bits
    compared = Edges(left, right, bits + doubt(left, right))
    return Clustered(_released(found.label, edges, nameless), compared)


def _released(label: Ints, edges: Edges, nameless: Flags) -> Ints:
    """Return `label` where each nameless group that fits another cluster as well stands alone."""
    own, other = (np.full(len(label), -np.inf) for _ in range(2))
    inside = label[edges.left] == label[edges.right]
    for end in (edges.left, edges.right):
        np.maximum.at(own, end[inside], edges.bits[inside])
        np.maximum.at(other, end[~inside], edges.bits[~inside])
    unclear = nameless & np.isfinite(own) & (other > own - MARGIN)
    return first_come(np.where(unclear, len(label) + np.arange(len(label)), label))
