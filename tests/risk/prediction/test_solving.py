import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from risk.prediction.solving import Problem, curvature, solved


def problem(rows, same, **changed):
    size = rows.shape[1]
    given = {
        "counts": np.ones(len(rows)), "target": np.zeros(size), "hold": np.ones(size),
        "low": np.full(size, -np.inf),
    }  # fmt: skip
    return Problem(rows, same.astype("float64"), **(given | changed))


@pytest.fixture
def visits():
    rng = np.random.default_rng(3)
    rows = rng.normal(size=(400, 3))
    return rows, rng.random(400) < 1 / (1 + np.exp(-rows @ [1.0, -1.0, 0.2]))


def test_without_bounds_it_is_ridge_regression(visits):
    rows, same = visits
    found = solved(problem(rows, same), np.zeros(3))
    peer = LogisticRegression(fit_intercept=False, tol=1e-10).fit(rows, same)
    assert found == pytest.approx(peer.coef_[0], abs=1e-4)


def test_a_bound_weight_stays_at_its_bound_and_no_other_step_is_better(visits):
    rows, same = visits
    asked = problem(rows, same, low=np.array([-np.inf, 0.0, 0.0]))
    found = solved(asked, np.full(3, 2.0))
    assert found[1] == 0.0
    slope = asked.slope(found)
    assert slope[[0, 2]] == pytest.approx([0.0, 0.0], abs=1e-3)
    assert slope[1] > 0


def test_a_weight_held_fast_is_where_it_is_expected(visits):
    rows, same = visits
    asked = problem(rows, same, hold=np.full(3, 1e9), target=np.array([0.5, 0.5, -1.0]))
    assert solved(asked, np.zeros(3)) == pytest.approx([0.5, 0.5, -1.0], abs=1e-4)


def test_more_visits_leave_less_doubt(visits):
    rows, same = visits
    few = problem(rows, same)
    many = problem(rows, same, counts=np.full(400, 9.0))
    weights = np.zeros(3)
    assert (np.diag(curvature(many, weights)) > np.diag(curvature(few, weights))).all()
