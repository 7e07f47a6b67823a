"""How far has a county moved since a model was trained on it?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from records.schema import Profile
from risk.evaluation.contestants import known_before
from risk.evaluation.drift import Drift, Rate, drift
from risk.prediction.known import asked_on
from risk.prediction.model import RiskModel
from risk.prediction.outcomes import Outcome, outcomes
from risk.prediction.scoring import scored

__all__ = ["drift_of_county"]

SCORE = "score"
Tables = Mapping[str, pd.DataFrame]


def drift_of_county(
    model: RiskModel, tables: Tables, on: date, overrides: Rate | None = None
) -> Drift:
    """Return what has moved between the day the model was trained and `on`, at its own hands.

    tables: of a build of `on` or later. Scores and factors are those of the businesses known on
    each of the two days, as the model says them. overrides: choices of people against the list.

    Raises:
        ModelError: the model was trained by another version of the program.
    """
    then = date.fromisoformat(model.about["trained_on"])
    found = outcomes(tables["touchpoints"], tables["records"])
    past = found[Outcome.on] < pd.Timestamp(then)
    since = ~past & (found[Outcome.on] < pd.Timestamp(on))
    rates = _rate(found[past]), _rate(found[since])
    return drift(_said(model, tables, then), _said(model, tables, on), rates, overrides, SCORE)


def _rate(found: pd.DataFrame) -> Rate:
    return Rate(int(found[Outcome.serious].sum()), len(found))


def _said(model: RiskModel, tables: Tables, on: date) -> pd.DataFrame:
    """Return the score and the factors, by id, of each business known on a day."""
    known = known_before(tables, on)
    profiles = known["profiles"]
    met = profiles[Profile.first_contact_on] < pd.Timestamp(on)
    told = scored(model, asked_on(known, on, profiles.loc[met, Profile.profile_id]))
    factors = told.reading.table[list(model.lines)]
    return factors.assign(**{SCORE: told.standing.score.astype("float64")})
