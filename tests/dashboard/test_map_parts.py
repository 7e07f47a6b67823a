"""What the map fetches when it is looked at: contacts by month, wards, what is found."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from benchmarks.seeing import seen
from dashboard.finding import found, postcodes_near
from dashboard.map_contacts import MONTHS, contacts_of, months_before
from dashboard.map_data import packed
from dashboard.map_wards import ward_outlines
from dashboard.viewer import DEMO_PEOPLE, Viewer
from records.geography import Postcode, load_postcodes
from records.home import Home
from records.schema import ScoredProfile, Touchpoint, Ward

NOBODY = Viewer("nobody", "nobody", "inspector", "", frozenset())


def read(block: bytes):
    length = int.from_bytes(block[:4], "little")
    heading = json.loads(block[4 : 4 + length])
    entries = heading["starts"][-1]
    rows = np.frombuffer(block, "uint32", entries, 4 + length)
    counts = np.frombuffer(block, "uint8", entries, 4 + length + 4 * entries)
    assert 4 + length + 5 * entries == len(block)
    return heading, rows, counts


@pytest.mark.parametrize("person", [*DEMO_PEOPLE[:2], NOBODY])
def test_contacts_by_month_are_those_of_the_contacts_that_are_seen(small, person):
    view = seen(small, person)
    heading, rows, counts = read(contacts_of(view))
    contacts = view.county.table("touchpoints")
    month = contacts[Touchpoint.event_on].dt.strftime("%Y-%m")
    for at in (0, MONTHS - 13, MONTHS - 1):
        begin, end = heading["starts"][at : at + 2]
        own = np.bincount(rows[begin:end], counts[begin:end], minlength=len(view.county))
        want = view.county.owners("touchpoints")[(month == heading["months"][at]).to_numpy("bool")]
        assert own.tolist() == np.bincount(want, minlength=len(view.county)).tolist()


def test_the_months_end_with_that_of_the_build(small):
    months = months_before(small.about.as_of)
    assert months[-1] == f"{small.about.as_of:%Y-%m}"
    assert len(set(months)) == MONTHS


def test_wards_are_drawn_with_their_districts_and_said_to_be_indicative(small):
    drawn = ward_outlines(seen(small))
    assert drawn["indicative"]
    assert "Indicative" in drawn["attribution"]
    named = {one["properties"]["ward"] for one in drawn["features"]}
    assert named == set(small.wards[Ward.ward])
    assert len(json.dumps(drawn, separators=(",", ":"))) < 250_000


def test_a_place_a_ward_a_district_and_a_business_are_found_by_their_beginning(small):
    view = seen(small)
    kinds = {one["kind"] for one in found(view, "bas", Postcode.empty())}
    assert {"district", "ward", "place"} <= kinds
    name = view.county.profiles[ScoredProfile.name].iloc[3]
    hits = [one for one in found(view, name, Postcode.empty()) if one["kind"] == "business"]
    assert name in {one["label"] for one in hits}
    assert all(view.county.row_of(one["id"]) == one["row"] for one in hits)


def test_one_letter_finds_nothing_and_a_hidden_business_is_not_found(small):
    assert found(seen(small), "b", Postcode.empty()) == []
    name = small.profiles[ScoredProfile.name].iloc[0]
    assert not [hit for hit in found(seen(small, NOBODY), name, Postcode.empty()) if "row" in hit]


def test_postcodes_of_the_county_are_found_with_and_without_their_space(small, tmp_path):
    (tmp_path / "county").mkdir()
    home = Home.at(tmp_path / "county")
    file = tmp_path / "some.csv"
    pd.DataFrame(
        {"postcode": ["CM1 1AA", "CM1 1AB", "EH1 1AA"], "lat": [51.7, 51.71, 55.9],
         "lon": [0.47, 0.48, -3.2]}
    ).to_csv(file, index=False)  # fmt: skip
    load_postcodes(home, file)
    known = postcodes_near(home, small.boundaries)
    assert known[Postcode.postcode].tolist() == ["CM1 1AA", "CM1 1AB"]
    for text in ("cm1 1a", "CM11A"):
        hits = [one for one in found(seen(small), text, known) if one["kind"] == "postcode"]
        assert [one["label"] for one in hits] == ["CM1 1AA", "CM1 1AB"]
    assert len(postcodes_near(None, small.boundaries)) == 0


def test_the_columns_name_no_business(small):
    name = str(small.profiles[ScoredProfile.name].iloc[0]).encode()
    view = seen(small)
    assert all(name not in block for block in (packed(view), contacts_of(view)))
