"""How does one order of businesses stand beside what visits found? Every figure, named once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from risk.evaluation import figures
from risk.evaluation.intervals import DRAWS, Estimate, estimates
from risk.evaluation.judged import Judged

__all__ = ["FIGURES", "TOP_SHARE", "Figure", "differences", "judge"]

TOP_SHARE = 0.05
"""Share of the businesses visited whose lift is told; the county's own capacity stands beside."""


@dataclass(frozen=True)
class Figure:
    """One figure of an evaluation.

    better: whether a higher or a lower value is better. unit: how it is written.
    """

    id: str
    title: str
    help: str
    better: Literal["higher", "lower"]
    unit: Literal["share", "times", "days", "number"]
    of: Callable[[Judged], float]


def _auc(one: Judged) -> float:
    return figures.within(one.score, one.serious, one.window)


def _inside(one: Judged, group: npt.NDArray[np.int64]) -> float:
    """Return the AUC inside each group of each window; whoever is in no group does not count."""
    apart = one.window * (int(group.max(initial=0)) + 1) + group
    return figures.within(one.score, one.serious, np.where(group < 0, np.nan, apart))


def _with_who(one: Judged) -> float:
    if np.isnan(one.probability).any():
        return float("nan")
    return figures.within(one.probability, one.serious, one.window)


def _each_window(one: Judged, of: Callable[[Judged], float]) -> float:
    """Return the mean of a figure over windows, by their serious visits."""
    parts = [one.rows(one.window == number) for number in np.unique(one.window)]
    told = [(of(part), float(part.serious.sum())) for part in parts]
    known = [(value, count) for value, count in told if not np.isnan(value)]
    total = sum(count for _, count in known)
    return sum(value * count for value, count in known) / total if total else float("nan")


def _top(one: Judged) -> float:
    return _each_window(
        one.rows(one.first), lambda part: figures.lift_at(part.score, part.serious, TOP_SHARE)
    )


def _listed(one: Judged) -> float:
    """Return the rate of the serious among the first visits that stand in the list."""
    weight = one.listed * one.first
    total = float(weight.sum())
    return float((weight * one.serious).sum() / total) if total > 0 else float("nan")


def _listed_lift(one: Judged) -> float:
    rate = float(one.serious[one.first].mean()) if one.first.any() else 0.0
    return _listed(one) / rate if rate else float("nan")


def _days(one: Judged) -> float:
    return _each_window(one, lambda part: figures.days_earlier(part.score, part.serious, part.on))


def _half(one: Judged) -> float:
    return _each_window(one, lambda part: figures.first_half(part.score, part.serious, part.on))


def _ece(one: Judged) -> float:
    if np.isnan(one.probability).any():
        return float("nan")
    return figures.calibration_error(one.probability, one.serious)


FIGURES: tuple[Figure, ...] = (
    Figure(
        "auc",
        "Order of visits (AUC)",
        "Chance that a visit with a serious finding was ranked above one without. 0.5 is by lot.",
        "higher",
        "number",
        _auc,
    ),
    Figure(
        "auc_with_who",
        "Order, who visits known",
        "The same where the prediction knows which agency and team visits, and why. Much of it is "
        "who was inspected by whom.",
        "higher",
        "number",
        _with_who,
    ),
    Figure(
        "within_agency",
        "Order inside an agency",
        "The same among visits of one agency, averaged. What is left once it does not matter which "
        "agency visits.",
        "higher",
        "number",
        lambda one: _inside(one, one.agency),
    ),
    Figure(
        "within_team",
        "Order inside a team",
        "The same among visits of one team, averaged. What is left once it does not matter who "
        "visits.",
        "higher",
        "number",
        lambda one: _inside(one, one.team),
    ),
    Figure(
        "lift_top",
        "Lift in the top 5%",
        "Rate of serious findings in the 5% of businesses ranked highest, over the rate in all "
        "that were visited. First visit to each business.",
        "higher",
        "times",
        _top,
    ),
    Figure(
        "precision_listed",
        "Precision of the list",
        "Share of serious findings among first visits to businesses on the list that the county "
        "has the capacity to visit. Businesses on it that nobody visited are unknown.",
        "higher",
        "share",
        _listed,
    ),
    Figure(
        "lift_listed",
        "Lift of the list",
        "That share over the rate in all businesses visited.",
        "higher",
        "times",
        _listed_lift,
    ),
    Figure(
        "days_earlier",
        "Days earlier",
        "By how many days a serious finding comes earlier, on average, when the same visits are "
        "made on the same days, highest first.",
        "higher",
        "days",
        _days,
    ),
    Figure(
        "first_half",
        "Found in the first half",
        "Share of the serious findings made in the first half of the time, in that order.",
        "higher",
        "share",
        _half,
    ),
    Figure(
        "ece",
        "Calibration error",
        "Mean distance between the rate predicted and the rate found, over ten groups of visits.",
        "lower",
        "number",
        _ece,
    ),
)
"""Every figure that an evaluation tells, in the order shown."""


def judge(
    one: Judged,
    draws: int = DRAWS,
    seed: int = 0,
    chosen: tuple[Figure, ...] = FIGURES,
) -> dict[str, Estimate]:
    """Return every chosen figure of the visits by its id, with an interval over businesses.

    draws: 0 for no intervals. The same seed draws the same businesses, so that figures of two
    orders of the same visits can be compared draw by draw.
    """
    return estimates(_all_of(one, chosen), one.business, draws, seed)


def differences(
    one: Judged, other: Judged, draws: int = DRAWS, seed: int = 0
) -> dict[str, Estimate]:
    """Return by how much each figure of `one` is above that of `other`; both order the same visits.

    Both are drawn together, so that what they share does not widen the interval.
    """
    mine, theirs = _all_of(one, FIGURES), _all_of(other, FIGURES)

    def above(rows: Any) -> dict[str, float]:
        beside = theirs(rows)
        return {name: value - beside[name] for name, value in mine(rows).items()}

    return estimates(above, one.business, draws, seed)


def _all_of(one: Judged, chosen: tuple[Figure, ...]) -> Callable[[Any], dict[str, float]]:
    def of(rows: Any) -> dict[str, float]:
        drawn = one.rows(rows)
        return {figure.id: figure.of(drawn) for figure in chosen}

    return of
