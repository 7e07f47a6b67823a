"""Who was in touch when? The contacts of a view as numbers, worked out once for all its filters."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.access import View
from dashboard.columns import YEAR_DAYS
from dashboard.county import County
from dashboard.habits import OVERLAP_DAYS
from records.domain import agencies
from records.schema import ScoredProfile, Touchpoint
from risk.prediction.outcomes import Outcome, outcomes

__all__ = ["Found", "Ledger", "Meetings", "ledger_of"]

Ints = NDArray[np.int64]

_YEAR_0 = 1970 * 12
"""Number of January 1970 among the months counted from the year 0."""


@dataclass(frozen=True, eq=False)
class Found:
    """The visits whose result is known: row of the business, month, whether it was serious."""

    owner: Ints
    month: Ints
    serious: NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Meetings:
    """Two agencies in contact with one business within `OVERLAP_DAYS`, each such case once.

    owner: row of the business. one, other: numbers of the agencies, the smaller first.
    """

    owner: Ints
    one: Ints
    other: Ints


@dataclass(frozen=True, eq=False)
class Ledger:
    """Every contact of a view, one value for each.

    agencies: those in charge now, most contacts first. owner: row of the business. age: days
    before `as_of`. month: counted from January of the year 0. agency: its place in `agencies`.
    is_visit: someone went there.
    """

    agencies: tuple[str, ...]
    owner: Ints
    age: Ints
    month: Ints
    agency: Ints
    is_visit: NDArray[np.bool_]
    found: Found
    meetings: Meetings

    @property
    def recent(self) -> NDArray[np.bool_]:
        """Return which contacts are of the last `YEAR_DAYS`."""
        return self.age <= YEAR_DAYS


def ledger_of(view: View) -> Ledger:
    """Return the contacts of what the viewer sees; made once for all who see the same."""
    county = view.county
    made: Ledger = county.kept.get("ledger", lambda: _ledger(county))
    return made


def _ledger(county: County) -> Ledger:
    contacts, owner = county.table("touchpoints"), county.owners("touchpoints")
    as_of = int(np.datetime64(county.about.as_of, "D").astype("int64"))
    names, agency = _by_contacts(contacts[Touchpoint.agency])
    age = as_of - _days(contacts[Touchpoint.event_on])
    return Ledger(
        agencies=names,
        owner=owner,
        age=age,
        month=_months(contacts[Touchpoint.event_on]),
        agency=agency,
        is_visit=contacts[Touchpoint.is_visit].to_numpy("bool"),
        found=_found(county, contacts),
        meetings=_meetings(contacts[Touchpoint.agency], owner, age, pd.Index(names)),
    )


def _days(on: pd.Series[Any]) -> Ints:
    return on.to_numpy("datetime64[D]").astype("int64")


def _months(on: pd.Series[Any]) -> Ints:
    return on.to_numpy("datetime64[M]").astype("int64") + _YEAR_0


def _in_charge(agency: pd.Series[Any]) -> pd.Series[Any]:
    """Return the agency that holds each contact now: a successor holds what it took over."""
    codes, held = pd.factorize(agency)
    successor = agencies()["successor"].dropna().to_dict()
    now = pd.Series([successor.get(one, one) for one in held], dtype="str")
    return now.take(codes).reset_index(drop=True)


def _by_contacts(agency: pd.Series[Any]) -> tuple[tuple[str, ...], Ints]:
    """Return the agencies, most contacts first, and the number of each contact's."""
    now = _in_charge(agency)
    counts = now.value_counts()
    names = tuple(sorted(counts.index, key=lambda one: (-counts[one], one)))
    return names, pd.Index(names).get_indexer(pd.Index(now)).astype("int64")


def _found(county: County, contacts: pd.DataFrame) -> Found:
    told = outcomes(contacts, county.table("records"))
    ids = pd.Index(county.profiles[ScoredProfile.profile_id])
    return Found(
        owner=ids.get_indexer(pd.Index(told[Outcome.profile_id])).astype("int64"),
        month=_months(told[Outcome.on]),
        serious=(told[Outcome.serious] == 1).to_numpy("bool"),
    )


def _meetings(agency: pd.Series[Any], owner: Ints, age: Ints, names: pd.Index[Any]) -> Meetings:
    """Return who met whom; agencies are told apart by their names on the day, as the filter does.

    Registers and the public are no agencies.
    """
    table = agencies()
    registers = table.index[table["authority"] == "no"]
    kept = (age <= YEAR_DAYS) & ~agency.isin(registers).to_numpy("bool")
    then, held = pd.factorize(agency[kept])
    contacts = np.unique(np.column_stack([owner[kept], -age[kept], then]), axis=0)
    first, second = _near(contacts[:, 0], contacts[:, 1])
    apart = contacts[first, 2] != contacts[second, 2]
    first, second = first[apart], second[apart]
    now = names.get_indexer(pd.Index(_in_charge(pd.Series(held, dtype="str"))))
    both = np.sort(now[contacts[np.column_stack([first, second]), 2]], axis=1)
    met = np.unique(np.column_stack([contacts[first, 0], both]), axis=0).astype("int64")
    return Meetings(met[:, 0], met[:, 1], met[:, 2])


def _near(owner: Ints, day: Ints) -> tuple[Ints, Ints]:
    """Return every two rows of one owner within `OVERLAP_DAYS`; sorted by owner, then day."""
    first = np.arange(len(owner))
    pairs: list[tuple[Ints, Ints]] = []
    for step in range(1, len(owner)):
        # What lies too far apart at one step does so at the next: fewer and fewer are looked at.
        first = first[first + step < len(owner)]
        second = first + step
        first = first[(owner[first] == owner[second]) & (day[second] - day[first] <= OVERLAP_DAYS)]
        if not len(first):
            break
        pairs.append((first, first + step))
    none = np.empty(0, dtype="int64")
    return (
        np.concatenate([none, *(one for one, _ in pairs)]),
        np.concatenate([none, *(other for _, other in pairs)]),
    )
