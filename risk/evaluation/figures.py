"""How well does an order of businesses find what is serious? Pure figures, one number each.

A `score` only orders; a `probability` is also compared with what was found. Ties count as if they
were broken by lot, but for the days, where they keep the order in which the visits were made.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import rankdata

__all__ = [
    "CALIBRATION_BINS",
    "auc",
    "calibration_curve",
    "calibration_error",
    "days_earlier",
    "first_half",
    "gains",
    "lift_at",
    "precision_at",
    "within",
]

Numbers = npt.NDArray[np.float64]
Days = npt.NDArray[np.int64]

CALIBRATION_BINS = 10
"""Groups of visits of like probability and, but for ties, like number."""

UNKNOWN = float("nan")


def auc(score: Any, serious: Any) -> float:
    """Return the chance (0-1) that a serious visit is put before one that is not; .5 is by lot.

    Missing (NaN) where all visits are of one kind. Ties count half. The area under the receiver
    operating curve, as the Mann-Whitney statistic.
    """
    score, found = _numbers(score), _numbers(serious)
    good, bad = float((found == 0).sum()), float(found.sum())
    if not good or not bad:
        return UNKNOWN
    ranks = rankdata(score)
    return float((ranks[found > 0].sum() - bad * (bad + 1) / 2) / (good * bad))


def within(score: Any, serious: Any, group: Any) -> float:
    """Return the mean of `auc` inside each group, weighted by its visits.

    Says what is left of an order once it no longer matters who visits. Groups with one kind of
    visit only say nothing and do not count; NaN where no group says anything.
    """
    codes = pd.factorize(np.asarray(group))[0].astype("int64")
    score, found = _numbers(score), _numbers(serious)
    order = np.lexsort((score, codes))
    order = order[codes[order] >= 0]
    score, found, codes = score[order], found[order], codes[order]
    visits, bad = np.bincount(codes), np.bincount(codes, found)
    ranks = _ranks_inside(score, codes, np.cumsum(visits) - visits)
    above = np.bincount(codes, ranks * found) - bad * (bad + 1) / 2
    told = (bad > 0) & (bad < visits)
    if not told.any():
        return UNKNOWN
    inside = above[told] / (bad * (visits - bad))[told]
    return float(np.average(inside, weights=visits[told]))


def precision_at(score: Any, serious: Any, picked: float) -> float:
    """Return the share (0-1) of serious ones among the `picked` with the highest scores.

    Where the last place is shared, it is shared out: each of those tied counts in part. NaN where
    nothing is picked. More than there are: all of them.
    """
    score, found = _numbers(score), _numbers(serious)
    count = min(float(picked), float(len(score)))
    if count <= 0:
        return UNKNOWN
    last = np.sort(score)[::-1][int(np.ceil(count)) - 1]
    above, tied = score > last, score == last
    share = (count - above.sum()) / tied.sum()
    return float((found[above].sum() + share * found[tied].sum()) / count)


def lift_at(score: Any, serious: Any, share: float) -> float:
    """Return how many times the average rate the highest `share` (0-1) of scores holds; 1: none.

    NaN where nothing is serious or nothing is picked.
    """
    found = _numbers(serious)
    if not found.sum():
        return UNKNOWN
    return precision_at(score, found, share * len(found)) / float(found.mean())


def gains(score: Any, serious: Any, steps: int = 20) -> pd.DataFrame:
    """Return what share of the serious is found when the highest share is visited first.

    Columns share, found (both 0-1) and lift, a row for each of `steps` equal shares. Empty where
    nothing is serious.
    """
    found = _numbers(serious)
    shares = np.arange(1, steps + 1) / steps if found.sum() else np.zeros(0)
    lifts = np.array([lift_at(score, found, share) for share in shares])
    return pd.DataFrame({"share": shares, "found": shares * lifts, "lift": lifts})


def days_earlier(score: Any, serious: Any, on: Any) -> float:
    """Return by how many days earlier a serious visit is made, on average, in the order of scores.

    The days on which visits were made stay as they are; the visits are dealt to them anew, highest
    score first. Protocol of the City of Chicago, "Food Inspection Forecasting" (2015). NaN where
    nothing is serious.
    """
    found, days = _numbers(serious) > 0, _day_numbers(on)
    if not found.any():
        return UNKNOWN
    return float((days - _dealt(score, days))[found].mean())


def first_half(score: Any, serious: Any, on: Any, second_half_on: date | None = None) -> float:
    """Return the share (0-1) of serious visits made in the first half, in the order of scores.

    second_half_on: first day of the second half; without it, the day midway between the first visit
    and the last. Protocol as `days_earlier`. NaN where nothing is serious.
    """
    found, days = _numbers(serious) > 0, _day_numbers(on)
    if not found.any():
        return UNKNOWN
    half = _middle(days) if second_half_on is None else _day_numbers([second_half_on])[0]
    return float((_dealt(score, days)[found] < half).mean())


def calibration_curve(probability: Any, serious: Any, bins: int = CALIBRATION_BINS) -> pd.DataFrame:
    """Return predicted and found rates of visits of like probability, lowest first.

    Columns predicted, found (both 0-1) and visits; equal numbers a row, but that equal
    probabilities stay together.
    """
    chance, found = _numbers(probability), _numbers(serious)
    inner = np.linspace(0, 1, bins + 1)[1:-1]
    edges = np.unique(np.quantile(chance, inner)) if len(chance) else inner
    place = np.searchsorted(edges, chance, side="left")
    visits = np.bincount(place)
    used = visits > 0
    with np.errstate(invalid="ignore"):
        means = {
            "predicted": np.bincount(place, chance) / visits,
            "found": np.bincount(place, found) / visits,
            "visits": visits,
        }
    return pd.DataFrame({name: values[used] for name, values in means.items()})


def calibration_error(probability: Any, serious: Any, bins: int = CALIBRATION_BINS) -> float:
    """Return the expected calibration error, 0-1: mean distance of `calibration_curve` from true.

    NaN where there are no visits. Naeini et al., "Obtaining well calibrated probabilities using
    Bayesian binning" (2015), with bins of like number.
    """
    curve = calibration_curve(probability, serious, bins)
    if not len(curve):
        return UNKNOWN
    return float(np.average((curve["predicted"] - curve["found"]).abs(), weights=curve["visits"]))


def _ranks_inside(score: Numbers, codes: Days, begins: Days) -> Numbers:
    """Return the rank of each score in its group, from 1; both in order; ties share their mean."""
    if not len(score):
        return score
    is_new = np.append(True, (np.diff(codes) != 0) | (np.diff(score) != 0))
    starts = np.flatnonzero(is_new)
    ends = np.append(starts[1:], len(score))
    ranks: Numbers = ((starts + ends + 1) / 2)[np.cumsum(is_new) - 1] - begins[codes]
    return ranks


def _numbers(values: Any) -> Numbers:
    return np.asarray(values, dtype="float64")


def _day_numbers(on: Any) -> Days:
    """Return days since 1970; numbers are taken to be such days."""
    values = np.asarray(on)
    if np.issubdtype(values.dtype, np.number):
        return values.astype("int64")
    return values.astype("datetime64[D]").astype("int64")


def _dealt(score: Any, days: Days) -> Days:
    """Return the day each visit is made on when the highest scores get the first days."""
    order = np.lexsort((days, -_numbers(score)))
    dealt = np.empty_like(days)
    dealt[order] = np.sort(days)
    return dealt


def _middle(days: Days) -> float:
    return float((days.min() + days.max()) // 2)
