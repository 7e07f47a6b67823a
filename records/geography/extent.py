"""Which points can be in Great Britain at all?"""

from __future__ import annotations

from typing import Any

import numpy as np

from records.cleaning.coordinates import LATITUDES, LONGITUDES

__all__ = ["in_britain", "km_between"]

EARTH_RADIUS_KM = 6371.0

Numbers = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]


def in_britain(lat: Numbers, lon: Numbers) -> Flags:
    """Return which points lie in the box around the country; a missing one does not."""
    (south, north), (west, east) = LATITUDES, LONGITUDES
    return (lat >= south) & (lat <= north) & (lon >= west) & (lon <= east)


def km_between(lat_a: Numbers, lon_a: Numbers, lat_b: Numbers, lon_b: Numbers) -> Numbers:
    """Return the kilometres between points, along the sphere; missing where either is."""
    a, b = np.radians(lat_a), np.radians(lat_b)
    turn = np.radians(lon_b - lon_a)
    chord = np.sin((b - a) / 2) ** 2 + np.cos(a) * np.cos(b) * np.sin(turn / 2) ** 2
    return np.asarray(2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(np.clip(chord, 0, 1))))
