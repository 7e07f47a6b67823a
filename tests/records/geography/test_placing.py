from __future__ import annotations

from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from records.geography import PlacingSettings, Postcode, indicative_boundaries, place
from records.geography.extent import km_between
from records.geography.placing import district_of
from records.schema import Boundary, PlacedRecord, Record

fixtures_do_not_change = settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)

degrees = st.one_of(
    st.none(), st.floats(51.5, 51.9), st.floats(0.3, 0.7), st.floats(-400, 400, allow_nan=False)
)
written = st.sampled_from([None, "CM1 1AA", "CM1 9XX", "CM2 9ZZ", "IP1 1AA", "ZZ9 9ZZ", "CM1"])


def records_at(rows: list[tuple[str | None, float | None, float | None]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[Record.postcode, Record.lat, Record.lon])
    numbered = frame.assign(**{str(Record.record_id): [f"r{i}" for i in range(len(frame))]})
    return Record.shape(numbered)


def placed_one(
    boundaries: gpd.GeoDataFrame,
    postcodes: pd.DataFrame,
    postcode: str | None,
    lat: float | None = None,
    lon: float | None = None,
) -> pd.Series[Any]:
    return place(records_at([(postcode, lat, lon)]), boundaries, postcodes).iloc[0]


def test_a_delivered_point_comes_before_the_postcodes(two_districts, some_postcodes):
    row = placed_one(two_districts, some_postcodes, "CM1 1AA", 51.71, 0.52)
    assert (row[PlacedRecord.map_lat], row[PlacedRecord.map_lon]) == (51.71, 0.52)
    assert row[PlacedRecord.located_by] == "source"
    assert row[PlacedRecord.district] == "East"
    assert pd.isna(row[PlacedRecord.place_fault])


def test_a_record_without_a_point_lies_at_its_postcode_and_says_so(two_districts, some_postcodes):
    row = placed_one(two_districts, some_postcodes, "CM2 9ZZ")
    assert (row[PlacedRecord.map_lat], row[PlacedRecord.map_lon]) == (51.65, 0.55)
    assert row[PlacedRecord.located_by] == "postcode"
    assert row[PlacedRecord.district] == "East"
    assert row[PlacedRecord.in_county]


def test_an_unknown_postcode_lies_in_the_middle_of_its_outcode(two_districts, some_postcodes):
    row = placed_one(two_districts, some_postcodes, "CM1 9XX")
    assert row[PlacedRecord.map_lat] == pytest.approx(51.71)
    assert row[PlacedRecord.map_lon] == pytest.approx(0.46)
    assert row[PlacedRecord.located_by] == "outcode"


def test_a_record_without_point_or_known_postcode_is_unplaced_not_lost(
    two_districts, some_postcodes
):
    for postcode in ("ZZ9 9ZZ", None):
        row = placed_one(two_districts, some_postcodes, postcode)
        assert row[PlacedRecord.located_by] == "none"
        assert np.isnan(row[PlacedRecord.map_lat])
        assert not row[PlacedRecord.in_county]
        assert pd.isna(row[PlacedRecord.district])


def test_a_point_far_from_its_own_postcode_is_set_aside(two_districts, some_postcodes):
    row = placed_one(two_districts, some_postcodes, "CM1 1AA", 51.80, 0.45)
    assert row[PlacedRecord.located_by] == "postcode"
    assert row[PlacedRecord.map_lat] == 51.70
    assert row[PlacedRecord.place_fault] == "delivered point lies 11 km from its postcode"


def test_how_far_is_far_is_a_setting(two_districts, some_postcodes):
    records = records_at([("CM1 1AA", 51.80, 0.45)])
    row = place(records, two_districts, some_postcodes, PlacingSettings(max_km=20)).iloc[0]
    assert row[PlacedRecord.located_by] == "source"


def test_an_outcodes_middle_never_overrules_a_delivered_point(two_districts, some_postcodes):
    row = placed_one(two_districts, some_postcodes, "CM1 9XX", 51.2, 0.45)
    assert row[PlacedRecord.located_by] == "source"


def test_a_point_outside_the_country_is_set_aside_with_a_reason(two_districts, some_postcodes):
    row = placed_one(two_districts, some_postcodes, "CM1 1AA", 0.0, 0.0)
    assert row[PlacedRecord.located_by] == "postcode"
    assert row[PlacedRecord.place_fault] == "delivered point lies outside Great Britain"


def test_half_a_point_is_no_point(two_districts, some_postcodes):
    row = placed_one(two_districts, some_postcodes, "CM1 1AA", None, 0.45)
    assert row[PlacedRecord.located_by] == "postcode"
    assert row[PlacedRecord.place_fault] == "delivered point lacks its latitude or longitude"


def test_a_point_beyond_the_county_keeps_its_place_and_is_flagged(two_districts, some_postcodes):
    row = placed_one(two_districts, some_postcodes, "IP1 1AA")
    assert row[PlacedRecord.map_lat] == 52.05
    assert not row[PlacedRecord.in_county]
    assert pd.isna(row[PlacedRecord.district])


def test_records_are_placed_without_any_postcodes_loaded(two_districts):
    rows = records_at([("CM1 1AA", 51.7, 0.45), ("CM1 1AA", None, None)])
    placed = place(rows, two_districts, Postcode.empty())
    assert placed[PlacedRecord.located_by].tolist() == ["source", "none"]


def test_no_records_make_no_places(two_districts, some_postcodes):
    placed = place(Record.empty(), two_districts, some_postcodes)
    assert len(placed) == 0
    assert PlacedRecord.shape(placed).columns.tolist() == PlacedRecord.columns()


def test_a_jetty_belongs_to_the_nearest_indicative_district_only(two_districts, some_postcodes):
    jetty = records_at([(None, 51.7, 0.4 - 0.004)])  # 280 metres off
    indicative = two_districts.assign(**{str(Boundary.indicative): True})
    by_indicative = place(jetty, indicative, some_postcodes).iloc[0]
    by_official = place(jetty, two_districts, some_postcodes).iloc[0]
    assert by_indicative[PlacedRecord.district] == "West"
    assert pd.isna(by_official[PlacedRecord.district])
    assert not by_official[PlacedRecord.in_county]


def test_beyond_the_shore_is_outside_even_of_indicative_districts(two_districts):
    lon = np.array([0.4 - 0.0065, 0.4 - 0.0080])  # 449 and 553 metres
    found = district_of(np.array([51.7, 51.7]), lon, two_districts, 500.0)
    assert found[0] == "West"
    assert pd.isna(found[1])


def test_a_point_on_a_shared_border_or_in_an_overlap_has_one_district(two_districts):
    overlapping = two_districts.set_geometry(
        [shapely.box(0.4, 51.6, 0.52, 51.8), shapely.box(0.48, 51.6, 0.6, 51.8)], crs=4326
    )
    lat, lon = np.array([51.7, 51.7]), np.array([0.5, 0.55])
    assert district_of(lat, lon, two_districts, 0.0).tolist() == ["West", "East"]
    assert district_of(lat, lon, overlapping, 0.0).tolist() == ["West", "East"]


@fixtures_do_not_change
@given(rows=st.lists(st.tuples(written, degrees, degrees), max_size=20))
def test_no_row_is_lost_moved_or_changed(two_districts, some_postcodes, rows):
    records = records_at(rows)
    placed = place(records, two_districts, some_postcodes)
    pd.testing.assert_frame_equal(Record.shape(placed), records)
    assert placed.index.equals(records.index)


@fixtures_do_not_change
@given(rows=st.lists(st.tuples(written, degrees, degrees), max_size=20))
def test_placing_twice_is_placing_once(two_districts, some_postcodes, rows):
    once = place(records_at(rows), two_districts, some_postcodes)
    pd.testing.assert_frame_equal(place(once, two_districts, some_postcodes), once)


@fixtures_do_not_change
@given(rows=st.lists(st.tuples(written, degrees, degrees), min_size=1, max_size=20))
def test_place_columns_agree_with_one_another(two_districts, some_postcodes, rows):
    placed = place(records_at(rows), two_districts, some_postcodes)
    has_point = placed[PlacedRecord.map_lat].notna() & placed[PlacedRecord.map_lon].notna()
    unplaced = placed[PlacedRecord.located_by] == "none"
    assert (has_point != unplaced).all()
    assert (placed[PlacedRecord.in_county] == placed[PlacedRecord.district].notna()).all()
    assert not (placed[PlacedRecord.in_county] & ~has_point).any()


@fixtures_do_not_change
@given(
    points=st.lists(
        st.tuples(st.floats(51.4, 52.2), st.floats(-0.1, 1.4)), min_size=1, max_size=200
    )
)
def test_a_point_lies_in_at_most_one_district_and_it_is_the_one_that_holds_it(points):
    districts = indicative_boundaries()
    lat, lon = np.array(points).T
    found = district_of(lat, lon, districts, 0.0)
    holds = [shapely.contains_xy(shape, lon, lat) for shape in districts.geometry]
    inside = np.array(holds).T
    assert (inside.sum(axis=1) <= 1).all()
    names = districts[Boundary.district].to_numpy()
    for name, held in zip(found, inside, strict=True):
        assert not held.any() or name == names[held][0]


@settings(deadline=None)
@given(
    lat_a=st.floats(-89, 89),
    lon_a=st.floats(-180, 180),
    lat_b=st.floats(-89, 89),
    lon_b=st.floats(-180, 180),
)
def test_distance_is_the_same_both_ways_and_never_over_half_the_globe(lat_a, lon_a, lat_b, lon_b):
    a, b, c, d = (np.array([x]) for x in (lat_a, lon_a, lat_b, lon_b))
    there, back = km_between(a, b, c, d), km_between(c, d, a, b)
    assert there == pytest.approx(back)
    assert 0 <= there[0] <= 20_016
