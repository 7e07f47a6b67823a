"""Where is what somebody looks for? Businesses, wards, districts, places and postcodes, by name.

Businesses come from the view alone; the rest is public. The text stands in no address, and that it
was looked for is in the audit, like any search.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.access import View
from dashboard.columns import folded
from dashboard.filters import MOST_TEXT
from dashboard.places import places_within
from dashboard.queries import cards, found_by_text
from records.geography import Postcode, postcodes
from records.home import Home
from records.schema import Boundary, Ward

__all__ = ["FEWEST_LETTERS", "found", "postcodes_near"]

FEWEST_LETTERS = 2
_MOST_BUSINESSES, _MOST_PLACES, _MOST_POSTCODES = 6, 4, 3
_FEWEST_OF_POSTCODE = 3
_MARGIN_DEGREES = 0.05

Hit = dict[str, Any]


def found(view: View, text: str, known: pd.DataFrame) -> list[Hit]:
    """Return what the text finds, places first, then businesses, each ready for JSON.

    Keys: kind ("business", "district", "ward", "place" or "postcode"), label, says, and either box
    (south, west, north, east), or lat and lon; a business also has row and id.
    known: `Postcode` frame of the county. A text of one letter finds nothing.
    """
    text = text[:MOST_TEXT]
    words = folded(text)
    if len(words) < FEWEST_LETTERS:
        return []
    public = [*_areas(view, words), *_places(view, words), *_postcodes(known, words)]
    return [*public, *_businesses(view, text)]


def postcodes_near(home: Home | None, boundaries: gpd.GeoDataFrame) -> pd.DataFrame:
    """Return the postcodes that were loaded, as far as they lie in or near the county."""
    if home is None or not len(boundaries):
        return Postcode.empty()
    west, south, east, north = (float(one) for one in boundaries.total_bounds)
    stamp = tuple(path.stat().st_mtime_ns for path in sorted(home.reference.glob("postcodes*")))
    return _read(home.root, stamp, (west, south, east, north))


@lru_cache(maxsize=1)
def _read(
    root: Path, _stamp: tuple[int, ...], box: tuple[float, float, float, float]
) -> pd.DataFrame:
    west, south, east, north = box
    known = postcodes(Home.at(root))
    lat, lon = known[Postcode.lat], known[Postcode.lon]
    near = lon.between(west - _MARGIN_DEGREES, east + _MARGIN_DEGREES)
    near &= lat.between(south - _MARGIN_DEGREES, north + _MARGIN_DEGREES)
    return known[near].reset_index(drop=True)


def _areas(view: View, words: str) -> list[Hit]:
    county = view.county
    levels = (
        ("district", county.boundaries, Boundary.district, "District"),
        ("ward", county.wards, Ward.ward, "Ward"),
    )
    return [hit for level in levels for hit in _shapes(words, *level)]


def _shapes(words: str, kind: str, frame: gpd.GeoDataFrame, column: str, says: str) -> list[Hit]:
    rows = _starting(frame[column], words)[:_MOST_PLACES]
    boxes = frame.geometry.iloc[rows].bounds.to_numpy().tolist()
    more = frame[Boundary.district].iloc[rows] if kind == "ward" else [""] * len(rows)
    return [
        {
            "kind": kind,
            "label": str(name),
            "says": f"{says} in {district}" if district else says,
            "box": [south, west, north, east],
        }
        for name, district, (west, south, east, north) in zip(
            frame[column].iloc[rows], more, boxes, strict=True
        )
    ]


def _places(view: View, words: str) -> list[Hit]:
    places = places_within(view.county.boundaries)
    rows = _starting(pd.Series([one.name for one in places], dtype="str"), words)
    return [
        {"kind": "place", "label": one.name, "says": "Place", "lat": one.lat, "lon": one.lon}
        for one in (places[row] for row in rows[:_MOST_PLACES])
    ]


def _postcodes(known: pd.DataFrame, words: str) -> list[Hit]:
    tight = words.replace(" ", "").upper()
    codes = known[Postcode.postcode].str.replace(" ", "")
    if len(tight) < _FEWEST_OF_POSTCODE or not any(letter.isdigit() for letter in tight):
        return []
    rows = np.flatnonzero(codes.str.startswith(tight).to_numpy("bool"))[:_MOST_POSTCODES]
    some = known.iloc[rows][[Postcode.postcode, Postcode.lat, Postcode.lon]]
    return [
        {"kind": "postcode", "label": str(code), "says": "Postcode", "lat": lat, "lon": lon}
        for code, lat, lon in some.itertuples(index=False, name=None)
    ]


def _businesses(view: View, text: str) -> list[Hit]:
    matching = found_by_text(view, text)
    if matching is None:
        return []
    rows = _best(view, matching)
    columns = view.county.columns
    return [
        {
            "kind": "business",
            "label": card["name"],
            "says": card["place"] or "no address",
            "row": card["row"],
            "id": card["id"],
            "lat": _degree(columns.lat[card["row"]]),
            "lon": _degree(columns.lon[card["row"]]),
        }
        for card in cards(view, rows)
    ]


def _best(view: View, matching: NDArray[np.bool_]) -> NDArray[np.int64]:
    """The rows that match, the highest scores first, as many as are shown."""
    order = view.county.order("score")
    best: NDArray[np.int64] = order[matching[order]][:_MOST_BUSINESSES]
    return best


def _degree(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _starting(names: pd.Series[Any], words: str) -> list[int]:
    """Rows of the names that begin with the words, then of those with a word that does."""
    plain = [folded(str(name)) for name in names]
    first = [row for row, name in enumerate(plain) if name.startswith(words)]
    return first + [
        row for row, name in enumerate(plain) if f" {words}" in name and row not in first
    ]
