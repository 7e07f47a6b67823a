"""Who visited, and why: how much of what was found is theirs, and what remains without them?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from risk.prediction.curves import Numbers
from risk.prediction.solving import chance

__all__ = ["MOST_SHIFTS", "Nuisances", "Shifts", "values_of"]

MOST_SHIFTS = 48
"""How many kinds of visitor are told apart when they are averaged out."""
_LEAST_HOLD, _MOST_HOLD = 0.5, 400.0


@dataclass(frozen=True)
class Shifts:
    """What visitors add to the log-odds, and the share of visits that each kind made."""

    added: Numbers = field(default_factory=lambda: np.zeros(1))
    shares: Numbers = field(default_factory=lambda: np.ones(1))

    @classmethod
    def of(cls, added: Numbers, counts: Numbers) -> Shifts:
        """Return the shifts of visits; like ones go together where there are many."""
        values, kind = np.unique(np.round(added, 9), return_inverse=True)
        weight = np.bincount(kind, counts, minlength=len(values))
        if len(values) > MOST_SHIFTS:
            ranked = (np.cumsum(weight) - weight / 2) / weight.sum()
            group = np.minimum((ranked * MOST_SHIFTS).astype("int64"), MOST_SHIFTS - 1)
            total = np.bincount(group, weight, minlength=MOST_SHIFTS)
            summed = np.bincount(group, weight * values, minlength=MOST_SHIFTS)
            values, weight = summed[total > 0] / total[total > 0], total[total > 0]
        return cls(values, weight / weight.sum())

    def averaged(self, margin: Numbers) -> Numbers:
        """Return the mean probability over all visitors, for each log-odds."""
        found = np.zeros(margin.shape)
        for added, share in zip(self.added, self.shares, strict=True):
            found += share * chance(margin + added)
        return found


@dataclass(frozen=True)
class Nuisances:
    """The kinds of visitor, by column, and what each adds to the log-odds.

    One that was not seen in training adds nothing: it is taken to be as the usual visitor.
    """

    values: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    effects: Numbers = field(default_factory=lambda: np.zeros(0))

    def __len__(self) -> int:
        """Return the number of kinds, of all columns together."""
        return sum(map(len, self.values.values()))

    @property
    def groups(self) -> Any:
        """Return the number of the column that each kind is of."""
        return np.repeat(np.arange(len(self.values)), [len(v) for v in self.values.values()])

    def design(self, nuisance: pd.DataFrame | None, rows: int) -> Numbers:
        """Return a column for each kind: 1 where a visit was of it.

        Raises:
            ValueError: a column seen in training is not there, or a row is missing.
        """
        if nuisance is None:
            return np.zeros((rows, len(self)))
        lacking = [name for name in self.values if name not in nuisance.columns]
        if lacking or len(nuisance) != rows:
            raise ValueError(
                f"nuisance: seen {len(nuisance)} rows and no column {', '.join(lacking) or '-'}; "
                f"expected {rows} rows and columns {', '.join(self.values)}."
            )
        parts = [_one_hot(nuisance[name], values) for name, values in self.values.items()]
        return np.hstack(parts) if parts else np.zeros((rows, 0))

    def added(self, nuisance: pd.DataFrame | None, rows: int) -> Numbers:
        """Return what its visitor adds to the log-odds of each visit."""
        found: Numbers = self.design(nuisance, rows) @ self.effects
        return found

    def held(self, effects: Numbers, variance: Numbers, before: Numbers) -> Numbers:
        """Return the precision of each kind, as far as its column's effects differ from each other.

        The empirical-Bayes fixed point: the variance between kinds is the mean of what was found
        and of the doubt about it. A column of few kinds is held as it was `before`.
        """
        hold = before.copy()
        for number in range(len(self.values)):
            mine = self.groups == number
            between = float(np.mean(effects[mine] ** 2 + variance[mine]))
            hold[mine] = np.clip(1.0 / max(between, 1e-9), _LEAST_HOLD, _MOST_HOLD)
        return hold


def values_of(nuisance: pd.DataFrame | None, counts: Numbers) -> dict[str, tuple[str, ...]]:
    """Return the kinds of visitor that were seen, by column, in order."""
    if nuisance is None:
        return {}
    used = nuisance[counts > 0]
    return {str(name): tuple(sorted(map(str, used[name].dropna().unique()))) for name in nuisance}


def _one_hot(seen: pd.Series[Any], values: tuple[str, ...]) -> Numbers:
    place = pd.Index(values).get_indexer(pd.Index(seen.astype("str")))
    place = np.where(seen.notna(), place, -1)
    found = np.zeros((len(seen), len(values)))
    rows = np.flatnonzero(place >= 0)
    found[rows, place[rows]] = 1.0
    return found
