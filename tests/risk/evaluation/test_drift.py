import json
import math

import numpy as np
import pandas as pd
import pytest

from risk.evaluation.drift import MOVED, WATCH, Drift, Rate, drift, psi

RNG = np.random.default_rng(0)


def test_the_index_of_the_same_values_is_nothing_and_grows_as_they_move():
    values = RNG.normal(size=2000)
    assert psi(values, values) == pytest.approx(0)
    assert psi(values, RNG.normal(size=2000)) < WATCH
    assert WATCH < psi(values, values + 0.5) < psi(values, values + 1)
    assert psi(values, values + 1) > MOVED


def test_values_that_go_missing_are_a_shift():
    values = RNG.normal(size=2000)
    gone = np.where(np.arange(2000) % 2, np.nan, values)
    assert psi(values, gone) > MOVED


def test_a_side_without_values_says_nothing():
    assert math.isnan(psi([], [1.0]))
    assert math.isnan(psi([1.0], []))
    assert psi([np.nan] * 5, [np.nan] * 5) == pytest.approx(0)


def test_a_rate_has_the_interval_of_wilson():
    assert Rate(10, 100).interval == pytest.approx((0.0552, 0.1744), abs=1e-4)
    assert Rate(0, 0).interval == pytest.approx((math.nan, math.nan), nan_ok=True)
    assert math.isnan(Rate(0, 0).value)


def moved(**changes):
    before = pd.DataFrame({"score": RNG.normal(size=900), "a": RNG.normal(size=900), "b": 0.0})
    now = before.assign(**changes)
    return drift(
        before, now.drop(columns="gone", errors="ignore"), (Rate(80, 1000), Rate(90, 1000))
    )


def test_nothing_moved_is_no_warning():
    assert moved().warnings == ()


def test_what_moved_is_told_most_moved_first():
    told = moved(a=RNG.normal(3, 1, 900), score=RNG.normal(0.5, 1, 900))
    assert list(told.factors) == ["a", "b"]
    assert told.warnings[0].startswith("scores of the county have")
    assert told.warnings[1].startswith("factor a has moved")


def test_a_surely_other_rate_and_people_who_do_not_follow_the_list_are_told():
    told = Drift(0.0, {}, Rate(80, 1000), Rate(150, 1000), Rate(60, 100))
    assert told.warnings == (
        "visits find something serious in 15.0%, in training 8.0%",
        "people go against the list in 60% of choices",
    )


def test_it_is_read_back_as_it_was_written():
    told = Drift(math.nan, {"a": 0.3, "b": math.nan}, Rate(1, 2), Rate(0, 0), Rate(0, 0))
    text = json.dumps(told.to_json())
    assert json.dumps(Drift.from_json(json.loads(text)).to_json()) == text
