from __future__ import annotations

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
import shapely

from records.errors import SourceError
from records.geography import (
    clear_wards,
    indicative_boundaries,
    indicative_wards,
    load_wards,
    loaded_wards,
    ward_of,
)
from records.geography.placing import district_of
from records.schema import Boundary, Ward


def squares(*names: str, west: float = 0.4, **columns: object) -> gpd.GeoDataFrame:
    """Squares of a tenth of a degree, eastward, over the two districts of the conftest."""
    boxes = [
        shapely.box(west + 0.05 * i, 51.6, west + 0.05 * (i + 1), 51.8) for i in range(len(names))
    ]
    return gpd.GeoDataFrame({"WD24NM": list(names), **columns}, geometry=boxes, crs=4326)


def written(folder, frame: gpd.GeoDataFrame):
    path = folder / "wards.geojson"
    frame.to_file(path)
    return path


def test_indicative_wards_cover_each_district_and_bear_its_places_names():
    districts = indicative_boundaries()
    wards = indicative_wards(districts)
    Ward.check(wards)
    assert wards[Ward.indicative].all()
    assert wards[Ward.ward].is_unique
    assert "Billericay" in set(wards.loc[wards[Ward.district] == "Basildon", Ward.ward])
    own = wards.dissolve(Ward.district).geometry.to_crs(27700)
    whole = districts.set_index(Boundary.district).geometry.to_crs(27700)
    assert (own.symmetric_difference(whole).area / whole.area).max() < 1e-6


def test_every_business_of_a_district_lies_in_a_ward_of_that_district():
    districts = indicative_boundaries()
    wards = indicative_wards(districts)
    dice = np.random.default_rng(3)
    lat, lon = dice.uniform(51.45, 52.1, 3000), dice.uniform(0, 1.3, 3000)
    lat[0] = lon[0] = np.nan
    district = district_of(lat, lon, districts, shore_m=500)
    ward = pd.Series(ward_of(lat, lon, district, wards), dtype="str")
    of = wards.set_index(Ward.ward)[Ward.district]
    assert (ward.notna() == pd.notna(district)).all()
    assert (ward.dropna().map(of) == district[ward.notna()]).all()


def test_a_county_far_from_every_known_place_has_no_wards():
    frame = indicative_boundaries().iloc[:1]
    away = frame.set_geometry([shapely.box(-5, 50, -4.9, 50.1)], crs=4326)
    assert len(indicative_wards(away)) == 0
    assert len(indicative_wards(away.iloc[:0])) == 0


def test_wards_of_a_file_take_the_place_of_the_indicative_ones(home, tmp_path, two_districts):
    frame = squares("High Ward", "Low", "High", "", "Far", west=0.4, WD24CD=[*"abcde"])
    report = load_wards(home, written(tmp_path, frame), two_districts)
    found = loaded_wards(home)
    assert found is not None
    Ward.check(found)
    # Two districts have a ward called High, so both are told with their district.
    assert found[Ward.ward].tolist() == ["High (East)", "High (West)", "Low"]
    assert found[Ward.district].tolist() == ["East", "West", "West"]
    assert found[Ward.code].tolist() == ["c", "a", "b"]
    assert not found[Ward.indicative].any()
    assert (report.shapes, report.wards, report.outside, report.left_out) == (5, 3, 1, 1)
    clear_wards(home)
    assert loaded_wards(home) is None


def test_a_file_without_a_ward_of_the_county_is_refused(home, tmp_path, two_districts):
    path = written(tmp_path, squares("Elsewhere", west=1.4))
    with pytest.raises(SourceError, match="0 wards within the county's districts"):
        load_wards(home, path, two_districts)


def test_a_file_of_other_columns_says_which_are_expected(home, tmp_path, two_districts):
    path = written(tmp_path, squares("A").rename(columns={"WD24NM": "label"}))
    with pytest.raises(SourceError, match=r"no column of ward names. Seen: label.*WD24NM"):
        load_wards(home, path, two_districts)


def test_a_damaged_file_of_wards_says_how_to_go_on(home):
    home.reference.mkdir(parents=True)
    (home.reference / "wards.parquet").write_bytes(b"no parquet")
    with pytest.raises(SourceError, match="concern boundaries --reset"):
        loaded_wards(home)
