import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.cleaning import grid_to_degrees, in_britain, unswapped

LATS = st.floats(49.9, 60.8)
LONS = st.floats(-8.6, 1.7)


def test_grid_metres_become_degrees():
    # Chelmsford's centre, TL 708 068, within 20 m.
    lat, lon = grid_to_degrees(pd.Series([570800.0]), pd.Series([206800.0]))
    assert lat[0] == pytest.approx(51.7339, abs=2e-4)
    assert lon[0] == pytest.approx(0.4722, abs=4e-4)


def test_a_point_off_the_grid_is_missing():
    lat, lon = grid_to_degrees(pd.Series([0.0, None, 9e9]), pd.Series([0.0, 2e5, 2e5]))
    assert lat.isna().all()
    assert lon.isna().all()


@given(LATS, LONS)
def test_a_swapped_point_is_put_right_and_a_right_one_left(lat, lon):
    right = pd.Series([lat]), pd.Series([lon])
    for given_lat, given_lon, was_swapped in ((*right, False), (*reversed(right), True)):
        new_lat, new_lon, swapped = unswapped(given_lat, given_lon)
        assert (new_lat[0], new_lon[0], bool(swapped[0])) == (lat, lon, was_swapped)


def test_nowhere_is_not_in_britain():
    assert not in_britain(pd.Series([0.0, 48.8, None]), pd.Series([0.0, 2.3, 0.5])).any()
