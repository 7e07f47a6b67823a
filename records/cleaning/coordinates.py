"""Where on the Earth is this point?"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from pyproj import Transformer

__all__ = ["LATITUDES", "LONGITUDES", "grid_to_degrees", "in_britain", "unswapped"]

LATITUDES, LONGITUDES = (49.8, 60.9), (-8.7, 1.8)
"""The box around the United Kingdom, Scilly to Shetland, WGS 84 degrees."""

_EASTING = (1.0, 700_000.0)
_NORTHING = (1.0, 1_300_000.0)


@cache
def _from_grid() -> Transformer:
    # Most commands never ask, and it takes long to import.
    from pyproj import Transformer

    return Transformer.from_crs("EPSG:27700", "EPSG:4326", always_xy=True)


def grid_to_degrees(easting: pd.Series, northing: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return latitude and longitude (WGS 84 degrees, within metres) of British grid metres.

    Missing: either number is missing or off the grid.
    """
    on_grid = easting.between(*_EASTING) & northing.between(*_NORTHING)
    lon, lat = _from_grid().transform(easting[on_grid].to_numpy(), northing[on_grid].to_numpy())
    return (
        pd.Series(lat, easting.index[on_grid], dtype="float64").reindex(easting.index),
        pd.Series(lon, easting.index[on_grid], dtype="float64").reindex(easting.index),
    )


def in_britain(lat: pd.Series, lon: pd.Series) -> pd.Series:
    """Return whether each point (WGS 84 degrees) lies in Great Britain's box; false: missing."""
    return lat.between(*LATITUDES) & lon.between(*LONGITUDES)


def unswapped(lat: pd.Series, lon: pd.Series) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return latitude, longitude, and whether they had been given the wrong way round.

    Only a point outside Great Britain that lies in it when swapped is put right.
    """
    swapped = ~in_britain(lat, lon) & in_britain(lon, lat)
    return lat.mask(swapped, lon), lon.mask(swapped, lat), swapped
