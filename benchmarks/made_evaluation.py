"""A made-up county whose truth is known, and an evaluation of whoever knows it."""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from records.schema import PlacedRecord, Profile, Relation, Touchpoint
from risk.evaluation.contestants import WHO_VISITS, Contestant, Past, Predicted
from risk.evaluation.evaluating import EvaluationSettings, Ground, evaluate
from risk.evaluation.evaluation import Evaluation
from risk.evaluation.judged import Visit

__all__ = ["AS_OF", "QUICK", "county", "found", "knower", "made_evaluation"]

AS_OF = date(2026, 11, 1)
SERIOUS = 3
QUICK = EvaluationSettings(draws=20)


@cache
def made_evaluation(model_id: str = "m1", *, final: bool = False) -> Evaluation:
    """Return how whoever knows the truth stands beside a blurred score and who visits alone."""
    tables, risk = county()
    rng = np.random.default_rng(5)
    blurred = pd.Series(risk.to_numpy() + rng.normal(0, 0.4, len(risk)), index=risk.index)
    ranked = (knower(risk), _plain(blurred), WHO_VISITS)
    settings = EvaluationSettings(draws=20, final=final, looks=1)
    return evaluate(Ground(tables, found), ranked, (model_id, AS_OF, AS_OF), settings)


def _plain(standing: pd.Series[Any]) -> Contestant:
    def predict(past: Past, visits: pd.DataFrame) -> Predicted:
        return Predicted(visits[Visit.profile_id].map(standing).to_numpy(), None, standing)

    return Contestant("version_one", "Version one: the checklist", predict)


def county(
    businesses: int = 300, visits: int = 2400, seed: int = 0
) -> tuple[dict[str, pd.DataFrame], pd.Series[Any]]:
    """Return tables in which risk decides what visits find, and the risk; one agency finds more."""
    rng = np.random.default_rng(seed)
    risk = rng.random(businesses)
    who = rng.integers(0, businesses, visits)
    on = pd.Timestamp("2025-05-01") + pd.to_timedelta(np.sort(rng.integers(0, 549, visits)), "D")
    harsh = rng.integers(0, 2, visits).astype(bool)
    serious = rng.random(visits) < 0.02 + 0.25 * risk[who] ** 3 + 0.1 * harsh
    ids = np.array([f"P{n:03}" for n in range(businesses)])
    touchpoints = pd.DataFrame(
        {
            Touchpoint.touchpoint_id: [f"t{n}" for n in range(visits)],
            Touchpoint.profile_id: ids[who],
            Touchpoint.event_on: on,
            Touchpoint.agency: np.where(harsh, "EPOL", "LA_EH"),
            Touchpoint.severity: np.where(serious, 4, 0),
        }
    )
    profiles = pd.DataFrame(
        {
            Profile.profile_id: ids,
            Profile.sector: np.where(np.arange(businesses) % 2, "pub", "care"),
            Profile.district: "Harlow",
            Profile.first_contact_on: pd.Timestamp("2020-01-01"),
            Profile.last_contact_on: pd.Timestamp("2026-10-01"),
            Profile.rating: "5",
        }
    )
    tables = {
        "touchpoints": Touchpoint.shape(touchpoints),
        "profiles": Profile.shape(profiles),
        "records": PlacedRecord.empty(),
        "relations": Relation.empty(),
    }
    return tables, pd.Series(risk, index=ids)


def found(touchpoints: pd.DataFrame, _records: pd.DataFrame | None) -> pd.DataFrame:
    """Return what each visit of such a county found."""
    told = {
        "touchpoint_id": touchpoints[Touchpoint.touchpoint_id],
        Visit.profile_id: touchpoints[Touchpoint.profile_id],
        Visit.on: touchpoints[Touchpoint.event_on],
        Visit.agency: touchpoints[Touchpoint.agency],
        Visit.serious: (touchpoints[Touchpoint.severity] >= SERIOUS).astype("int64"),
    }
    return Visit.shape(pd.DataFrame(told)).assign(touchpoint_id=told["touchpoint_id"])


def knower(
    risk: pd.Series[Any], heard: list[tuple[Past, pd.DataFrame]] | None = None
) -> Contestant:
    """Return a contestant that knows the truth; heard: takes down all that it is told."""

    def predict(past: Past, visits: pd.DataFrame) -> Predicted:
        if heard is not None:
            heard.append((past, visits))
        mine = visits[Visit.profile_id].map(risk).to_numpy()
        chance = 0.02 + 0.25 * mine**3 + 0.1 * (visits[Visit.agency] == "EPOL").to_numpy()
        return Predicted(mine, chance, risk)

    return Contestant("version_two", "Version two: the model", predict)
