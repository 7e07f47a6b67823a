import numpy as np
import pandas as pd
import pytest

from risk.prediction.nuisances import MOST_SHIFTS, Nuisances, Shifts, values_of
from risk.prediction.solving import chance


def test_visitors_are_averaged_out_by_the_share_of_visits_they_made():
    shifts = Shifts.of(np.array([1.0, 1.0, -2.0]), np.array([1.0, 1.0, 2.0]))
    expected = 0.5 * chance(np.array([0.3 + 1.0])) + 0.5 * chance(np.array([0.3 - 2.0]))
    assert shifts.averaged(np.array([0.3])) == pytest.approx(expected)


def test_many_kinds_of_visitor_are_averaged_nearly_as_each_for_itself():
    added = np.random.default_rng(1).normal(size=5_000)
    shifts = Shifts.of(added, np.ones(5_000))
    assert len(shifts.added) <= MOST_SHIFTS
    margin = np.array([-3.0, 0.0, 2.0])
    exact = [chance(one + added).mean() for one in margin]
    assert shifts.averaged(margin) == pytest.approx(exact, abs=1e-3)


def test_a_visitor_not_seen_before_adds_nothing():
    seen = pd.DataFrame({"agency": ["HSE", "GLAA"]})
    known = Nuisances(values_of(seen, np.ones(2)), np.array([1.0, -1.0]))
    asked = pd.DataFrame({"agency": ["EASI", None, "HSE"]})
    # Kinds are in order: GLAA, HSE.
    assert known.added(asked, 3).tolist() == [0.0, 0.0, -1.0]


def test_a_column_of_visitors_that_is_not_there_is_named():
    known = Nuisances({"agency": ("HSE",)}, np.ones(1))
    with pytest.raises(ValueError, match="no column agency; expected 2 rows"):
        known.design(pd.DataFrame({"team": ["x", "y"]}), 2)


def test_kinds_that_differ_much_are_held_less_than_kinds_that_are_alike():
    known = Nuisances({"a": ("1", "2"), "b": ("1", "2")}, np.zeros(4))
    effects, doubt = np.array([1.5, -1.5, 0.05, -0.05]), np.full(4, 0.01)
    hold = known.held(effects, doubt, np.ones(4))
    assert hold[0] == hold[1] < 1.0 < hold[2] == hold[3]
