"""What may speak for or against a business on a day, each with its direction and its guards?"""

from __future__ import annotations

import pandas as pd

from risk.prediction.around_predictors import AROUND
from risk.prediction.own_predictors import OWN
from risk.prediction.panel import Panel
from risk.prediction.predictor import Predictor

__all__ = ["PREDICTORS", "Predictor", "predictor_table", "predictors_of"]

PREDICTORS: tuple[Predictor, ...] = (*OWN, *AROUND)
"""The factors of version two beside the checklist's, in order."""

_WAYS = {1: "raises only", -1: "lowers only", 0: "either way"}


def predictors_of(panel: Panel) -> pd.DataFrame:
    """Return a row for each occasion and a column for each of `PREDICTORS`, by its id."""
    return pd.DataFrame({one.id: one.of(panel) for one in PREDICTORS})


def predictor_table() -> pd.DataFrame:
    """Return what the help page, the model card and docs/risk.md say of each factor.

    Columns: id, factor, unit, definition, source, direction, worth (log-odds of a unit before any
    outcome was seen), halves_in (empty: age does not count), leakage and fairness (the guards).
    """
    rows = [
        {
            "id": one.id,
            "factor": one.title,
            "unit": one.unit,
            "definition": one.definition,
            "source": one.source,
            "direction": _WAYS[one.direction],
            "worth": f"{one.worth:g}",
            "halves_in": _span(one.half_life_days),
            "leakage": one.leakage,
            "fairness": one.fairness,
        }
        for one in PREDICTORS
    ]
    return pd.DataFrame(rows)


def _span(days: float | None) -> str:
    return "" if days is None else f"{days / 365:g} years"
