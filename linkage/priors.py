"""How likely are two records of these data one business, before they are compared?

The shipped prior is that of the data it was trained on. Other data repeat their businesses more
often or less, above all inside one source. Which way they lean shows in the weights of the pairs
themselves: the share of pairs of one business is found as Saerens, Latinne and Decaestecker do
("Adjusting the outputs of a classifier to new a priori probabilities", Neural Computation 14,
2002). On data whose truth is known that estimate was off by about a bit either way, so only what
goes beyond `SLACK` counts.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from linkage.model import Floats, Model, probability

__all__ = ["SHARE", "SLACK", "leaning", "listed_once", "with_priors"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

SHARE = 0.055
"""Share (0-1) of pairs of one business among the candidates the weights were trained on."""
SLACK = 1.5
"""Bits by which data may seem to differ from that before the prior moves."""
MOST = 6.0
"""Bits by which it may move."""
BEFOREHAND = 200.0
"""Pairs' worth of faith in `SHARE`: a small file moves nothing."""
ROUNDS = 200
DECIMALS = 1
"""Priors are kept to a tenth of a bit, so that a few more records leave them as they were."""

SURE = 4.0
"""Bits from which a pair is as good as certainly one business."""
ENOUGH = 50
"""Groups of a source that must be surely linked to other sources before it can be judged."""
RARELY = 0.03
"""Sure links inside a source, for each of those, up to which it lists each business once."""
EQUAL = 4.0
"""Such links that two equal records of a source count for: a list of businesses has none."""
SOURCES = 64
"""Sources that may be found to list each business once; those with most evidence."""


def leaning(bits: Floats) -> float:
    """Return by how many bits the prior of pairs of these weights should move; rounded.

    0 for few pairs, and for data much like those of the training.
    """
    share, moved = SHARE, 0.0
    for _ in range(ROUNDS):
        same = float(probability(bits + moved).sum()) + BEFOREHAND * SHARE
        share = np.clip(same / (len(bits) + BEFOREHAND), 1e-6, 1 - 1e-6)
        moved, before = float(_odds(share) - _odds(SHARE)), moved
        if abs(moved - before) < 10.0 ** -(DECIMALS + 2):
            break
    beyond = np.sign(moved) * min(max(abs(moved) - SLACK, 0.0), MOST)
    return round(float(beyond), DECIMALS) + 0.0


def _odds(share: float) -> float:
    return float(np.log2(share / (1.0 - share)))


def with_priors(model: Model, bits: Floats, within: Flags) -> Model:
    """Return `model` with priors for these pairs; `within`: of one source.

    Two records of a source are never easier to link than two of different sources.
    """
    across, inside = leaning(bits[~within]), leaning(bits[within])
    within_bits = min(inside - across, 0.0)
    return model.moved(across, within_bits) if across or within_bits else model


def listed_once(inside: Ints, repeats: Ints, across: Ints) -> list[int]:
    """Return the sources that list each business once, by what is as good as certain.

    inside, across: by source, links between two of its records, and its records linked to others'.
    repeats: groups of equal records of it.
    """
    once = np.flatnonzero((across >= ENOUGH) & (inside + EQUAL * repeats <= RARELY * across))
    return sorted(once[np.argsort(-across[once], kind="stable")][:SOURCES].tolist())
