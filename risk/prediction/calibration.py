"""Are the probabilities as high as what happens? A sigmoid put over the log-odds.

Platt's method (1999), on log-odds that were foretold before the outcome: two numbers, so that a few
hundred outcomes settle them; a step function over as few would follow chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from risk.prediction.curves import Numbers
from risk.prediction.solving import Problem, solved

__all__ = ["Sigmoid", "sigmoid_of"]

_FLATTEST, _STEEPEST = 0.2, 3.0
_TRUSTED = 20.0
"""Precision of the slope around 1, as if some 80 outcomes had said already that it is right."""
_TRUSTED_LEVEL = 5.0


@dataclass(frozen=True)
class Sigmoid:
    """Calibrated log-odds are level + slope x the log-odds; the slope is above 0."""

    level: float = 0.0
    slope: float = 1.0

    def of(self, margin: Numbers) -> Numbers:
        """Return the calibrated log-odds."""
        found: Numbers = self.level + self.slope * margin
        return found


def sigmoid_of(margin: Numbers, beside: Numbers, serious: Numbers, middle: float) -> Sigmoid:
    """Return the sigmoid that says best what happened, held near to leaving all as it is.

    margin: log-odds foretold without the visitor; beside: what the visitor adds to them, which is
    taken as it is. serious: 1 or 0. middle: log-odds around which the slope turns.
    """
    rows = np.column_stack([margin - middle, np.ones(len(margin)), margin + beside])
    nothing = np.array([0.0, 0.0, 1.0])
    hold = np.array([_TRUSTED, _TRUSTED_LEVEL, 1e9])
    free = np.full(3, -np.inf)
    problem = Problem(rows, serious, np.ones(len(margin)), nothing, hold, free)
    turned, raised, _ = solved(problem, nothing)
    slope = float(np.clip(1.0 + turned, _FLATTEST, _STEEPEST))
    return Sigmoid(float(raised) - (slope - 1.0) * middle, slope)
