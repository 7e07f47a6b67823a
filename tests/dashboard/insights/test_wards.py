from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from benchmarks.seeing import seen
from dashboard.filters import Filters
from dashboard.insights.frames import Hotspots
from dashboard.insights.wards import FEWEST, hotspots, prior_strength, shares

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
