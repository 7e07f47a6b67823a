"""Where does the browser have each business? On a grid over the extent, as fine as 16 or 32 bits.

What is drawn around on the map must hold the same businesses on the server, so both ask of these
places and not of the exact ones. `assets/map_data.js` unpacks them with the same operations.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.columns import Columns

__all__ = ["PackedPlaces", "packed_places"]

_WIDE_DEGREES = 3.0
_WORLD = (-180.0, -90.0, 180.0, 90.0)


@dataclass(frozen=True)
class PackedPlaces:
    """Places of all businesses: steps from the west and from the south of the extent.

    extent: west, south, east and north in degrees, WGS 84. x, y: of a business without a place 0.
    """

    extent: tuple[float, float, float, float]
    x: NDArray[Any]
    y: NDArray[Any]

    @property
    def lon(self) -> NDArray[np.float64]:
        """Return the longitudes that the browser reads from `x`, degrees."""
        west, _, east, _ = self.extent
        return _degrees(self.x, west, east)

    @property
    def lat(self) -> NDArray[np.float64]:
        """Return the latitudes that the browser reads from `y`, degrees."""
        _, south, _, north = self.extent
        return _degrees(self.y, south, north)


def packed_places(columns: Columns) -> PackedPlaces:
    """Return the places to 1/65536 of the extent, some 2 m.

    Where points lie further apart than a county's width they are kept to 32 bits.
    """
    west, south, east, north = extent = _extent(columns)
    steps: Any = np.uint16 if east - west < _WIDE_DEGREES > north - south else np.uint32
    x = _steps(columns.lon, west, east, steps)
    return PackedPlaces(extent, x, _steps(columns.lat, south, north, steps))


def _extent(columns: Columns) -> tuple[float, float, float, float]:
    """West, south, east and north of every place; the whole world where there is none."""
    on_map = columns.on_map
    if not on_map.any():
        return _WORLD
    lon, lat = columns.lon[on_map], columns.lat[on_map]
    return float(lon.min()), float(lat.min()), float(lon.max()), float(lat.max())


def _steps(values: NDArray[np.float64], low: float, high: float, kind: Any) -> NDArray[Any]:
    most = np.iinfo(kind).max
    share = (np.nan_to_num(values, nan=low) - low) / ((high - low) or 1.0)
    steps: NDArray[Any] = np.rint(share.clip(0, 1) * most).astype(kind)
    return steps


def _degrees(steps: NDArray[Any], low: float, high: float) -> NDArray[np.float64]:
    """The same four operations as in the browser, in its order: both get the same last bit."""
    most = np.iinfo(steps.dtype).max
    degrees: NDArray[np.float64] = low + (high - low) * steps.astype("float64") / most
    return degrees
