from datetime import timedelta

import numpy as np
import pandas as pd
import pytest
from sklearn.metrics import roc_auc_score

from benchmarks.made_histories import AS_OF
from benchmarks.made_visits import made_known, made_visits
from records.schema import Prediction
from risk.prediction.known import Known, known_of
from risk.prediction.lines import LINES
from risk.prediction.near import near_of
from risk.prediction.outcomes import OrderError, Outcome
from risk.prediction.panel import Occasion, panel
from risk.prediction.predicting import predicted
from risk.prediction.training import (
    TrainingError,
    TrainingSettings,
    challenged,
    train,
    train_of_build,
)

SETTINGS = TrainingSettings(shrinks=(5.0, 80.0), enough=500)


@pytest.fixture(scope="module")
def known():
    return made_known(700, seed=3)


@pytest.fixture(scope="module")
def fresh():
    """Visits to other businesses, to judge by."""
    return made_known(1_000, seed=4)


@pytest.fixture(scope="module")
def model(known):
    return train(known, AS_OF, SETTINGS)


def expert(model, known):
    """Return what the lines are worth where nothing was learnt."""
    return model.additive.expert_contributions(known.table[list(model.lines)]).sum(axis=1)


def test_it_foretells_visits_to_businesses_it_never_saw(model, fresh):
    likely = model.probability(fresh.table, fresh.nuisance)
    assert roc_auc_score(fresh.serious, likely) > roc_auc_score(fresh.serious, expert(model, fresh))
    assert likely.mean() == pytest.approx(fresh.serious.mean(), abs=0.04)


def test_the_bands_begin_where_the_shares_of_businesses_say(model, known):
    card = model.scorecard
    told = np.array([line.kind == "told" for line in LINES])
    found = model.start + model.contributions(known.table)[:, ~told].sum(axis=1)
    below = [(card.on_scale(found) < begin).mean() for begin in card.begins]
    assert below == pytest.approx([0.78, 0.92, 0.98], abs=0.02)


def test_businesses_that_differ_for_reasons_no_record_tells_leave_wider_bounds(model):
    # They were made to differ by .7; few pairs tell it roughly.
    assert 0.4 < model.between < 1.1


def test_the_order_of_the_outcomes_tells_nothing(known, model):
    mixed = known.taken(np.random.default_rng(1).permutation(len(known)))
    assert train(mixed, AS_OF, SETTINGS).model_id == model.model_id


@pytest.mark.parametrize("seed", range(4))
def test_two_hundred_outcomes_never_make_it_worse_than_the_expert(known, fresh, seed):
    some = np.random.default_rng(seed).choice(len(known), 200, replace=False)
    taught = train(known.taken(some), AS_OF)
    assert taught.about["held"]
    ours = roc_auc_score(fresh.serious, taught.margin(fresh.table))
    assert ours >= roc_auc_score(fresh.serious, expert(taught, fresh)) - 0.002


def test_no_outcome_at_all_is_refused_and_version_one_goes_on(known):
    with pytest.raises(TrainingError, match=r"No visit held says.*version one scores"):
        train(known.taken(np.zeros(0, dtype="int64")), AS_OF)


@pytest.mark.parametrize(("found", "word"), [(0, "nothing"), (1, "something")])
def test_outcomes_of_one_class_are_refused(known, found, word):
    alike = np.flatnonzero(known.serious == found)
    with pytest.raises(TrainingError, match=f"found {word} serious; a model needs both"):
        train(known.taken(alike), AS_OF)


def test_outcomes_of_the_day_or_later_are_refused(known):
    with pytest.raises(TrainingError, match="or later, and so unknown"):
        train(known, AS_OF - timedelta(days=30))


def test_an_outcome_before_its_factors_is_refused():
    tables, found = made_visits(20, seed=1)
    late = Occasion.shape(found.assign(**{Occasion.on: found[Outcome.on] + pd.Timedelta(days=1)}))
    known = tables["profiles"], tables["touchpoints"], tables["records"]
    asked = panel(late, *known, near_of(tables["relations"]))
    with pytest.raises(OrderError, match="lie before the day of their factors"):
        known_of(found, asked)


def test_a_factor_of_which_nothing_is_known_adds_nothing_and_is_named(known):
    silent = known.table.assign(own_serious=np.nan)
    blind = train(Known(known.outcomes, silent, known.visits), AS_OF, SETTINGS)
    assert "own_serious" in blind.about["silent"]
    place = blind.lines.index("own_serious")
    assert (blind.contributions(known.table)[:, place] == 0).all()


def test_outcomes_of_one_day_train_a_model_that_is_not_calibrated_in_time(known):
    one_day = known.outcomes.assign(on=known.outcomes[Outcome.on].max())
    flat = train(Known(one_day, known.table, known.visits), AS_OF, SETTINGS)
    assert (flat.sigmoid.level, flat.sigmoid.slope) == (0.0, 1.0)


def test_a_challenger_is_proposed_only_where_it_wins_beyond_chance(known):
    stood = challenged(known, AS_OF, SETTINGS)
    assert stood.low < stood.better < stood.high
    assert stood.proposed == (stood.low > 0)
    assert stood.better == pytest.approx(stood.ours - stood.theirs)
    assert f"by {stood.theirs:.4f} a visit" in stood.text
    assert f"from {stood.low:.4f} to {stood.high:.4f}: it is not proposed" in stood.text
    # What was made up is additive: boosting has nothing to find that the model lacks.
    assert not stood.proposed


def test_the_tables_of_a_build_teach_a_model_and_are_scored_by_it():
    tables, _ = made_visits(300, seed=5)
    taught = train_of_build(tables, AS_OF)
    scored = predicted(tables, taught, AS_OF).predictions
    assert len(scored) == 300
    assert set(scored[Prediction.score_version]) == {taught.version}
    assert taught.about["visits"] > 100
