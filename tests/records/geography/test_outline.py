from __future__ import annotations

import json

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from records.geography import indicative_boundaries, outline
from records.geography.outline import MOST_BYTES
from records.schema import Boundary


def ragged(points: int) -> gpd.GeoDataFrame:
    """Return two neighbours whose common border has so many corners."""
    north = np.linspace(51.6, 51.8, points)
    border = np.c_[0.5 + 0.002 * np.sin(np.arange(points)), north]
    left = shapely.Polygon([*border, (0.3, 51.8), (0.3, 51.6)])
    right = shapely.Polygon([*border, (0.7, 51.8), (0.7, 51.6)])
    frame = Boundary.shape(pd.DataFrame({Boundary.district: ["A", "B"]}))
    return gpd.GeoDataFrame(frame, geometry=[left, right], crs=4326)


def test_the_outline_names_each_district_and_its_source():
    drawn = outline(indicative_boundaries())
    assert drawn["attribution"].startswith("Indicative boundaries")
    assert "GeoNames" in drawn["attribution"]
    assert len(drawn["features"]) == 14
    properties = drawn["features"][0]["properties"]
    assert properties == {"name": "Basildon", "code": None, "indicative": True}


def test_coordinates_have_five_decimals(two_districts):
    moved = two_districts.set_geometry(two_districts.geometry.translate(1 / 3, 1 / 7))
    ring = outline(moved)["features"][0]["geometry"]["coordinates"][0]
    assert all(axis == round(axis, 5) for point in ring for axis in point)


def test_a_large_outline_is_made_small_and_neighbours_still_meet():
    large = ragged(20_000)
    drawn = outline(large)
    assert len(json.dumps(drawn, separators=(",", ":"))) <= MOST_BYTES
    shapes = [shapely.from_geojson(json.dumps(f["geometry"])) for f in drawn["features"]]
    assert shapely.coverage_is_valid(shapes)
    assert shapes[0].area == pytest.approx(large.geometry.iloc[0].area, rel=0.02)


def test_a_small_outline_is_drawn_as_it_is(two_districts):
    drawn = outline(two_districts)
    shape = shapely.from_geojson(json.dumps(drawn["features"][1]["geometry"]))
    assert shape.equals(two_districts.geometry.iloc[1])
    assert drawn["features"][1]["properties"]["code"] == "E07000002"
