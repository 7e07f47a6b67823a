"""What is there to learn from: what each visit found, and what was known before it?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.schema import PlacedRecord, Profile, Touchpoint
from risk.history import NOTHING_FOUND
from risk.prediction.curves import Numbers
from risk.prediction.lines import read
from risk.prediction.near import near_of
from risk.prediction.outcomes import Outcome, occasions_of, outcomes, refuse_early
from risk.prediction.panel import Occasion, Panel, panel
from risk.rules import YEAR

__all__ = ["NUISANCES", "Known", "asked_on", "known_of", "known_of_build", "visits_behind"]

Tables = Mapping[str, pd.DataFrame]

NUISANCES = (Outcome.agency, Outcome.team, Outcome.reason)
"""What is fitted and averaged out: who visited, and why."""

RESULTS = ("clean", "minor", "serious")
"""Results that say what a visit found."""

LASTS_DAYS = 2 * YEAR
"""Time in which what an outcome tells of a business halves."""


@dataclass(frozen=True)
class Known:
    """Outcomes, and row for row what was known before each.

    table: what the lines said, a column for each. visits: own visits with an outcome before it,
    each halved every two years. population: what the lines say of all businesses on the day of
    training; it sets where the bands begin. None: the visits stand for them.
    """

    outcomes: pd.DataFrame
    table: pd.DataFrame
    visits: Numbers
    population: pd.DataFrame | None = field(default=None)

    def __len__(self) -> int:
        """Return the number of outcomes."""
        return len(self.outcomes)

    @property
    def serious(self) -> Numbers:
        """Return 1 where something serious was found, else 0."""
        return self.outcomes[Outcome.serious].to_numpy("float64")

    @property
    def nuisance(self) -> pd.DataFrame:
        """Return who visited and why; columns of which nothing is known are left out."""
        told = self.outcomes[[str(c) for c in NUISANCES]]
        return told.loc[:, told.notna().any()].astype("object").reset_index(drop=True)

    def taken(self, rows: npt.NDArray[np.int64]) -> Known:
        """Return some of the outcomes, by their places."""
        return Known(
            self.outcomes.iloc[rows].reset_index(drop=True),
            self.table.iloc[rows].reset_index(drop=True),
            self.visits[rows],
            self.population,
        )

    def in_order(self) -> Known:
        """Return the outcomes by day, profile and agency, so that their order tells nothing."""
        by = [str(c) for c in (Outcome.on, Outcome.profile_id, Outcome.agency)]
        place = self.outcomes.reset_index(drop=True).sort_values(by, kind="stable").index
        return self.taken(place.to_numpy())


def known_of(found: pd.DataFrame, asked: Panel, population: Panel | None = None) -> Known:
    """Return outcomes with what a panel of their occasions says, row for row.

    Raises:
        OrderError: an outcome lies before the day of its factors.
    """
    refuse_early(found, asked.occasions)
    everyone = None if population is None else read(population).table
    return Known(found.reset_index(drop=True), read(asked).table, visits_behind(asked), everyone)


def known_of_build(tables: Tables, on: date) -> Known:
    """Return what the tables of a build teach before `on`.

    tables: profiles, touchpoints, records, relations and links.
    """
    found = outcomes(tables["touchpoints"], tables["records"])
    found = found[found[Outcome.on] < pd.Timestamp(on)].reset_index(drop=True)
    then = _panel(occasions_of(found), tables)
    return known_of(found, then, asked_on(tables, on))


def asked_on(tables: Tables, on: date, ids: pd.Series[str] | None = None) -> Panel:
    """Return what is known on a day of all profiles, or of some, in the order of the profiles."""
    profiles = tables["profiles"][Profile.profile_id]
    some = profiles if ids is None else profiles[profiles.isin(ids)]
    asked = pd.DataFrame({Occasion.profile_id: some, Occasion.on: pd.Timestamp(on)})
    return _panel(Occasion.shape(asked.reset_index(drop=True)), tables)


def _panel(asked: pd.DataFrame, tables: Tables) -> Panel:
    near = near_of(tables["relations"], tables["records"])
    known = tables["profiles"], tables["touchpoints"], tables["records"]
    return panel(asked, *known, near, tables["links"])


def visits_behind(asked: Panel) -> Numbers:
    """Return own visits of which it is on record what they found, each halved every `LASTS_DAYS`.

    A visit whose result was left blank tells nothing.
    """
    own, contacts = asked.own, asked.own.contacts
    looked = contacts.is_any(Touchpoint.category, "inspection")
    told = looked & contacts.is_any(Touchpoint.result, *RESULTS)
    rated = contacts.told_on_record(PlacedRecord.rating)
    known = told | rated | contacts.of(NOTHING_FOUND)
    return own.sum(own.of(known) * own.faded(LASTS_DAYS))
