"""What do the latest food hygiene ratings and their scores say?"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import numpy.typing as npt

from records.schema import PlacedRecord
from records.touchpoints import RATING_TYPES
from risk.history import Flags, Numbers
from risk.prediction.measures import Measure, Measured
from risk.prediction.panel import Panel, Seen

__all__ = ["rating", "rating_before", "sub_score"]

BEST = 5.0
STARS = ("0", "1", "2", "3", "4", "5")


def rating(panel: Panel) -> Measured:
    """Measure how far the latest rating lies below 5; missing where it is not given."""
    seen = panel.own
    return _of_row(seen, _rated(seen), _short_of_best(seen))


def rating_before(panel: Panel) -> Measured:
    """Measure how far the two latest ratings both lie below 5; missing where either is not given.

    A low rating that a good one followed counts no longer, else a clean visit could raise.
    """
    seen = panel.own
    rated = _rated(seen)
    last = seen.latest(rated)
    earlier = rated & (np.arange(len(seen.row)) != last[seen.who])
    before = _of_row(seen, earlier, _short_of_best(seen))
    return replace(before, values=np.minimum(before.values, rating(panel).values))


def sub_score(column: str) -> Measure:
    """Measure a score beside the latest rating, 0 is best; missing where it is not given."""

    def measure(panel: Panel) -> Measured:
        seen = panel.own
        values: Numbers = seen.contacts.numbers_on_record(column)[seen.row]
        return _of_row(seen, _rated(seen), values)

    return measure


def _short_of_best(seen: Seen) -> Numbers:
    told, known = seen.contacts.coded_on_record(PlacedRecord.rating)
    stars = np.array([float(one) if one in STARS else np.nan for one in known] + [np.nan])
    short: Numbers = BEST - stars[told][seen.row]
    return short


def _rated(seen: Seen) -> Flags:
    """Tell which rows are ratings; one whose value was left blank is still the latest."""
    return seen.of(seen.contacts.of(RATING_TYPES))


def _of_row(seen: Seen, where: Flags, values: Numbers) -> Measured:
    """Return the value of the latest row of `where`, which is the evidence both ways."""
    last = seen.latest(where)
    known = last >= 0
    found = np.full(len(seen), np.nan)
    found[known] = values[last[known]]
    weights = np.zeros(len(seen.row))
    weights[last[known]] = 1.0
    return Measured(found, seen, weights, weights, {"value": _words(found)})


def _words(values: Numbers) -> npt.NDArray[np.object_]:
    """Return each number in words, each distinct one worded once; empty where missing."""
    once, place = np.unique(values, return_inverse=True)
    worded = [f"{one:g}" if np.isfinite(one) else "" for one in once]
    return np.array(worded, dtype=object)[place]
