"""Is the county still the one the model was trained on?"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import norm

from risk.evaluation.plain import plain, read

__all__ = ["MOVED", "WATCH", "Drift", "Rate", "drift", "psi"]

BINS = 10
WATCH = 0.10
"""Population stability index from which a shift is worth a look."""
MOVED = 0.25
"""Index from which the values are others than the model learnt from."""
FLOOR = 1e-4
"""Share that an empty group counts as, so that the index stays finite."""
SURE = 0.95


def psi(before: Any, now: Any, bins: int = BINS) -> float:
    """Return the population stability index of two samples, 0 and up; 0: the same shares.

    Groups hold equal parts of `before`, and missing values one more. NaN where a side is empty.
    Siddiqi, "Credit Risk Scorecards" (2006): under .10 steady, from .25 moved.
    """
    then, later = (np.asarray(one, dtype="float64") for one in (before, now))
    if not len(then) or not len(later):
        return math.nan
    known = then[~np.isnan(then)]
    inner = np.linspace(0, 1, bins + 1)[1:-1]
    edges = np.unique(np.quantile(known, inner)) if len(known) else inner
    a, b = (np.maximum(_shares(one, edges), FLOOR) for one in (then, later))
    return float(np.sum((b - a) * np.log(b / a)))


@dataclass(frozen=True)
class Rate:
    """A share of cases (0-1; NaN without any), with its Wilson interval."""

    count: int
    of: int

    @property
    def value(self) -> float:
        """Return the share."""
        return self.count / self.of if self.of else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """Return its interval. Wilson, "Probable inference" (1927)."""
        if not self.of:
            return math.nan, math.nan
        z = float(norm.ppf((1 + SURE) / 2))
        middle = (self.count + z * z / 2) / (self.of + z * z)
        share = self.value
        wide = z / (self.of + z * z) * math.sqrt(self.of * share * (1 - share) + z * z / 4)
        return max(middle - wide, 0.0), min(middle + wide, 1.0)


@dataclass(frozen=True)
class Drift:
    """What has moved since a model was trained.

    score: index of the scores of the county. factors: index of each factor, most moved first.
    rate_then, rate_now: serious findings among visits. overrides: choices of people that went
    against the list (left out what stood on it, or took what did not), of all choices.
    """

    score: float
    factors: Mapping[str, float]
    rate_then: Rate
    rate_now: Rate
    overrides: Rate

    @property
    def rate_moved(self) -> bool:
        """Whether the rate of serious findings now is surely another."""
        (low, high), (then_low, then_high) = self.rate_now.interval, self.rate_then.interval
        return high < then_low or low > then_high

    @property
    def warnings(self) -> tuple[str, ...]:
        """Return what should be looked into, in words; empty: nothing has moved."""
        said = []
        if self.score >= WATCH:
            said.append(f"scores of the county have {_word(self.score)} ({self.score:.2f})")
        said += [
            f"factor {name} has {_word(value)} ({value:.2f})"
            for name, value in self.factors.items()
            if value >= MOVED
        ]
        if self.rate_moved:
            said.append(
                f"visits find something serious in {self.rate_now.value:.1%}, "
                f"in training {self.rate_then.value:.1%}"
            )
        if self.overrides.of and self.overrides.interval[0] > _MOST_OVERRIDES:
            said.append(f"people go against the list in {self.overrides.value:.0%} of choices")
        return tuple(said)

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values; what is not known is null."""
        return {
            "score": plain(self.score),
            "factors": {name: plain(value) for name, value in self.factors.items()},
            **{
                name: [getattr(self, name).count, getattr(self, name).of]
                for name in ("rate_then", "rate_now", "overrides")
            },
            "warnings": list(self.warnings),
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Drift:
        """Return what `to_json` wrote."""
        rates = [Rate(*said[name]) for name in ("rate_then", "rate_now", "overrides")]
        factors = {name: read(value) for name, value in said["factors"].items()}
        return cls(read(said["score"]), factors, *rates)


_MOST_OVERRIDES = 0.2
"""Share of choices against the list from which people plainly do not trust it."""


def drift(
    before: pd.DataFrame,
    now: pd.DataFrame,
    rates: tuple[Rate, Rate],
    overrides: Rate | None = None,
    score: str = "score",
) -> Drift:
    """Return what has moved between two frames of the county, a row a business.

    before, now: column `score` and one for each factor; a factor that one of them lacks is not
    told. rates: serious findings among the visits of training, and among those since.
    """
    shared = [str(name) for name in before if name in now and name != score]
    moved = {name: psi(before[name], now[name]) for name in shared}
    order = sorted(moved, key=lambda name: (-_or_zero(moved[name]), name))
    return Drift(
        psi(before[score], now[score]),
        {name: moved[name] for name in order},
        *rates,
        overrides or Rate(0, 0),
    )


def _shares(values: npt.NDArray[np.float64], edges: Any) -> npt.NDArray[np.float64]:
    missing = np.isnan(values)
    place = np.where(missing, len(edges) + 1, np.searchsorted(edges, values, side="left"))
    return np.bincount(place, minlength=len(edges) + 2) / len(values)


def _word(value: float) -> str:
    return "moved" if value >= MOVED else "begun to move"


def _or_zero(value: float) -> float:
    return 0.0 if math.isnan(value) else value
