"""What do contacts other than findings say: complaints, closed doors, visits made and not made?"""

from __future__ import annotations

from typing import Any

import numpy as np

from records.schema import PlacedRecord, Touchpoint
from risk.history import Flags, History, Numbers
from risk.prediction.measures import FEW, Measure, Measured, Past, counted, serious, visited
from risk.prediction.outcome_table import SERIOUS
from risk.prediction.panel import Panel, Seen
from risk.rules import COUNTED_COMPLAINTS, YEAR

__all__ = [
    "churn",
    "complaints",
    "faults_counted",
    "followed_up",
    "repeated_no_access",
    "since_visit",
    "spans",
    "visits_made",
]

MOST_FAULTS = 12.0
"""Faults of one visit that count at most."""


def complaints(panel: Panel) -> Measured:
    """Measure complaints for each visit made, both halved every year, as a logarithm."""
    seen = panel.own
    faded = seen.faded(YEAR)
    made = seen.sum(seen.of(visited(seen.contacts)) * faded)
    weights = seen.of(seen.contacts.of(COUNTED_COMPLAINTS)) * faded
    return Measured(np.log1p(seen.sum(weights) / (1.0 + made)), seen, weights * seen.weight)


def repeated_no_access(panel: Panel) -> Measured:
    """Measure attempts without access beyond the first since anyone was let in; three at most."""
    seen = panel.own
    history = seen.contacts
    tried_to = history.is_any(Touchpoint.category, "inspection")
    locked = history.of(("VISIT_NOACCESS",)) | (
        tried_to & history.is_any(Touchpoint.result, "no_access")
    )
    after = np.arange(len(seen.row)) > seen.latest(_inside(seen))[seen.who]
    tried = seen.of(locked) & (seen.age_days <= 2 * YEAR) & after
    return Measured(np.clip(seen.sum(tried) - 1.0, 0.0, 3.0), seen, tried * seen.weight)


def _inside(seen: Seen) -> Flags:
    return seen.of(seen.contacts.inside)


def since_visit(panel: Panel) -> Measured:
    """Measure the years since anyone was inside, five at most; missing where nobody ever was."""
    seen = panel.own
    last = seen.latest(_inside(seen))
    known = last >= 0
    years = np.full(len(seen), np.nan)
    years[known] = np.minimum(seen.age_days[last[known]] / YEAR, 5.0)
    weights = np.zeros(len(seen.row))
    weights[last[known]] = 1.0
    return Measured(years, seen, weights, weights, {"since": spans(years)})


def spans(years: Numbers) -> Any:
    """Return each span in words: months under two years, then years; empty where missing."""
    known = np.isfinite(years)
    months = np.rint(np.where(known, years, 0.0) * 12).astype("int64")
    short = np.char.add(months.astype(str), np.where(months == 1, " month", " months"))
    long = np.char.add((months // 12).astype(str), " years")
    return np.where(known, np.where(months < 24, short, long), "").astype(object)  # noqa: PLR2004


def visits_made(panel: Panel) -> Measured:
    """Measure visits that found nothing serious, halved every year, as a logarithm."""
    seen = panel.own
    history = seen.contacts
    calm = counted(history) & ~serious(history) & (history.severity < SERIOUS)
    weights = seen.of(calm) * seen.faded(YEAR)
    return Measured(np.log1p(seen.sum(weights)), seen, None, weights * seen.weight)


def followed_up(panel: Panel) -> Measured:
    """Measure follow-up visits that were not found clean, halved every year, as a logarithm."""
    seen = panel.own
    again = seen.contacts.on_record(PlacedRecord.reason, "follow_up")
    unclean = again & visited(seen.contacts) & ~seen.contacts.is_any(Touchpoint.result, "clean")
    weights = seen.of(unclean) * seen.faded(YEAR)
    return Measured(np.log1p(seen.sum(weights)), seen, weights * seen.weight)


def faults_counted(past: Past, usual: float, half_life: float) -> Measure:
    """Return the measure: faults a visit, beyond the usual, at visits of sources that count them.

    A visit of such a source with a result and no count found none.
    """

    def measure(panel: Panel) -> Measured:
        seen = past(panel)
        contacts = seen.contacts
        number = contacts.numbers_on_record(PlacedRecord.faults)
        given = np.isfinite(number)
        told = given | contacts.is_told(Touchpoint.result)
        looked = counted(contacts) & _of_sources_with(contacts, given) & told
        many = np.where(looked, np.minimum(np.nan_to_num(number), MOST_FAULTS), 0.0)
        faded = seen.faded(half_life)
        hit, made = many[seen.row] * faded, seen.of(looked) * faded
        values = (seen.sum(hit) - usual * seen.sum(made)) / (seen.sum(made) + FEW)
        clear = made * (many[seen.row] < usual)
        return Measured(values, seen, hit * seen.weight, clear * seen.weight)

    return measure


def _of_sources_with(contacts: History, given: Flags) -> Flags:
    """Tell which contacts are of a source of which any contact is given."""
    source, names = contacts.coded_on_record(PlacedRecord.source)
    does = np.zeros(len(names) + 1, dtype=bool)
    does[source[given]] = True
    does[-1] = False
    return does[source]


def churn(history: History) -> Flags:
    """Choose changes of directors, proposals to strike off and changes of the operator."""
    return history.of(("CO_OFFCHG", "CO_DIS", "REG_FOOD"))
