"""How far may a business be from what its factors say?

Businesses alike in every factor still differ. How much is learnt from businesses visited more than
once: where their outcomes are more alike than the factors foretell, something lasting that no
factor tells is at work (a logistic-normal model: Williams 1982, Applied Statistics 31:144-148).
A business's own outcomes, which its factors hold already, leave less of it open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.optimize import minimize_scalar

from risk.history import Flags
from risk.prediction.curves import Numbers
from risk.prediction.nuisances import Shifts
from risk.prediction.outcomes import Outcome
from risk.prediction.solving import chance

__all__ = ["Averaging", "Pairs", "between_of", "bounds", "centred", "lasting_pairs", "left_open"]

Places = npt.NDArray[np.int64]
APART_DAYS = 90
"""Days between two visits from which what both found is held to be lasting."""
_ENOUGH_PAIRS = 200
_MOST_STEPS = 12

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(11)
_SHARES = _WEIGHTS / _WEIGHTS.sum()
_LEAST, _MOST = 0.05, 1.6
_GRID = np.linspace(-14.0, 14.0, 1_401)
_STEPS = 4
TAIL = 0.05
"""Chance that what is true lies below an interval, and that it lies above."""
_TAIL_DISTANCE = 1.6448536269514722
"""Standard deviations from the middle to `TAIL` of a normal distribution."""
_EXPECTED, _TRUST = 0.6, 4.0


@dataclass(frozen=True)
class Pairs:
    """Two visits of one business each, foretold with what was known before the first.

    first, second: log-odds of something serious, the visitor among them. found_first, found_second:
    1 or 0. known: what own outcomes before the first tell, as `left_open` takes it.
    """

    first: Numbers
    second: Numbers
    found_first: Numbers
    found_second: Numbers
    known: Numbers

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.first)


@dataclass(frozen=True)
class Averaging:
    """The chance by the log-odds of the usual visitor, all visitors averaged, as a table."""

    chances: Numbers

    @classmethod
    def of(cls, shifts: Shifts) -> Averaging:
        """Return the table for visitors as `shifts` says."""
        return cls(shifts.averaged(_GRID))

    def __call__(self, margin: Numbers) -> Numbers:
        """Return the chance of each log-odds."""
        found: Numbers = np.interp(margin, _GRID, self.chances)
        return found

    def margin(self, probability: Numbers) -> Numbers:
        """Return the log-odds of each chance."""
        found: Numbers = np.interp(probability, self.chances, _GRID)
        return found


def lasting_pairs(outcomes: pd.DataFrame) -> tuple[Places, Places]:
    """Return the places of each visit (`Outcome`) and of the next that tells what lasts.

    That is one of another agency, `APART_DAYS` later or more: two visits of one agency, or soon
    after each other, are alike because of who looked or of one bad month. Where there are few such
    pairs, one agency may have made both.
    """
    order = outcomes.reset_index(drop=True).sort_values(
        [str(Outcome.profile_id), str(Outcome.on), str(Outcome.agency)], kind="stable"
    )
    who = pd.factorize(order[Outcome.profile_id])[0]
    agency = pd.factorize(order[Outcome.agency])[0]
    day = order[Outcome.on].to_numpy("datetime64[D]").astype("int64")
    other = _next(who, day, lambda one, two: agency[one] != agency[two])
    if len(other[0]) < _ENOUGH_PAIRS:
        other = _next(who, day, lambda one, two: np.ones(len(one), dtype=bool))
    place = order.index.to_numpy("int64")
    return place[other[0]], place[other[1]]


def _next(
    who: Places, day: Places, fits: Callable[[Places, Places], Flags]
) -> tuple[Places, Places]:
    """Return each visit and the first of those after it that lies apart and fits."""
    later = np.full(len(who), -1, dtype="int64")
    for step in range(1, min(_MOST_STEPS, len(who) - 1) + 1):
        one = np.arange(len(who) - step)
        two = one + step
        good = (who[one] == who[two]) & (day[two] - day[one] >= APART_DAYS) & fits(one, two)
        new = one[good & (later[one] < 0)]
        later[new] = new + step
    first = np.flatnonzero(later >= 0)
    return first, later[first]


def left_open(between: float, known: Numbers, gaps: Numbers | float = 0.0) -> Numbers:
    """Return the variance of what no factor tells of each business.

    between: the standard deviation of that among businesses of which nothing is known. known: the
    information of own outcomes (each worth its chance times the chance of the contrary). gaps: own
    contacts of which the records leave open what they found; they widen.
    """
    variance = between**2
    found: Numbers = variance / (1.0 + variance * known) + variance * gaps / (1.0 + gaps)
    return found


def between_of(pairs: Pairs) -> float:
    """Return the standard deviation, in log-odds, of what lasts and no factor tells.

    Businesses visited more than once are riskier than visits are: the level is that of the pairs.
    Few pairs say little: the value is held near a usual one, as if some had said so.
    """
    pairs = _levelled(pairs)

    def loss(between: float) -> float:
        spread = np.sqrt(left_open(between, pairs.known))
        both = _joint(pairs, spread)
        held = _TRUST * np.log(between / _EXPECTED) ** 2
        return float(held - np.log(np.maximum(both, 1e-12)).sum())

    found = minimize_scalar(loss, bounds=(_LEAST, _MOST), method="bounded")
    return float(found.x)


def _levelled(pairs: Pairs) -> Pairs:
    """Return the pairs with their log-odds moved so that as much was foretold as was found."""
    if not len(pairs):
        return pairs
    margin = np.concatenate([pairs.first, pairs.second])
    found = np.concatenate([pairs.found_first, pairs.found_second])
    moved = 0.0
    for _ in range(_STEPS):
        likely = chance(margin + moved)
        slope = max(float((likely * (1.0 - likely)).sum()), 1e-9)
        moved += float(np.clip((found - likely).sum() / slope, -1.0, 1.0))
    return replace(pairs, first=pairs.first + moved, second=pairs.second + moved)


def _joint(pairs: Pairs, spread: Numbers) -> Numbers:
    """Return the chance of what both visits of each pair found."""
    first, second = (centred(one, spread) for one in (pairs.first, pairs.second))
    both = np.zeros(len(pairs))
    for node, share in zip(_NODES, _SHARES, strict=True):
        one, two = chance(first + node * spread), chance(second + node * spread)
        one = np.where(pairs.found_first > 0, one, 1.0 - one)
        two = np.where(pairs.found_second > 0, two, 1.0 - two)
        both += share * one * two
    return both


def centred(margin: Numbers, spread: Numbers, averaging: Averaging | None = None) -> Numbers:
    """Return the middle of the log-odds whose mean chance is that of `margin`.

    spread: standard deviation around the middle. averaging: over visitors; None: of one visitor.
    """
    of = chance if averaging is None else averaging
    wanted = of(margin)
    # The usual approximation, made exact by Newton's method.
    middle = margin * np.sqrt(1.0 + 0.346 * spread**2)
    for _ in range(_STEPS):
        mean, slope = np.zeros(len(margin)), np.zeros(len(margin))
        for node, share in zip(_NODES, _SHARES, strict=True):
            likely = of(middle + node * spread)
            mean += share * likely
            slope += share * likely * (1.0 - likely)
        middle = middle - np.clip((mean - wanted) / np.maximum(slope, 1e-9), -1.0, 1.0)
    return middle


def bounds(middle: Numbers, spread: Numbers) -> tuple[Numbers, Numbers]:
    """Return the log-odds between which a business lies with a chance of 90%."""
    return middle - _TAIL_DISTANCE * spread, middle + _TAIL_DISTANCE * spread
