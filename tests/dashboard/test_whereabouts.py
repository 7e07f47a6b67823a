import numpy as np
import pytest

from benchmarks.seeing import seen
from dashboard.places import places_within
from dashboard.whereabouts import find_whereabouts
from records.geography import load_postcodes
from records.home import Home
from records.schema import ScoredProfile


@pytest.fixture
def view(small):
    return seen(small)


def test_a_place_of_the_county_is_found_whole_before_one_that_begins_so(view):
    places = places_within(view.county.boundaries)
    largest = places[0]
    found = find_whereabouts(view, None, f"  {largest.name.upper()} ")
    assert (found.name, found.lat) == (largest.name, round(largest.lat, 3))
    assert find_whereabouts(view, None, largest.name[:4]) is not None


def test_a_postcode_is_found_among_the_businesses_and_so_is_its_first_half(view):
    columns, profiles = view.county.columns, view.county.profiles
    row = int(np.flatnonzero(columns.on_map & profiles[ScoredProfile.postcode].notna())[0])
    code = profiles[ScoredProfile.postcode].iloc[row]
    same = (profiles[ScoredProfile.postcode] == code).to_numpy() & columns.on_map
    found = find_whereabouts(view, None, code.replace(" ", "").lower())
    assert found.name == code
    assert found.lat == round(float(np.median(columns.lat[same])), 3)
    assert find_whereabouts(view, None, code.split(" ")[0].lower()).name == code.split(" ")[0]


def test_a_postcode_the_county_loaded_needs_no_business(view, tmp_path):
    home = Home.at(tmp_path)
    (tmp_path / "codes.csv").write_text("postcode,lat,lon\nZE1 0AA,60.15512,-1.14533\n")
    assert find_whereabouts(view, home, "ze10aa") is None
    load_postcodes(home, tmp_path / "codes.csv")
    found = find_whereabouts(view, home, "ze10aa")
    assert (found.name, found.lat, found.lon) == ("ZE1 0AA", 60.155, -1.145)


@pytest.mark.parametrize("text", ["", "   ", "Nowhere at all", "ZZ99 9ZZ", "%", "x" * 500])
def test_what_names_no_place_finds_none(view, text):
    assert find_whereabouts(view, None, text) is None


def test_a_place_is_told_to_some_hundred_metres_only(view):
    found = find_whereabouts(view, None, places_within(view.county.boundaries)[0].name)
    assert (round(found.lat, 3), round(found.lon, 3)) == (found.lat, found.lon)
