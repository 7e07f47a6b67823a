from __future__ import annotations

import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from dashboard.area import MOST_CORNERS, MOST_LENGTH, decoded, encoded, inside, is_area
from dashboard.packed_places import packed_places

LATS, LONS = st.integers(-900_000, 900_000), st.integers(-1_800_000, 1_800_000)
AREAS = st.lists(st.tuples(LATS, LONS), min_size=3, max_size=MOST_CORNERS).map(
    lambda corners: [(lat / 10_000, lon / 10_000) for lat, lon in corners]
)
CHELMSFORD = [(51.65, 0.3), (51.85, 0.35), (51.8, 0.6), (51.7, 0.5), (51.66, 0.62)]


def test_a_degree_is_three_letters_of_five_bits_the_lowest_first():
    # 10,000 steps, sign bit below: 20,000 = 10011 10001 00000; the first two letters say "more".
    assert encoded([(0, 0), (1, 0), (0, -1)]) == "??_pR?~oR~oR"


@given(AREAS)
def test_what_is_written_is_read_again(corners):
    text = encoded(corners)
    assert decoded(text) == tuple(corners)
    assert is_area(text)
    assert len(text) <= MOST_LENGTH


@given(st.text(max_size=40))
def test_whatever_the_address_holds_is_an_area_or_none(text):
    assert is_area(text) == (bool(decoded(text)) and encoded(decoded(text)) == text)


@pytest.mark.parametrize("text", ["", "?", "????", "??????_", "\x00" * 6, "_" * 900, "é" * 6])
def test_what_is_no_area_holds_nobody(small, text):
    assert not is_area(text)
    assert not inside(small.columns, text).any()


@pytest.mark.parametrize(
    "corners", [[(0, 0), (1, 1)], [(0, 0)] * (MOST_CORNERS + 1), [(91, 0), (0, 0), (1, 1)]]
)
def test_corners_that_make_no_area_are_refused(corners):
    with pytest.raises(ValueError, match=r"corner"):
        encoded(corners)


def test_inside_is_what_shapely_calls_inside(small):
    places = packed_places(small.columns)
    wanted = shapely.contains_xy(
        shapely.Polygon([(lon, lat) for lat, lon in CHELMSFORD]), places.lon, places.lat
    )
    found = inside(small.columns, encoded(CHELMSFORD))
    assert found.any()
    assert (found == (wanted & small.columns.on_map)).all()


def test_where_a_line_crosses_itself_what_is_gone_round_twice_is_outside(small):
    twice = inside(small.columns, encoded(CHELMSFORD * 2))
    assert not twice.any()


def test_a_business_without_a_place_is_in_no_area(small):
    world = encoded([(-89, -179), (89, -179), (89, 179), (-89, 179)])
    assert (inside(small.columns, world) == small.columns.on_map).all()
