"""What does the map draw of the wards? Their outlines, fetched when they are looked at."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import shapely

from dashboard.access import View
from dashboard.map_data import zipped
from records.schema import Ward

__all__ = ["ward_outlines", "wards_of"]

_OUTLINE_DEGREES = 0.0004
_DECIMALS = 4


def wards_of(view: View) -> bytes:
    """Return the zipped outlines of the wards; made once for all who see the same."""

    def make() -> bytes:
        return zipped(json.dumps(ward_outlines(view), separators=(",", ":")).encode())

    made: bytes = view.county.sent.get("wards", make)
    return made


def ward_outlines(view: View) -> dict[str, Any]:
    """Return the wards as GeoJSON, simplified together to some 40 m so that neighbours still meet.

    Each says its name, its district and whether it is indicative. "attribution": who must be named.
    """
    wards = view.county.wards
    shapes = wards.geometry.to_numpy()
    if len(shapes):
        shapes = shapely.coverage_simplify(shapes, _OUTLINE_DEGREES)
    drawn = shapely.transform(shapes, lambda points: np.round(points, _DECIMALS))
    about = zip(wards[Ward.ward], wards[Ward.district], shapely.to_geojson(drawn), strict=True)
    features = [
        {
            "type": "Feature",
            "properties": {"ward": ward, "district": district},
            "geometry": json.loads(shape),
        }
        for ward, district, shape in about
    ]
    said = " ".join(wards[Ward.attribution].dropna().unique())
    return {
        "type": "FeatureCollection",
        "attribution": said,
        "indicative": bool(wards[Ward.indicative].any()),
        "features": features,
    }
