"""How well does what a method found agree with the truth?

Pairs are pairs of records. Of entities: every pair inside one. Before clustering: every pair at
.5 and above. Calibration error: mean gap between probability and truth over twenty equal bins of
probability, pairs above .01. Decisions: as `linkage.deciding` says, thresholds of the settings;
auto_precision is of pairs linked without a look, review the pairs to be seen as a share of both.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from linkage.blocking import block
from linkage.deciding import LINKED, REVIEW, decide, doubtful
from linkage.evaluation import agreement, calibration_error, pair_scores
from linkage.prepare import prepare
from linkage.standalone import STANDALONE
from records.schema import Pair

__all__ = ["EVEN", "blocking_recall", "by_entities", "by_pairs", "labelled"]

EVEN = 0.5
KEPT = 0.01
TINY = 1e-12
Figures = dict[str, Any]


def by_entities(truth: pd.Series, entities: pd.Series, pairs: pd.DataFrame) -> Figures:
    """Return every figure; truth and entities by record id, of every record of the truth."""
    found = entities.reindex(truth.index)
    figures: Figures = agreement(truth, found)._asdict()
    if pairs.empty:
        return figures
    sides = truth.reindex(pairs[Pair.id_a]), truth.reindex(pairs[Pair.id_b])
    same = sides[0].to_numpy() == sides[1].to_numpy()
    sizes = truth.value_counts()
    true = float((sizes * (sizes - 1) // 2).sum())
    chance = pairs[Pair.probability].to_numpy(float)
    linked = chance >= EVEN
    right = float((same & linked).sum())
    figures["f1_of_pairs"] = 2 * right / max(linked.sum() + true, 1.0)
    figures["clustering_cost"] = figures["f1_of_pairs"] - figures["f1"]
    return figures | _sureness(pairs, entities, same, np.ones(len(pairs), dtype=bool))


def by_pairs(labels: pd.DataFrame, entities: pd.Series, pairs: pd.DataFrame) -> Figures:
    """Return every figure that labelled pairs alone can give; a pair not told of is apart."""
    same = labels["label"].astype(int).to_numpy() == 1
    together = entities.loc[labels["id_a"]].to_numpy() == entities.loc[labels["id_b"]].to_numpy()
    figures: Figures = dict(
        zip(("precision", "recall", "f1"), pair_scores(same, together), strict=True)
    )
    if pairs.empty:
        return figures
    said = labelled(labels, pairs)
    known = pd.MultiIndex.from_frame(pairs[[str(Pair.id_a), str(Pair.id_b)]])
    told = _key(labels).isin(known[pairs[Pair.probability] >= EVEN])
    figures["f1_of_pairs"] = pair_scores(same, told)[2]
    figures["clustering_cost"] = figures["f1_of_pairs"] - figures["f1"]
    return figures | _sureness(pairs, entities, said == 1, said >= 0)


def labelled(labels: pd.DataFrame, pairs: pd.DataFrame) -> Any:
    """Return the label of each pair, -1 where it has none."""
    said = pd.Series(labels["label"].astype(int).to_numpy(), index=_key(labels))
    said = said[~said.index.duplicated()]
    index = pd.MultiIndex.from_frame(pairs[[str(Pair.id_a), str(Pair.id_b)]])
    return said.reindex(index).fillna(-1).to_numpy(int)


def _key(labels: pd.DataFrame) -> pd.MultiIndex:
    ends = labels[["id_a", "id_b"]]
    return pd.MultiIndex.from_arrays([ends.min(axis=1), ends.max(axis=1)])


def _sureness(pairs: pd.DataFrame, entities: pd.Series, same: Any, known: Any) -> Figures:
    """Return how far probabilities can be relied on, over pairs whose truth is known."""
    chance = pairs[Pair.probability].to_numpy(float)
    told = known & (chance > KEPT)
    place = entities.index
    ends = (place.get_indexer(pairs[Pair.id_a]), place.get_indexer(pairs[Pair.id_b]))
    sound, whose = np.clip(chance, TINY, 1.0 - TINY), pd.factorize(entities)[0]
    bits = np.log2(sound / (1.0 - sound))
    decided = decide(ends, bits, whose, doubtful(ends, bits, whose, STANDALONE), STANDALONE)
    linked, seen = (known & (decided == one) for one in (LINKED, REVIEW))
    return {
        "calibration_error": calibration_error(chance[told], same[told]),
        "auto_precision": float(same[linked].mean()) if linked.any() else 1.0,
        "review": float(seen.sum() / max(seen.sum() + linked.sum(), 1)),
    }


def blocking_recall(records: pd.DataFrame, truth: pd.Series) -> float:
    """Return the share (0-1) of true pairs of records that were compared, or found equal."""
    p = prepare(records)
    pairs = block(p, STANDALONE)
    codes = pd.factorize(truth.reindex(p.record_ids))[0]
    width = codes.max() + 1
    counts = np.unique(p.group * width + codes, return_counts=True)
    within = float((counts[1] * (counts[1] - 1) // 2).sum())
    group, code, held = counts[0] // width, counts[0] % width, counts[1]
    table = sparse.csr_array((held, (group, code)), shape=(len(p), width))
    across = float(table[pairs.left].multiply(table[pairs.right]).sum())
    sizes = np.bincount(codes)
    return (within + across) / max(float((sizes * (sizes - 1) // 2).sum()), 1.0)
