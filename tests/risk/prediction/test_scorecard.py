import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from risk.prediction.scorecard import Scorecard, bands, begins_of, bent

CARD = Scorecard(usual=-2.0, begins=(40.0, 60.0, 75.0))
POINTS = st.integers(-30_000, 60_000)


def standing(found, told=0):
    return CARD.standing(np.array([found]), np.array([told]))


def test_the_usual_chance_scores_thirty_and_twice_the_odds_fifteen_more():
    assert CARD.on_scale(np.array([-2.0, -2.0 + np.log(2.0)])) == pytest.approx([30.0, 45.0])


@given(POINTS, POINTS)
def test_points_bent_at_both_ends_keep_their_order_and_stay_on_the_scale(one, other):
    low, high = bent(np.array(sorted([one, other])))
    assert 0 <= low <= high <= 10_000


@given(POINTS, st.integers(-20_000, 20_000))
def test_what_was_told_moves_no_band_and_all_sums(found, told):
    held, free = standing(found, told), standing(found)
    assert held.band == free.band
    begins = [0, 4_000, 6_000, 7_500, 10_001]
    place = held.band[0]
    assert begins[place] <= held.score[0] < begins[place + 1]
    assert found + told + sum(limit[0] for limit in held.limits.values()) == held.score[0]


@given(POINTS, st.integers(0, 5_000), st.integers(-9_000, 9_000))
def test_more_that_was_found_never_lowers_a_score(found, more, told):
    assert standing(found + more, told).score >= standing(found, told).score


def test_bands_rise_and_lie_above_a_sector_alone():
    begins = begins_of(np.full(50, 22.0), least=41.5)
    assert begins[0] == pytest.approx(41.51)
    assert begins[0] < begins[1] < begins[2] <= 100


def test_bands_have_the_names_of_version_one():
    assert bands(np.array([0, 3])).tolist() == ["low", "severe"]
