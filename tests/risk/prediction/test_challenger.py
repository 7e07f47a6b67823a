import numpy as np
import pandas as pd
import pytest
from sklearn.base import clone
from sklearn.utils.estimator_checks import check_estimator

from risk.prediction.challenger import Challenger, contest


def made(rows=1_500, seed=1):
    rng = np.random.default_rng(seed)
    seen = pd.DataFrame(rng.normal(size=(rows, 3)), columns=["rises", "one", "two"])
    visitors = pd.DataFrame({"agency": rng.choice(["HSE", "GLAA"], rows)})
    harsh = visitors["agency"].map({"HSE": 1.0, "GLAA": -1.0}).to_numpy()
    margin = -1.0 + seen["rises"] + 2.0 * np.sign(seen["one"] * seen["two"]) + harsh
    return seen, (rng.random(rows) < 1 / (1 + np.exp(-margin))).to_numpy().astype(int), visitors


@pytest.fixture(scope="module")
def fitted():
    seen, serious, visitors = made()
    return Challenger(directions={"rises": 1}, rounds=60).fit(seen, serious, nuisance=visitors)


def test_it_keeps_the_promises_of_an_estimator():
    checks = check_estimator(Challenger(rounds=5), on_fail=None, on_skip=None)
    assert not [one["check_name"] for one in checks if one["status"] == "failed"]


def test_more_of_what_can_only_raise_never_lowers_the_chance(fitted):
    row = pd.DataFrame({"rises": np.linspace(-2, 2, 30), "one": 0.5, "two": -0.3})
    likely = fitted.predict_proba(row)[:, 1]
    assert (np.diff(likely) >= -1e-12).all()


def test_visitors_are_averaged_out(fitted):
    row = made(seed=2)[0].head(5)
    each = [
        fitted.predict_proba(row, nuisance=pd.DataFrame({"agency": [who] * 5}))[:, 1]
        for who in ("GLAA", "HSE")
    ]
    assert (each[0] < each[1]).all()
    mean = (each[0] * fitted.shares_[0]) + (each[1] * fitted.shares_[1])
    assert fitted.predict_proba(row)[:, 1] == pytest.approx(mean)


def test_it_wins_only_beyond_chance(fitted):
    seen, serious, visitors = made(seed=3)
    who = pd.Series(np.arange(len(seen)) // 3)
    theirs = fitted.predict_proba(seen, nuisance=visitors)[:, 1]
    flat = np.full(len(seen), serious.mean())
    assert contest(serious, flat, theirs, who).proposed
    assert not contest(serious, theirs, flat, who).proposed
    assert not contest(serious, flat, flat + 1e-9, who).proposed


def test_settings_survive_a_clone():
    assert clone(Challenger(leaves=3)).get_params()["leaves"] == 3
