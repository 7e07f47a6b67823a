"""What do 50 labels bring? Drawn from some businesses, measured on others.

Half of the businesses may be asked about, the others are scored. Labels are drawn in several ways:
`random`, of all pairs that blocking finds; `likely`, of pairs above .01; `uncertain`, as a person
meets them who is asked of the most uncertain pairs first; and `half` of either answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.agreeing import labelled
from linkage.blocking import block
from linkage.evaluation import agreement, pair_scores
from linkage.pipeline import ENTITY_ID, link
from linkage.prepare import prepare
from linkage.standalone import STANDALONE
from records.schema import Judgement, Pair, Record

__all__ = ["DRAWN", "LABELS", "with_labels", "with_pair_labels"]

LABELS = 50
SEEDS = 5
MANY = 20_000
"""Records from which labels are drawn only once."""
Drawn = Callable[[pd.DataFrame, np.random.Generator], pd.DataFrame]


def _some(pairs: pd.DataFrame, random: np.random.Generator, count: int = LABELS) -> pd.DataFrame:
    chosen = random.permutation(len(pairs))[:count]
    return pairs.iloc[np.sort(chosen)]


def _likely(pairs: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    return _some(pairs[pairs[Pair.probability] > STANDALONE.keep_probability], random)


def _uncertain(pairs: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    """Return half of the hundred pairs that are most uncertain."""
    doubt = (pairs[Pair.probability] - 0.5).abs()
    return _some(pairs.loc[doubt.sort_values(kind="stable").index[: 2 * LABELS]], random)


def _half(pairs: pd.DataFrame, random: np.random.Generator) -> pd.DataFrame:
    sides = [pairs[pairs["label"] == answer] for answer in (0, 1)]
    return pd.concat([_some(side, random, LABELS // 2) for side in sides])


DRAWN: Mapping[str, Drawn] = {
    "random": _some, "likely": _likely, "uncertain": _uncertain, "half": _half,
}  # fmt: skip
"""Ways to draw labels."""


def _is_asked(entity: pd.Series) -> pd.Series:
    """Return which entities may be asked about: about half, always the same."""
    half = {one: sha256(str(one).encode()).digest()[0] % 2 == 0 for one in entity.unique()}
    return entity.map(half)


def _candidates(records: pd.DataFrame, pairs: pd.DataFrame) -> pd.DataFrame:
    """Return the pairs of records blocking finds, by the first of equal ones, and their chance."""
    p = prepare(records)
    found = block(p, STANDALONE)
    ids = p.record_ids[p.first]
    ends = ids[found.left], ids[found.right]
    frame = pd.DataFrame({"id_a": np.minimum(*ends), "id_b": np.maximum(*ends)})
    return frame.merge(pairs, how="left", on=["id_a", "id_b"]).fillna({Pair.probability: 0.0})


def _linked(records: pd.DataFrame, drawn: pd.DataFrame) -> pd.Series:
    verdict = drawn["label"].map({1: "same", 0: "different"})
    words = Judgement.shape(drawn.assign(**{Judgement.verdict: verdict}))
    return link(records, STANDALONE, words).entities.set_index(Record.record_id)[ENTITY_ID]


def with_labels(
    records: pd.DataFrame, truth: pd.Series, entities: pd.Series, pairs: pd.DataFrame
) -> dict[str, Any]:
    """Return F1 and B-cubed of the businesses not asked about: without labels, and with."""
    asked = _is_asked(truth)
    rest = truth[~asked]
    plain = agreement(rest, entities.reindex(rest.index))
    open_to = _candidates(records, pairs)
    sides = open_to["id_a"].map(asked) & open_to["id_b"].map(asked)
    open_to = open_to[sides]
    same = open_to["id_a"].map(truth) == open_to["id_b"].map(truth)
    open_to = open_to.assign(label=same.astype(int))

    def scored(found: pd.Series) -> tuple[float, float]:
        figures = agreement(rest, found.reindex(rest.index))
        return figures.f1, figures.b_cubed

    return {"f1_0": plain.f1, "b_cubed_0": plain.b_cubed} | _each(records, open_to, scored)


def with_pair_labels(
    records: pd.DataFrame, labels: pd.DataFrame, entities: pd.Series, pairs: pd.DataFrame
) -> dict[str, Any]:
    """Return F1 of labelled pairs of the split `valid`: without labels, with some of `train`."""
    training, valid = (labels[labels["split"] == split] for split in ("train", "valid"))
    open_to = pairs.assign(label=labelled(training, pairs))
    open_to = open_to[open_to["label"] >= 0]
    same = valid["label"].astype(int).to_numpy() == 1

    def scored(found: pd.Series) -> tuple[float, float]:
        together = found.loc[valid["id_a"]].to_numpy() == found.loc[valid["id_b"]].to_numpy()
        return pair_scores(same, together)[2], float("nan")

    return {"f1_0": scored(entities)[0]} | _each(records, open_to, scored)


def _each(
    records: pd.DataFrame,
    open_to: pd.DataFrame,
    scored: Callable[[pd.Series], tuple[float, float]],
) -> dict[str, Any]:
    """Return by way of drawing the median F1 and B-cubed, and the lowest F1."""
    seeds = 1 if len(records) > MANY else SEEDS
    figures = {}
    for name, drawn in DRAWN.items():
        found = [
            scored(_linked(records, drawn(open_to, np.random.default_rng(seed))))
            for seed in range(seeds)
        ]
        f1, b_cubed = np.median(np.array(found), axis=0)
        figures |= {f"f1_{name}": f1, f"b_cubed_{name}": b_cubed}
        figures[f"f1_{name}_worst"] = min(one for one, _ in found)
    return figures
