"""How is a past turned into one number for each occasion?

Every measure keeps the laws of docs/risk.md: a clean visit or a blank never adds where more of the
measure speaks for risk, a graver finding never takes away, and whoever was a victim bears nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from records.schema import PlacedRecord, Touchpoint
from risk.choosing import Where, accused
from risk.history import Flags, History, Numbers
from risk.prediction.outcome_table import OUTCOMES
from risk.prediction.panel import Panel, Seen

__all__ = [
    "Measure",
    "Measured",
    "adverse",
    "amount",
    "at_least",
    "excess",
    "operator",
    "own",
    "premises",
    "serious",
    "visited",
]

LEAST = {
    least: [one.event_code for one in OUTCOMES if one.counts == "visit" and one.least == least]
    for least in sorted({one.least for one in OUTCOMES if one.counts == "visit"})
}
"""Types of visits by the severity from which what they found is serious."""

FEW = 2.0
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
    """Choose visits that looked for problems, and ratings: somebody was inside to give one."""
    rated = history.of(("FHRS_LOW", "FHRS_OK", "FHRS_GOOD"))
    open_: Flags = ~history.is_any(Touchpoint.result, "closed")
    return (history.inspection & open_) | rated


def serious(history: History) -> Flags:
    """Choose visits that found something serious, as the table of outcomes has it."""
    hit = np.zeros(len(history.who), dtype=bool)
    for least, codes in LEAST.items():
        hit |= history.of(codes) & (history.severity >= least)
    found: Flags = hit & visited(history)
    return found


def counted(history: History) -> Flags:
    """Choose the visits that shares are of: not those that only looked whether faults were mended.

    Somebody comes back where something was found, so that to come back says nothing by itself.
    """
    again = history.on_record(PlacedRecord.reason, "follow_up")
    first: Flags = visited(history) & ~again
    return first


def excess(past: Past, where: Where, half_life: float, usual: float) -> Measure:
    """Measure by how much the share of visits that found it passes the usual share.

    Both fade with age; `FEW` usual visits stand beside those that were made, so that no visit, or
    an old one, says nothing. 0 where nothing is known; half_life in days; from -usual to 1.
    """

    def measure(panel: Panel) -> Measured:
        seen = past(panel)
        faded = seen.faded(half_life)
        hit = seen.of(where(seen.contacts)) * faded
        made = seen.of(counted(seen.contacts)) * faded
        share = (seen.sum(hit) - usual * seen.sum(made)) / (seen.sum(made) + FEW)
        clear = np.maximum(made - hit, 0.0)
        return Measured(np.minimum(share, 1.0), seen, hit * seen.weight, clear * seen.weight)

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
