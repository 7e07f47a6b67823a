from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.seeing import seen
from dashboard.area_index import FEWEST, index_of, shrunk, too_few
from dashboard.viewer import DEMO_PEOPLE

WARDS = st.lists(
    st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
    max_size=30,
)


def both(wards: list[tuple[int, int]]):
    high, businesses = np.array(wards, dtype="int64").T
    return high, businesses


def test_a_worked_example_of_marshalls_estimator():
    # m = 12/60 = .2; s2 = (20 * .2^2 + 20 * 0 + 20 * .2^2) / 60; A = s2 - .2 * .8 / 20.
    rate, mean = shrunk(*both([(8, 20), (4, 20), (0, 20)]))
    between = (2 * 20 * 0.2**2) / 60 - 0.2 * 0.8 / 20
    weight = between / (between + 0.2 * 0.8 / 20)
    assert mean == pytest.approx(0.2)
    assert rate.tolist() == pytest.approx([0.2 + 0.2 * weight, 0.2, 0.2 - 0.2 * weight])


@given(WARDS)
def test_a_ward_lies_between_its_own_share_and_the_countys(wards):
    high, businesses = both(wards)
    rate, mean = shrunk(high, businesses)
    held = businesses > 0
    assert np.isnan(rate[~held]).all()
    raw = high[held] / businesses[held]
    low, up = np.minimum(raw, mean) - 1e-9, np.maximum(raw, mean) + 1e-9
    assert ((rate[held] >= low) & (rate[held] <= up)).all()


def test_the_fewer_businesses_a_ward_has_the_nearer_it_is_drawn_to_the_county():
    rate, mean = shrunk(*both([(5, 10), (50, 100), (0, 200), (200, 400), (1, 90)]))
    assert mean < rate[0] < rate[1] < 0.5


def test_where_wards_differ_by_no_more_than_chance_all_are_as_the_county():
    rate, mean = shrunk(*both([(1, 10), (1, 10), (1, 10)]))
    assert rate.tolist() == [mean] * 3


def test_nothing_is_told_where_there_is_no_business():
    rate, mean = shrunk(*both([(0, 0)]))
    assert np.isnan(rate).all()
    assert np.isnan(mean)


@given(st.lists(st.tuples(st.integers(0, 12), st.sampled_from("AB")), min_size=1, max_size=20))
def test_no_hidden_ward_is_the_rest_of_its_district(wards):
    businesses = np.array([count for count, _ in wards])
    districts = np.array([name for _, name in wards], dtype="object")
    hidden = too_few(businesses, districts)
    assert hidden[businesses < FEWEST].all()
    for district in set(districts):
        own = hidden[(districts == district) & (businesses > 0)]
        assert own.sum() != 1 or len(own) == 1


def test_the_index_is_of_all_that_the_viewer_sees_and_of_nothing_else(small):
    for person in DEMO_PEOPLE[:2]:
        view = seen(small, person)
        index = index_of(view)
        assert index.businesses.sum() == (view.county.columns.ward > 0).sum()
        told = index.told()
        few = [w for w, n in zip(index.wards, index.businesses, strict=True) if n < FEWEST]
        assert all(told["wards"][ward] is None for ward in few)
        assert set(told["wards"]) == set(view.county.columns.wards)
