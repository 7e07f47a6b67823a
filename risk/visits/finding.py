"""What did the visits of lists find, and what would they find anywhere? Without bias.

The part chosen by score tells how good the choice is. The part drawn at random tells how often a
visit finds something serious where nobody was sent, each visit weighed by one over its chance to be
drawn (Horvitz and Thompson, "A generalization of sampling without replacement", 1952; the weights
brought to the number of businesses as by Hajek, 1971, where some could not be visited).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import beta

from records.schema import Column, Table
from risk.visits.drawing import RANDOM, SCORE, Pick
from risk.visits.keeping import LIST_ID, VisitList

__all__ = ["SURE", "WITHIN_DAYS", "Hits", "Part", "Visit", "hits", "resolved"]

WITHIN_DAYS = 90
"""Days from that of the list in which a visit is taken for the list's."""

SURE = 0.95
"""Chance with which an interval holds the rate, or more."""

Numbers = npt.NDArray[np.float64]


class Visit(Table):
    """One visit whose result is known; any frame with these columns will do."""

    profile_id = Column("profile_id", "text", "business visited", required=True)
    agency = Column("agency", "text", "agency that visited", required=True)
    on = Column("on", "date", "day of the visit", required=True)
    serious = Column("serious", "integer", "1: something serious was found; 0: not")


@dataclass(frozen=True)
class Part:
    """One part of the lists.

    picks: visits listed. visited: of those, how many have a known result. serious: of those, how
    many found something serious. rate: 0-1; missing (NaN) where no result is known. low, high: an
    interval that holds the rate with a chance of 95 % or more.
    """

    picks: int
    visited: int
    serious: int
    rate: float
    low: float
    high: float


@dataclass(frozen=True)
class Hits:
    """What lists found.

    chosen: the part taken by score. random: the rest of the county, told by the part drawn at
    random. everyone: all businesses the lists were drawn from, told by both. times: how many times
    more often the chosen part finds something than a visit anywhere would; missing where not known.
    """

    chosen: Part
    random: Part
    everyone: Part

    @property
    def times(self) -> float:
        """Return the rate of the chosen part over that of everyone."""
        return self.chosen.rate / self.everyone.rate if self.everyone.rate > 0 else math.nan


def hits(
    lists: Sequence[VisitList],
    picks: pd.DataFrame,
    visits: pd.DataFrame,
    within_days: int = WITHIN_DAYS,
) -> Hits:
    """Return what the visits of these lists found.

    picks: of these lists, as `picks_of` gives them. visits: a `Visit` frame, each business under
    its id of today. A pick's result is that of the first visit on the day of the list or later, in
    `within_days`, by the agency of the list, or by any where it names none.
    """
    told = _results(lists, picks, visits, within_days)
    random, chosen = told[told[Pick.how] == RANDOM], told[told[Pick.how] == SCORE]
    rest = sum(one.frame - one.capacity + one.at_random for one in lists)
    sure = sum(one.capacity - one.at_random for one in lists)
    of_chosen, of_random = _part(chosen, len(chosen)), _part(random, math.inf)
    return Hits(of_chosen, of_random, _both((of_chosen, sure), (of_random, rest)))


def resolved(picks: pd.DataFrame, redirects: Mapping[str, str]) -> pd.DataFrame:
    """Return the picks under the ids that the businesses have today."""
    ids = picks[Pick.profile_id]
    return picks.assign(**{Pick.profile_id: [redirects.get(one, one) for one in ids]})


_FOUND = "found"
_WEIGHT = "weight"


def _results(
    lists: Sequence[VisitList], picks: pd.DataFrame, visits: pd.DataFrame, within_days: int
) -> pd.DataFrame:
    """Return each pick with what its visit found (missing: unknown) and its weight."""
    known = Visit.shape(visits)
    found = [
        picks[picks[LIST_ID] == one.list_id].pipe(_found, _of(one, known, within_days))
        for one in lists
    ]
    told = pd.concat(found) if found else picks.assign(**{_FOUND: np.nan})
    return told.assign(**{_WEIGHT: 1 / told[Pick.propensity].astype("float64")})


def _of(drawn: VisitList, visits: pd.DataFrame, within_days: int) -> pd.Series[Any]:
    """Return what the first visit after the list found, by business."""
    begins = pd.Timestamp(drawn.drawn_on)
    ends = begins + pd.Timedelta(days=within_days)
    mine = (visits[Visit.on] >= begins) & (visits[Visit.on] < ends)
    if drawn.agency:
        mine &= visits[Visit.agency] == drawn.agency
    # Of several on one day the gravest counts.
    order = visits[mine].sort_values([Visit.on, Visit.serious], ascending=[True, False])
    first = order.drop_duplicates(Visit.profile_id)
    return first.set_index(Visit.profile_id)[Visit.serious]


def _found(picks: pd.DataFrame, found: pd.Series[Any]) -> pd.DataFrame:
    serious = found.reindex(picks[Pick.profile_id]).to_numpy(dtype="float64")
    return picks.assign(**{_FOUND: serious})


def _part(told: pd.DataFrame, stands_for: float) -> Part:
    """Return what a part found; stands_for: businesses it is a sample of."""
    known = told[told[_FOUND].notna()]
    found, weights = (known[one].to_numpy("float64") for one in (_FOUND, _WEIGHT))
    if not len(known):
        return Part(len(told), 0, 0, math.nan, 0.0, 1.0)
    rate = float(np.average(found, weights=weights))
    low, high = _interval(rate, weights)
    left = math.sqrt(max(1 - len(known) / stands_for, 0.0))
    return Part(
        picks=len(told),
        visited=len(known),
        serious=int(found.sum()),
        rate=rate,
        low=rate - left * (rate - low),
        high=rate + left * (high - rate),
    )


def _interval(rate: float, weights: Numbers) -> tuple[float, float]:
    """Return the exact interval of a rate, for as many equal visits as the weights are worth.

    Korn and Graubard, "Confidence intervals for proportions with small expected number of positive
    counts" (1998), with Kish's effective size: it errs on the wide side.
    """
    size = float(weights.sum() ** 2 / (weights**2).sum())
    tail = (1 - SURE) / 2
    found = rate * size
    low = float(beta.ppf(tail, found, size - found + 1)) if found > 0 else 0.0
    high = float(beta.ppf(1 - tail, found + 1, size - found)) if found < size else 1.0
    return low, high


def _both(chosen: tuple[Part, int], random: tuple[Part, int]) -> Part:
    """Return the rate of all businesses, each part weighed by those it stands for.

    The interval of the sum is made of those of its parts (Zou and Donner, "Construction of
    confidence limits about effect measures: a general approach", 2008).
    """
    (one, a), (two, b) = chosen, random
    share = a / (a + b) if a + b else math.nan
    rate = share * one.rate + (1 - share) * two.rate
    if math.isnan(rate):
        low, high = 0.0, 1.0
    else:
        below = (share * (one.rate - one.low), (1 - share) * (two.rate - two.low))
        above = (share * (one.high - one.rate), (1 - share) * (two.high - two.rate))
        low, high = max(rate - math.hypot(*below), 0.0), min(rate + math.hypot(*above), 1.0)
    return Part(one.picks + two.picks, one.visited + two.visited, one.serious + two.serious,
                rate, low, high)  # fmt: skip
