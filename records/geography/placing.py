"""Where is each record, in which district, and who says so?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from records.geography.extent import in_britain, km_between
from records.geography.postcodes import Postcode
from records.schema import Boundary, PlacedRecord, Record

__all__ = ["PlacingSettings", "district_of", "place", "shape_of"]


@dataclass(frozen=True)
class PlacingSettings:
    """max_km: a delivered point further from its own postcode is set aside, kilometres.

    shore_m: a point this near to an indicative district lies in it, metres; official districts
    are taken as they are.
    """

    max_km: float = 10.0
    shore_m: float = 500.0


Numbers = np.ndarray[Any, np.dtype[np.float64]]

_NONE, _SOURCE, _POSTCODE, _OUTCODE = range(4)
_LOCATED_BY = np.array(["none", "source", "postcode", "outcode"], dtype="object")
_METRES_PER_DEGREE = 111_320.0
_NOWHERE = -1


def place(
    records: pd.DataFrame,
    boundaries: gpd.GeoDataFrame,
    postcodes: pd.DataFrame,
    settings: PlacingSettings = PlacingSettings(),
) -> pd.DataFrame:
    """Return the records, rows and order unchanged, with the place columns of `PlacedRecord`.

    The delivered point comes first, where it lies in the country and near its own postcode; then
    the postcode's point, then the middle of the outcode's postcodes; else the record is unplaced.
    A point beyond the county keeps its place, without a district, in_county false.

    records: a `Record` frame. boundaries: a `Boundary` frame with geometry. postcodes: a
    `Postcode` frame, may be empty.
    """
    delivered = records[Record.lat].to_numpy("float64"), records[Record.lon].to_numpy("float64")
    code = records[Record.postcode].astype("str")
    exact = _looked_up(code, postcodes[Postcode.postcode], postcodes)
    outcodes = _outcodes(postcodes)
    rough = _looked_up(_outcode(code), outcodes[Postcode.postcode], outcodes)

    plausible = in_britain(*delivered)
    apart = km_between(*delivered, *exact)
    near = ~(apart > settings.max_km)
    choices = [plausible & near, np.isfinite(exact[0]), np.isfinite(rough[0])]
    how = np.select(choices, [_SOURCE, _POSTCODE, _OUTCODE], _NONE)
    lat, lon = (
        np.select([how == _SOURCE, how == _POSTCODE, how == _OUTCODE], axes, np.nan)
        for axes in zip(delivered, exact, rough, strict=True)
    )
    shore_m = settings.shore_m if boundaries[Boundary.indicative].any() else 0.0
    district = district_of(lat, lon, boundaries, shore_m)
    found: dict[str, Any] = {
        PlacedRecord.map_lat: lat,
        PlacedRecord.map_lon: lon,
        PlacedRecord.located_by: _text(_LOCATED_BY[how], records),
        PlacedRecord.district: _text(district, records),
        PlacedRecord.in_county: pd.notna(district),
        PlacedRecord.place_fault: _text(_faults(delivered, plausible, apart, near), records),
    }
    return records.assign(**found)


def district_of(
    lat: Numbers, lon: Numbers, boundaries: gpd.GeoDataFrame, shore_m: float
) -> np.ndarray[Any, Any]:
    """Return the name of the district that holds each point; missing where none does.

    A point on the border of two, or in an overlap, belongs to the first. A point outside all,
    but within `shore_m` metres of one, belongs to the nearest.
    """
    found = shape_of(lat, lon, boundaries.geometry.to_numpy(), shore_m)
    names = np.append(boundaries[Boundary.district].to_numpy("object"), np.nan)
    return np.asarray(names[found])


def shape_of(
    lat: Numbers, lon: Numbers, shapes: np.ndarray[Any, Any], shore_m: float
) -> np.ndarray[Any, Any]:
    """Return for each point the place in `shapes` of the one that holds it; -1 where none does.

    Borders, overlaps and shores as for `district_of`.
    """
    found = np.full(len(lat), _NOWHERE)
    for number, shape in enumerate(shapes):
        _claim(found, shape, number, lat, lon)
    if shore_m > 0 and len(shapes):
        _claim_shore(found, shapes, lat, lon, shore_m)
    return found


def _claim(
    found: np.ndarray[Any, Any], shape: shapely.Geometry, number: int, lat: Numbers, lon: Numbers
) -> None:
    """Give district `number` the points inside `shape` that no district has; `found` is ours."""
    rows = _within_box(found, shape, lat, lon)
    shapely.prepare(shape)
    found[rows[shapely.intersects_xy(shape, lon[rows], lat[rows])]] = number


def _within_box(
    found: np.ndarray[Any, Any], shape: shapely.Geometry, lat: Numbers, lon: Numbers
) -> np.ndarray[Any, Any]:
    west, south, east, north = shapely.bounds(shape)
    near = (found == _NOWHERE) & (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)
    return np.flatnonzero(near)


def _claim_shore(
    found: np.ndarray[Any, Any],
    shapes: np.ndarray[Any, Any],
    lat: Numbers,
    lon: Numbers,
    shore_m: float,
) -> None:
    """Give each point that no district has to the nearest within `shore_m` metres."""
    # A county is small: stretching the degrees to metres at its middle is true to 1 in 100.
    west, south, east, north = shapely.total_bounds(shapes)
    scale = _METRES_PER_DEGREE * np.array([np.cos(np.radians((south + north) / 2)), 1.0])
    metres = shapely.transform(shapes, lambda degrees: degrees * scale)
    around = shapely.box(west, south, east, north)
    margin = shapely.buffer(around, 2 * shore_m / scale.min(), join_style="mitre")
    rows = _within_box(found, margin, lat, lon)
    points = shapely.points(lon[rows] * scale[0], lat[rows] * scale[1])
    point, shape = shapely.STRtree(metres).query_nearest(
        points, max_distance=shore_m, all_matches=False
    )
    found[rows[point]] = shape


def _looked_up(
    wanted: pd.Series[Any], known: pd.Series[Any], table: pd.DataFrame
) -> tuple[Numbers, Numbers]:
    """Return latitude and longitude of each wanted code in the table; missing where not there."""
    # The codes of the records are hashed, not the table's: a national table is the longer one.
    codes, unique = pd.factorize(wanted)
    slots = pc.index_in(pa.array(known, pa.string()), pa.array(unique, pa.string()))
    row_of = np.full(len(unique) + 1, _NOWHERE)
    slot = pc.fill_null(slots, len(unique)).to_numpy()
    row_of[slot] = np.arange(len(known))
    row_of[len(unique)] = _NOWHERE
    rows = row_of[codes]
    lat, lon = (
        np.append(table[axis].to_numpy("float64"), np.nan)[rows]
        for axis in (Postcode.lat, Postcode.lon)
    )
    return lat, lon


def _outcode(code: pd.Series[Any]) -> pd.Series[Any]:
    return code.str.replace(r" .*$", "", regex=True)


def _outcodes(postcodes: pd.DataFrame) -> pd.DataFrame:
    """Return the middle of each outcode's postcodes, the outcode in the column postcode."""
    points = postcodes.assign(**{Postcode.postcode: _outcode(postcodes[Postcode.postcode])})
    axes = [Postcode.lat, Postcode.lon]
    return points.groupby(Postcode.postcode, as_index=False)[axes].median()


def _faults(
    delivered: tuple[Numbers, Numbers],
    plausible: np.ndarray[Any, Any],
    apart: Numbers,
    near: np.ndarray[Any, Any],
) -> np.ndarray[Any, Any]:
    """Return why each delivered point was set aside; missing where it was not, or was not given."""
    lat, lon = (np.isfinite(axis) for axis in delivered)
    faults = np.full(len(lat), np.nan, dtype="object")
    faults[(lat | lon) & ~plausible] = "delivered point lies outside Great Britain"
    faults[lat ^ lon] = "delivered point lacks its latitude or longitude"
    far = plausible & ~near
    faults[far] = [f"delivered point lies {km:.0f} km from its postcode" for km in apart[far]]
    return faults


def _text(values: np.ndarray[Any, Any], records: pd.DataFrame) -> pd.Series[Any]:
    return pd.Series(values, records.index, dtype="str")
