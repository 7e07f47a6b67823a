"""Which links hold a profile together, and which is its weakest?"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import minimum_spanning_tree

from linkage.facts import WHO
from records.schema import Pair

__all__ = ["IN_TREE", "MOST_LINKS", "holding_links", "spanning", "within_profiles"]

MOST_LINKS = 10
"""Links kept for one profile."""

IN_TREE = "in_tree"
"""Column that marks the links a profile rests on."""

_A, _B = "a", "b"


def within_profiles(
    pairs: pd.DataFrame, record_ids: pd.Series[Any], who: npt.NDArray[np.int64]
) -> pd.DataFrame:
    """Return the pairs whose records share a profile, strongest first, with who and in_tree.

    in_tree marks the strongest links that together hold the profile (its maximum spanning tree):
    the weakest of them is the link it rests on. Each pair stands once.
    """
    row_of = pd.Series(np.arange(len(record_ids)), index=record_ids.to_numpy())
    rows = {_A: pairs[Pair.id_a].map(row_of), _B: pairs[Pair.id_b].map(row_of)}
    known = pairs.assign(**rows).dropna(subset=[_A, _B])
    known = known.astype({_A: "int64", _B: "int64"})
    inside = known[who[known[_A]] == who[known[_B]]]
    order = [Pair.probability, Pair.weight_bits, Pair.id_a, Pair.id_b]
    inside = inside.sort_values(order, ascending=[False, False, True, True])
    inside = inside.drop_duplicates([Pair.id_a, Pair.id_b]).reset_index(drop=True)
    tree = spanning(inside[_A].to_numpy(), inside[_B].to_numpy(), len(record_ids))
    marked: pd.DataFrame = inside.assign(**{WHO: who[inside[_A]], IN_TREE: tree})
    return marked.drop(columns=[_A, _B])


def holding_links(inside: pd.DataFrame) -> pd.DataFrame:
    """Return at most `MOST_LINKS` links of each profile.

    All of its tree where it fits, filled up with the strongest others; of a larger tree the
    strongest half and the weakest half, since those explain and those are to be doubted.
    """
    by = [WHO, IN_TREE]
    up, down = inside.groupby(by).cumcount(), inside.groupby(by).cumcount(ascending=False)
    half = MOST_LINKS // 2
    size = inside.groupby(WHO)[IN_TREE].transform("sum").clip(upper=MOST_LINKS)
    of_tree = (size < MOST_LINKS) | (up < half) | (down < half)
    kept = of_tree.where(inside[IN_TREE], up < MOST_LINKS - size)
    return inside[kept.astype("bool")]


def spanning(
    a: npt.NDArray[np.int64], b: npt.NDArray[np.int64], count: int
) -> npt.NDArray[np.bool_]:
    """Tell which edges, given strongest first, are in the spanning forest of strongest edges."""
    # Costs are the order itself, so no two are equal and the forest is the only one.
    graph = coo_array((np.arange(1, len(a) + 1, dtype="float64"), (a, b)), shape=(count, count))
    forest = minimum_spanning_tree(graph.tocsr())
    inside = np.zeros(len(a), dtype=bool)
    inside[forest.data.astype("int64") - 1] = True
    return inside
