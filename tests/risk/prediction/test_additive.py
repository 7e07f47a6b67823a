import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.metrics import roc_auc_score
from sklearn.utils.estimator_checks import check_estimator

from risk.prediction.additive import AdditiveRisk

RISE = {"rises": 1, "falls": -1}


def test_it_keeps_the_promises_of_an_estimator():
    # What scikit-learn itself leaves out here needs another library's arrays.
    checks = check_estimator(AdditiveRisk(most_ramps=2), on_fail=None, on_skip=None)
    broken = [one["check_name"] for one in checks if one["status"] == "failed"]
    assert not broken
    assert len(checks) > 50


def made(rows=3_000, seed=5):
    """Visits whose truth is known: one factor rises, one falls, one says nothing, one is told."""
    rng = np.random.default_rng(seed)
    seen = pd.DataFrame(rng.normal(size=(rows, 4)), columns=["rises", "falls", "idle", "bends"])
    visitors = pd.DataFrame({"agency": rng.choice(["HSE", "GLAA", "EPOL"], rows)})
    harsh = visitors["agency"].map({"HSE": 1.0, "GLAA": -1.0, "EPOL": 0.0}).to_numpy()
    margin = -2.0 + seen["rises"] - seen["falls"] + np.abs(seen["bends"]) / 2 + harsh
    return seen, (rng.random(rows) < 1 / (1 + np.exp(-margin))).to_numpy().astype(int), visitors


@pytest.fixture(scope="module")
def visits():
    return made()


@pytest.fixture(scope="module")
def fitted(visits):
    seen, serious, visitors = visits
    return AdditiveRisk(directions=RISE).fit(seen, serious, nuisance=visitors)


def test_contributions_sum_to_the_log_odds(fitted, visits):
    added = fitted.contributions(visits[0])
    summed = added.sum(axis=1) + fitted.intercept_
    assert summed == pytest.approx(fitted.decision_function(visits[0]))


def test_a_curve_never_runs_against_its_direction(visits):
    seen, serious, _ = visits
    wrong = AdditiveRisk(directions={"rises": -1, "falls": 1}).fit(seen, serious)
    added = wrong.contributions(seen)
    assert added[:, :2] == pytest.approx(0.0)


def test_a_curve_without_a_direction_may_bend(fitted):
    away = pd.DataFrame(0.0, index=range(3), columns=fitted.columns_)
    away["bends"] = [-2.0, 0.0, 2.0]
    low, home, high = fitted.contributions(away)[:, 3]
    assert low > home < high


def test_visitors_are_told_apart_and_averaged_out(fitted, visits):
    seen = visits[0].head(1)
    one_each = [
        fitted.predict_proba(seen, nuisance=pd.DataFrame({"agency": [who]}))[0, 1]
        for who in ("GLAA", "EPOL", "HSE")
    ]
    assert one_each == sorted(one_each)
    assert fitted.predict_proba(seen)[0, 1] == pytest.approx(np.mean(one_each), abs=0.01)


def test_what_is_missing_adds_nothing(fitted):
    nothing = pd.DataFrame(np.nan, index=[0], columns=fitted.columns_)
    assert fitted.decision_function(nothing) == pytest.approx(fitted.intercept_)


def test_held_fast_it_says_what_the_expert_says(visits):
    seen, serious, _ = visits
    told = seen.assign(told=seen["rises"] * 0.7)
    held = AdditiveRisk(expert="told", worths={"falls": -0.3}, shrink=1e9).fit(told, serious)
    expert = held.expert_contributions(told)
    assert held.contributions(told) == pytest.approx(expert, abs=1e-3)
    inside = told["falls"].abs() < 2
    expected = (told["rises"] * 0.7 - told["falls"] * 0.3)[inside]
    assert expert.sum(axis=1)[inside] == pytest.approx(expected)


def test_more_outcomes_leave_less_doubt(visits):
    seen, serious, _ = visits
    few = AdditiveRisk().fit(seen[:300], serious[:300])
    many = AdditiveRisk().fit(seen, serious)
    assert (many.doubt(seen) < few.doubt(seen)).mean() > 0.95


def test_a_visit_counted_twice_counts_as_two(visits):
    seen, serious, visitors = (one[:500] for one in visits)
    twice = AdditiveRisk().fit(seen, serious, nuisance=visitors, sample_weight=np.full(500, 2.0))
    both = pd.concat([seen, seen], ignore_index=True)
    callers = pd.concat([visitors, visitors], ignore_index=True)
    repeated = AdditiveRisk().fit(both, np.tile(serious, 2), nuisance=callers)
    assert twice.decision_function(seen) == pytest.approx(repeated.decision_function(seen))


def test_it_finds_the_truth_in_visits_not_seen(fitted):
    seen, serious, visitors = made(seed=6)
    likely = fitted.predict_proba(seen, nuisance=visitors)[:, 1]
    assert roc_auc_score(serious, likely) > 0.8
    assert likely.mean() == pytest.approx(serious.mean(), abs=0.02)


def test_one_class_only_is_refused_in_words(visits):
    seen = visits[0]
    with pytest.raises(ValueError, match="with and without a serious finding"):
        AdditiveRisk().fit(seen, np.zeros(len(seen), dtype=int))


def test_settings_survive_a_clone():
    settings = AdditiveRisk(directions=RISE, expert="told", shrink=3.0, homes={"rises": 1.0})
    assert clone(settings).get_params() == settings.get_params()
