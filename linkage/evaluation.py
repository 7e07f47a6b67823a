"""How well does a linkage agree with the truth?"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

__all__ = ["Agreement", "agreement", "calibration_error", "pair_scores"]

BINS = 20


class Agreement(NamedTuple):
    """Precision, recall and F1 (0-1) of pairs, and B-cubed F1 of records."""

    precision: float
    recall: float
    f1: float
    b_cubed: float


def _pairs(sizes: Any) -> float:
    return float((sizes * (sizes - 1) // 2).sum())


def _f1(precision: float, recall: float) -> float:
    return 2 * precision * recall / (precision + recall) if precision + recall else 0.0


def agreement(truth: pd.Series[Any], found: pd.Series[Any]) -> Agreement:
    """Return how well entities agree; both say each record's entity, in the same order."""
    frame = pd.DataFrame({"truth": truth.to_numpy(), "found": found.to_numpy()})
    true, made = frame.groupby("truth").size(), frame.groupby("found").size()
    both = frame.groupby(["truth", "found"]).size().rename("n").reset_index()
    right = _pairs(both["n"])
    precision = right / _pairs(made) if _pairs(made) else 1.0
    recall = right / _pairs(true) if _pairs(true) else 1.0
    squared = both["n"] ** 2
    of_found = float((squared / both["found"].map(made)).sum()) / len(frame)
    of_true = float((squared / both["truth"].map(true)).sum()) / len(frame)
    return Agreement(precision, recall, _f1(precision, recall), _f1(of_found, of_true))


def pair_scores(same: Any, linked: Any) -> tuple[float, float, float]:
    """Return precision, recall and F1 of labelled pairs; both are arrays of true and false."""
    same, linked = np.asarray(same, dtype=bool), np.asarray(linked, dtype=bool)
    right = float((same & linked).sum())
    precision = right / linked.sum() if linked.any() else 1.0
    recall = right / same.sum() if same.any() else 1.0
    return float(precision), float(recall), _f1(float(precision), float(recall))


def calibration_error(probability: Any, same: Any) -> float:
    """Return the mean gap, 0-1, between what is said and what is true, over bins of probability."""
    probability, same = np.asarray(probability, float), np.asarray(same, float)
    if not len(probability):
        return 0.0
    place = np.minimum((probability * BINS).astype(int), BINS - 1)
    gaps = np.bincount(place, weights=probability - same, minlength=BINS)
    return float(np.abs(gaps).sum() / len(probability))
