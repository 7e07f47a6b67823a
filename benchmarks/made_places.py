"""Where would a made-up county's businesses lie? In a few towns of each district, as in life."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely
from numpy.typing import NDArray

__all__ = ["scattered"]

_TOWNS, _SPREAD_DEGREES, _COUNTRY = 4, 0.018, 0.15
_TRIES = 6

Floats = NDArray[np.float64]


def scattered(
    rng: np.random.Generator, districts: gpd.GeoDataFrame, district: NDArray[np.int64]
) -> tuple[Floats, Floats]:
    """Return longitude and latitude of a point in each of the `district` numbers given."""
    lon, lat = np.empty(len(district)), np.empty(len(district))
    for number, shape in enumerate(districts.geometry):
        here = np.flatnonzero(district == number)
        lon[here], lat[here] = _within(rng, shape, len(here))
    return lon, lat


def _within(rng: np.random.Generator, shape: shapely.Geometry, count: int) -> tuple[Floats, Floats]:
    """Points near a few towns of `shape`, some in the country; those that miss go to a town."""
    shapely.prepare(shape)
    towns = _towns(rng, shape)
    shares = np.array([0.55, 0.25, 0.12, 0.08])
    town = towns[rng.choice(_TOWNS, count, p=shares)]
    spread = np.where(rng.random(count) < _COUNTRY, 5, 1) * _SPREAD_DEGREES
    points = town.copy()
    missing = np.ones(count, dtype=bool)
    for _ in range(_TRIES):
        drawn = town + rng.normal(0, 1, (count, 2)) * spread[:, None] * [1.0, 0.62]
        inside = missing & shapely.contains_xy(shape, drawn[:, 0], drawn[:, 1])
        points[inside] = drawn[inside]
        missing &= ~inside
    return points[:, 0], points[:, 1]


def _towns(rng: np.random.Generator, shape: shapely.Geometry) -> Floats:
    """Points in `shape`, the first in its middle."""
    west, south, east, north = shape.bounds
    middle = shapely.point_on_surface(shape)
    drawn = rng.random((400, 2)) * [east - west, north - south] + [west, south]
    inside = drawn[shapely.contains_xy(shape, drawn[:, 0], drawn[:, 1])]
    return np.vstack([[middle.x, middle.y], inside[: _TOWNS - 1]])
