"""How is a past turned into one number for each occasion?

Every measure keeps the laws of docs/risk.md: a clean visit or a blank never adds where more of the
measure speaks for risk, a graver finding never takes away, and whoever was a victim bears nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from records.schema import Touchpoint
from risk.choosing import Where, accused, not_complied
from risk.history import Flags, History, Numbers
from risk.prediction.panel import Panel, Seen
from risk.rules import COUNTED_COMPLAINTS, YEAR

__all__ = [
    "Measure",
    "Measured",
    "adverse",
    "amount",
    "at_least",
    "complaints",
    "defied",
    "excess",
    "operator",
    "own",
    "premises",
    "repeated_no_access",
    "since_visit",
    "visited",
]

FEW = 1.0
"""Visits that the usual share counts for beside those that were made."""


@dataclass(frozen=True)
class Measured:
    """A value of each occasion, and what it rests on.

    values: missing where nothing is known. seen: the past it was read from; none where it is no
    past. raises, lowers: what each row of `seen` weighs as evidence for more, and for less; 0 is
    none. said: words of each occasion for the sentence.
    """

    values: Numbers
    seen: Seen | None = None
    raises: Numbers | None = None
    lowers: Numbers | None = None
    said: Mapping[str, Any] = field(default_factory=dict)


Measure = Callable[[Panel], Measured]
Past = Callable[[Panel], Seen]


def own(panel: Panel) -> Seen:
    """Return a business's own past."""
    return panel.own


def premises(panel: Panel) -> Seen:
    """Return the past of others at its premises."""
    return panel.premises


def operator(panel: Panel) -> Seen:
    """Return the past of its operator elsewhere."""
    return panel.operator


def at_least(severity: int) -> Where:
    """Choose visits that found something of this severity (1-5) or graver."""

    def where(history: History) -> Flags:
        found: Flags = visited(history) & (history.severity >= severity)
        return found

    return where


def visited(history: History) -> Flags:
    """Choose visits that looked for problems and ratings that followed one."""
    rated = history.of(("FHRS_LOW", "FHRS_OK", "FHRS_GOOD"))
    open_: Flags = ~history.is_any(Touchpoint.result, "closed")
    return (history.inspection | rated) & open_


def excess(past: Past, where: Where, half_life: float, usual: float) -> Measure:
    """Measure by how much the share of visits that found it passes the usual share.

    Both fade with age; `FEW` usual visits stand beside those that were made, so that no visit, or
    an old one, says nothing. 0 where nothing is known; half_life in days; from -usual to 1.
    """

    def measure(panel: Panel) -> Measured:
        seen = past(panel)
        faded = seen.faded(half_life)
        hit = seen.of(where(seen.contacts)) * faded
        made = seen.of(visited(seen.contacts) | where(seen.contacts)) * faded
        share = (seen.sum(hit) - usual * seen.sum(made)) / (seen.sum(made) + FEW)
        return Measured(share, seen, hit * seen.weight, (made - hit) * seen.weight)

    return measure


def amount(past: Past, where: Where, half_life: float) -> Measure:
    """Measure how many there were, each fading with age, as a logarithm: many say little more."""

    def measure(panel: Panel) -> Measured:
        seen = past(panel)
        weights = seen.of(where(seen.contacts)) * seen.faded(half_life)
        return Measured(np.log1p(seen.sum(weights)), seen, weights * seen.weight)

    return measure


def adverse(history: History) -> Flags:
    """Choose enforcement of any agency, and crime with the premises under suspicion."""
    enforced = history.is_any(Touchpoint.category, "enforcement")
    suspected = accused("CRIME_MS", "CRIME_DRUG", "INCIDENT")(history)
    return (enforced | suspected) & (history.severity > 0)


defied = not_complied


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
    locked = history.of(("VISIT_NOACCESS",)) | history.is_any(Touchpoint.result, "no_access")
    inside = seen.latest(seen.of(history.frame[Touchpoint.is_visit].to_numpy("bool")))
    after = np.arange(len(seen.row)) > inside[seen.who]
    tried = seen.of(locked) & (seen.age_days <= 2 * YEAR) & after
    return Measured(np.clip(seen.sum(tried) - 1.0, 0.0, 3.0), seen, tried * seen.weight)


def since_visit(panel: Panel) -> Measured:
    """Measure the years since anyone was inside, five at most; missing where nobody ever was."""
    seen = panel.own
    last = seen.latest(seen.of(seen.contacts.frame[Touchpoint.is_visit].to_numpy("bool")))
    known = last >= 0
    years = np.full(len(seen), np.nan)
    years[known] = np.minimum(seen.age_days[last[known]] / YEAR, 5.0)
    weights = np.zeros(len(seen.row))
    weights[last[known]] = 1.0
    said = {"since": _spans(years)}
    return Measured(years, seen, weights, weights, said)


def _spans(years: Numbers) -> Any:
    """Return each span in words: months under two years, then years; empty where missing."""
    known = np.isfinite(years)
    months = np.rint(np.where(known, years, 0.0) * 12).astype("int64")
    short = np.char.add(months.astype(str), np.where(months == 1, " month", " months"))
    long = np.char.add((months // 12).astype(str), " years")
    return np.where(known, np.where(months < 24, short, long), "").astype(object)  # noqa: PLR2004
