"""Where is a business? A small map of what lies around it, drawn by the server as one picture."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from html import escape
from math import cos, radians
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import shapely
from numpy.typing import NDArray

from dashboard.access import View
from dashboard.county import County
from dashboard.figures.palette import colour
from dashboard.places import places_within
from records.domain import BANDS
from records.schema import ScoredProfile

__all__ = ["Picture", "place_picture"]

WIDE, TALL = 320, 220
_KM = 3.0
"""Width of the map on the ground."""
_KM_A_DEGREE = 111.32
_MOST_DOTS = 150
_INSET, _INSET_DEGREES = 64, 0.01
_LETTER = 6.2
_ROUGH_KM = {"postcode": 0.2, "outcode": 1.0}
"""How far off a point may lie that is a postcode's, or that of its first half."""

_SHAPES = {
    "low": '<circle r="7"/>',
    "moderate": '<path d="M0-9 9 0 0 9-9 0Z"/>',
    "high": '<path d="M0-9 9 7H-9Z"/>',
    "severe": '<path d="M-7-7H7V7H-7Z"/>',
}


@dataclass(frozen=True)
class Picture:
    """A map as an address of an image, and what it shows in words."""

    address: str
    said: str


@dataclass(frozen=True)
class _Frame:
    """The ground that is shown. west, north: of its corner; scale: pixels a degree of each."""

    west: float
    north: float
    across: float
    down: float

    def at(self, lon: Any, lat: Any) -> tuple[Any, Any]:
        return (lon - self.west) * self.across, (self.north - lat) * self.down


def place_picture(view: View, profile_id: str) -> Picture | None:
    """Return the map around a business, of what the viewer sees; None where its place is unknown.

    Its mark has the shape and colour of its band; others are dots; a dashed ring says that its
    point is that of a postcode only.
    """
    county = view.county
    row = county.row_of(profile_id)
    if row is None or not county.columns.on_map[row]:
        return None
    lon, lat = float(county.columns.lon[row]), float(county.columns.lat[row])
    frame = _frame(lon, lat)
    near = _near(county, row, frame)
    parts = [
        _borders(county, frame),
        *_dots(county, near, frame),
        *_names(county, frame),
        _mark(county, row),
        _scale(),
        _inset(county, lon, lat),
    ]
    drawn = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDE}" height="{TALL}" '
        f'viewBox="0 0 {WIDE} {TALL}" font-family="sans-serif" font-size="11">'
        f'<rect width="{WIDE}" height="{TALL}" fill="{colour("ground")}"/>{"".join(parts)}</svg>'
    )
    address = "data:image/svg+xml;base64," + b64encode(drawn.encode()).decode()
    return Picture(address, _words(county, row, len(near)))


def _frame(lon: float, lat: float) -> _Frame:
    down = WIDE / _KM * _KM_A_DEGREE
    across = down * cos(radians(lat))
    return _Frame(lon - WIDE / 2 / across, lat + TALL / 2 / down, across, down)


def _near(county: County, row: int, frame: _Frame) -> NDArray[np.int64]:
    """The rows of other businesses in the frame, the nearest of them where there are many."""
    x, y = frame.at(county.columns.lon, county.columns.lat)
    inside = (x > 0) & (x < WIDE) & (y > 0) & (y < TALL)
    inside[row] = False
    rows = np.flatnonzero(inside)
    far = (x[rows] - WIDE / 2) ** 2 + (y[rows] - TALL / 2) ** 2
    return rows[np.argsort(far, kind="stable")[:_MOST_DOTS]]


def _borders(county: County, frame: _Frame) -> str:
    """The edges of districts that cross the frame, on paper; the ground outside is left grey."""
    east, south = frame.west + WIDE / frame.across, frame.north - TALL / frame.down
    shapes = county.boundaries.geometry.to_numpy()
    cut = shapely.clip_by_rect(shapes, frame.west, south, east, frame.north)
    paths = "".join(_path(one, frame.at) for one in cut if not one.is_empty)
    line = f'fill="{colour("paper")}" stroke="{colour("line")}"'
    return f'<path d="{paths}" {line} fill-rule="evenodd"/>' if paths else ""


def _path(shape: Any, at: Any) -> str:
    rings = shapely.get_rings(shapely.get_parts(shape))
    drawn = []
    for ring in rings:
        x, y = at(*shapely.get_coordinates(ring).T)
        drawn.append("M" + "L".join(f"{a:.1f} {b:.1f}" for a, b in zip(x, y, strict=True)) + "Z")
    return "".join(drawn)


def _dots(county: County, near: NDArray[np.int64], frame: _Frame) -> list[str]:
    x, y = frame.at(county.columns.lon[near], county.columns.lat[near])
    dots = "".join(f'<circle cx="{a:.0f}" cy="{b:.0f}" r="2"/>' for a, b in zip(x, y, strict=True))
    return [f'<g fill="{colour("secondary")}" fill-opacity="0.55">{dots}</g>']


def _names(county: County, frame: _Frame) -> list[str]:
    """Names of the places in the frame, none over another or over the business."""
    taken: list[tuple[float, float]] = [(WIDE / 2, TALL / 2)]
    said = []
    for place in _places(county):
        x, y = frame.at(place.lon, place.lat)
        half = len(place.name) * _LETTER / 2
        inside = half < x < WIDE - half and 14 < y < TALL - 24  # noqa: PLR2004
        if inside and all(abs(x - a) > half + 40 or abs(y - b) > 16 for a, b in taken):  # noqa: PLR2004
            taken.append((x, y))
            said.append(
                f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="middle" fill="{colour("secondary")}">'
                f"{escape(place.name)}</text>"
            )
    return said


def _mark(county: County, row: int) -> str:
    profile = county.profile(row)
    band = str(profile[ScoredProfile.band])
    fill = colour(f"band-{band if band in BANDS else BANDS[0]}")
    rough = _ROUGH_KM.get(str(profile[ScoredProfile.located_by]))
    ring = (
        f'<circle r="{rough * WIDE / _KM:.0f}" fill="none" stroke="{colour("ink")}" '
        'stroke-dasharray="4 3"/>'
        if rough
        else ""
    )
    edge = f'stroke="{colour("paper")}" stroke-width="2" paint-order="stroke"'
    shape = f'<g fill="{fill}" {edge}>{_SHAPES.get(band, _SHAPES["low"])}</g>'
    return f'<g transform="translate({WIDE / 2:.0f} {TALL / 2:.0f})">{ring}{shape}</g>'


def _scale() -> str:
    length, ink = WIDE / _KM / 2, colour("ink")
    return (
        f'<path d="M8 {TALL - 8}v4h{length:.0f}v-4" fill="none" stroke="{ink}"/>'
        f'<text x="{length + 14:.0f}" y="{TALL - 4}" fill="{ink}">500 m</text>'
    )


def _inset(county: County, lon: float, lat: float) -> str:
    """The county in a corner, and where in it this is."""
    outline, (west, south, east, north) = _outline(county)
    if not outline:
        return ""
    scale = _INSET / max((east - west) * cos(radians(lat)), north - south)
    across, wide = scale * cos(radians(lat)), (east - west) * scale * cos(radians(lat))
    x, y = (lon - west) * across, (north - lat) * scale
    drawn = _path(outline, lambda a, b: ((a - west) * across, (north - b) * scale))
    tall = (north - south) * scale
    paper, line, ink = colour("paper"), colour("line"), colour("ink")
    return (
        f'<g transform="translate({WIDE - wide - 6:.0f} 6)">'
        f'<rect x="-4" y="-4" width="{wide + 8:.0f}" height="{tall + 8:.0f}" fill="{paper}" '
        f'stroke="{line}"/><path d="{drawn}" fill="{colour("ground")}" stroke="{line}"/>'
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{ink}"/></g>'
    )


_OUTLINES: WeakKeyDictionary[County, tuple[Any, Any]] = WeakKeyDictionary()
_PLACES: WeakKeyDictionary[County, Any] = WeakKeyDictionary()


def _outline(county: County) -> tuple[Any, Any]:
    """The county's outline, coarse, and its extent; none where there are no districts."""
    if county not in _OUTLINES:
        # Widened a little first: edges of neighbours need not meet, and would leave slivers.
        shapes = county.boundaries.geometry.to_numpy()
        whole = shapely.union_all(shapely.buffer(shapes, _INSET_DEGREES / 2))
        whole = shapely.simplify(whole, _INSET_DEGREES)
        _OUTLINES[county] = (None if whole.is_empty else whole, whole.bounds)
    return _OUTLINES[county]


def _places(county: County) -> Any:
    if county not in _PLACES:
        known = [] if county.boundaries.empty else places_within(county.boundaries)
        _PLACES[county] = known
    return _PLACES[county]


def _words(county: County, row: int, others: int) -> str:
    district = county.profile(row)[ScoredProfile.district]
    within = f"in {district}" if isinstance(district, str) else "outside every district"
    more = f"{others}" if others < _MOST_DOTS else f"{_MOST_DOTS} or more"
    return f"Map, {_KM:.0f} km across: this business {within}, and {more} others around it"
