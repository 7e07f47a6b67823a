"""Which weights say best what visits found, each held near where it is expected and in its bounds?

Penalised logistic regression by Newton's method, projected on the bounds (Bertsekas 1982, SIAM J.
Control 20:221-246, with the set of bound weights renewed at each step).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg import cho_factor, cho_solve

from risk.prediction.curves import Numbers

__all__ = ["Problem", "chance", "curvature", "solved"]

_STEPS = 60
_CLOSE = 1e-10
_ENOUGH = 1e-4
_MOST_MARGIN = 40.0


@dataclass(frozen=True)
class Problem:
    """What is to be solved.

    rows: a column for each weight, a row for each visit. same: 1 where the visit found something
    serious. counts: how often each visit counts. target, hold: where each weight is expected, and
    the precision of that. low: the least each weight may be, -inf where it is free.
    """

    rows: Numbers
    same: Numbers
    counts: Numbers
    target: Numbers
    hold: Numbers
    low: Numbers

    def loss(self, weights: Numbers) -> float:
        """Return the penalised negative log-likelihood."""
        margin = self.rows @ weights
        fit = self.counts @ (np.logaddexp(0.0, margin) - self.same * margin)
        return float(fit + self.hold @ (weights - self.target) ** 2 / 2)

    def slope(self, weights: Numbers) -> Numbers:
        """Return the gradient of the loss."""
        error = self.counts * (chance(self.rows @ weights) - self.same)
        found: Numbers = self.rows.T @ error + self.hold * (weights - self.target)
        return found


def chance(margin: Numbers) -> Numbers:
    """Return the probability of each log-odds."""
    found: Numbers = 1.0 / (1.0 + np.exp(-np.clip(margin, -_MOST_MARGIN, _MOST_MARGIN)))
    return found


def curvature(problem: Problem, weights: Numbers) -> Numbers:
    """Return the second derivatives of the loss, which are the precision of the weights."""
    likely = chance(problem.rows @ weights)
    spread = np.sqrt(problem.counts * likely * (1.0 - likely))
    scaled = problem.rows * spread[:, None]
    found: Numbers = scaled.T @ scaled + np.diag(problem.hold + 1e-9)
    return found


def solved(problem: Problem, start: Numbers) -> Numbers:
    """Return the weights of least loss, from `start` on."""
    weights = np.maximum(start, problem.low)
    loss = problem.loss(weights)
    for _ in range(_STEPS):
        slope = problem.slope(weights)
        free = (weights > problem.low) | (slope < 0)
        step = np.zeros(len(weights))
        step[free] = _newton(curvature(problem, weights)[np.ix_(free, free)], slope[free])
        moved, after = _shortened(problem, weights, step, loss, slope)
        if loss - after <= _CLOSE * (1.0 + abs(loss)):
            return moved
        weights, loss = moved, after
    return weights


def _newton(curved: Numbers, slope: Numbers) -> Numbers:
    found: Numbers = -cho_solve(cho_factor(curved), slope)
    return found


def _shortened(
    problem: Problem, weights: Numbers, step: Numbers, loss: float, slope: Numbers
) -> tuple[Numbers, float]:
    """Return the weights a step on, and their loss; halved until the loss is less."""
    length = 1.0
    while length > _CLOSE:
        moved = np.maximum(weights + length * step, problem.low)
        after = problem.loss(moved)
        if after <= loss + _ENOUGH * float(slope @ (moved - weights)):
            return moved, after
        length /= 2.0
    return weights, loss
