import json
import math
from datetime import date

import numpy as np
import pandas as pd
import pytest

from benchmarks.made_evaluation import AS_OF, QUICK, county, found, knower
from records.errors import EvaluationError
from records.schema import PlacedRecord, Profile, Touchpoint
from risk.evaluation.contestants import WHO_VISITS, Contestant, Predicted, known_before
from risk.evaluation.evaluating import EvaluationSettings, Ground, evaluate, windows_of
from risk.evaluation.evaluation import Evaluation
from risk.evaluation.judged import Visit
from risk.evaluation.splits import SplitSettings

ABOUT = ("m1", AS_OF, AS_OF)


@pytest.fixture(scope="module")
def judged():
    tables, risk = county()
    heard = []
    ground = Ground(tables, found)
    told = evaluate(ground, [knower(risk, heard), WHO_VISITS], ABOUT, QUICK)
    return told, heard


def test_a_contestant_is_told_nothing_of_the_window_or_later(judged):
    _, heard = judged
    for past, visits in heard:
        day = pd.Timestamp(past.on)
        assert (past.tables["touchpoints"][Touchpoint.event_on] < day).all()
        assert (past.visits[Visit.on] < day).all()
        assert past.tables["profiles"][Profile.rating].isna().all()
        assert Visit.serious not in visits
        assert (visits[Visit.on] >= day).all()


def test_whoever_knows_the_truth_stands_above_who_visits(judged):
    told, _ = judged
    model, by_who = told.rankings
    assert told.model is model
    assert model.figures["auc"].value > by_who.figures["auc"].value > 0.5
    assert by_who.figures["within_agency"].value == 0.5
    assert model.figures["within_agency"].value > 0.6
    assert model.figures["lift_top"].value > 1.5
    assert 0 < told.who_share < 1
    assert told.better == {}


def test_the_final_window_is_not_looked_at_unless_asked(judged):
    told, _ = judged
    assert told.final is None
    assert len(told.rolling) == 3
    assert told.looks == 0


def test_each_window_tells_what_it_learnt_from_and_who_could_be_visited(judged):
    told, _ = judged
    before = [one.learnt_from for one in told.rolling]
    assert before == sorted(before)
    for one in told.rolling:
        assert one.visits > one.businesses > one.serious > 0
        assert 0 < one.listed_visited <= one.capacity < 300
        assert one.rate == one.serious / one.visits
        assert one.score_shift == pytest.approx(0)


def test_the_gate_looks_at_every_attribute(judged):
    told, _ = judged
    names = {one.attribute for one in told.fairness.groups}
    assert names == {"sector", "district", "chain", "age", "size"}


def test_it_is_read_back_as_it_was_written(judged):
    told, _ = judged
    again = Evaluation.from_json(json.loads(told.text()))
    assert again.text() == told.text()
    assert again.model.gains.equals(told.model.gains)


def test_the_same_county_is_judged_the_same(judged):
    told, _ = judged
    tables, risk = county()
    again = evaluate(Ground(tables, found), [knower(risk), WHO_VISITS], ABOUT, QUICK)
    assert again.text() == told.text()


def test_the_final_window_is_told_apart_and_moves_no_other_figure(judged):
    told, _ = judged
    tables, risk = county()
    settings = EvaluationSettings(draws=20, final=True, looks=2)
    full = evaluate(Ground(tables, found), [knower(risk), WHO_VISITS], ABOUT, settings)
    assert full.final.ends == AS_OF
    assert full.looks == 2
    assert full.model.figures == told.model.figures
    assert full.fairness.to_json() == told.fairness.to_json()


def test_how_far_the_model_is_above_version_one_is_told_draw_by_draw():
    tables, risk = county()
    rng = np.random.default_rng(5)
    worse = pd.Series(risk.to_numpy() + rng.normal(0, 0.4, len(risk)), index=risk.index)
    one = Contestant(
        "version_one", "Version one",
        lambda past, visits: Predicted(visits[Visit.profile_id].map(worse).to_numpy(), None, worse),
    )  # fmt: skip
    told = evaluate(Ground(tables, found), [knower(risk), one], ABOUT, QUICK)
    assert told.better["auc"].low > 0
    assert math.isnan(told.who_share)


def test_a_contestant_that_was_fitted_on_what_judges_it_is_refused():
    tables, _ = county()
    every = set(tables["touchpoints"][Touchpoint.touchpoint_id])
    peeps = Contestant(
        "peeps", "Peeps",
        lambda past, visits: Predicted(np.zeros(len(visits)), fitted={"nuisance": every}),
    )  # fmt: skip
    with pytest.raises(EvaluationError, match="the nuisance was fitted on"):
        evaluate(Ground(tables, found), [peeps], ABOUT, QUICK)


def test_without_outcomes_or_with_one_kind_of_them_nothing_can_be_judged():
    tables, _ = county(visits=50)
    made = found(tables["touchpoints"], None)
    with pytest.raises(EvaluationError, match="No visit held says"):
        windows_of(made.iloc[:0], AS_OF)
    with pytest.raises(EvaluationError, match="All 50 visits held found nothing serious"):
        windows_of(made.assign(serious=0), AS_OF)
    with pytest.raises(EvaluationError, match="found something serious"):
        windows_of(made.assign(serious=1), AS_OF)
    with pytest.raises(EvaluationError, match="too short a past"):
        windows_of(made, AS_OF, SplitSettings(months=12))


def test_a_business_first_met_in_the_window_cannot_be_listed_and_is_in_no_group():
    tables, risk = county()
    new = tables["profiles"].assign(**{Profile.first_contact_on: pd.Timestamp("2026-10-30")})
    told = evaluate(Ground({**tables, "profiles": new}, found), [knower(risk)], ABOUT, QUICK)
    assert all(one.listed_visited == 0 for one in told.rolling)
    assert told.fairness.groups == ()
    assert not told.fairness.passed


def test_records_of_later_events_are_not_known():
    tables, _ = county(visits=50)
    records = PlacedRecord.shape(
        pd.DataFrame(
            {
                PlacedRecord.record_id: ["a", "b", "c"],
                PlacedRecord.event_on: pd.to_datetime(["2026-01-01", "2026-05-01", None]),
            }
        )
    )
    known = known_before({**tables, "records": records}, date(2026, 5, 1))
    assert list(known["records"][PlacedRecord.record_id]) == ["a", "c"]
    assert known["profiles"][Profile.last_contact_on].isna().all()


@pytest.mark.parametrize("said", [{}, {"format": 0}, {"format": 1, "model_id": "x"}])
def test_what_is_no_evaluation_is_refused(said):
    with pytest.raises(EvaluationError, match="Judge the model anew"):
        Evaluation.from_json(said)
