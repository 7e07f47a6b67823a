"""What does the browser draw? The districts as a small GeoJSON, and the box around them."""

from __future__ import annotations

import json
from itertools import count
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from records.schema import Boundary

__all__ = ["MOST_BYTES", "outline"]

MOST_BYTES = 150_000
"""A drawn outline is never larger, as JSON without spaces."""

DECIMALS = 5
FIRST_TOLERANCE = 0.0001
"""Degrees; about 10 metres."""


def outline(boundaries: gpd.GeoDataFrame) -> dict[str, Any]:
    """Return the districts as a GeoJSON FeatureCollection of at most `MOST_BYTES`.

    Each feature has the properties name, code (or null) and indicative; the collection names
    its attribution. Neighbours are simplified together and still share their borders.
    """
    shapes = boundaries.geometry.to_numpy()
    tolerances = (FIRST_TOLERANCE * 2**step for step in count())
    drawn = _collection(boundaries, shapes)
    while len(json.dumps(drawn, separators=(",", ":"))) > MOST_BYTES:
        simple = shapely.coverage_simplify(shapes, next(tolerances))
        drawn = _collection(boundaries, simple)
    return drawn


def _collection(boundaries: gpd.GeoDataFrame, shapes: np.ndarray[Any, Any]) -> dict[str, Any]:
    rounded = shapely.transform(shapes, lambda points: points.round(DECIMALS))
    about = zip(
        boundaries[Boundary.district],
        boundaries[Boundary.code],
        boundaries[Boundary.indicative],
        shapely.to_geojson(rounded),
        strict=True,
    )
    return {
        "type": "FeatureCollection",
        "attribution": " ".join(boundaries[Boundary.attribution].dropna().unique()),
        "features": [
            {
                "type": "Feature",
                "properties": {
                    "name": name,
                    "code": code if pd.notna(code) else None,
                    "indicative": bool(indicative),
                },
                "geometry": json.loads(geometry),
            }
            for name, code, indicative, geometry in about
        ],
    }
