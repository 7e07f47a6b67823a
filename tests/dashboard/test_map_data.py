import gzip
import json

import numpy as np
import pytest

from benchmarks.seeing import seen
from dashboard.county import County
from dashboard.map_data import district_outlines, packed, row_bits, zipped
from dashboard.places import places_within
from dashboard.viewer import Viewer
from records.schema import BUILD_TABLES, ScoredProfile

NOBODY = Viewer("nobody", "nobody", "inspector", "", frozenset())


def unpacked(block: bytes):
    """Read a block as the browser does."""
    length = int.from_bytes(block[:4], "little")
    heading = json.loads(block[4 : 4 + length])
    at, columns = 4 + length, {}
    for name, size in heading["columns"]:
        kind = {1: "uint8", 2: "uint16", 4: "uint32"}[size]
        columns[name] = np.frombuffer(block, kind, heading["rows"], at)
        at += size * heading["rows"]
    assert at == len(block)
    assert (4 + length) % 4 == 0
    return heading, columns


def made(small, **columns):
    tables = {name: table.empty() for name, table in BUILD_TABLES.items()}
    profiles = small.profiles.assign(**columns)
    return County(small.about, {**tables, "profiles": profiles}, small.boundaries)


def places(heading, columns):
    west, south, east, north = heading["extent"]
    most = np.iinfo(columns["x"].dtype).max
    lon = west + (east - west) * columns["x"] / most
    lat = south + (north - south) * columns["y"] / most
    return lon, lat


def test_a_business_costs_about_twelve_bytes_once_zipped(small):
    # 12.5 of 400 businesses, 11.8 of 5,000: the more there are, the more repeats.
    heading, columns = unpacked(packed(seen(small)))
    body = b"".join(column.tobytes() for column in columns.values())
    assert len(zipped(body)) <= 13 * len(small)
    assert heading["rows"] == len(small)
    assert heading["build"] == seen(small).key


def test_places_are_kept_to_a_few_metres(small):
    heading, columns = unpacked(packed(seen(small)))
    lon, lat = places(heading, columns)
    on_map = small.columns.on_map
    assert np.abs(lon - small.columns.lon)[on_map].max() < 3e-5
    assert np.abs(lat - small.columns.lat)[on_map].max() < 3e-5


def test_places_far_apart_are_kept_as_exactly(small):
    far = small.profiles[ScoredProfile.lon].where(small.profiles.index > 0, -7.0)
    heading, columns = unpacked(
        packed(seen(made(small, lon=far, lat=small.profiles["lat"].fillna(51))))
    )
    lon, _ = places(heading, columns)
    assert columns["x"].dtype == np.uint32
    assert np.abs(lon - far)[small.columns.on_map].max() < 1e-6


def test_a_county_without_a_single_place_still_has_a_block(small):
    nowhere = made(small, lon=np.nan, lat=np.nan)
    heading, columns = unpacked(packed(seen(nowhere)))
    assert heading["extent"] == [-180.0, -90.0, 180.0, 90.0]
    assert not (columns["flags"] & 4).any()


def test_an_empty_county_has_an_empty_block(small):
    heading, columns = unpacked(packed(seen(small, NOBODY)))
    assert heading["rows"] == 0
    assert all(column.size == 0 for column in columns.values())


def test_flags_hold_band_place_and_number_of_agencies(small):
    _, columns = unpacked(packed(seen(small)))
    flags = columns["flags"]
    assert (flags & 3 == small.columns.band).all()
    assert ((flags & 4 > 0) == small.columns.on_map).all()
    assert ((flags & 8 > 0) == small.columns.in_county).all()
    assert (flags >> 4 == np.minimum(small.columns.agency_count, 15)).all()


@pytest.mark.parametrize("agencies", [3, 9, 20])
def test_agencies_take_a_byte_for_every_eight(small, agencies):
    names = [f"A{i:02}" for i in range(agencies)]
    held = small.profiles[ScoredProfile.agencies].map(lambda _: names)
    _, columns = unpacked(packed(seen(made(small, agencies=held))))
    planes = [columns[name] for name in columns if name.startswith("agency")]
    assert len(planes) == -(-agencies // 8)
    assert sum(int(plane[0]).bit_count() for plane in planes) == agencies


def test_zipping_twice_gives_the_same_bytes(small):
    block = packed(seen(small))
    assert zipped(block) == zipped(block)
    assert gzip.decompress(zipped(block)) == block


def test_outlines_name_each_district_and_where_to_write_it(small):
    outlines = district_outlines(seen(small))
    assert len(outlines["features"]) == len(small.boundaries)
    for feature in outlines["features"]:
        assert feature["properties"]["district"]
        lat, lon = feature["properties"]["label"]
        assert 51 < lat < 53 > lon
    assert len(json.dumps(outlines)) < 120_000


def test_places_of_the_county_are_named_largest_first(small):
    places = district_outlines(seen(small))["places"]
    people = [place[3] for place in places]
    assert people == sorted(people, reverse=True)
    assert "Chelmsford" in [place[0] for place in places[:8]]
    assert len(places) > 100


def test_another_county_is_given_no_names_of_ours(small):
    moved = small.boundaries.assign(geometry=small.boundaries.geometry.translate(5, 0))
    assert places_within(moved) == []


def test_row_bits_are_read_lowest_first():
    assert row_bits(np.array([1, 0, 0, 0, 0, 0, 0, 0, 1], dtype=bool)) == b"\x01\x01"
