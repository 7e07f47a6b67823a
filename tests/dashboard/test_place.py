"""The small map of a business: one picture, of what the viewer sees."""

from base64 import b64decode
from xml.etree import ElementTree

import numpy as np
import pytest

from benchmarks.seeing import seen
from dashboard.figures.palette import colour
from dashboard.figures.place import place_picture
from records.schema import ScoredProfile

SVG = "{http://www.w3.org/2000/svg}"


def drawn(county, row):
    picture = place_picture(seen(county), county.profiles[ScoredProfile.profile_id].iloc[row])
    if picture is None:
        return None
    head, _, body = picture.address.partition(",")
    assert head == "data:image/svg+xml;base64"
    return ElementTree.fromstring(b64decode(body))


@pytest.fixture(scope="module")
def placed(small):
    return np.flatnonzero(small.columns.on_map)


def test_every_business_that_has_a_place_has_a_map_with_its_band(small, placed):
    for row in placed[:25]:
        band = small.profile(row)[ScoredProfile.band]
        picture = drawn(small, row)
        fills = [one.get("fill") for one in picture.iter(f"{SVG}g")]
        assert colour(f"band-{band}") in fills
        assert "500 m" in [one.text for one in picture.iter(f"{SVG}text")]


def test_a_business_without_a_place_has_no_map(small):
    nowhere = np.flatnonzero(~small.columns.on_map)
    assert all(drawn(small, row) is None for row in nowhere)
    assert place_picture(seen(small), "nobody") is None


def test_a_point_that_is_only_a_postcodes_has_a_dashed_ring(small, placed):
    located = small.profiles[ScoredProfile.located_by]
    for row in placed[:60]:
        rings = [
            one for one in drawn(small, row).iter(f"{SVG}circle") if one.get("stroke-dasharray")
        ]
        assert bool(rings) == (located.iloc[row] in ("postcode", "outcode"))


def test_the_map_says_in_words_what_it_shows(small, placed):
    said = place_picture(seen(small), small.profiles[ScoredProfile.profile_id].iloc[placed[0]]).said
    assert said.startswith("Map, 3 km across: this business ")
    assert "others around it" in said
