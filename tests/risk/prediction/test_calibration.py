import numpy as np
import pytest

from risk.prediction.calibration import Sigmoid, sigmoid_of


def visits(size, level, slope, seed=2):
    rng = np.random.default_rng(seed)
    margin, beside = rng.normal(-2.0, 1.5, size), rng.normal(0.0, 0.5, size)
    true = level + slope * margin + beside
    return margin, beside, (rng.random(size) < 1 / (1 + np.exp(-true))).astype("float64")


def test_log_odds_that_are_too_steep_and_too_high_are_put_right():
    found = sigmoid_of(*visits(20_000, -0.5, 0.6), middle=-2.0)
    assert found.slope == pytest.approx(0.6, abs=0.06)
    assert found.of(np.array([-2.0]))[0] == pytest.approx(-1.7, abs=0.1)


def test_a_handful_of_outcomes_changes_little():
    found = sigmoid_of(*visits(20, -0.5, 0.6), middle=-2.0)
    assert found.slope == pytest.approx(1.0, abs=0.25)


def test_the_order_is_never_turned():
    margin, beside, serious = visits(5_000, 0.0, -2.0)
    assert sigmoid_of(margin, beside, serious, middle=-2.0).slope > 0


def test_nothing_is_changed_where_nothing_was_learnt():
    margin = np.array([-1.0, 2.0])
    assert (Sigmoid().of(margin) == margin).all()
