import math

import numpy as np
import pytest

from risk.evaluation.intervals import Estimate, drawn_again, estimates


def test_a_business_is_drawn_with_all_its_visits():
    business = ["a", "b", "a", "c"]
    for rows in drawn_again(business, draws=20, seed=1):
        counts = np.bincount(rows, minlength=4)
        assert counts[0] == counts[2]
        assert counts[[0, 1, 3]].sum() == 3


def test_the_same_seed_draws_the_same_and_another_one_others():
    first, again, other = (drawn_again(range(30), 5, seed) for seed in (1, 1, 2))
    assert all((a == b).all() for a, b in zip(first, again, strict=True))
    assert not all((a == b).all() for a, b in zip(first, other, strict=True))


def test_the_interval_of_a_mean_is_as_wide_as_theory_says():
    values = np.random.default_rng(0).normal(size=400)
    told = estimates(lambda r: {"mean": float(values[r].mean())}, np.arange(400), 400)["mean"]
    assert told.value == pytest.approx(values.mean())
    assert told.high - told.low == pytest.approx(2 * 1.96 * values.std() / 20, rel=0.15)


def test_visits_that_repeat_a_business_do_not_make_a_figure_surer():
    values = np.random.default_rng(0).normal(size=100)
    once = estimates(lambda r: {"mean": float(values[r].mean())}, np.arange(100))["mean"]
    many = np.repeat(values, 9)
    often = estimates(lambda r: {"mean": float(many[r].mean())}, np.repeat(np.arange(100), 9))
    assert often["mean"].high - often["mean"].low == pytest.approx(once.high - once.low)


def test_what_is_mostly_unknown_has_no_interval():
    told = estimates(lambda rows: {"x": 1.0 if len({*rows}) == 6 else math.nan}, range(6))["x"]
    assert (told.value, math.isnan(told.low), math.isnan(told.high)) == (1.0, True, True)
    assert str(told) == "1"


def test_no_rows_are_no_draws():
    assert drawn_again([], 5) == []
    assert math.isnan(estimates(lambda rows: {"x": math.nan}, [])["x"].low)


def test_an_estimate_is_read_back_as_it_was_written():
    for one in (Estimate(0.7, 0.6, 0.8), Estimate(0.7, math.nan, math.nan)):
        assert str(Estimate.from_json(one.to_json())) == str(one)
    assert Estimate(math.nan, math.nan, math.nan).to_json() == [None, None, None]
    assert str(Estimate(math.nan, math.nan, math.nan)) == "-"
    assert str(Estimate(0.71234, 0.6, 0.8)) == "0.712 (0.6 to 0.8)"
