import math
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from risk.evaluation.figures import (
    auc,
    calibration_curve,
    calibration_error,
    days_earlier,
    first_half,
    gains,
    lift_at,
    precision_at,
    within,
)

VISITS = st.lists(
    st.tuples(st.integers(0, 6), st.integers(0, 1), st.integers(0, 40)), min_size=1, max_size=60
)


def columns(visits):
    return tuple(np.array(column, dtype="float64") for column in zip(*visits, strict=True))


@given(VISITS)
def test_auc_is_that_of_scikit_learn(visits):
    score, serious, _ = columns(visits)
    if 0 < serious.sum() < len(serious):
        assert auc(score, serious) == pytest.approx(roc_auc_score(serious, score))
    else:
        assert math.isnan(auc(score, serious))


@given(VISITS)
def test_a_figure_of_an_order_does_not_change_when_scores_are_stretched(visits):
    score, serious, on = columns(visits)
    for figure in (lambda s: auc(s, serious), lambda s: days_earlier(s, serious, on)):
        assert figure(score) == pytest.approx(figure(3 * score + 1), nan_ok=True)


@given(VISITS)
def test_the_order_of_rows_changes_no_figure(visits):
    score, serious, on = columns(visits)
    turned = np.arange(len(score))[::-1]
    for figure in (
        lambda r: auc(score[r], serious[r]),
        lambda r: lift_at(score[r], serious[r], 0.1),
        lambda r: calibration_error(score[r] / 6, serious[r]),
        lambda r: within(score[r], serious[r], on[r]),
    ):
        assert figure(turned) == pytest.approx(figure(np.arange(len(score))), nan_ok=True)


@given(VISITS)
def test_a_score_that_says_nothing_moves_no_visit_and_lifts_nothing(visits):
    score, serious, on = columns(visits)
    if serious.any():
        same = np.zeros_like(score)
        assert days_earlier(same, serious, on) == 0
        assert lift_at(same, serious, 0.3) == pytest.approx(1)


def test_auc_inside_groups_is_weighted_by_their_visits():
    score = [1, 2, 1, 2, 3, 4, 9]
    serious = [0, 1, 0, 1, 0, 0, 1]
    group = ["a", "a", "b", "b", "b", "b", "c"]
    assert within(score, serious, group) == pytest.approx((2 * 1.0 + 4 * (1 / 3)) / 6)


def test_an_order_that_only_ranks_who_visits_orders_nothing_inside():
    group = np.repeat([0, 1], 50)
    serious = np.concatenate([np.arange(50) % 10 == 0, np.arange(50) % 2 == 0])
    assert auc(group, serious) > 0.7
    assert within(group, serious, group) == 0.5


def test_groups_of_one_kind_or_without_a_name_say_nothing():
    assert math.isnan(within([1, 2], [1, 1], ["a", "a"]))
    assert math.isnan(within([1, 2], [0, 1], np.array([np.nan, np.nan])))
    assert math.isnan(within([], [], []))


def test_a_shared_last_place_counts_in_part():
    assert precision_at([9, 5, 5, 1], [1, 1, 0, 1], 2) == pytest.approx(0.75)
    assert precision_at([9, 5], [1, 0], 10) == 0.5
    assert math.isnan(precision_at([9, 5], [1, 0], 0))


def test_lift_is_the_rate_at_the_top_over_the_rate_of_all():
    serious = np.zeros(100)
    serious[:4] = 1
    score = -np.arange(100)
    assert lift_at(score, serious, 0.05) == pytest.approx(0.8 / 0.04)
    assert math.isnan(lift_at(score, np.zeros(100), 0.05))


def test_gains_end_with_everything_found():
    curve = gains([4, 3, 2, 1], [1, 0, 1, 0], steps=4)
    assert list(curve["found"]) == pytest.approx([0.5, 0.5, 1, 1])
    assert list(curve["lift"]) == pytest.approx([2, 1, 4 / 3, 1])
    assert gains([1, 2], [0, 0]).empty


def test_days_earlier_deals_the_same_days_anew():
    on = np.array(["2014-09-02", "2014-09-12", "2014-09-22"], dtype="datetime64[D]")
    assert days_earlier([1, 2, 3], [0, 0, 1], on) == 20
    assert days_earlier([3, 2, 1], [0, 0, 1], on) == 0
    assert math.isnan(days_earlier([1, 2, 3], [0, 0, 0], on))


def test_the_first_half_ends_midway_or_on_the_day_that_is_said():
    on = np.array(["2014-09-02", "2014-09-20", "2014-10-31"], dtype="datetime64[D]")
    assert first_half([1, 2, 3], [1, 0, 1], on) == 0.5
    assert first_half([2, 1, 3], [1, 0, 1], on) == 1
    assert first_half([2, 1, 3], [1, 0, 1], on, date(2014, 9, 3)) == 0.5
    assert math.isnan(first_half([1], [0], on[:1]))


def test_calibration_compares_what_was_predicted_with_what_was_found():
    chance = np.repeat([0.1, 0.5], 100)
    serious = np.concatenate([np.arange(100) < 10, np.arange(100) < 70])
    curve = calibration_curve(chance, serious)
    assert curve.to_dict("list") == {
        "predicted": pytest.approx([0.1, 0.5]),
        "found": pytest.approx([0.1, 0.7]),
        "visits": [100, 100],
    }
    assert calibration_error(chance, serious) == pytest.approx(0.1)


def test_without_visits_there_is_no_calibration():
    assert calibration_curve([], []).empty
    assert math.isnan(calibration_error([], []))
