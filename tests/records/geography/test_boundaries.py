from __future__ import annotations

import json
import zipfile
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from records.errors import SourceError
from records.geography import (
    boundaries,
    clear_boundaries,
    indicative_boundaries,
    load_boundaries,
    load_postcodes,
)
from records.geography.boundaries import INDICATIVE_ATTRIBUTION, OFFICIAL_ATTRIBUTION
from records.schema import Boundary

ESSEX = {
    "Basildon",
    "Braintree",
    "Brentwood",
    "Castle Point",
    "Chelmsford",
    "Colchester",
    "Epping Forest",
    "Harlow",
    "Maldon",
    "Rochford",
    "Southend-on-Sea",
    "Tendring",
    "Thurrock",
    "Uttlesford",
}
SQUARES = [shapely.box(0.4, 51.6, 0.5, 51.8), shapely.box(0.5, 51.6, 0.6, 51.8)]


def shapes(geometry: list[object] = SQUARES, **columns: list[object]) -> gpd.GeoDataFrame:
    return gpd.GeoDataFrame(pd.DataFrame(columns), geometry=geometry, crs=4326)


def squares() -> gpd.GeoDataFrame:
    return shapes(LAD23NM=["Westshire", "Eastshire"], LAD23CD=["E07000001", "E07000002"])


def zipped(folder: Path, files: list[Path]) -> Path:
    with zipfile.ZipFile(folder / "districts.zip", "w") as archive:
        for file in files:
            archive.write(file, f"some folder/{file.name}")
    return folder / "districts.zip"


def test_without_a_loaded_file_the_indicative_districts_of_essex_are_in_use(home):
    found = boundaries(home)
    Boundary.check(found)
    assert set(found[Boundary.district]) == ESSEX
    assert found[Boundary.indicative].all()
    assert set(found[Boundary.attribution]) == {INDICATIVE_ATTRIBUTION}
    assert found.crs.to_epsg() == 4326


@pytest.mark.parametrize("suffix", [".geojson", ".json", ".gpkg", ".shp"])
def test_a_file_of_districts_takes_the_place_of_the_indicative_ones(home, tmp_path, suffix):
    path = tmp_path / f"districts{suffix}"
    squares().to_file(path, driver="GeoJSON" if suffix == ".json" else None)
    report = load_boundaries(home, path)
    found = boundaries(home)
    Boundary.check(found)
    assert found[Boundary.district].tolist() == ["Eastshire", "Westshire"]
    assert found[Boundary.code].tolist() == ["E07000002", "E07000001"]
    assert not found[Boundary.indicative].any()
    assert set(found[Boundary.attribution]) == {OFFICIAL_ATTRIBUTION}
    assert (report.shapes, report.districts, report.repaired, report.left_out) == (2, 2, 0, 0)
    assert report.neighbours == "meet exactly"
    assert report.names == "Eastshire, Westshire"


@pytest.mark.parametrize("suffix", [".geojson", ".gpkg", ".shp"])
def test_a_zip_with_one_file_of_districts_is_read(home, tmp_path, suffix):
    squares().to_file(tmp_path / f"a{suffix}")
    path = zipped(tmp_path, sorted(tmp_path.glob("a.*")))
    assert load_boundaries(home, path).districts == 2


@pytest.mark.parametrize(
    "column", ["lad_name", "LAD14NM", "LAD23NM", "district", "NAME", "area_name", "ctyua24nm"]
)
def test_the_usual_headings_of_names_are_known(home, tmp_path, column):
    shapes(**{column: ["A", "B"]}).to_file(tmp_path / "a.geojson")
    load_boundaries(home, tmp_path / "a.geojson")
    assert boundaries(home)[Boundary.district].tolist() == ["A", "B"]


def test_a_welsh_heading_is_not_taken_for_the_english_one(home, tmp_path):
    shapes(LAD23NMW=["X", "Y"], LAD23NM=["A", "B"]).to_file(tmp_path / "a.geojson")
    load_boundaries(home, tmp_path / "a.geojson")
    assert boundaries(home)[Boundary.district].tolist() == ["A", "B"]


def test_shapes_without_codes_are_credited_to_their_file(home, tmp_path):
    shapes(name=["A District (B)", "B (B)"]).to_file(tmp_path / "a.geojson")
    load_boundaries(home, tmp_path / "a.geojson")
    found = boundaries(home)
    assert found[Boundary.district].tolist() == ["A", "B"]
    assert found[Boundary.code].isna().all()
    assert set(found[Boundary.attribution]) == {"Boundaries: a.geojson."}


def test_metres_on_the_british_grid_become_degrees(home, tmp_path):
    squares().to_crs(27700).to_file(tmp_path / "a.gpkg")
    report = load_boundaries(home, tmp_path / "a.gpkg")
    assert "British National Grid" in report.crs
    south_west = boundaries(home).total_bounds[:2]
    assert south_west == pytest.approx([0.4, 51.6], abs=1e-5)


def test_metres_that_call_themselves_degrees_are_read_as_metres(home, tmp_path):
    path = tmp_path / "a.geojson"
    squares().to_crs(27700).set_crs(4326, allow_override=True).to_file(path, engine="pyogrio")
    load_boundaries(home, path)
    assert boundaries(home).total_bounds == pytest.approx([0.4, 51.6, 0.6, 51.8], abs=1e-3)


def test_a_shapefile_without_its_prj_is_read(home, tmp_path):
    squares().to_crs(27700).to_file(tmp_path / "a.shp")
    (tmp_path / "a.prj").unlink()
    load_boundaries(home, tmp_path / "a.shp")
    assert boundaries(home).total_bounds == pytest.approx([0.4, 51.6, 0.6, 51.8], abs=1e-3)


def test_an_outline_that_crosses_itself_is_repaired_and_said_so(home, tmp_path):
    bow_tie = shapely.Polygon([(0.4, 51.6), (0.5, 51.7), (0.5, 51.6), (0.4, 51.7)])
    shapes([bow_tie, SQUARES[1]], name=["A", "B"]).to_file(tmp_path / "a.geojson")
    assert load_boundaries(home, tmp_path / "a.geojson").repaired == 1
    assert boundaries(home).is_valid.all()


def test_shapes_of_one_name_are_joined(home, tmp_path):
    shapes(lad_name=["A", "A"], ward=["one", "two"]).to_file(tmp_path / "a.geojson")
    report = load_boundaries(home, tmp_path / "a.geojson")
    assert (report.districts, report.joined) == (1, 1)
    assert boundaries(home).geometry.iloc[0].equals(shapely.box(0.4, 51.6, 0.6, 51.8))


def test_shapes_without_name_or_area_are_left_out_and_counted(home, tmp_path):
    geometry = [SQUARES[0], SQUARES[1], shapely.Point(0.5, 51.7), None]
    frame = shapes(geometry, name=["A", None, "C", "D"])
    frame.to_file(tmp_path / "a.geojson")
    report = load_boundaries(home, tmp_path / "a.geojson")
    assert (report.shapes, report.districts, report.left_out) == (4, 1, 3)


def test_districts_can_be_picked_by_name_or_code(home, tmp_path):
    squares().to_file(tmp_path / "a.geojson")
    load_boundaries(home, tmp_path / "a.geojson", only=["E07000001"], attribution="By hand.")
    found = boundaries(home)
    assert found[Boundary.district].tolist() == ["Westshire"]
    assert found[Boundary.attribution].tolist() == ["By hand."]
    with pytest.raises(SourceError, match="no district Northshire"):
        load_boundaries(home, tmp_path / "a.geojson", only=["Northshire"])


def test_districts_of_a_whole_country_are_refused(home, tmp_path):
    many = [shapely.box(i / 100, 51, (i + 1) / 100, 51.01) for i in range(61)]
    shapes(many, name=[f"D{i}" for i in range(61)]).to_file(tmp_path / "a.geojson")
    with pytest.raises(SourceError, match="61 districts"):
        load_boundaries(home, tmp_path / "a.geojson")


def test_overlapping_neighbours_are_reported(home, tmp_path):
    overlapping = [SQUARES[0], shapely.box(0.45, 51.6, 0.6, 51.8)]
    shapes(overlapping, name=["A", "B"]).to_file(tmp_path / "a.geojson")
    assert "overlap" in load_boundaries(home, tmp_path / "a.geojson").neighbours


def test_clearing_goes_back_to_the_indicative_districts(home, tmp_path):
    clear_boundaries(home)
    squares().to_file(tmp_path / "a.geojson")
    load_boundaries(home, tmp_path / "a.geojson")
    clear_boundaries(home)
    assert set(boundaries(home)[Boundary.district]) == ESSEX


def test_a_refused_file_leaves_the_loaded_districts_in_use(home, tmp_path):
    squares().to_file(tmp_path / "good.geojson")
    load_boundaries(home, tmp_path / "good.geojson")
    (tmp_path / "bad.geojson").write_text("{", encoding="utf-8")
    with pytest.raises(SourceError):
        load_boundaries(home, tmp_path / "bad.geojson")
    assert boundaries(home)[Boundary.district].tolist() == ["Eastshire", "Westshire"]


def test_a_file_without_names_is_refused_with_what_was_seen(home, tmp_path):
    shapes(OBJECTID=[1, 2]).to_file(tmp_path / "a.geojson")
    with pytest.raises(SourceError, match=r"Seen: OBJECTID, geometry\. Expected one of LAD23NM"):
        load_boundaries(home, tmp_path / "a.geojson")


def test_a_file_of_points_is_refused(home, tmp_path):
    shapes([shapely.Point(0, 51), shapely.Point(1, 52)], name=["A", "B"]).to_file(
        tmp_path / "a.gpkg"
    )
    with pytest.raises(SourceError, match=r"no polygons. Seen: a \(Point\)"):
        load_boundaries(home, tmp_path / "a.gpkg")


def test_a_file_of_many_layers_is_refused(home, tmp_path):
    squares().to_file(tmp_path / "a.gpkg", layer="districts")
    squares().to_file(tmp_path / "a.gpkg", layer="counties")
    with pytest.raises(SourceError, match=r"2 layers of polygons: districts, counties"):
        load_boundaries(home, tmp_path / "a.gpkg")


def test_what_is_no_boundary_file_is_refused(home, tmp_path):
    (tmp_path / "a.csv").write_text("name\nA\n", encoding="utf-8")
    (tmp_path / "a.gpkg").write_bytes(b"not a database")
    (tmp_path / "a.zip").write_bytes(b"not a zip")
    with zipfile.ZipFile(tmp_path / "empty.zip", "w"):
        pass
    for name, words in {
        "a.csv": r"Expected \.geojson",
        "a.gpkg": "not a boundary file, or damaged",
        "a.zip": "not a zip file",
        "empty.zip": "holds no boundary file",
        "absent.geojson": "no such file",
    }.items():
        with pytest.raises(SourceError, match=words):
            load_boundaries(home, tmp_path / name)


def test_a_file_whose_shapes_are_torn_is_refused(home, tmp_path):
    squares().to_file(tmp_path / "a.gpkg")
    whole = (tmp_path / "a.gpkg").read_bytes()
    (tmp_path / "a.gpkg").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(SourceError, match="damaged"):
        load_boundaries(home, tmp_path / "a.gpkg")


def test_a_shapefile_cut_short_is_refused_not_half_read(home, tmp_path):
    squares().to_file(tmp_path / "a.shp")
    whole = (tmp_path / "a.shp").read_bytes()
    (tmp_path / "a.shp").write_bytes(whole[:-40])
    with pytest.raises(SourceError, match="damaged"):
        load_boundaries(home, tmp_path / "a.shp")


def test_a_file_that_would_have_others_fetched_is_refused(home, tmp_path):
    elsewhere = "<OGRVRTDataSource><OGRVRTLayer name='a'/></OGRVRTDataSource>"
    (tmp_path / "a.json").write_text(elsewhere, encoding="utf-8")
    path = zipped(tmp_path, [tmp_path / "a.json"])
    for file in (tmp_path / "a.json", path):
        with pytest.raises(SourceError, match=r"does not begin as a \.json file"):
            load_boundaries(home, file)


def locked(path: Path) -> Path:
    """Set the flag that says a zip's first member needs a password."""
    content = bytearray(path.read_bytes())
    content[6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    return path


def test_a_zip_with_a_password_is_refused(home, tmp_path):
    squares().to_file(tmp_path / "a.geojson")
    path = locked(zipped(tmp_path, [tmp_path / "a.geojson"]))
    with pytest.raises(SourceError, match="locked with a password"):
        load_boundaries(home, path)
    with zipfile.ZipFile(tmp_path / "p.zip", "w") as archive:
        archive.writestr("a.csv", "postcode,lat,lon\nCM1 1AA,51.7,0.4\n")
    with pytest.raises(SourceError, match="locked with a password"):
        load_postcodes(home, locked(tmp_path / "p.zip"))


def test_a_zip_that_unpacks_to_gigabytes_is_refused(home, tmp_path, monkeypatch):
    squares().to_file(tmp_path / "a.geojson")
    path = zipped(tmp_path, [tmp_path / "a.geojson"])
    monkeypatch.setattr("records.geography.zips.MOST_BYTES", 100)
    with pytest.raises(SourceError, match="unpacks to over 4 GB"):
        load_boundaries(home, path)


def test_coordinates_of_no_known_system_are_refused(home, tmp_path):
    nowhere = shapes([shapely.box(1e9, 1e9, 1e9 + 1, 1e9 + 1)] * 2, name=["A", "B"])
    nowhere.to_file(tmp_path / "a.geojson")
    with pytest.raises(SourceError, match="EPSG:27700"):
        load_boundaries(home, tmp_path / "a.geojson")


def test_a_damaged_loaded_file_is_refused_with_its_remedy(home):
    home.reference.mkdir()
    (home.reference / "boundaries.parquet").write_bytes(b"torn")
    with pytest.raises(SourceError, match="concern boundaries --reset"):
        boundaries(home)


def test_the_committed_districts_are_small_whole_and_meet_exactly():
    committed = Path(indicative_boundaries.__code__.co_filename).parent / "districts.geojson"
    assert committed.stat().st_size <= 120_000
    assert len(json.loads(committed.read_text("utf-8"))["features"]) == 14
    found = indicative_boundaries()
    assert found.is_valid.all()
    assert shapely.coverage_is_valid(found.geometry.to_numpy())
    area_km2 = found.to_crs(27700).area.sum() / 1e6
    assert 3_500 <= area_km2 <= 3_900
