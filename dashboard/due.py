"""When is a visit due? One rule for every business, by its band, its food rating and who came.

It is the county's own rule, not the law: its intervals are taken from the Food Law Code of Practice
(England), which gives them for food hygiene alone. Decision 0256 says what was checked, and where.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from dashboard.columns import NEVER, Columns
from dashboard.components.wording import day
from records.domain import BANDS

__all__ = [
    "CEASED",
    "EVERY_DAYS",
    "FIRST_VISIT_DAYS",
    "RATED_DAYS",
    "days_overdue",
    "due_words",
    "overdue",
]

EVERY_DAYS: Mapping[str, int] = {"severe": 183, "high": 365, "moderate": 730, "low": 1095}
"""Days from one visit to the next, by band: 6, 12, 24 and 36 months.

Those of the Food Law Code of Practice (England) for its categories A, B, D and E of food hygiene
(for E another way of looking, at least every three years), which are the only intervals that a
national code gives every council. That a band says of any trade what a category says of food is
ours. C, 18 months, is left out: there are four bands.
"""

RATED_DAYS: Mapping[str, int] = {"0": 183, "1": 365, "2": 365}
"""Days to the next visit after a food hygiene rating that is not satisfactory, where fewer.

Worked out by us. The Code adds points for what is done to those behind the rating: 30 for
preparing open food and 5 where customers are local, as for most places that are rated. Over 50 for
a 0 then makes at least 90, of which all but the least lie in category A (from 92); 45 or 50 for a
1 make 80 or 85, category B (from 72); 35 or 40 for a 2 make 70 or 75, B or just below. A better
rating makes no visit due earlier.
"""

FIRST_VISIT_DAYS = 28
"""Days from the first that anyone heard of a business to its first visit.

The Code has them from the registration of a food business, or from when the council hears of it.
"""

CEASED = -NEVER
"""Days overdue of a business that trades no longer: no visit is ever due."""


def overdue(columns: Columns) -> NDArray[np.bool_]:
    """Return for each business whether a visit is due, by anyone."""
    due: NDArray[np.bool_] = days_overdue(columns) >= 0
    return due


def days_overdue(columns: Columns) -> NDArray[np.int64]:
    """Return the days since each visit fell due; below 0: days that are left, or `CEASED`.

    A visit by anyone counts, whatever it found, so that a clean one only ever puts off the next.
    A business that nobody visited is due `FIRST_VISIT_DAYS` after its first contact, and one of
    which no contact is dated at once.
    """
    visited = columns.visit_days < NEVER
    since = np.where(visited, columns.visit_days, columns.known_days).astype("int64")
    days = since - np.where(visited, _every(columns), FIRST_VISIT_DAYS)
    undated = ~visited & (columns.known_days == NEVER)
    found: NDArray[np.int64] = np.where(undated, 0, days)
    return np.where(columns.trading, found, CEASED)


def _every(columns: Columns) -> NDArray[np.int64]:
    by_band = np.array([EVERY_DAYS[band] for band in BANDS], dtype="int64")
    most = max(EVERY_DAYS.values())
    by_rating = [RATED_DAYS.get(rating, most) for rating in ("", *columns.ratings)]
    rated = np.array(by_rating, dtype="int64")[columns.rating]
    every: NDArray[np.int64] = np.minimum(by_band[columns.band], rated)
    return every


def due_words(days: int, as_of: date) -> str:
    """Return when a visit was or is due: 'due since 3 May 2023', 'due on ...'; empty: it ceased.

    days: as `days_overdue` gives them.
    """
    if days == CEASED:
        return ""
    return f"due {'since' if days >= 0 else 'on'} {day(as_of - timedelta(days=days))}"
