"""How does version two stand in a county, beside version one and beside who visits alone?"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

from records.progress import Progress, silent
from records.schema import Profile
from risk.evaluation.contestants import VERSION_ONE, WHO_VISITS, Contestant, Past, Predicted
from risk.evaluation.evaluating import EvaluationSettings, Ground, evaluate
from risk.evaluation.evaluation import Evaluation
from risk.evaluation.judged import Visit
from risk.evaluation.splits import Example
from risk.prediction.known import NUISANCES, asked_on
from risk.prediction.outcomes import outcomes
from risk.prediction.scoring import scored
from risk.prediction.training import TrainingSettings, train_of_build

__all__ = ["evaluate_county", "ground_of", "version_two"]

Tables = Mapping[str, pd.DataFrame]


def version_two(training: TrainingSettings | None = None) -> Contestant:
    """Return version two, trained anew for each window on what was known before it."""

    def predict(past: Past, visits: pd.DataFrame) -> Predicted:
        model = train_of_build(past.tables, past.on, training)
        found = scored(model, asked_on(past.tables, past.on))
        ids = past.tables["profiles"][Profile.profile_id]
        standing = pd.Series(found.standing.score.astype("float64"), index=ids.to_numpy())
        rows = pd.Index(ids).get_indexer(visits[Visit.profile_id])
        who = visits[[str(column) for column in NUISANCES]].astype("object")
        values = found.reading.table.iloc[rows].reset_index(drop=True)
        learnt = past.visits[Example.touchpoint_id]
        return Predicted(
            standing.to_numpy()[rows],
            model.probability(values, who.reset_index(drop=True)),
            standing,
            {"model": learnt, "nuisance": learnt, "calibration": learnt},
        )

    return Contestant("version_two", "Version two: the model", predict)


def ground_of(tables: Tables) -> Ground:
    """Return what the tables of a build judge by."""
    return Ground(tables, outcomes)


def evaluate_county(
    ground: Ground,
    about: tuple[str, date, date],
    settings: EvaluationSettings | None = None,
    training: TrainingSettings | None = None,
    progress: Progress = silent,
) -> Evaluation:
    """Return how version two stands in a county, with version one and who visits beside it.

    about: id of the model judged (empty: none is kept), the day it is judged on, and `as_of`.

    Raises:
        EvaluationError: as `evaluate`.
        TrainingError: the visits before a window teach nothing.
    """
    contestants = (version_two(training), VERSION_ONE, WHO_VISITS)
    return evaluate(ground, contestants, about, settings, progress)
