"""Which businesses could the county visit in a window, and who would be on the list?"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from risk.evaluation.judged import Visit
from risk.evaluation.splits import Window

__all__ = ["capacity", "shares_listed"]

YEAR_DAYS = 365
DAYS_A_MONTH = 365.25 / 12


def capacity(visits: pd.DataFrame, window: Window, a_month: float | None = None) -> int:
    """Return how many businesses can be visited in the window, at least 1.

    visits: `Visit` rows; those of the window or later are not read. Without `a_month` (businesses
    a month, a setting of the county), as many different businesses as were visited in the days of
    the same number before; over a year back at most, the mean of such spans.
    """
    if a_month is not None:
        return max(round(a_month * window.days / DAYS_A_MONTH), 1)
    spans = max(min(YEAR_DAYS, _days_of_past(visits, window.begins)) // window.days, 1)
    counts = [
        _businesses(visits, window.begins - timedelta(days=window.days * (back + 1)), window.days)
        for back in range(spans)
    ]
    return max(round(float(np.mean(counts))), 1)


def shares_listed(standing: pd.Series[Any], places: int) -> pd.Series[float]:
    """Return how much (0-1) of each business is on a list of `places`, highest scores first.

    standing: score of each business of the county by its id. Where the last place is shared, it is
    shared out.
    """
    scores = standing.to_numpy("float64")
    count = min(places, len(scores))
    listed: npt.NDArray[np.float64] = np.zeros(len(scores))
    if count:
        last = np.sort(scores)[::-1][count - 1]
        above, tied = scores > last, scores == last
        listed[above] = 1.0
        listed[tied] = (count - above.sum()) / tied.sum()
    return pd.Series(listed, index=standing.index)


def _days_of_past(visits: pd.DataFrame, begins: date) -> int:
    past = visits.loc[visits[Visit.on] < pd.Timestamp(begins), Visit.on]
    return int((pd.Timestamp(begins) - past.min()).days) if len(past) else 0


def _businesses(visits: pd.DataFrame, begins: date, days: int) -> int:
    span = Window(begins, begins + timedelta(days=days))
    return int(visits.loc[span.holds(visits[Visit.on]), Visit.profile_id].nunique())
