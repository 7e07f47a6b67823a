"""Would a model that may bend more order businesses better? A challenger, and what it takes to win.

Gradient boosting (scikit-learn), monotone where the lines are. It gives no sentences that sum, so
it never scores a county: where it wins, the additive model lacks something, and the analysts are
told.
"""

# ruff: noqa: N803, N806 - scikit-learn calls the factors X

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_is_fitted, validate_data

from risk.prediction.curves import Numbers
from risk.prediction.nuisances import values_of

__all__ = ["Challenger", "Contest", "contest"]

_KINDS = 24
"""Kinds of visitor over which a chance is averaged, the most frequent ones."""
_DRAWS = 500
_TWO = 2


class Challenger(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn is untyped
    """Monotone boosting over the lines, with the visitor as further columns, averaged out.

    directions: by column, as of `AdditiveRisk`. rate, leaves, rounds: of the boosting.
    """

    def __init__(
        self,
        directions: Mapping[Any, int] | None = None,
        rate: float = 0.05,
        leaves: int = 8,
        rounds: int = 150,
    ) -> None:
        self.directions = directions
        self.rate = rate
        self.leaves = leaves
        self.rounds = rounds

    def fit(self, X: Any, y: Any, nuisance: pd.DataFrame | None = None) -> Self:
        """Fit to visits; nuisance: who visited and why, a row for each.

        Raises:
            ValueError: y has one class only, or frames differ in length.
        """
        names = [*X.columns] if isinstance(X, pd.DataFrame) else None
        X, y = validate_data(self, X, y, dtype="float64", ensure_all_finite="allow-nan")
        check_classification_targets(y)
        if len(np.unique(y)) != _TWO:
            raise ValueError(
                "Only binary classification is supported. The type of the target is multiclass: "
                "Classifier can't train when one class is present, or more than two are."
            )
        columns = names if names is not None else [*range(X.shape[1])]
        ways = [int((self.directions or {}).get(name, 0)) for name in columns]
        self.kinds_ = values_of(nuisance, np.ones(len(X)))
        seen = self._codes(nuisance, len(X))
        self.visitors_, counts = self._visitors(seen)
        self.shares_ = counts / counts.sum()
        self.model_ = HistGradientBoostingClassifier(
            learning_rate=self.rate,
            max_leaf_nodes=self.leaves,
            max_iter=self.rounds,
            min_samples_leaf=40,
            l2_regularization=5.0,
            monotonic_cst=[*ways, *[0] * seen.shape[1]],
            early_stopping=False,
            random_state=0,
        )
        # The trees cannot be grown over a column of which nothing is known; one value splits none.
        silent = np.isnan(X).all(axis=0)
        self.model_.fit(np.column_stack([np.where(silent, 0.0, X), seen]), y)
        self.classes_ = self.model_.classes_
        return self

    def predict_proba(self, X: Any, nuisance: pd.DataFrame | None = None) -> Numbers:
        """Return the probabilities of both classes; nuisance: who visits, else averaged out."""
        check_is_fitted(self)
        X = validate_data(self, X, dtype="float64", ensure_all_finite="allow-nan", reset=False)
        if nuisance is not None:
            return self._of(X, self._codes(nuisance, len(X)))
        found = np.zeros((len(X), len(self.classes_)))
        for visitor, share in zip(self.visitors_, self.shares_, strict=True):
            found += share * self._of(X, np.tile(visitor, (len(X), 1)))
        return found

    def predict(self, X: Any) -> Any:
        """Return the likelier class of each row."""
        likely = self.predict_proba(X).argmax(axis=1)
        return self.classes_[likely]

    def __sklearn_tags__(self) -> Any:
        """Tell scikit-learn that values may be missing and that there are two classes."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.classifier_tags.multi_class = False
        return tags

    def _of(self, X: Numbers, seen: Numbers) -> Numbers:
        found: Numbers = self.model_.predict_proba(np.column_stack([X, seen]))
        return found

    def _codes(self, nuisance: pd.DataFrame | None, rows: int) -> Numbers:
        """Return each kind of visitor as its number; missing where it was not seen."""
        if nuisance is None or not self.kinds_:
            return np.full((rows, len(self.kinds_)), np.nan)
        codes = [
            pd.Index(values).get_indexer(pd.Index(nuisance[name].astype("str")))
            for name, values in self.kinds_.items()
        ]
        found = np.column_stack(codes).astype("float64")
        return np.where(found < 0, np.nan, found)

    @staticmethod
    def _visitors(seen: Numbers) -> tuple[Numbers, Numbers]:
        if not seen.shape[1]:
            return np.zeros((1, 0)), np.ones(1)
        kinds, counts = np.unique(seen, axis=0, return_counts=True)
        most = np.argsort(-counts, kind="stable")[:_KINDS]
        return kinds[most], counts[most].astype("float64")


@dataclass(frozen=True)
class Contest:
    """How much less the challenger's foretelling missed what was found, in log-likelihood a visit.

    low, high: the bounds of that, 95 times in 100, over businesses drawn again. ours, theirs: how
    much either missed (log-loss a visit, 0 where all was foretold for certain).
    """

    better: float
    low: float
    high: float
    ours: float
    theirs: float

    @property
    def proposed(self) -> bool:
        """Tell whether the challenger wins beyond chance."""
        return self.low > 0.0

    @property
    def text(self) -> str:
        """Return both figures, what lies between them and what follows, in a sentence."""
        verdict = (
            "it is proposed: the model lacks something, such as two factors that count together"
            if self.proposed
            else "it is not proposed"
        )
        return (
            f"A challenger that may bend more missed later findings by {self.theirs:.4f} a visit "
            f"(log-loss), a model of this kind by {self.ours:.4f}; better by {self.better:.4f}, 95 "
            f"times in 100 from {self.low:.4f} to {self.high:.4f}: {verdict}."
        )


def contest(
    serious: Numbers, ours: Numbers, theirs: Numbers, who: pd.Series[Any], seed: int = 0
) -> Contest:
    """Return how the challenger's chances stand against the model's, of visits neither had seen.

    serious: 1 or 0. ours, theirs: chances that either foretold. who: business of each visit; its
    visits stay together when businesses are drawn again.
    """
    likely = _told(serious, ours), _told(serious, theirs)
    gain = likely[1] - likely[0]
    group = pd.factorize(who)[0]
    summed, count = np.bincount(group, gain), np.bincount(group)
    rng = np.random.default_rng(seed)
    draws = []
    for _ in range(_DRAWS):
        drawn = rng.integers(0, len(summed), len(summed))
        draws.append(summed[drawn].sum() / count[drawn].sum())
    low, high = np.quantile(draws, [0.025, 0.975])
    missed = (-float(one.mean()) for one in likely)
    return Contest(float(gain.mean()), float(low), float(high), *missed)


def _told(serious: Numbers, likely: Numbers) -> Numbers:
    sure = np.clip(likely, 1e-6, 1.0 - 1e-6)
    found: Numbers = serious * np.log(sure) + (1.0 - serious) * np.log(1.0 - sure)
    return found
