"""A square county of two districts, west and east, and a handful of postcodes."""

from __future__ import annotations

from pathlib import Path

import geopandas as gpd
import pandas as pd
import pytest
import shapely

from records.geography import Postcode
from records.home import Home
from records.schema import Boundary


@pytest.fixture
def home(tmp_path: Path) -> Home:
    root = tmp_path / "county"
    root.mkdir()
    return Home.at(root)


@pytest.fixture
def two_districts() -> gpd.GeoDataFrame:
    frame = Boundary.shape(
        pd.DataFrame(
            {
                Boundary.district: ["West", "East"],
                Boundary.code: ["E07000001", "E07000002"],
                Boundary.attribution: "Drawn for a test.",
            }
        )
    )
    shapes = [shapely.box(0.4, 51.6, 0.5, 51.8), shapely.box(0.5, 51.6, 0.6, 51.8)]
    return gpd.GeoDataFrame(frame, geometry=shapes, crs=4326)


@pytest.fixture
def some_postcodes() -> pd.DataFrame:
    return Postcode.shape(
        pd.DataFrame(
            {
                Postcode.postcode: ["CM1 1AA", "CM1 1AB", "CM2 9ZZ", "IP1 1AA"],
                Postcode.lat: [51.70, 51.72, 51.65, 52.05],
                Postcode.lon: [0.45, 0.47, 0.55, 1.15],
            }
        )
    )
