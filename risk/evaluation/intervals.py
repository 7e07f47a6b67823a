"""How sure is a figure? Intervals by drawing businesses again."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
import pandas as pd

from risk.evaluation.plain import plain, read

__all__ = ["DRAWS", "SURE", "Estimate", "drawn_again", "estimate", "estimates"]

DRAWS = 200
"""Times that the businesses are drawn again."""

SURE = 0.95
"""Share of such draws that an interval holds."""

Rows = npt.NDArray[np.int64]
Name = TypeVar("Name", bound=str)


@dataclass(frozen=True)
class Estimate:
    """A figure with the interval that holds it in `SURE` of the draws; NaN where not known."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        """Return it to three digits, with its interval; a dash where it is not known."""
        if math.isnan(self.value):
            return "-"
        if math.isnan(self.low):
            return f"{self.value:.3g}"
        return f"{self.value:.3g} ({self.low:.3g} to {self.high:.3g})"

    def to_json(self) -> list[float | None]:
        """Return value, low and high; what is not known is null."""
        return [plain(one) for one in (self.value, self.low, self.high)]

    @classmethod
    def from_json(cls, said: Any) -> Estimate:
        """Return what `to_json` wrote."""
        return cls(*(read(one) for one in said))


def drawn_again(business: Any, draws: int = DRAWS, seed: int = 0) -> list[Rows]:
    """Return rows for each draw: as many businesses as there are, with all their visits each time.

    Visits to one business are alike, so that businesses are drawn and not visits.
    """
    codes = pd.factorize(np.asarray(business))[0]
    order = np.argsort(codes, kind="stable")
    counts = np.bincount(codes) if len(codes) else np.zeros(0, dtype="int64")
    begins = np.cumsum(counts) - counts
    rng = np.random.default_rng(seed)
    return [
        order[_spans(begins[drawn], counts[drawn])]
        for drawn in (rng.integers(0, len(counts), len(counts)) for _ in range(draws))
        if len(counts)
    ]


def estimates(
    figures: Callable[[Rows], Mapping[Name, float]],
    business: Any,
    draws: int = DRAWS,
    seed: int = 0,
) -> dict[Name, Estimate]:
    """Return each figure of all rows, with its interval.

    figures: gives the figures of some rows by name (a row may stand there many times). business:
    whose each row is. Draws in which a figure is not known do not count for it; where more than
    half are such, its interval is not known. The same seed, the same intervals.
    """
    every = figures(np.arange(len(np.asarray(business))))
    drawn = [figures(rows) for rows in drawn_again(business, draws, seed)]
    return {name: estimate(value, [one[name] for one in drawn]) for name, value in every.items()}


def estimate(value: float, drawn: Sequence[float]) -> Estimate:
    """Return a figure with the interval of what it was in each draw, as `estimates` says."""
    told = np.array(drawn, dtype="float64")
    known = told[~np.isnan(told)]
    if math.isnan(value) or len(known) * 2 <= len(told):
        return Estimate(float(value), math.nan, math.nan)
    low, high = np.quantile(known, [(1 - SURE) / 2, (1 + SURE) / 2])
    return Estimate(float(value), float(low), float(high))


def _spans(begins: Rows, counts: Rows) -> Rows:
    """Return begin, begin + 1, ... for each span, one after another."""
    starts = np.cumsum(counts) - counts
    spans: Rows = np.arange(counts.sum()) + np.repeat(begins - starts, counts)
    return spans
