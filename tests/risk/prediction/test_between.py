import numpy as np
import pandas as pd
import pytest

from risk.prediction import between
from risk.prediction.between import (
    Averaging,
    Pairs,
    between_of,
    centred,
    lasting_pairs,
    left_open,
)
from risk.prediction.nuisances import Shifts
from risk.prediction.outcomes import Outcome
from risk.prediction.solving import chance


def pairs(size, between, seed=4, level=0.0):
    rng = np.random.default_rng(seed)
    middle, lasting = rng.normal(-2.0, 0.8, size), rng.normal(0.0, between, size)
    found = [(rng.random(size) < chance(middle + lasting)).astype("float64") for _ in range(2)]
    # What a model foretells is the mean over what it cannot see.
    foretold = middle / np.sqrt(1 + 0.346 * between**2) + level
    return Pairs(foretold, foretold, *found, np.zeros(size))


@pytest.mark.parametrize("spread", [0.4, 1.0])
def test_what_lasts_and_no_factor_tells_is_found_from_pairs(spread):
    assert between_of(pairs(12_000, spread)) == pytest.approx(spread, abs=0.2)


def test_a_level_that_is_wrong_for_those_visited_twice_misleads_little():
    assert between_of(pairs(12_000, 1.0, level=-0.4)) == pytest.approx(1.0, abs=0.2)


def test_without_pairs_a_usual_value_stands():
    assert between_of(pairs(0, 1.0)) == pytest.approx(0.6, abs=0.01)


def test_own_outcomes_close_and_gaps_open():
    none, some, gap = left_open(1.0, np.array([0.0, 2.0, 2.0]), np.array([0.0, 0.0, 1.0]))
    assert some < gap
    assert some < none == 1.0


def test_the_middle_is_such_that_its_mean_chance_is_right():
    averaging = Averaging.of(Shifts(np.array([-1.0, 1.0]), np.array([0.5, 0.5])))
    margin, spread = np.array([-3.0, 0.0, 2.0]), np.array([1.5, 1.0, 0.1])
    middle = centred(margin, spread, averaging)
    draws = np.random.default_rng(1).normal(size=40_000)
    means = [averaging(one + wide * draws).mean() for one, wide in zip(middle, spread, strict=True)]
    assert means == pytest.approx(averaging(margin), abs=0.004)


def test_chances_and_log_odds_turn_into_each_other():
    averaging = Averaging.of(Shifts(np.array([-1.0, 1.0]), np.array([0.5, 0.5])))
    margin = np.array([-4.0, -0.3, 2.2])
    assert averaging.margin(averaging(margin)) == pytest.approx(margin, abs=1e-6)


def visits(*rows):
    found = pd.DataFrame(rows, columns=[Outcome.profile_id, Outcome.agency, Outcome.on])
    return found.assign(**{Outcome.on: pd.to_datetime(found[Outcome.on])})


def test_a_visit_is_paired_with_the_next_that_tells_what_lasts(monkeypatch):
    monkeypatch.setattr(between, "_ENOUGH_PAIRS", 1)
    rows = [
        ("A", "HSE", "2026-01-01"), ("A", "GLAA", "2026-02-01"), ("A", "HSE", "2026-06-01"),
        ("A", "GLAA", "2026-06-02"), ("B", "GLAA", "2026-12-01"),
    ]  # fmt: skip
    first, second = lasting_pairs(visits(*rows))
    assert list(zip(first.tolist(), second.tolist(), strict=True)) == [(0, 3), (1, 2)]


def test_where_agencies_seldom_meet_one_agency_may_have_made_both_visits():
    rows = [("A", "HSE", "2026-01-01"), ("A", "HSE", "2026-03-01"), ("A", "HSE", "2026-05-01")]
    first, second = lasting_pairs(visits(*rows))
    assert list(zip(first.tolist(), second.tolist(), strict=True)) == [(0, 2)]
