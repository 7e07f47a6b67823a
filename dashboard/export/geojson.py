"""How are businesses written as GeoJSON (RFC 7946)? As points, a few thousand at a time."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from records.schema import Column, ScoredProfile

__all__ = ["geojson_pieces"]

_LAYER = "businesses"
"""What GDAL and what is built on it call the layer."""
_ROWS = 4096
"""Features of one piece."""


def geojson_pieces(
    frame: pd.DataFrame,
    columns: Sequence[Column],
    places: NDArray[np.float64],
    members: Mapping[str, Any],
) -> Iterator[bytes]:
    """Yield a FeatureCollection of the businesses of a table, in its order, one feature a line.

    places: longitude and latitude of each; one without has null for its geometry (section 3.2).
    members: what else the collection says of itself, as foreign members (section 6.1).
    """
    head = {"type": "FeatureCollection", "name": _LAYER, **members}
    yield (_json(head)[:-1] + ',"features":[').encode()
    for first in range(0, len(frame), _ROWS):
        part = frame.iloc[first : first + _ROWS]
        rows = zip(*(_values(part[one], one) for one in columns), strict=True)
        spots = places[first : first + _ROWS].tolist()
        features = (
            _feature(dict(zip(map(str, columns), row, strict=True)), spot)
            for row, spot in zip(rows, spots, strict=True)
        )
        yield (("\n" if first == 0 else ",\n") + ",\n".join(features)).encode()
    yield b"\n]}\n"


def _feature(properties: dict[str, Any], spot: list[float]) -> str:
    there = all(one == one for one in spot)  # noqa: PLR0124 - NaN equals nothing
    return _json(
        {
            "type": "Feature",
            "id": properties[str(ScoredProfile.profile_id)],
            "geometry": {"type": "Point", "coordinates": spot} if there else None,
            "properties": properties,
        }
    )


def _values(values: pd.Series[Any], column: Column) -> list[Any]:
    """The values as JSON has them: days as YYYY-MM-DD, missing as null."""
    if column.kind == "date":
        values = values.dt.strftime("%Y-%m-%d")
    plain: pd.Series[Any] = values.astype("object")
    return plain.where(values.notna(), None).tolist()


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
