"""When does a record without a name belong to a business?

An address tells where, not who. So a record without a name must agree more than another, and
belongs nowhere if it fits two businesses equally well. Two records without a name have only a place
in common, as have all companies at the address of one accountant: they must agree far more.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np

from linkage.clustering import Clustered, Constraints, Edges, cluster, first_come
from linkage.remembering import Remembering
from linkage.settings import LinkageSettings

__all__ = ["MARGIN", "cluster_doubting", "doubt_bits"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

MARGIN = 2.0
"""Bits by which a business must fit a record without a name better than any other does."""


def doubt_bits(one: Flags, other: Flags, settings: LinkageSettings) -> Floats:
    """Return the bits by which pairs are held back of which either side, or both, lack a name."""
    some = np.where(one | other, settings.nameless_bits, 0.0)
    return np.where(one & other, max(settings.neither_bits, settings.nameless_bits), some)


def cluster_doubting(
    edges: Edges,
    constraints: Constraints,
    nameless: Flags,
    weigh: Remembering,
    settings: LinkageSettings,
) -> Clustered:
    """Return clusters as `clustering.cluster` does, of as many groups as `nameless` says of.

    Clusters of named groups are made first, and no group without a name joins two of them. Its
    pairs are held back by `doubt_bits`, and where it fits two clusters about as well it is in
    neither.
    """
    # What a person said of a record outweighs its want of a name.
    doubted = nameless & ~np.isin(np.arange(len(nameless)), np.concatenate(constraints.must))

    def doubt(left: Ints, right: Ints) -> Floats:
        return doubt_bits(doubted[left], doubted[right], settings)

    def held_back(left: Ints, right: Ints) -> Floats:
        return weigh(left, right) - doubt(left, right)

    left, right = edges.left, edges.right
    held = Edges(left, right, edges.bits - doubt(left, right))
    least = settings.min_weight_bits
    if nameless.any():
        constraints = _no_bridges(edges, constraints, (nameless, doubted), weigh, least)
    found = cluster(len(nameless), held, constraints, held_back, least)
    left, right, bits = found.compared.left, found.compared.right, found.compared.bits
    compared = Edges(left, right, bits + doubt(left, right))
    return Clustered(_released(found.label, edges, doubted), compared, weigh.edges)


def _no_bridges(
    edges: Edges,
    constraints: Constraints,
    flags: tuple[Flags, Flags],
    weigh: Callable[[Ints, Ints], Floats],
    least_bits: float,
) -> Constraints:
    """Return `constraints` under which nothing without a name brings two named clusters together.

    Two businesses at one door would both fit it, and so fit each other. flags: which groups have no
    name, and of which of them nobody said whose they are.
    """
    nameless, doubted = flags
    named = ~(nameless[edges.left] | nameless[edges.right])
    alone = Edges(edges.left[named], edges.right[named], edges.bits[named])
    label = cluster(len(nameless), alone, constraints, weigh, least_bits).label

    def forbidden(left: Ints, right: Ints) -> Flags:
        bridged = ~(doubted[left] | doubted[right]) & (label[left] != label[right])
        never: Flags = bridged | constraints.forbidden(left, right)
        return never

    return replace(constraints, forbidden=forbidden)


def _released(label: Ints, edges: Edges, nameless: Flags) -> Ints:
    """Return `label` where each nameless group that fits another cluster as well stands alone."""
    own, other = (np.full(len(label), -np.inf) for _ in range(2))
    inside = label[edges.left] == label[edges.right]
    for end in (edges.left, edges.right):
        np.maximum.at(own, end[inside], edges.bits[inside])
        np.maximum.at(other, end[~inside], edges.bits[~inside])
    unclear = nameless & np.isfinite(own) & (other > own - MARGIN)
    return first_come(np.where(unclear, len(label) + np.arange(len(label)), label))
