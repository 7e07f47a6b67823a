import json

import numpy as np
import pandas as pd
import pytest

from benchmarks.made_histories import AS_OF
from benchmarks.made_visits import AGENCIES, made_known
from risk.prediction.model import ModelError, RiskModel
from risk.prediction.training import train


@pytest.fixture(scope="module")
def known():
    return made_known(150, seed=8)


@pytest.fixture(scope="module")
def model(known):
    return train(known, AS_OF)


def test_a_model_comes_back_from_its_text_to_the_last_digit(model, known):
    again = RiskModel.from_json(model.to_json())
    assert again.to_json() == model.to_json()
    assert again.model_id == model.model_id
    assert (again.margin(known.table) == model.margin(known.table)).all()
    assert (again.probability(known.table) == model.probability(known.table)).all()
    seen = known.nuisance
    assert (again.probability(known.table, seen) == model.probability(known.table, seen)).all()


def test_another_model_has_another_id(model):
    changed = json.loads(model.to_json()) | {"between": model.between + 1e-12}
    assert RiskModel.from_json(json.dumps(changed)).model_id != model.model_id


@pytest.mark.parametrize("text", ["", "{}", "[]", '{"format": 1}', "nonsense"])
def test_a_text_that_is_no_model_is_refused(text):
    with pytest.raises(ModelError, match="no model"):
        RiskModel.from_json(text)


def test_a_model_of_another_format_is_refused_with_what_to_do(model):
    other = json.loads(model.to_json()) | {"format": 99}
    with pytest.raises(ModelError, match="format 99, expected 1; train anew"):
        RiskModel.from_json(json.dumps(other))


def test_lines_that_are_not_there_are_named(model, known):
    with pytest.raises(ModelError, match="RF05"):
        model.margin(known.table.drop(columns="RF05"))


def test_contributions_and_the_start_sum_to_the_log_odds(model, known):
    summed = model.start + model.contributions(known.table).sum(axis=1)
    assert summed == pytest.approx(model.margin(known.table))


def test_the_weights_that_are_told_are_those_that_score(model, known):
    for place, line in enumerate(model.lines):
        curve = model.curves[line]
        values, adds = zip(*curve, strict=True) if curve else ((0.0,), (0.0,))
        asked = known.table.iloc[[0] * len(values)].assign(**{line: values})
        assert model.contributions(asked)[:, place] == pytest.approx(adds)
        between = known.table[line]
        told = np.where(between.notna(), np.interp(between, values, adds), 0.0)
        assert model.contributions(known.table)[:, place] == pytest.approx(told)
    assert any(model.curves.values())


def test_averaged_chances_lie_among_those_of_each_visitor(model, known):
    row = known.table.head(1)
    each = [model.probability(row, pd.DataFrame({"agency": [who]}))[0] for who in AGENCIES]
    assert min(each) < model.probability(row)[0] < max(each)


def test_own_outcomes_narrow_the_bounds_and_gaps_widen_them(model, known):
    table = known.table.head(3)
    visits, gaps = np.array([0.0, 9.0, 9.0]), np.array([0.0, 0.0, 2.0])
    nothing, much, gappy = model.doubt(model.says(table), visits, gaps).spread
    assert much < gappy
    assert much < nothing


def test_the_chance_lies_inside_its_bounds(model, known):
    doubt = model.doubt(model.says(known.table), known.visits)
    low, high = model.interval(doubt)
    likely = model.probability(known.table)
    assert ((low < likely) & (likely < high)).all()


def test_nobody_to_score_is_no_fault(model, known):
    assert len(model.probability(known.table.head(0))) == 0
