"""What is read back from a file is what the list shows, in every format."""

import json
import sqlite3
import zipfile
from datetime import UTC, datetime

import geopandas as gpd
import numpy as np
import openpyxl
import pandas as pd
import pyogrio
import pytest

from benchmarks.seeing import seen
from dashboard.county import County
from dashboard.export import COLUMNS, CONTACTS, FORMATS, MORE, Wish, file_of
from dashboard.filters import Filters
from dashboard.listing import listing
from dashboard.queries import ordered, ordered_ids
from dashboard.viewer import Viewer
from records.errors import SourceError
from records.schema import BUILD_TABLES, PlacedRecord, ScoredProfile, Touchpoint
from records.state.marks import Marks
from tests.dashboard.export.reading import BOTH, MARK, members, read, table, written

SOME = Filters(band=("high", "severe"), sort="name")
NONE = Filters(text="nothing is called so")
OF_BUSINESSES = [name for name, one in FORMATS.items() if not one.of_contacts]
PLAIN = Viewer("someone", "someone", "inspector", "", frozenset("P"))


@pytest.mark.parametrize("format", OF_BUSINESSES)
def test_every_format_holds_the_list_on_screen_row_for_row(small, tmp_path, format):
    path = written(seen(small), SOME, Wish(format), tmp_path)
    rows = table(path, "businesses")
    cards = json.loads(listing(seen(small), SOME).text)["cards"]
    assert rows["profile_id"].tolist() == ordered_ids(seen(small), SOME)
    assert rows["name"].tolist()[: len(cards)] == [card["name"] for card in cards]
    assert rows["band"].tolist()[: len(cards)] == [card["band"] for card in cards]
    assert list(rows) == [str(one) for one in (*COLUMNS, *MORE)]


def test_every_format_says_the_same_of_each_business(small, tmp_path):
    def said(format):
        path = written(seen(small), SOME, Wish(format), tmp_path)
        return table(path, "businesses").to_dict("records")

    first = said("csv")
    assert len(first) > 20
    for format in OF_BUSINESSES[1:]:
        assert said(format) == first


def test_contacts_are_those_that_are_seen_of_the_businesses_on_screen(small, tmp_path):
    path = written(seen(small), SOME, Wish("touchpoints"), tmp_path)
    rows = table(path, "touchpoints")
    held = small.table("touchpoints")
    mine = held[held[Touchpoint.profile_id].isin(ordered_ids(seen(small), SOME))]
    assert sorted(rows["record_id"]) == sorted(mine[Touchpoint.touchpoint_id])
    assert list(rows) == [str(one) for one in CONTACTS]
    order = rows["profile_id"].drop_duplicates().tolist()
    assert order == [one for one in ordered_ids(seen(small), SOME) if one in set(order)]
    for _, of_one in rows.groupby("profile_id"):
        assert of_one["event_on"].is_monotonic_decreasing
    names = small.profiles.set_index(ScoredProfile.profile_id)[ScoredProfile.name]
    assert rows["name"].tolist() == names.reindex(rows["profile_id"]).tolist()
    for format in BOTH:
        other = written(seen(small), SOME, Wish(format), tmp_path)
        assert table(other, "touchpoints").to_dict("records") == rows.to_dict("records")


def test_what_a_viewer_may_not_see_is_in_no_file(small, tmp_path):
    view = seen(small, PLAIN)
    hidden = small.table("touchpoints")
    hidden = set(hidden.loc[hidden[Touchpoint.handling] == "C", Touchpoint.touchpoint_id])
    assert hidden
    for format in ("touchpoints", *BOTH):
        rows = table(written(view, Filters(), Wish(format), tmp_path), "touchpoints")
        assert len(rows)
        assert not hidden & set(rows["record_id"])
        assert set(rows["handling"]) == {"P"}


def test_a_contact_says_that_its_record_is_disputed_and_on_what_conditions_it_is_held(small):
    ids = small.table("touchpoints")[Touchpoint.touchpoint_id]
    records = small.table("records")
    told = records[PlacedRecord.record_id].map({ids.iloc[1]: "Ask the holder first."})
    tables = {name: table.empty() for name, table in BUILD_TABLES.items()}
    tables |= {"profiles": small.profiles, "touchpoints": small.table("touchpoints")}
    tables["records"] = records.assign(**{PlacedRecord.handling_conditions: told.astype("str")})
    county = County(small.about, tables, small.boundaries)
    marks = Marks(disputed={ids.iloc[0]: datetime(2026, 11, 1, tzinfo=UTC)})
    wish = Wish("touchpoints", ("record_id", "disputed", "handling_conditions"), marked=False)
    text = b"".join(file_of(seen(county, marks=marks), Filters(), wish, "").pieces).decode()
    assert [line.split(",")[1] for line in text.splitlines() if line.endswith(",yes")] == [
        ids.iloc[0]
    ]
    assert text.count("Ask the holder first.") == 1


@pytest.mark.parametrize("format", FORMATS)
def test_words_looked_for_that_cannot_be_printed_stop_no_file(small, tmp_path, format):
    path = written(seen(small), Filters(text="=mill\x0b\x00\ufffe"), Wish(format), tmp_path)
    assert path.stat().st_size > 0


@pytest.mark.parametrize("format", FORMATS)
def test_a_filter_that_lets_nothing_through_gives_a_whole_file_of_no_rows(small, tmp_path, format):
    path = written(seen(small), NONE, Wish(format), tmp_path)
    if format != "touchpoints":
        rows = read(path, "businesses")
        assert len(rows) == 0
        if format != "geojson":  # Which has no columns where it has no features.
            assert {str(one) for one in (*COLUMNS, *MORE)} <= set(rows)
    if format in ("touchpoints", *BOTH):
        rows = read(path, "touchpoints")
        assert (len(rows), list(rows)) == (0, [str(one) for one in CONTACTS])


def test_a_geopackage_has_points_where_businesses_are_and_keeps_those_without_a_place(
    small, tmp_path
):
    path = written(seen(small), Filters(), Wish("gpkg"), tmp_path)
    layer = gpd.read_file(path, layer="businesses")
    profiles = small.profiles.iloc[ordered(seen(small), Filters())]
    placed = profiles[ScoredProfile.lat].notna().to_numpy()
    assert layer.crs.to_epsg() == 4326
    assert (~placed).any()
    assert (layer.geometry.notna().to_numpy() == placed).all()
    assert np.allclose(layer.geometry[placed].x, profiles[ScoredProfile.lon][placed], atol=1e-6)
    assert np.allclose(layer.geometry[placed].y, profiles[ScoredProfile.lat][placed], atol=1e-6)
    assert set(map(tuple, pyogrio.list_layers(path))) == {
        ("businesses", "Point"),
        ("touchpoints", None),
        ("districts", "MultiPolygon"),
        ("wards", "MultiPolygon"),
        ("data_dictionary", None),
    }
    districts = gpd.read_file(path, layer="districts")
    assert districts["district"].tolist() == small.boundaries["district"].tolist()
    assert districts.geometry.geom_equals(small.boundaries.geometry).all()
    types = dict(
        zip(
            *(pyogrio.read_info(path, layer="businesses")[k] for k in ("fields", "dtypes")),
            strict=True,
        )
    )
    kinds = [types[one] for one in ("last_visit_on", "score", "agency_count", "in_county")]
    assert kinds == ["datetime64[D]", "float64", "int64", "bool"]


def test_geojson_is_as_its_standard_asks(small, tmp_path):
    path = written(seen(small), Filters(), Wish("geojson"), tmp_path)
    said = members(path)
    assert said["type"] == "FeatureCollection"
    assert "crs" not in said
    for feature in said["features"]:
        assert feature["type"] == "Feature"
        assert feature["id"] == feature["properties"]["profile_id"]
        if feature["geometry"] is None:
            assert feature["properties"]["lat"] is None
            continue
        assert feature["geometry"]["type"] == "Point"
        lon, lat = feature["geometry"]["coordinates"]
        assert (lon, lat) == (feature["properties"]["lon"], feature["properties"]["lat"])
        assert -180 <= lon <= 180
    assert {type(one["properties"]["in_county"]) for one in said["features"]} == {bool}


def test_a_marked_file_says_what_it_is_and_a_bare_one_nothing(small, tmp_path):
    view = seen(small)
    said = members(written(view, SOME, Wish("geojson"), tmp_path))
    assert said["marking"] == MARK
    assert said["businesses"].startswith(
        f"{len(ordered(view, SOME))} of 400 businesses; build 000007"
    )
    assert said["filters"] == "band: High; band: Severe"
    assert said["columns"]["score"] == ScoredProfile.score.help
    bare = members(written(view, SOME, Wish("geojson", marked=False), tmp_path))
    assert set(bare) == {"type", "name", "features"}

    path = written(view, SOME, Wish("gpkg"), tmp_path)
    info = pyogrio.read_info(path, layer="businesses")
    assert info["layer_metadata"]["marking"] == info["dataset_metadata"]["marking"] == MARK
    with sqlite3.connect(path) as file:
        told = file.execute(
            "SELECT DISTINCT description, last_change FROM gpkg_contents"
        ).fetchall()
    file.close()
    assert told == [(MARK, f"{small.about.as_of}T00:00:00.000Z")]
    path = written(view, SOME, Wish("gpkg", marked=False), tmp_path)
    assert MARK.encode() not in path.read_bytes()
    assert "data_dictionary" not in pyogrio.list_layers(path)[:, 0]

    book = openpyxl.load_workbook(written(view, SOME, Wish("xlsx"), tmp_path))
    assert book.sheetnames == ["businesses", "touchpoints", "data dictionary", "about"]
    assert {sheet.oddHeader.center.text for sheet in book} == {MARK}
    about = {row[0].value: row[1].value for row in book["about"].iter_rows()}
    assert about["marking"] == MARK
    book = openpyxl.load_workbook(written(view, SOME, Wish("xlsx", marked=False), tmp_path))
    assert book.sheetnames == ["businesses", "touchpoints"]
    assert {sheet.oddHeader.center.text for sheet in book} == {None}


@pytest.mark.parametrize("format", FORMATS)
def test_the_same_list_is_the_same_file_to_the_byte(small, tmp_path, format):
    first = written(seen(small), SOME, Wish(format), tmp_path).read_bytes()
    path = written(seen(small), SOME, Wish(format), tmp_path)
    assert path.read_bytes() == first
    if format == "xlsx":
        # A zip counts two seconds as one and so may agree by chance.
        with zipfile.ZipFile(path) as archive:
            days = {one.date_time for one in archive.infolist()}
        assert days == {(1980, 1, 1, 0, 0, 0)}
        assert openpyxl.load_workbook(path).properties.modified.date() == small.about.as_of


def test_columns_are_those_that_were_chosen_in_the_order_of_the_file(small, tmp_path):
    asked = ("score", "legal_name", "name")
    for format in OF_BUSINESSES:
        path = written(seen(small), SOME, Wish(format, asked), tmp_path)
        assert list(table(path, "businesses")) == ["profile_id", "name", "score", "legal_name"]
    path = written(seen(small), SOME, Wish("touchpoints", ("agency", "event_on")), tmp_path)
    assert list(table(path, "touchpoints")) == ["profile_id", "event_on", "agency"]


def test_a_column_that_is_not_there_is_refused_with_the_nearest():
    with pytest.raises(SourceError, match=r"'scores'; the nearest are score, ") as refused:
        Wish("csv", ("name", "scores", "zzzzzz"))
    assert "'zzzzzz'; expected profile_id, name" in str(refused.value)
    assert "'name'" not in str(refused.value)
    with pytest.raises(SourceError, match="no format 'shp'; expected one of csv, touchpoints"):
        Wish("shp")


def test_a_sheet_takes_no_more_rows_than_excel(small, monkeypatch):
    monkeypatch.setattr("dashboard.export.workbook.MOST_ROWS", 20)
    with pytest.raises(SourceError, match=r"takes 19 rows .* Filter further, or export CSV"):
        file_of(seen(small), SOME, Wish("xlsx"), MARK)


def test_a_workbook_opens_in_pandas_too(small, tmp_path):
    path = written(seen(small), SOME, Wish("xlsx"), tmp_path)
    rows = pd.read_excel(path, sheet_name="businesses", engine="openpyxl")
    assert rows["profile_id"].tolist() == ordered_ids(seen(small), SOME)
    assert rows["last_visit_on"].dtype.kind == "M"
    assert json.loads(rows["score"].to_json(orient="values"))
