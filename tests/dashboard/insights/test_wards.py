from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.seeing import seen
from dashboard.area_index import FEWEST, index_of, shrunk
from dashboard.filters import Filters
from dashboard.insights.frames import Hotspots
from dashboard.insights.wards import hotspots, prior_strength, shares

WARDS = st.lists(
    st.integers(0, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
    max_size=12,
)


@given(WARDS)
def test_a_share_lies_between_its_own_and_that_of_all_wards_and_in_its_range(wards):
    high, count = (np.array(one, dtype="int64") for one in zip(*wards, strict=True))
    share, low, upper = shares(high, count)
    average = high.sum() / max(count.sum(), 1)
    own = np.where(count > 0, high / np.maximum(count, 1), average)
    assert (share >= np.minimum(own, average) - 1e-9).all()
    assert (share <= np.maximum(own, average) + 1e-9).all()
    assert (low <= share + 1e-9).all()
    assert (share <= upper + 1e-9).all()


@given(WARDS)
def test_a_share_is_the_maps_and_its_range_is_of_the_same_spread(wards):
    high, count = (np.array(one, dtype="int64") for one in zip(*wards, strict=True))
    share, low, upper = shares(high, count)
    drawn, mean = shrunk(high, count)
    assert share[count > 0] == pytest.approx(drawn[count > 0])
    if 0 < high.sum() < count.sum():
        strength = prior_strength(high, count)
        middle = (mean * strength + high) / (strength + count)
        assert middle[count > 0] == pytest.approx(drawn[count > 0], abs=1e-3)
        assert ((low <= middle) & (middle <= upper)).all()


def test_without_a_filter_the_insights_tell_the_wards_and_shares_of_the_map(small):
    view = seen(small)
    frame, average = hotspots(view, Filters())
    told = index_of(view).told()
    shown = {name: one for name, one in told["wards"].items() if one}
    assert set(frame[Hotspots.ward]) == set(shown)
    assert average == pytest.approx(told["county"], abs=1e-4)
    for ward, share in zip(frame[Hotspots.ward], frame[Hotspots.share], strict=True):
        assert share == pytest.approx(shown[ward][1], abs=1e-4)


def test_fewer_businesses_are_drawn_further_and_known_less_well():
    high, count = np.array([4, 40, 10, 10]), np.array([10, 100, 100, 100])
    share, low, upper = shares(high, count)
    average = high.sum() / count.sum()
    assert average < share[0] < share[1] < 0.4
    assert upper[0] - low[0] > upper[1] - low[1]


def test_wards_that_differ_by_chance_alone_are_told_as_one():
    rng = np.random.default_rng(3)
    count = np.full(40, 50)
    alike, apart = rng.binomial(count, 0.2), rng.binomial(count, rng.choice([0.05, 0.6], 40))
    assert prior_strength(alike, count) > 50 * prior_strength(apart, count)


def test_wards_of_too_few_are_left_out_and_the_rest_is_counted(small, monkeypatch):
    view = seen(small)
    # Each a district of its own, so that none is left out beside another.
    monkeypatch.setattr("dashboard.insights.wards.ward_districts", lambda _: np.arange(90))
    ward = (np.arange(len(small)) % 90).astype("uint16")
    ward[ward > 60] = 0
    names = tuple(f"Ward {one:02}" for one in range(90))
    monkeypatch.setattr(view.county, "columns", replace(small.columns, ward=ward, wards=names))
    frame, average = hotspots(view, Filters())
    size = np.bincount(ward, minlength=91)[1:]
    held = [name for name, count in zip(names, size, strict=True) if count >= FEWEST]
    assert sorted(frame[Hotspots.ward]) == held
    assert (frame[Hotspots.businesses] >= FEWEST).all()
    high = (small.columns.band >= 2) & (ward > 0)
    assert average == pytest.approx(high.sum() / (ward > 0).sum())
    assert frame[Hotspots.share].is_monotonic_decreasing
    at = int(frame[Hotspots.ward].iloc[0].removeprefix("Ward ")) + 1
    assert frame[Hotspots.contacts].iloc[0] == small.columns.contacts[ward == at].sum()
