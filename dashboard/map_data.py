"""What does the browser need to draw and filter every business? One block of columns, sent once.

The block is: the length of a heading (32 bits, little end first), the heading in JSON padded to a
multiple of four, then the columns one after the other in the order of `columns` in the heading.
`assets/map_data.js` reads it.
"""

from __future__ import annotations

import gzip
import json
from typing import Any

import numpy as np
from numpy.typing import NDArray
from shapely.geometry import mapping

from dashboard.access import View
from dashboard.choices import DUES, KNOWN, UNRATED
from dashboard.columns import Columns
from dashboard.due import days_overdue
from dashboard.filters import visited_ranges
from dashboard.packed_places import packed_places
from dashboard.places import places_within
from records.domain import BANDS
from records.schema import Boundary

__all__ = ["block_of", "district_outlines", "outlines_of", "packed", "row_bits", "zipped"]

_MANY = 256
_MOST_KNOWN = 15
_OUTLINE_DEGREES = 0.0004
_DECIMALS = 4


def packed(view: View) -> bytes:
    """Return the block of what the viewer sees: some 17 bytes a business, 11 once it is zipped."""
    county, columns = view.county, view.county.columns
    places = packed_places(columns)
    parts = {
        "x": places.x,
        "y": places.y,
        "visit": columns.visit_days,
        "score": np.rint(columns.score.clip(0, 255)).astype("uint8"),
        "sector_codes": columns.sector,
        "district_codes": columns.district,
        "ward_codes": columns.ward.astype("uint8" if len(columns.wards) < _MANY else "uint16"),
        "rating_codes": columns.rating,
        "flags": _flags(columns),
        "marks": _marks(columns),
        **_planes("agency", columns.agency_bits, len(columns.agencies)),
        **_planes("type", columns.type_bits, len(columns.types)),
    }
    heading = {
        "build": view.key,
        "rows": len(county),
        "extent": list(places.extent),
        "columns": [[name, part.dtype.itemsize] for name, part in parts.items()],
        "band": BANDS,
        "sector": columns.sectors,
        "district": ["", *columns.districts],
        "ward": ["", *columns.wards],
        "rating": [UNRATED, *columns.ratings],
        "agency": columns.agencies,
        "type": columns.types,
        "visited": visited_ranges(county.about.as_of),
        "known": {key: [least, most] for key, (_, least, most) in KNOWN.items()},
    }
    text = json.dumps(heading).encode()
    text += b" " * (-len(text) % 4)
    body = b"".join(part.tobytes() for part in parts.values())
    return len(text).to_bytes(4, "little") + text + body


def block_of(view: View) -> bytes:
    """Return the zipped block of what the viewer sees; made once for all who see the same."""
    made: bytes = view.county.sent.get("columns", lambda: zipped(packed(view)))
    return made


def outlines_of(view: View) -> bytes:
    """Return the zipped outlines of the districts."""

    def make() -> bytes:
        return zipped(json.dumps(district_outlines(view)).encode())

    made: bytes = view.county.sent.get("districts", make)
    return made


def zipped(block: bytes) -> bytes:
    """Return `block` as gzip; the same block gives the same bytes."""
    return gzip.compress(block, compresslevel=6, mtime=0)


def district_outlines(view: View) -> dict[str, Any]:
    """Return the districts as GeoJSON, their outlines simplified to some 40 m for the screen.

    Each says where its name is written; "places" holds name, latitude, longitude and population of
    the places inside, largest first.
    """
    frame = view.county.boundaries
    outlines = frame.geometry.simplify(_OUTLINE_DEGREES)
    features = [
        {
            "type": "Feature",
            "properties": {"district": name, "label": [middle.y, middle.x]},
            "geometry": _rounded(mapping(outline)),
        }
        for name, outline, middle in zip(
            frame[Boundary.district], outlines, outlines.representative_point(), strict=True
        )
    ]
    places = [[p.name, p.lat, p.lon, p.population] for p in places_within(frame)]
    return {"type": "FeatureCollection", "features": features, "places": places}


def row_bits(rows: NDArray[np.bool_]) -> bytes:
    """Return one bit for each row, eight to a byte, the lowest bit first."""
    return np.packbits(rows, bitorder="little").tobytes()


def _flags(columns: Columns) -> NDArray[np.uint8]:
    """Bits 0-1 band, 2 on the map, 3 in the county, 4-7 agencies that know it, 15 at most."""
    count = np.minimum(columns.agency_count, _MOST_KNOWN)
    bits = columns.band | columns.on_map << 2 | columns.in_county << 3 | count << 4
    flags: NDArray[np.uint8] = bits.astype("uint8")
    return flags


def _marks(columns: Columns) -> NDArray[np.uint8]:
    """Bits 0 overlap, 1 of the busiest, 2 and 3 as overdue as the choices of `DUES` say."""
    days = days_overdue(columns)
    bits = columns.overlap | columns.busiest << 1
    for place, (_, least) in enumerate(DUES.values(), start=2):
        bits = bits | (days >= least) << place
    marks: NDArray[np.uint8] = bits.astype("uint8")
    return marks


def _planes(name: str, bits: NDArray[Any], count: int) -> dict[str, NDArray[np.uint8]]:
    """Eight bits to a byte: bit i of plane p is value 8 p + i."""
    wide = bits.astype("uint64")
    return {
        f"{name}{plane}": (wide >> np.uint64(8 * plane)).astype("uint8")
        for plane in range(-(-count // 8))
    }


def _rounded(geometry: dict[str, Any]) -> dict[str, Any]:
    def short(part: Any) -> Any:
        return (
            [short(one) for one in part]
            if isinstance(part, tuple | list)
            else round(part, _DECIMALS)
        )

    return {**geometry, "coordinates": short(geometry["coordinates"])}
