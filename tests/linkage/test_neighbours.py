"""Distances hold anywhere on the globe, whatever other points there are."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from linkage.neighbours import RADIUS_M, globe, metres

points = st.tuples(st.floats(-90, 90), st.floats(-180, 180))


def apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return float(metres(globe(np.array([one])), globe(np.array([other])))[0])


@given(points, st.floats(-0.03, 0.03), st.floats(-0.03, 0.03))
def test_near_points_are_as_far_apart_as_on_the_ground(
    one: tuple[float, float], north: float, east: float
) -> None:
    lat, lon = one[0] + north, one[1] + east
    a, b = np.deg2rad([one[0], lat])
    half = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(np.deg2rad(east) / 2) ** 2
    ground = 2 * RADIUS_M * np.arcsin(np.sqrt(half))
    assert apart(one, (lat, lon)) == pytest.approx(ground, abs=0.01)
    assert apart(one, (lat, lon)) == apart((lat, lon), one)


def test_either_side_of_the_date_line_is_near() -> None:
    assert apart((-16.8, 179.9999), (-16.8, -179.9999)) < 30


def test_a_distance_to_nowhere_is_missing() -> None:
    assert np.isnan(apart((51.5, 0.5), (np.nan, np.nan)))
