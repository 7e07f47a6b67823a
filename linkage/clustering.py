"""Which groups of records are one business, given how strongly pairs of them say so?

Links make components; inside each, average link joins two clusters only while all their pairs
together, also those that disagree, speak for it. So no chain of single links joins strangers.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.cluster import hierarchy
from scipy.sparse import csgraph

from linkage.members import Members, pairs_within, spread

__all__ = ["Clustered", "Constraints", "Edges", "cluster", "first_come", "found"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

MOST_BITS = 10.0
"""Bits that one pair may add for or against joining two clusters."""
NEVER = 1e9
LARGEST = 600
"""Groups in one component; a larger one is split at stronger links first."""
STRONGER = 2.0
THREE = 3
"""Groups of which the average-link clusters can be told without a tree; most components are so."""


@dataclass(frozen=True)
class Edges:
    """Compared pairs of groups, `left` < `right`, and their match weights in bits."""

    left: Ints
    right: Ints
    bits: Floats


@dataclass(frozen=True)
class Constraints:
    """What may not be decided by weights.

    must: pairs of groups a person called the same. cannot: pairs called different.
    forbidden: says of pairs whether they may never be joined, whatever their weight.
    """

    must: tuple[Ints, Ints]
    cannot: tuple[Ints, Ints]
    forbidden: Callable[[Ints, Ints], Flags]


@dataclass(frozen=True)
class Clustered:
    """Clusters of groups.

    label: each group's cluster. compared: pairs of these clusters' components that were not in
    edges. weighed: all pairs that had to be weighed on the way, or had been before.
    """

    label: Ints
    compared: Edges
    weighed: Edges


def _components(count: int, left: Ints, right: Ints) -> Ints:
    graph = sparse.csr_array((np.ones(len(left), bool), (left, right)), shape=(count, count))
    label: Ints = csgraph.connected_components(graph, directed=False)[1].astype(np.int64)
    return label


def _renumbered(label: Ints) -> Ints:
    """Return the same parts, numbered from 0 without gaps."""
    number: Ints = np.unique(label, return_inverse=True)[1].astype(np.int64)
    return number


def _split(count: int, edges: Edges, must: tuple[Ints, Ints], least_bits: float) -> Ints:
    """Return components of links of at least `least_bits`, none larger than `LARGEST`.

    One that is larger is taken apart at ever stronger links, at last by order.
    """
    at = np.full(count, least_bits)
    while True:
        strong = edges.bits >= np.maximum(at[edges.left], at[edges.right])
        left = np.concatenate([edges.left[strong], must[0]])
        right = np.concatenate([edges.right[strong], must[1]])
        label = _components(count, left, right)
        large = np.bincount(label)[label] > LARGEST
        if not large.any() or at.max() > least_bits + 60:
            break
        at = np.where(large, at + STRONGER, at)
    order = np.argsort(label, kind="stable")
    place = np.arange(count) - np.searchsorted(label[order], label[order])
    chunk = np.zeros(count, np.int64)
    chunk[order] = place // LARGEST
    return _renumbered(label * (count + 1) + chunk)


def cluster(
    count: int,
    edges: Edges,
    constraints: Constraints,
    weigh: Callable[[Ints, Ints], Floats],
    least_bits: float,
) -> Clustered:
    """Return clusters of `count` groups; `weigh` gives the bits of pairs that are not in `edges`.

    `edges` are sorted by left, then right. Clusters are numbered by their first group.
    """
    label = _split(count, edges, constraints.must, least_bits)
    left, right = pairs_within(Members.of(label, np.arange(count)))
    order = np.lexsort((right, left))
    left, right = left[order], right[order]
    bits, added = _weights(count, edges, (left, right), weigh)
    far = _distances(count, (left, right), bits, constraints)
    cut = MOST_BITS + 1.0 - least_bits
    return Clustered(first_come(_average_link(label, (left, right), far, cut)), added, added)


def first_come(label: Ints) -> Ints:
    """Return the same parts, numbered from 0 in the order in which they appear."""
    first, part = np.unique(label, return_index=True, return_inverse=True)[1:]
    number = np.empty(len(first), np.int64)
    number[np.argsort(first)] = np.arange(len(first))
    return number[part]


def _weights(
    count: int, edges: Edges, pairs: tuple[Ints, Ints], weigh: Callable[[Ints, Ints], Floats]
) -> tuple[Floats, Edges]:
    """Return the bits of `pairs`, and those pairs that had to be weighed."""
    left, right = pairs
    bits, seen = found(edges, left, right, count)
    bits[~seen] = weigh(left[~seen], right[~seen])
    return bits, Edges(left[~seen], right[~seen], bits[~seen])


def found(edges: Edges, left: Ints, right: Ints, count: int) -> tuple[Floats, Flags]:
    """Return the bits of those pairs of `count` groups that are among `edges`, and which are."""
    packed, known = left * count + right, edges.left * count + edges.right
    place = np.minimum(np.searchsorted(known, packed), max(len(known) - 1, 0))
    seen = known[place] == packed if len(known) else np.zeros(len(packed), dtype=np.bool_)
    bits = np.zeros(len(left))
    bits[seen] = edges.bits[place[seen]]
    return bits, seen


def _distances(
    count: int, pairs: tuple[Ints, Ints], bits: Floats, constraints: Constraints
) -> Floats:
    """Return how far apart pairs are: 0 must join, 1 to 2 * MOST_BITS + 1, or NEVER."""
    left, right = pairs
    packed = left * count + right
    far = MOST_BITS + 1.0 - np.clip(bits, -MOST_BITS, MOST_BITS)
    far[constraints.forbidden(left, right)] = NEVER
    same = _components(count, *constraints.must)
    far[same[left] == same[right]] = 0.0
    low, high = (f(*constraints.cannot) for f in (np.minimum, np.maximum))
    far[np.isin(packed, low * count + high)] = NEVER
    return far


def _average_link(label: Ints, pairs: tuple[Ints, Ints], far: Floats, cut: float) -> Ints:
    """Return `label` with each component divided into its average-link clusters."""
    part = np.zeros(len(label), np.int64)
    component = label[pairs[0]]
    worst = np.zeros(int(label.max(initial=-1)) + 1)
    np.maximum.at(worst, component, far)
    # One cluster where every pair agrees; only the others need a tree.
    open_pairs = np.flatnonzero(worst[component] > cut)
    order = open_pairs[np.argsort(component[open_pairs], kind="stable")]
    members = Members.of(label, np.arange(len(label)))
    doubtful, starts = np.unique(component[order], return_index=True)
    sizes = members.counts[doubtful]
    for count, divided in ((2, _two), (3, _three)):
        some = np.flatnonzero(sizes == count)
        inside = np.arange(count * (count - 1) // 2)
        items = members.items[members.starts[doubtful[some], None] + np.arange(count)]
        part[items] = divided(far[order[starts[some, None] + inside]], cut)
    large = np.flatnonzero(sizes > THREE)
    ends = starts[large] + sizes[large] * (sizes[large] - 1) // 2
    trees = [
        hierarchy.linkage(far[order[start:end]], method="average")
        for start, end in zip(starts[large], ends, strict=True)
    ]
    part[spread(doubtful[large], members.starts, members.items)[1]] = _cut(trees, cut)
    return _renumbered(label * (len(label) + 1) + part)


def _cut(trees: list[Any], cut: float) -> Ints:
    """Return the cluster of each leaf of the trees, one after the other, each cut at one height.

    All at once: over trees as small as these, scipy's `fcluster` spends its time on checks.
    """
    counts = np.array([len(tree) + 1 for tree in trees], dtype=np.int64)
    first, second, height = np.concatenate([np.zeros((0, 4)), *trees])[:, :3].T
    tree, total = np.repeat(np.arange(len(trees)), counts - 1), int(counts.sum())
    leaves = np.cumsum(counts) - counts
    # All leaves come first, then what is joined; each tree numbers its own in that order too.
    joined = total + leaves - np.arange(len(trees)) - counts
    made = total + np.arange(len(height))
    near = height <= cut
    low, high = (
        (end + np.where(end < counts[tree], leaves[tree], joined[tree]))[near].astype(np.int64)
        for end in (first, second)
    )
    label = _components(total + len(height), np.append(low, high), np.tile(made[near], 2))
    return _renumbered(label[:total])


def _two(far: Floats, cut: float) -> Ints:
    """Return the average-link clusters of each two (row) that are so far apart."""
    return np.hstack([np.zeros((len(far), 1), np.int64), far > cut])


_OTHERS = np.array([[1, 2], [0, 2], [0, 1]])
_JOINED = np.array([[0, 0, 1], [0, 1, 0], [1, 0, 0]])
"""Of three, the pairs being 0-1, 0-2, 1-2: the two other pairs, and the clusters it makes."""


def _three(far: Floats, cut: float) -> Ints:
    """Return the average-link clusters of each three (row); far: 0 from 1, 0 from 2, 1 from 2.

    Of two pairs that are equally near the first is joined, as in scipy's linkage.
    """
    row, near = np.arange(len(far)), far.argmin(axis=1)
    one, other = far[row, _OTHERS[near].T]
    least = far[row, near]
    alone = np.where((least <= cut)[:, None], _JOINED[near], np.arange(THREE))
    whole = (least <= cut) & ((one + other) / 2 <= cut)
    return np.where(whole[:, None], 0, alone)
