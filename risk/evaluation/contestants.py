"""Which orders of businesses are judged, and what does each need to know?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.schema import PlacedRecord, Profile, ScoredProfile, Touchpoint
from risk.evaluation.baselines import WhoVisits
from risk.evaluation.judged import Visit
from risk.evaluation.splits import Example
from risk.telling import scored

__all__ = ["VERSION_ONE", "WHO_VISITS", "Contestant", "Past", "Predicted", "known_before"]

Tables = Mapping[str, pd.DataFrame]
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Past:
    """What was known on a day: the county's tables, and what visits had found (`Visit`)."""

    on: date
    tables: Tables
    visits: pd.DataFrame


@dataclass(frozen=True)
class Predicted:
    """What one contestant says before a window.

    score: of each visit asked about; it orders them. probability (0-1): what it expects of each,
    who visits known; None: it says none. standing: score of each business of the county by its id;
    None: it knows no businesses. fitted: by part, the visits it was fitted on.
    """

    score: Numbers
    probability: Numbers | None = None
    standing: pd.Series[Any] | None = None
    fitted: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Contestant:
    """One order of businesses.

    predict: given the past and the visits of a window without their outcomes, what it says.
    """

    id: str
    title: str
    predict: Callable[[Past, pd.DataFrame], Predicted]


def known_before(tables: Tables, on: date) -> dict[str, pd.DataFrame]:
    """Return the tables of a build without the contacts of `on` or later.

    What the profiles say of such contacts is left out too. Which records are one business is as
    the build found it: linking anew for each window would take as many builds.
    """
    day = pd.Timestamp(on)
    touchpoints, records = tables["touchpoints"], tables["records"]
    future = records[PlacedRecord.event_on] >= day
    profiles = tables["profiles"]
    later = profiles[Profile.last_contact_on] >= day
    told = [Profile.last_contact_on, Profile.last_visit_on, Profile.last_visit_agency]
    blank = {column: profiles[column].mask(later) for column in (*told, Profile.rating)}
    return {
        **tables,
        "touchpoints": touchpoints[touchpoints[Touchpoint.event_on] < day].reset_index(drop=True),
        "records": records[~future].reset_index(drop=True),
        "profiles": profiles.assign(**blank),
    }


def _by_checklist(past: Past, visits: pd.DataFrame) -> Predicted:
    profiles = scored(past.tables, past.on, ()).profiles
    points = profiles.set_index(ScoredProfile.profile_id)[ScoredProfile.score]
    return Predicted(visits[Visit.profile_id].map(points).to_numpy("float64"), None, points)


def _by_who(past: Past, visits: pd.DataFrame) -> Predicted:
    chance = WhoVisits.learnt(past.visits).probability(visits)
    fitted = {"nuisance": past.visits[Example.touchpoint_id]}
    return Predicted(chance, chance, None, fitted)


VERSION_ONE = Contestant("version_one", "Version one: the checklist", _by_checklist)
"""Nothing fitted."""

WHO_VISITS = Contestant("who_visits", "Who visits alone", _by_who)
"""Knows agency, team and reason of a visit, and nothing of the business."""
