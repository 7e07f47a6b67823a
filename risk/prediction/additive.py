"""How likely is a serious finding at a visit? An expert's weights, and what outcomes correct in it.

Logistic regression over curves of each factor. Everything is shrunk: each curve toward what an
expert would say of it, or toward nothing. A curve whose direction is known never runs against it.
Who visited, and why, is a nuisance: fitted so that it does not pass for risk, and averaged out when
a business is scored.
"""

# ruff: noqa: N803, N806 - scikit-learn calls the factors X

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

import numpy as np
import pandas as pd
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import _check_sample_weight, check_is_fitted, validate_data

from risk.prediction.curves import Numbers, Ramps, ramps_of
from risk.prediction.nuisances import Nuisances, Shifts, values_of
from risk.prediction.solving import Problem, chance, curvature, solved

__all__ = ["AdditiveRisk"]

_TWO = 2
_FIRST_HOLD = 4.0
_ROUNDS = 3


class AdditiveRisk(ClassifierMixin, BaseEstimator):  # type: ignore[misc]  # scikit-learn is untyped
    """An additive logistic model over factors, shrunk toward what an expert says.

    directions: by column, +1 where more of it can only raise the risk, -1 only lower it; a column
        that is not named may do either. Where X is an array, columns are numbered from 0.
    expert: the column that holds an expert's log-odds; its weight is shrunk toward 1.
    worths: by column, the log-odds that an expert gives each unit of it; 0 where not named.
    homes: by column, the value of a business of which nothing is known; 0 where not named.
    shrink: precision of every weight around where it is shrunk to; about how many outcomes, of
        which half are serious, it takes to move one of them half the way, times 4.
    most_ramps: ramps of one factor, about.
    nuisance_hold: precision of what each kind of visitor adds; None: estimated from how much the
        kinds differ, for each column of nuisances.
    """

    def __init__(  # noqa: PLR0913, PLR0917  # settings of an estimator, each stored as it is
        self,
        directions: Mapping[Any, int] | None = None,
        expert: Any = None,
        worths: Mapping[Any, float] | None = None,
        homes: Mapping[Any, float] | None = None,
        shrink: float = 10.0,
        most_ramps: int = 4,
        nuisance_hold: float | None = None,
    ) -> None:
        self.directions = directions
        self.expert = expert
        self.worths = worths
        self.homes = homes
        self.shrink = shrink
        self.most_ramps = most_ramps
        self.nuisance_hold = nuisance_hold

    def fit(self, X: Any, y: Any, nuisance: Any = None, sample_weight: Any = None) -> Self:
        """Fit the weights to visits.

        X: one row a visit, one column a factor; missing says nothing. y: two classes, the greater
        one the serious finding. nuisance: a frame of who visited and why, one row a visit.

        Raises:
            ValueError: y has one class only, or frames differ in length.
        """
        names = [*X.columns] if isinstance(X, pd.DataFrame) else None
        X, y = validate_data(self, X, y, dtype="float64", ensure_all_finite="allow-nan")
        check_classification_targets(y)
        self.classes_, same = np.unique(y, return_inverse=True)
        counts = _check_sample_weight(sample_weight, X, dtype="float64")
        self._check_classes(same[counts > 0])
        self.columns_ = names if names is not None else [*range(X.shape[1])]
        self.curves_ = self._curves(X, counts)
        self._solve(X, same.astype("float64"), nuisance, counts)
        return self

    def _check_classes(self, same: Any) -> None:
        if len(self.classes_) > _TWO:
            raise ValueError(
                "Only binary classification is supported. The type of the target is multiclass: "
                f"{len(self.classes_)} classes; expected visits with and without a finding."
            )
        if len(np.unique(same)) < _TWO:
            raise ValueError(
                "Classifier can't train when only one class is present: expected visits with and "
                "without a serious finding. Train when both have been seen."
            )

    def _curves(self, X: Numbers, counts: Numbers) -> list[Ramps | None]:
        homes = self.homes or {}
        return [
            None
            if self._is_expert(name)
            else ramps_of(column, counts, self.most_ramps, float(homes.get(name, 0.0)))
            for name, column in zip(self.columns_, X.T, strict=True)
        ]

    def _is_expert(self, name: Any) -> bool:
        return self.expert is not None and name == self.expert

    def _solve(self, X: Numbers, same: Numbers, nuisance: Any, counts: Numbers) -> None:
        visitors = Nuisances(values_of(nuisance, counts))
        ramps = self._design(X)
        rows = np.column_stack([ramps, visitors.design(nuisance, len(X)), np.ones(len(X))])
        some, free = ramps.shape[1], np.full(len(visitors) + 1, -np.inf)
        expected, low, flip = self._expected()
        first = _FIRST_HOLD if self.nuisance_hold is None else self.nuisance_hold
        # The intercept is held a little, so that the weights are settled where nobody differs.
        hold = np.concatenate([np.full(some, self.shrink), np.full(len(visitors), first), [1e-6]])
        target = np.concatenate([expected * flip, np.zeros(len(visitors) + 1)])
        signs = np.concatenate([flip, np.ones(len(visitors) + 1)])
        problem = Problem(rows * signs, same, counts, target, hold, np.concatenate([low, free]))
        found, doubt = _settled(problem, visitors, some, self.nuisance_hold is None)
        found, doubt = found * signs, doubt * np.outer(signs, signs)
        self.heights_, self.intercept_ = found[:some], float(found[-1])
        self.nuisances_ = Nuisances(visitors.values, found[some:-1])
        self.shifts_ = Shifts.of(self.nuisances_.added(nuisance, len(X)), counts)
        kept = [*range(some), len(found) - 1]
        self.covariance_ = doubt[np.ix_(kept, kept)]

    def _expected(self) -> tuple[Numbers, Numbers, Numbers]:
        """Return what an expert gives each ramp, the least it may add, and its sign.

        A ramp that may only lower is turned, so that every bound is a lower one.
        """
        worths, directions = self.worths or {}, self.directions or {}
        expected, low, sign = [], [], []
        for name, ramps in zip(self.columns_, self.curves_, strict=True):
            count = 1 if ramps is None else len(ramps)
            way = 1 if ramps is None else int(directions.get(name, 0))
            given = np.ones(1) if ramps is None else float(worths.get(name, 0.0)) * ramps.widths
            expected.append(given)
            low.append(np.full(count, 0.0 if way else -np.inf))
            sign.append(np.full(count, -1.0 if way < 0 else 1.0))
        return np.concatenate(expected), np.concatenate(low), np.concatenate(sign)

    def _design(self, X: Numbers) -> Numbers:
        """Return every ramp of every factor as a column."""
        return np.hstack(
            [
                np.nan_to_num(X[:, [number]]) if ramps is None else ramps.spread(X[:, number])
                for number, ramps in enumerate(self.curves_)
            ]
        )

    @property
    def owners_(self) -> Any:
        """Return the number of the column that each ramp is of."""
        counts = [1 if ramps is None else len(ramps) for ramps in self.curves_]
        return np.repeat(np.arange(len(counts)), counts)

    def contributions(self, X: Any) -> Numbers:
        """Return what each factor adds to the log-odds of each row; with `intercept_` they sum."""
        return self.added(self._checked(X))

    def added(self, X: Numbers) -> Numbers:
        """Return `contributions` of an array whose columns are known to be those of the fit."""
        return self._added(X, self.heights_)

    def expert_contributions(self, X: Any) -> Numbers:
        """Return what each factor adds to the log-odds where nothing is learnt."""
        return self._added(self._checked(X), self._expected()[0])

    def _added(self, X: Numbers, heights: Numbers) -> Numbers:
        """Return what each factor adds with these heights of its ramps."""
        found = np.zeros(X.shape)
        end = 0
        for number, ramps in enumerate(self.curves_):
            begin, end = end, end + (1 if ramps is None else len(ramps))
            own, values = heights[begin:end], X[:, number]
            if ramps is None:
                found[:, number] = np.nan_to_num(values) * own[0]
            elif len(ramps):
                found[:, number] = ramps.curve(own, values)
        return found

    def doubt(self, X: Any) -> Numbers:
        """Return the variance of the log-odds of each row, for what the outcomes leave open."""
        X = self._checked(X)
        rows = np.column_stack([self._design(X), np.ones(len(X))])
        found: Numbers = np.einsum("ij,ij->i", rows @ self.covariance_, rows)
        return found

    def decision_function(self, X: Any) -> Numbers:
        """Return the log-odds of a serious finding at a visit of the usual visitor."""
        found: Numbers = self.contributions(X).sum(axis=1) + self.intercept_
        return found

    def predict_proba(self, X: Any, nuisance: Any = None) -> Numbers:
        """Return the probabilities of both classes; nuisance: who visits, else averaged out."""
        margin = self.decision_function(X)
        if nuisance is None:
            serious = self.shifts_.averaged(margin)
        else:
            serious = chance(margin + self.nuisances_.added(nuisance, len(margin)))
        return np.column_stack([1.0 - serious, serious])

    def predict(self, X: Any) -> Any:
        """Return the likelier class of each row."""
        serious = self.predict_proba(X)[:, 1] > 1 / _TWO
        return self.classes_[serious.astype("int64")]

    def _checked(self, X: Any) -> Numbers:
        check_is_fitted(self)
        checked: Numbers = validate_data(
            self,
            X,
            dtype="float64",
            ensure_all_finite="allow-nan",
            reset=False,
            ensure_min_samples=0,
        )
        return checked

    def __sklearn_tags__(self) -> Any:
        """Tell scikit-learn that values may be missing and that there are two classes."""
        tags = super().__sklearn_tags__()
        tags.input_tags.allow_nan = True
        tags.classifier_tags.multi_class = False
        return tags


def _settled(
    problem: Problem, visitors: Nuisances, ramps: int, estimate: bool
) -> tuple[Numbers, Numbers]:
    """Return the weights and their covariance, with visitors held as much as they are alike."""
    base = float(problem.counts @ problem.same / problem.counts.sum())
    start = np.append(problem.target[:-1], np.log(base / (1.0 - base)))
    found = solved(problem, start)
    mine = slice(ramps, ramps + len(visitors))
    for _ in range(_ROUNDS if estimate and len(visitors) else 0):
        variance = np.diag(np.linalg.inv(curvature(problem, found)))
        hold = problem.hold.copy()
        hold[mine] = visitors.held(found[mine], variance[mine], hold[mine])
        problem = Problem(
            problem.rows, problem.same, problem.counts, problem.target, hold, problem.low
        )
        found = solved(problem, found)
    doubt: Numbers = np.linalg.inv(curvature(problem, found)).astype("float64")
    return found, doubt
