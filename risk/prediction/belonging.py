"""How sure is it that a contact is about the business it was put with?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import breadth_first_order, connected_components, minimum_spanning_tree

from records.schema import Link, Touchpoint
from risk.contacts import places_of
from risk.history import History, Numbers

__all__ = ["belonging"]

Ints = npt.NDArray[np.int64]
_LEAST = 1e-9


def belonging(contacts: History, links: pd.DataFrame) -> Numbers:
    """Return for each contact how likely its record belongs to the heart of its profile (0-1).

    The heart is the record of the profile that its links hold best. A record belongs to it by the
    best path of links, and a path is as sure as the least sure of its links. A record alone is 1.
    """
    if links.empty:
        return np.ones(len(contacts.who))
    ids, ends = _numbered(links)
    sure = _to_the_heart(ends, links[Link.probability].to_numpy("float64"), len(ids))
    place = places_of(contacts.column(Touchpoint.touchpoint_id), ids)
    return np.where(place >= 0, np.append(sure, 1.0)[place], 1.0)


def _numbered(links: pd.DataFrame) -> tuple[pd.Index, tuple[Ints, Ints]]:
    both = pd.concat([links[Link.id_a], links[Link.id_b]], ignore_index=True)
    codes, ids = pd.factorize(both, sort=True)
    codes = codes.astype("int64")
    return pd.Index(ids), (codes[: len(links)], codes[len(links) :])


def _to_the_heart(ends: tuple[Ints, Ints], probability: Numbers, count: int) -> Numbers:
    """Return the width of the widest path from each record to the heart of its component."""
    if not count:
        return np.ones(0)
    left, right = ends
    sure = np.clip(probability, _LEAST, 1.0)
    held = np.bincount(left, sure, count) + np.bincount(right, sure, count)
    # The tree that is cheapest in -log of the probability holds the widest path of every two.
    # 1 is added because a link of weight 0 would be none; every tree has as many links, so the
    # order of trees stays.
    graph = coo_array((1.0 - np.log(sure), (left, right)), shape=(count, count)).tocsr()
    tree = minimum_spanning_tree(graph).tocoo()
    part = _components(tree, count)
    hearts = _hearts(part, held.astype("float64"))
    return _widths(tree, hearts, count)


def _components(tree: coo_array, count: int) -> Ints:
    parts: Ints = connected_components(tree, directed=False)[1].astype("int64")
    return parts


def _hearts(part: Ints, strength: Numbers) -> Ints:
    """Return the best held record of each component; the first of equals."""
    order = np.lexsort((np.arange(len(part)), -strength, part))
    first = np.append(True, part[order][1:] != part[order][:-1])
    hearts: Ints = order[first].astype("int64")
    return hearts


def _widths(tree: coo_array, hearts: Ints, count: int) -> Numbers:
    """Walk from a root that touches every heart; each record is as sure as the least on its way."""
    cost = np.append(tree.data, np.ones(len(hearts)))
    rows = np.append(tree.row, np.full(len(hearts), count))
    columns = np.append(tree.col, hearts)
    rooted = coo_array((cost, (rows, columns)), shape=(count + 1, count + 1)).tocsr()
    _, before = breadth_first_order(rooted, count, directed=False)
    edge = (rooted + rooted.T).tocsr()
    above = np.where(before >= 0, before, count)
    width = np.exp(1.0 - np.asarray(edge[np.arange(count + 1), above]).ravel())
    width[count] = 1.0
    above[count] = count
    while (above != count).any():
        width = np.minimum(width, width[above])
        above = above[above]
    return width[:count]
