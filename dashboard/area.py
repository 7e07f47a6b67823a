"""Which businesses lie in an area drawn on the map? A polygon as text, short enough for a URL.

The text is Google's encoded polyline at 4 decimals, some 10 m. `assets/area.js` holds the same
rules for the browser; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

import numpy as np
from numpy.typing import NDArray

from dashboard.columns import Columns
from dashboard.packed_places import packed_places

__all__ = ["MOST_CORNERS", "MOST_LENGTH", "decoded", "encoded", "inside", "is_area"]

MOST_CORNERS = 60
"""Corners of an area; what is drawn by hand is simplified to so many."""
MOST_LENGTH = 12 * MOST_CORNERS
"""Letters of an area's text: at most 5 for 360 degrees, and one to spare, for each number."""
_LEAST_CORNERS = 3

_UNITS = 10_000
"""Steps of a degree."""
_BITS, _MORE, _FIRST = 5, 0x20, 63

Corner = tuple[float, float]
"""Latitude and longitude, degrees, WGS 84."""


def encoded(corners: Sequence[Corner]) -> str:
    """Return the area as text: each corner as its distance from the one before.

    Equal corners give equal texts.

    Raises:
        ValueError: fewer than 3 corners, more than `MOST_CORNERS`, or one that is not on Earth.
    """
    steps = [(floor(lat * _UNITS + 0.5), floor(lon * _UNITS + 0.5)) for lat, lon in corners]
    if not _LEAST_CORNERS <= len(steps) <= MOST_CORNERS:
        raise ValueError(f"{len(steps)} corners; an area has 3 to {MOST_CORNERS}.")
    if not all(map(_on_earth, steps)):
        raise ValueError("A corner is not on Earth: expected latitude and longitude in degrees.")
    parts, before = [], (0, 0)
    for step in steps:
        parts += [_letters(here - there) for here, there in zip(step, before, strict=True)]
        before = step
    return "".join(parts)


def decoded(text: str) -> tuple[Corner, ...]:
    """Return the corners of an area; none where the text is not one."""
    numbers = _numbers(text) if len(text) <= MOST_LENGTH else None
    if not numbers or len(numbers) % 2 or not (_LEAST_CORNERS <= len(numbers) // 2 <= MOST_CORNERS):
        return ()
    moves = np.array(numbers, dtype="int64").reshape(-1, 2)
    steps = [(int(lat), int(lon)) for lat, lon in moves.cumsum(axis=0)]
    if not all(map(_on_earth, steps)):
        return ()
    return tuple((lat / _UNITS, lon / _UNITS) for lat, lon in steps)


def is_area(text: str) -> bool:
    """Say whether the text is an area, written as `encoded` writes it."""
    corners = decoded(text)
    return bool(corners) and encoded(corners) == text


def inside(columns: Columns, area: str) -> NDArray[np.bool_]:
    """Return for each business whether it lies in the area, by the even-odd rule.

    One without a place lies in none; nothing lies in a text that is not an area.
    """
    corners = decoded(area)
    found = np.zeros(len(columns.lon), dtype=bool)
    if not corners:
        return found
    places = packed_places(columns)
    lon, lat = places.lon, places.lat
    order = np.argsort(lat, kind="stable")
    sorted_lat, sorted_lon = lat[order], lon[order]
    crossed = np.zeros(len(order), dtype=bool)
    for (y1, x1), (y2, x2) in zip((corners[-1], *corners), corners, strict=False):
        low, high = np.searchsorted(sorted_lat, sorted((y1, y2)))
        x, y = sorted_lon[low:high], sorted_lat[low:high]
        if y1 != y2:
            # As in the browser, to the last bit: the corner before first.
            crossed[low:high] ^= x < (x1 - x2) * (y - y2) / (y1 - y2) + x2
    found[order] = crossed
    return found & columns.on_map


def _on_earth(step: tuple[int, int]) -> bool:
    lat, lon = step
    return abs(lat) <= 90 * _UNITS and abs(lon) <= 180 * _UNITS


def _letters(number: int) -> str:
    """A number in letters: sign in the lowest bit, five bits a letter, the lowest first."""
    left, letters = (~(number << 1) if number < 0 else number << 1), []
    while left >= _MORE:
        letters.append(chr((_MORE | (left & (_MORE - 1))) + _FIRST))
        left >>= _BITS
    return "".join([*letters, chr(left + _FIRST)])


def _numbers(text: str) -> list[int] | None:
    """The numbers in letters; None where the text holds something else, or ends in one."""
    numbers: list[int] = []
    number = shift = 0
    for letter in text:
        bits = ord(letter) - _FIRST
        if not 0 <= bits < 2 * _MORE or shift > 5 * _BITS:
            return None
        number |= (bits & (_MORE - 1)) << shift
        shift += _BITS
        if bits < _MORE:
            numbers.append(~(number >> 1) if number & 1 else number >> 1)
            number = shift = 0
    return None if shift else numbers
