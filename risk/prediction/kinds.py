"""What kind of place is it, how often is something found in such places, and how old is it?

A kind is a class of a closed list that a source keeps (`PlacedRecord.premises_class`), inside the
sector; never free words, never an area, never a name. What is found depends on who looks, so what
was found is compared with what the same teams found anywhere in the same years.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.domain import sectors
from records.schema import PlacedRecord, Profile, Touchpoint
from risk.contacts import NEVER, days_of, places_of
from risk.history import Numbers
from risk.prediction.counting import spans
from risk.prediction.measures import Measure, Measured, counted, serious
from risk.prediction.panel import Panel
from risk.rules import YEAR

__all__ = ["found_in_kind", "inherent", "years_of_business"]

Ints = npt.NDArray[np.int64]
Counter = Callable[[Ints], Numbers]
ENOUGH = 10.0
"""Usual findings that stand beside those of a kind: so many it takes to move it half the way."""
WINDOW_DAYS = 3 * 365
"""How far back a kind's findings are read."""
_NOT_BEGUN = np.iinfo("int64").max
_USUAL, _BESIDE = 0.15, 20.0
"""Share of visits that find something serious before a team is known, and visits it stands for."""


def found_in_kind(panel: Panel) -> Measured:
    """Measure how often places of its kind were found wanting, as a logarithm of found by usual.

    0 is as often as the same teams find it anywhere. A kind of which little is known is taken to be
    as its sector. The class is the latest told before the day, and before each visit.
    """
    visits = _visits(panel)
    sector = _codes(panel.profiles[Profile.sector])
    at_visits, at_asked = sector[visits.profile], sector[panel.profile]
    told, known = _classes(panel)
    many = int(max(told.max(initial=0), known.max(initial=0))) + 2
    narrow = (at_visits * many + told[visits.row] + 1, at_asked * many + known + 1)
    broad = _ratio(visits, (at_visits, at_asked), panel.day, np.ones(len(panel)))
    found = _ratio(visits, narrow, panel.day, broad)
    return Measured(np.log(found), said={"kind": _labels(panel)})


def _labels(panel: Panel) -> Any:
    labels = sectors()["label"]
    return panel.own.sector.map(labels).fillna("").to_numpy(dtype=object)


def _classes(panel: Panel) -> tuple[Ints, Ints]:
    """Return the class told by each contact, and that known on each occasion; -1: none yet."""
    so_far = _told_last(panel.contacts.coded_on_record(PlacedRecord.premises_class)[0], panel)
    last = panel.own.latest(np.ones(len(panel.own.row), dtype=bool))
    of_rows = np.append(so_far[panel.own.row], -1)
    return so_far, np.where(last >= 0, of_rows[last], -1)


def _told_last(told: Ints, panel: Panel) -> Ints:
    """Return for each contact what its profile's latest until then told; -1: none yet."""
    who = panel.contacts.who
    last = np.maximum.accumulate(np.where(told >= 0, np.arange(len(told)), -1))
    mine = (last >= 0) & (who[last] == who)
    return np.where(mine, told[last], -1)


@dataclass(frozen=True)
class _Visits:
    """Open visits: which contact, of which profile and team, from which day known, what found."""

    row: Ints
    profile: Ints
    team: Ints
    known: Ints
    found: Numbers


def _visits(panel: Panel) -> _Visits:
    contacts = panel.contacts
    # What is restricted tells nothing of others: they could tell from their own score that it is.
    open_to_all = contacts.on_record(PlacedRecord.handling, "P")
    rows = np.flatnonzero(counted(contacts) & open_to_all)
    team, teams = contacts.coded_on_record(PlacedRecord.team)
    agency = contacts.codes(Touchpoint.agency)[rows]
    team = agency * (len(teams) + 1) + team[rows] + 1
    found = serious(contacts)[rows].astype("float64")
    return _Visits(rows, contacts.who[rows], _codes(team), panel.known[rows], found)


def _codes(values: Any) -> Ints:
    codes: Ints = pd.factorize(values)[0].astype(np.int64)
    return codes


def _ratio(visits: _Visits, kinds: tuple[Ints, Ints], days: Ints, otherwise: Numbers) -> Numbers:
    """Return found by expected of each occasion's kind, in the window before the day.

    kinds: of each visit, and of each occasion. Expected is what its teams found in a visit of that
    window, anywhere, times their visits of the kind; so a clean visit never raises the ratio.
    """
    low = int(days.min(initial=0))
    many = int(days.max(initial=0)) - low + 1
    once, place = np.unique(kinds[1] * many + (days - low), return_inverse=True)
    kind, day = once // many, once % many + low
    teams = int(visits.team.max(initial=-1)) + 1
    found, expected = np.zeros(len(once)), np.zeros(len(once))
    here = _Window(kinds[0] * teams + visits.team, visits.known, visits.found)
    anywhere = _Window(visits.team, visits.known, visits.found)
    for team in range(teams):
        made, hit = here.sums(kind * teams + team, day)
        all_made, all_hit = anywhere.sums(np.full(len(day), team), day)
        found += hit
        expected += made * (all_hit + _USUAL * _BESIDE) / (all_made + _BESIDE)
    ratio: Numbers = (found[place] + ENOUGH * otherwise) / (expected[place] + ENOUGH)
    return ratio


class _Window:
    """Sums of visits of one key in the window before a day."""

    def __init__(self, key: Ints, day: Ints, found: Numbers) -> None:
        self._low = int(day.min(initial=0))
        self._span = int(day.max(initial=0)) - self._low + 2
        joined = key * self._span + (day - self._low)
        order = np.argsort(joined, kind="stable")
        self._joined = joined[order]
        self._found = np.append(0.0, np.cumsum(found[order]))

    def sums(self, key: Ints, day: Ints) -> tuple[Numbers, Numbers]:
        """Return how many visits there were, and how many of them found something."""
        end, begin = self._place(key, day), self._place(key, day - WINDOW_DAYS)
        return (end - begin).astype("float64"), self._found[end] - self._found[begin]

    def _place(self, key: Ints, day: Ints) -> Ints:
        at = np.clip(day - self._low, 0, self._span - 1)
        place: Ints = np.searchsorted(self._joined, key * self._span + at).astype(np.int64)
        return place


def inherent(panel: Panel) -> Measured:
    """Measure the highest risk class that a source gave what is done there, 0-1; missing: none."""
    seen = panel.own
    value = seen.contacts.numbers_on_record(PlacedRecord.inherent_risk)[seen.row]
    told = np.isfinite(value)
    most = seen.history.most(value, told)
    return Measured(np.where(np.isfinite(most), most, np.nan), seen, told * 1.0, told * 1.0)


def _begun(panel: Panel) -> Ints:
    """Return the first day on which any record says that each profile began; maybe no day."""
    records = panel.contacts.records
    began = days_of(records[PlacedRecord.started_on])
    rows = np.flatnonzero(began != NEVER)
    ids = records[PlacedRecord.profile_id].take(rows)
    owner = places_of(ids, panel.profiles[Profile.profile_id])
    first = np.full(len(panel.profiles) + 1, _NOT_BEGUN)
    np.minimum.at(first, owner, began[rows])
    return first[:-1]


def years_of_business(most: float) -> Measure:
    """Measure the years since it is known to have begun, `most` at most; missing where unknown."""

    def measure(panel: Panel) -> Measured:
        begun = _begun(panel)[panel.profile]
        days = (panel.day - begun).astype("float64")
        known = (begun < _NOT_BEGUN) & (days >= 0)
        years = np.where(known, np.minimum(days / YEAR, most), np.nan)
        return Measured(years, said={"years": spans(years)})

    return measure
