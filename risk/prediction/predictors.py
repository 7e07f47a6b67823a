"""What may speak for or against a business on a day, each with its direction and its guards?"""

from __future__ import annotations

import pandas as pd

from risk.prediction.measures import (
    adverse,
    amount,
    at_least,
    complaints,
    defied,
    excess,
    operator,
    own,
    premises,
    repeated_no_access,
    since_visit,
)
from risk.prediction.panel import Panel
from risk.prediction.predictor import Predictor
from risk.rules import YEAR

__all__ = ["PREDICTORS", "Predictor", "predictors_of"]

USUAL_GRAVE, USUAL_SERIOUS, USUAL_ANY = 0.05, 0.15, 0.5
"""Shares of visits that find it, before anything is known; they only set where a share is 0."""

VISITS = "Visits of all agencies with access, and food hygiene ratings"
SURE = "Weighted by how sure it is that the record is about this business."
NOT_OURS = (
    "Findings, never complaints or reports about them; only what agencies saw themselves. More "
    "visits do not raise it: a clean visit lowers it."
)
RELATED = (
    "Only the same people or the same premises, by links of names, numbers and addresses that a "
    "person can check; never a district, a neighbour or a shared surname."
)
HELD = "Complaints follow reporting, not conditions: it is capped, and never moves a band."

FOUND = "{title}: {what} ({agency}, {day}){more}"
CLEAR = "{title}: visits that found none, such as {what} ({agency}, {day}){more}"

PREDICTORS: tuple[Predictor, ...] = (
    Predictor(
        id="own_grave",
        title="Grave findings at visits",
        kind="finding",
        unit="share of visits above the usual",
        definition="Visits that found something of severity 4 or 5, less the usual share, halved "
        "every 18 months.",
        source=VISITS,
        direction=1,
        worth=1.5,
        measure=excess(own, at_least(4), 1.5 * YEAR, USUAL_GRAVE),
        up=FOUND,
        down=CLEAR,
        half_life_days=1.5 * YEAR,
        fairness=NOT_OURS,
    ),
    Predictor(
        id="own_serious",
        title="Serious findings at visits",
        kind="finding",
        unit="share of visits above the usual",
        definition="Visits that found something of severity 3 or graver, less the usual share, "
        "halved every 18 months.",
        source=VISITS,
        direction=1,
        worth=1.5,
        measure=excess(own, at_least(3), 1.5 * YEAR, USUAL_SERIOUS),
        up=FOUND,
        down=CLEAR,
        half_life_days=1.5 * YEAR,
        fairness=NOT_OURS,
    ),
    Predictor(
        id="own_any",
        title="Findings of any kind at visits",
        kind="finding",
        unit="share of visits above the usual",
        definition="Visits that found anything, less the usual share, halved every 18 months.",
        source=VISITS,
        direction=1,
        worth=0.7,
        measure=excess(own, at_least(1), 1.5 * YEAR, USUAL_ANY),
        up=FOUND,
        down=CLEAR,
        half_life_days=1.5 * YEAR,
        fairness=NOT_OURS,
    ),
    Predictor(
        id="enforced",
        title="Enforcement",
        kind="finding",
        unit="logarithm of severity, faded",
        definition="Notices, orders and prosecutions by severity, halved every 2 years; "
        "acquittals and withdrawn notices count nothing.",
        source="Enforcement of all agencies, and police contacts with the premises under suspicion",
        direction=1,
        worth=0.5,
        measure=amount(own, adverse, 2 * YEAR),
        up=FOUND,
        half_life_days=2 * YEAR,
        fairness="Being the scene or the victim adds nothing.",
    ),
    Predictor(
        id="defied",
        title="Notices not complied with",
        kind="finding",
        unit="logarithm of notices, faded",
        definition="Notices of which the agency says that they were not complied with, halved "
        "every 2 years. A day that passed with nothing recorded counts nothing.",
        source="Enforcement notices",
        direction=1,
        worth=0.7,
        measure=amount(own, defied, 2 * YEAR),
        up=FOUND,
        half_life_days=2 * YEAR,
    ),
    Predictor(
        id="premises_serious",
        title="Serious findings at those here before",
        kind="finding",
        unit="share of visits above the usual",
        definition="As serious findings, of businesses of others that were at these premises "
        "before.",
        source=VISITS,
        direction=1,
        worth=0.3,
        measure=excess(premises, at_least(3), 2 * YEAR, USUAL_SERIOUS),
        up=FOUND,
        down=CLEAR,
        half_life_days=2 * YEAR,
        leakage="Only before the day, and only once the link was known. " + SURE,
        fairness=RELATED,
    ),
    Predictor(
        id="operator_serious",
        title="Serious findings at other businesses of the same people",
        kind="told",
        unit="share of visits above the usual",
        definition="As serious findings, of other businesses the same people run or ran.",
        source=VISITS,
        direction=1,
        worth=0.7,
        measure=excess(operator, at_least(3), 2 * YEAR, USUAL_SERIOUS),
        up=FOUND,
        down=CLEAR,
        half_life_days=2 * YEAR,
        leakage="Only before the day, and only once the link was known. " + SURE,
        fairness=RELATED,
    ),
    Predictor(
        id="complaints",
        title="Complaints",
        kind="told",
        unit="logarithm of complaints a visit, faded",
        definition="Complaints, halved every year, for each visit made: who is visited more is "
        "complained of more. Many say little more than a few.",
        source="Complaints to all agencies",
        direction=1,
        worth=0.15,
        measure=complaints,
        up=FOUND,
        half_life_days=YEAR,
        fairness=HELD,
    ),
    Predictor(
        id="no_access",
        title="No access, repeatedly",
        kind="finding",
        unit="attempts beyond the first",
        definition="Attempts without access beyond the first, since someone was last let in; of "
        "two years, three at most.",
        source="Visits without access",
        direction=1,
        worth=0.2,
        measure=repeated_no_access,
        up="{title}: {what} ({agency}, {day}){more}",
    ),
    Predictor(
        id="since_visit",
        title="Time since the last visit",
        kind="finding",
        unit="years, five at most",
        definition="Years since anyone was last inside: a recent visit lowers, one of five years "
        "ago or none at all says nothing.",
        source=VISITS,
        direction=1,
        worth=0.05,
        measure=since_visit,
        up="Nobody has been inside for {since}",
        down="Somebody was inside {since} ago: {what} ({agency}, {day})",
        home=5.0,
        fairness="Never visited is unknown, not risky: it adds nothing.",
    ),
)
"""The columns of version two, in order."""


def predictors_of(panel: Panel) -> pd.DataFrame:
    """Return a row for each occasion and a column for each of `PREDICTORS`, by its id."""
    return pd.DataFrame({one.id: one.of(panel) for one in PREDICTORS})
