import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.prediction.curves import ramps_of

VALUES = st.lists(st.floats(-100, 100), min_size=1, max_size=40)


def curve(values, **settings):
    values = np.array(values, dtype="float64")
    return ramps_of(values, np.ones(len(values)), settings.get("most", 4), settings.get("home", 0))


@given(VALUES, st.floats(-50, 50))
def test_nothing_known_and_home_add_nothing(values, home):
    ramps = curve(values, home=home)
    assert (ramps.spread(np.array([np.nan, home])) == 0).all()


@given(VALUES, st.floats(-120, 120), st.floats(0, 50))
def test_more_of_a_factor_never_climbs_a_ramp_less(values, value, more):
    low, high = curve(values).spread(np.array([value, value + more]))
    assert (high >= low).all()


def test_a_straight_line_is_the_sum_of_its_ramps():
    ramps = curve([0.0, 1.0, 2.0, 5.0, 9.0], home=0.0)
    asked = np.array([0.5, 3.0, 9.0, 50.0])
    assert ramps.spread(asked) @ ramps.widths == pytest.approx([0.5, 3.0, 9.0, 9.0])


def test_a_value_that_counts_nothing_is_not_there():
    values, weights = np.array([1.0, 2.0, 90.0]), np.array([1.0, 1.0, 0.0])
    assert ramps_of(values, weights, 4).knots.max() == 2.0


@pytest.mark.parametrize("values", [[np.nan], [3.0], [3.0, np.nan, 3.0]])
def test_a_factor_that_never_changes_has_no_ramp(values):
    ramps = curve(values, home=3.0)
    assert len(ramps) == 0
    assert ramps.spread(np.array([1.0, np.nan])).shape == (2, 0)
