"""What do the latest food hygiene ratings and their scores say?"""

from __future__ import annotations

from typing import Any

import numpy as np

from records.schema import PlacedRecord
from risk.history import Flags, Numbers
from risk.prediction.measures import Measure, Measured
from risk.prediction.panel import Panel, Seen

__all__ = ["rating", "rating_before", "sub_score"]

BEST = 5.0


def rating(panel: Panel) -> Measured:
    """Measure how far the latest rating lies below 5; missing where there is none."""
    seen = panel.own
    return _of_row(seen, _rated(seen), _short_of_best(seen))


def rating_before(panel: Panel) -> Measured:
    """Measure how far the rating before the latest lay below 5; missing where there is none."""
    seen = panel.own
    rated = _rated(seen)
    last = seen.latest(rated)
    earlier = rated & (np.arange(len(seen.row)) != last[seen.who])
    return _of_row(seen, earlier, _short_of_best(seen))


def sub_score(column: str) -> Measure:
    """Measure a score of the latest visit that gave one, 0 is best; missing where none did."""

    def measure(panel: Panel) -> Measured:
        seen = panel.own
        score = _value(seen, column)
        return _of_row(seen, np.isfinite(score), score)

    return measure


def _value(seen: Seen, column: str) -> Numbers:
    """Return a number of the record behind each row; missing where there is none."""
    values: Numbers = seen.contacts.of_record(column).to_numpy("float64")[seen.row]
    return values


def _short_of_best(seen: Seen) -> Numbers:
    told: Any = seen.contacts.of_record(PlacedRecord.rating)
    stars = told.where(told.isin(["0", "1", "2", "3", "4", "5"])).astype("float64")
    short: Numbers = BEST - stars.to_numpy("float64")[seen.row]
    return short


def _rated(seen: Seen) -> Flags:
    return np.isfinite(_short_of_best(seen))


def _of_row(seen: Seen, where: Flags, values: Numbers) -> Measured:
    """Return the value of the latest row of `where`, which is the evidence both ways."""
    last = seen.latest(where)
    known = last >= 0
    found = np.full(len(seen), np.nan)
    found[known] = values[last[known]]
    weights = np.zeros(len(seen.row))
    weights[last[known]] = 1.0
    words = np.array([f"{one:g}" if np.isfinite(one) else "" for one in found], dtype=object)
    return Measured(found, seen, weights, weights, {"value": words})
