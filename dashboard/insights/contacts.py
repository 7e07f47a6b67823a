"""Who was in touch how often? Questions of contacts, each of a view and a filter state."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.access import View
from dashboard.filters import Filters
from dashboard.insights.frames import Findings, Monthly, Overlaps, Visits
from dashboard.insights.ledger import Ints, ledger_of
from dashboard.periods import month_of
from dashboard.queries import ordered

__all__ = [
    "MONTHS",
    "NAMED",
    "OTHER",
    "findings",
    "last_month",
    "monthly",
    "overlaps",
    "shown_rows",
    "visits",
    "working_days_of",
]

MONTHS = 24
"""Months that are looked back on, the last of them up to the day before `as_of`."""
NAMED = 7
"""Agencies that are drawn by name; with the others' these are as many as colours told apart."""
OTHER = "other"
"""Stands for all agencies that are not named."""

_QUARTER = 3
_CERTAIN = 1.959964
"""Standard deviations of a normal that hold 95% of it."""
_SATURDAY, _LAST = 5, 12

Flags = NDArray[np.bool_]


def shown_rows(view: View, filters: Filters) -> Flags:
    """Return for each business of the view whether the filters let it through."""
    kept = np.zeros(len(view.county), dtype=bool)
    kept[ordered(view, filters)] = True
    return kept


def last_month(as_of: date) -> int:
    """Return the month of the last day that is known, counted from January of the year 0."""
    day = as_of - timedelta(days=1)
    return month_of(day.year, day.month)


def working_days_of(months: Ints, as_of: date) -> Ints:
    """Return the days from Monday to Friday of each month that lie before `as_of`."""
    known = np.datetime64(as_of, "D")
    first, after = (
        (np.asarray(each) - 1970 * 12).astype("datetime64[M]").astype("datetime64[D]")
        for each in (months, months + 1)
    )
    days: Ints = np.busday_count(np.minimum(first, known), np.minimum(after, known))
    return days


def monthly(view: View, filters: Filters) -> pd.DataFrame:
    """Return the contacts of the last `MONTHS` months by agency, as `Monthly`."""
    ledger, as_of = ledger_of(view), view.county.about.as_of
    last = last_month(as_of)
    months = np.arange(last - MONTHS + 1, last + 1)
    kept = shown_rows(view, filters)[ledger.owner] & (ledger.month > last - MONTHS)
    kept &= ledger.month <= last
    names = (*ledger.agencies[:NAMED], *([OTHER] if len(ledger.agencies) > NAMED else []))
    place = (ledger.month[kept] - months[0]) * len(names) + np.minimum(ledger.agency[kept], NAMED)
    counts = np.bincount(place, minlength=MONTHS * len(names))
    days = np.repeat(working_days_of(months, as_of), len(names))
    return Monthly.shape(
        pd.DataFrame(
            {
                Monthly.month: np.repeat(months, len(names)),
                Monthly.agency: list(names) * MONTHS,
                Monthly.contacts: counts,
                Monthly.a_day: np.where(days > 0, counts / np.maximum(days, 1), np.nan),
            }
        )
    )


def findings(view: View, filters: Filters) -> pd.DataFrame:
    """Return what visits of the last `MONTHS` months found, by quarter, as `Findings`.

    A quarter counts as far as its months lie among these; one without a visit is left out.
    """
    found, last = ledger_of(view).found, last_month(view.county.about.as_of)
    kept = shown_rows(view, filters)[found.owner]
    kept &= (found.month > last - MONTHS) & (found.month <= last)
    quarter = found.month[kept] // _QUARTER * _QUARTER
    months, place = np.unique(quarter, return_inverse=True)
    visits = np.bincount(place, minlength=len(months))
    serious = np.bincount(place[found.serious[kept]], minlength=len(months))
    low, high = _interval(serious, visits)
    return Findings.shape(
        pd.DataFrame(
            {
                Findings.month: months,
                Findings.visits: visits,
                Findings.serious: serious,
                Findings.share: serious / np.maximum(visits, 1),
                Findings.low: low,
                Findings.high: high,
            }
        )
    )


def _interval(serious: Ints, visits: Ints) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Wilson's interval of a share, 95%; of no visits at all, from 0 to 1."""
    n, z = np.maximum(visits, 1e-9), _CERTAIN
    share, spread = serious / n, z * z / n
    middle = (share + spread / 2) / (1 + spread)
    half = z * np.sqrt(share * (1 - share) / n + spread / (4 * n)) / (1 + spread)
    return np.clip(middle - half, 0, 1), np.clip(middle + half, 0, 1)


def visits(view: View, filters: Filters) -> pd.DataFrame:
    """Return who made the visits of the last year, as `Visits`."""
    ledger = ledger_of(view)
    kept = shown_rows(view, filters)[ledger.owner] & ledger.recent & ledger.is_visit
    counts = np.bincount(ledger.agency[kept], minlength=len(ledger.agencies))
    both = np.unique(np.column_stack([ledger.agency[kept], ledger.owner[kept]]), axis=0)
    frame = pd.DataFrame(
        {
            Visits.agency: ledger.agencies,
            Visits.visits: counts,
            Visits.share: counts / max(counts.sum(), 1),
            Visits.businesses: np.bincount(both[:, 0], minlength=len(ledger.agencies)),
        }
    )
    frame = frame[frame[Visits.visits] > 0].sort_values(
        [str(Visits.visits), str(Visits.agency)], ascending=[False, True], ignore_index=True
    )
    return Visits.shape(frame)


def overlaps(view: View, filters: Filters) -> pd.DataFrame:
    """Return which two agencies met where within days in the last year, as `Overlaps`.

    Each two agencies once, those that met most often first.
    """
    ledger = ledger_of(view)
    met = ledger.meetings
    kept = shown_rows(view, filters)[met.owner] & (met.one != met.other)
    size = len(ledger.agencies)
    counts = np.bincount(met.one[kept] * size + met.other[kept], minlength=size * size)
    held = np.flatnonzero(counts)
    names = np.array(ledger.agencies, dtype=object)
    frame = pd.DataFrame(
        {
            Overlaps.agency: names[held // size] if size else [],
            Overlaps.other: names[held % size] if size else [],
            Overlaps.businesses: counts[held],
        }
    )
    return Overlaps.shape(
        frame.sort_values(Overlaps.businesses, ascending=False, kind="stable", ignore_index=True)
    )
