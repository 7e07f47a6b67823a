from datetime import date

import pandas as pd
import pytest

from benchmarks.made_county import AS_OF, made_county
from records.schema import Profile
from risk.evaluation.county import ground_of, version_two
from risk.evaluation.drifting import drift_of_county
from risk.evaluation.judged import Visit
from risk.prediction.training import train_of_build


@pytest.fixture(scope="module")
def tables():
    return made_county(120, seed=3)


def test_version_two_is_trained_on_what_was_known_and_says_what_it_expects_of_each_visit(tables):
    ground = ground_of(tables)
    past = ground.past(date(2026, 8, 21))
    visits = ground.visits[ground.visits[Visit.on] >= pd.Timestamp(past.on)].reset_index(drop=True)
    said = version_two().predict(past, visits.drop(columns=Visit.serious))
    assert len(said.score) == len(said.probability) == len(visits)
    assert ((said.probability > 0) & (said.probability < 1)).all()
    assert list(said.standing.index) == list(tables["profiles"][Profile.profile_id])
    assert list(said.score) == list(said.standing[visits[Visit.profile_id]])
    assert set(said.fitted["model"]) == set(past.visits["touchpoint_id"])


def test_drift_tells_how_far_scores_factors_and_rates_have_moved(tables):
    then = date(2026, 5, 21)
    model = train_of_build(tables, then)
    told = drift_of_county(model, tables, AS_OF)
    visits = ground_of(tables).visits
    assert told.rate_then.of == (visits[Visit.on] < pd.Timestamp(then)).sum()
    assert told.rate_now.of == len(visits) - told.rate_then.of
    assert set(told.factors) == set(model.lines)
    assert drift_of_county(model, tables, then).score == pytest.approx(0)
