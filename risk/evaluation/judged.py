"""How does one order of businesses stand beside what visits found? Every figure, named once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.errors import EvaluationError
from records.schema import Column, Table
from risk.evaluation import figures
from risk.evaluation.intervals import DRAWS, Estimate, estimates

__all__ = ["FIGURES", "TOP_SHARE", "Figure", "Judged", "Visit", "judge", "judged"]

TOP_SHARE = 0.05
"""Share of the businesses visited whose lift is told; the county's own capacity stands beside."""


class Visit(Table):
    """One visit that says whether something serious was found."""

    profile_id = Column("profile_id", "text", "business visited", required=True)
    on = Column("on", "date", "day of the visit", required=True)
    agency = Column("agency", "text", "agency that visited")
    team = Column("team", "text", "team of that agency, such as its district office")
    reason = Column("reason", "text", "why it visited")
    serious = Column("serious", "integer", "1: something serious was found; 0: not")


@dataclass(frozen=True)
class Judged:
    """Visits, the order in which a score would have them made, and what they found.

    business, agency and team are numbers, below 0 where not known; on is days since 1970; serious
    is 1 or 0. score orders. probability (0-1): what was expected of this visit, who visits included
    where it is known; all missing where a score is no probability. listed: how much of the visit
    (0-1) stands in the list that the county could have visited; all missing where there was none.
    first: the first visit to its business.
    """

    business: npt.NDArray[np.int64]
    on: npt.NDArray[np.int64]
    agency: npt.NDArray[np.int64]
    team: npt.NDArray[np.int64]
    serious: npt.NDArray[np.float64]
    score: npt.NDArray[np.float64]
    probability: npt.NDArray[np.float64]
    listed: npt.NDArray[np.float64]
    first: npt.NDArray[np.bool_]

    def __len__(self) -> int:
        """Return the number of visits."""
        return len(self.score)

    def rows(self, rows: Any) -> Judged:
        """Return these visits, in this order; a visit may be asked for more than once."""
        chosen: dict[str, Any] = {name: values[rows] for name, values in vars(self).items()}
        return replace(self, **chosen)


def judged(visits: pd.DataFrame, score: Any, probability: Any = None, listed: Any = None) -> Judged:
    """Return `visits` (`Visit`) with a score of each, and what was expected of it, in their order.

    Raises:
        SchemaError: columns of `Visit` are missing.
        EvaluationError: scores, probabilities and visits differ in number, a score is missing, a
            probability lies outside 0-1, or an outcome is neither 0 nor 1.
    """
    Visit.check(visits)
    unknown = np.full(len(visits), np.nan)
    given = [
        unknown if one is None else np.asarray(one, dtype="float64")
        for one in (score, probability, listed)
    ]
    serious = visits[Visit.serious].to_numpy("float64")
    _refuse(len(visits), serious, given)
    on = visits[Visit.on].to_numpy("datetime64[D]").astype("int64")
    business = pd.factorize(visits[Visit.profile_id])[0].astype("int64")
    order = np.argsort(on, kind="stable")
    first = np.zeros(len(visits), dtype=bool)
    first[order[np.unique(business[order], return_index=True)[1]]] = True
    agency = pd.factorize(visits[Visit.agency])[0].astype("int64")
    both = pd.MultiIndex.from_frame(visits[[Visit.agency, Visit.team]])
    team = np.where(visits[Visit.team].isna(), -1, pd.factorize(both)[0]).astype("int64")
    scored, expected, picked = given
    return Judged(business, on, agency, team, serious, scored, expected, picked, first)


def _refuse(count: int, serious: Any, given: list[Any]) -> None:
    score, probability, listed = given
    faults = [f"{len(one):,} values for {count:,} visits" for one in given if len(one) != count]
    if np.isnan(score).any():
        faults.append(f"{int(np.isnan(score).sum()):,} of {len(score):,} scores are missing")
    for name, values in (("probabilities", probability), ("shares listed", listed)):
        outside = int(((values < 0) | (values > 1)).sum())
        if outside:
            faults.append(f"{outside:,} {name} lie outside 0 to 1")
    other = int((~np.isin(serious, (0, 1))).sum())
    if other:
        faults.append(f"{other:,} outcomes are neither 0 nor 1")
    if faults:
        raise EvaluationError(
            f"Cannot judge these visits: {'; '.join(faults)}. Give one score for each visit, in "
            "the order of the visits, and an outcome of 0 or 1."
        )


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


def _top(one: Judged) -> float:
    picked = one.rows(one.first)
    return figures.lift_at(picked.score, picked.serious, TOP_SHARE)


def _listed(one: Judged) -> float:
    """Return the rate of the serious among the first visits that stand in the list."""
    weight = one.listed * one.first
    total = float(weight.sum())
    return float((weight * one.serious).sum() / total) if total > 0 else float("nan")


def _listed_lift(one: Judged) -> float:
    rate = float(one.serious[one.first].mean()) if one.first.any() else 0.0
    return _listed(one) / rate if rate else float("nan")


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
        lambda one: figures.auc(one.score, one.serious),
    ),
    Figure(
        "within_agency",
        "Order inside an agency",
        "The same among visits of one agency, averaged. What is left once it does not matter which "
        "agency visits.",
        "higher",
        "number",
        lambda one: figures.within(one.score, one.serious, _known(one.agency)),
    ),
    Figure(
        "within_team",
        "Order inside a team",
        "The same among visits of one team, averaged. What is left once it does not matter who "
        "visits.",
        "higher",
        "number",
        lambda one: figures.within(one.score, one.serious, _known(one.team)),
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
        lambda one: figures.days_earlier(one.score, one.serious, one.on),
    ),
    Figure(
        "first_half",
        "Found in the first half",
        "Share of the serious findings made in the first half of the time, in that order.",
        "higher",
        "share",
        lambda one: figures.first_half(one.score, one.serious, one.on),
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

    def of(figure: Figure) -> Callable[[Any], float]:
        return lambda rows: figure.of(one.rows(rows))

    return estimates({figure.id: of(figure) for figure in chosen}, one.business, draws, seed)


def _known(codes: npt.NDArray[np.int64]) -> Any:
    """Return the codes with what is not known missing, so that it makes no group."""
    return np.where(codes < 0, np.nan, codes)
