"""Of which pairs should a person say whether they are one business?

Two kinds: the weakest tie that holds a business together, and the likeliest pair between two. Both
are weighed by what the two records say alone, so that whoever may see both may see all of it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from linkage.alone import Alone
from linkage.cutting import Tree, cut
from linkage.explanation import phrases
from linkage.judgements import Judged
from linkage.model import Model, probability
from linkage.ties import Ties
from records.schema import Doubt, Pair

__all__ = ["LEAST_CHANCE", "MOST", "chances", "doubts_of", "waterfalls"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]

LEAST_CHANCE = 0.03
"""Pairs are in no doubt where the chance that a person says otherwise is below this."""
MOST = 2_000
"""Pairs of either kind that are weighed for the queue, the most doubtful first."""
DECIMALS = 2


def chances(weight_bits: Any, is_one: Any) -> Floats:
    """Return how likely (0-1) a person would say otherwise than what stands.

    is_one: whether the two records are in one business now.
    """
    said = probability(np.asarray(weight_bits, dtype=np.float64))
    chance: Floats = np.where(np.asarray(is_one, dtype=bool), 1.0 - said, said)
    return chance


def doubts_of(
    alone: Alone, pairs: pd.DataFrame, found: tuple[Ints, Ties], said: Judged, model: Model
) -> pd.DataFrame:
    """Return the doubts of a linkage as a `Doubt` frame, without what they would change.

    pairs: compared pairs. found: the entity of each record, as a number, in the order of the
    record_ids, and the ties between them. said: pairs that were judged are in no doubt.
    """
    entity, ties = found
    tree = Tree(ties, len(entity))
    decided = _packed(*_both(said.same, said.different), len(entity))
    inside = _undecided(_holding(tree), decided, len(entity))
    between = _undecided(_nearest(alone, pairs, entity), decided, len(entity))
    left, right = _both(inside, between)
    compared, other = alone.consider(left, right)
    here = ~other | (np.arange(len(left)) < len(inside[0]))
    left, right, compared = left[here], right[here], compared[here]
    weight = np.round(model.weight_bits(compared), DECIMALS)
    is_one = np.arange(len(left)) < len(inside[0])
    kept = np.flatnonzero(chances(weight, is_one) >= LEAST_CHANCE)
    because, bits = waterfalls(compared[kept], model)
    ends = zip(left[kept].tolist(), right[kept].tolist(), strict=True)
    sides = cut(tree, ends)
    ids = alone.ids.to_numpy()
    low, high = np.minimum(left, right)[kept], np.maximum(left, right)[kept]
    frame = pd.DataFrame(
        {
            str(Doubt.id_a): pd.Series(ids[low], dtype="str"),
            str(Doubt.id_b): pd.Series(ids[high], dtype="str"),
            str(Doubt.probability): probability(weight[kept]),
            str(Doubt.weight_bits): weight[kept],
            str(Doubt.because): because,
            str(Doubt.bits): bits,
            str(Doubt.moved): [[str(one) for one in ids[side]] for side in sides],
        }
    )
    order = np.lexsort((high, low))
    return Doubt.shape(frame.iloc[order].reset_index(drop=True))


def waterfalls(compared: Floats, model: Model) -> tuple[list[list[str]], list[list[str]]]:
    """Return of each pair the sentences of its comparisons, strongest first, and their bits.

    The bits of a pair sum to its match weight; the prior is one of them.
    """
    added = np.column_stack([model.bits(compared), np.full(len(compared), model.prior)])
    said = phrases(compared)
    because, bits = [], []
    for row, words in zip(added, said, strict=True):
        order = [at for at in np.argsort(-np.abs(row), kind="stable") if words[at]]
        because.append([words[at] for at in order])
        bits.append([f"{row[at]:+.{DECIMALS}f}" for at in order])
    return because, bits


def _holding(tree: Tree) -> tuple[Ints, Ints]:
    """Return the ties of the tree that are in doubt, the weakest first."""
    doubtful = chances(tree.bits, np.ones(len(tree.bits), dtype=bool)) >= LEAST_CHANCE
    weakest = np.flatnonzero(doubtful)[::-1][:MOST]
    return tree.left[weakest], tree.right[weakest]


def _nearest(alone: Alone, pairs: pd.DataFrame, entity: Ints) -> tuple[Ints, Ints]:
    """Return the likeliest pair between any two businesses, the likeliest first."""
    likely = pairs[pairs[Pair.probability] >= LEAST_CHANCE]
    left, right = (alone.places(likely[c]) for c in (Pair.id_a, Pair.id_b))
    apart = np.flatnonzero(entity[left] != entity[right])
    bits = likely[Pair.weight_bits].to_numpy(np.float64)[apart]
    left, right = left[apart], right[apart]
    order = np.lexsort((right, left, -bits))
    met = _packed(entity[left[order]], entity[right[order]], len(entity))
    first = order[np.sort(np.unique(met, return_index=True)[1])][:MOST]
    return left[first], right[first]


def _undecided(pairs: tuple[Ints, Ints], decided: Ints, count: int) -> tuple[Ints, Ints]:
    return _of(pairs, ~np.isin(_packed(*pairs, count), decided))


def _of(pairs: tuple[Ints, Ints], kept: Any) -> tuple[Ints, Ints]:
    return pairs[0][kept], pairs[1][kept]


def _both(one: tuple[Ints, Ints], other: tuple[Ints, Ints]) -> tuple[Ints, Ints]:
    return np.append(one[0], other[0]), np.append(one[1], other[1])


def _packed(left: Ints, right: Ints, count: int) -> Ints:
    packed: Ints = np.minimum(left, right) * count + np.maximum(left, right)
    return packed
