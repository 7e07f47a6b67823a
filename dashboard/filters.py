"""Which businesses are asked for? One filter state, read from and written to a query string.

`assets/filters.js` holds the same rules for the browser; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard.columns import NEVER, Columns, folded
from records.domain import BANDS

__all__ = [
    "KNOWN",
    "LISTS",
    "MOST_TEXT",
    "PLACES",
    "SORTS",
    "VISITED",
    "Filters",
    "mask",
    "text_mask",
    "visited_ranges",
]

MOST_TEXT = 80
"""Letters of free text that are read; the rest is left."""
_MOST_WORDS, _MOST_VALUES, _MOST_LENGTH = 6, 64, 80
_UNBOUNDED = 255

VISITED: Mapping[str, tuple[str, int | None, int | None]] = {
    "within3m": ("In the last 3 months", None, 3),
    "within6m": ("In the last 6 months", None, 6),
    "within12m": ("In the last 12 months", None, 12),
    "over1y": ("Not for over 1 year, or never", 12, None),
    "over2y": ("Not for over 2 years, or never", 24, None),
    "over3y": ("Not for over 3 years, or never", 36, None),
    "never": ("Never visited", None, None),
}
"""Choices of last visit: label, months it is older than, months it is within."""

KNOWN: Mapping[str, tuple[str, int, int]] = {
    "0": ("No agency", 0, 0),
    "1": ("One agency", 1, 1),
    "from2": ("2 or more agencies", 2, _UNBOUNDED),
    "from3": ("3 or more agencies", 3, _UNBOUNDED),
    "from4": ("More than 3 agencies", 4, _UNBOUNDED),
}
"""Choices of how many agencies know it: label, least, most."""

PLACES: Mapping[str, str] = {
    "on": "On the map",
    "off": "Not on the map",
    "outside": "Outside the county",
}
"""Choices of place."""

SORTS: Mapping[str, str] = {
    "score": "Highest score",
    "name": "Name",
    "visit": "Longest since last visit",
    "agencies": "Most agencies",
    "district": "District",
}
"""Orders of the table; the first is used where none is asked for."""

LISTS: Mapping[str, str] = {
    "band": "Risk band",
    "sector": "Sector",
    "agency": "Known to",
    "district": "District",
}
"""Filters of which several values may be chosen, by their name in the query string."""

_CHOICES: Mapping[str, Mapping[str, Any]] = {"visited": VISITED, "known": KNOWN, "place": PLACES}


@dataclass(frozen=True)
class Filters:
    """A filter state; the values of one list are joined by or, everything else by and.

    band, sector, agency, district: values of which one must hold; empty: any. visited, known,
    place: a key of `VISITED`, `KNOWN`, `PLACES`; empty: any. sort: a key of `SORTS`.
    text: words that must all be found in a name, address or postcode; never in the query string.
    """

    band: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    district: tuple[str, ...] = ()
    visited: str = ""
    known: str = ""
    place: str = ""
    sort: str = "score"
    text: str = ""

    @classmethod
    def from_query(cls, query: str, text: str = "") -> Filters:
        """Return the filters in `query`, with or without its question mark.

        What is not understood is left out, so that an old or mistyped address still opens.
        """
        pairs = parse_qsl(query.removeprefix("?"), max_num_fields=None)
        lists: dict[str, Any] = {name: _listed(name, pairs) for name in LISTS}
        single: dict[str, Any] = {k: value for k, value in reversed(pairs) if _is_choice(k, value)}
        return cls(**lists, **single, text=text[:MOST_TEXT])

    def to_query(self) -> str:
        """Return the query string, without question mark and text; equal states give equal ones."""
        pairs = [(name, value) for name in LISTS for value in getattr(self, name)]
        pairs += [(name, getattr(self, name)) for name in _CHOICES if getattr(self, name)]
        pairs += [("sort", self.sort)] if self.sort != "score" else []
        return urlencode(pairs, safe="*").replace("~", "%7E")

    def chosen(self) -> list[tuple[str, str]]:
        """Return every filter in force as its name and value, the text among them."""
        listed = [(name, value) for name in LISTS for value in getattr(self, name)]
        single = [(name, getattr(self, name)) for name in (*_CHOICES, "text")]
        return listed + [(name, value) for name, value in single if value.strip()]

    def without(self, name: str, value: str | None = None) -> Filters:
        """Return the filters without `value` of the filter called `name`, or without all of it."""
        held = getattr(self, name)
        left: Any = ""
        if not isinstance(held, str):
            left = tuple(one for one in held if value not in (one, None))
        return replace(self, **{name: left})


def mask(columns: Columns, filters: Filters, as_of: date) -> NDArray[np.bool_]:
    """Return for each business whether the filters let it through."""
    kept = (
        _among(columns.band, BANDS, filters.band)
        & _among(columns.sector, columns.sectors, filters.sector)
        & _among(columns.district, ("", *columns.districts), filters.district)
        & _known_to(columns, filters.agency)
    )
    if filters.visited:
        low, high = visited_ranges(as_of)[filters.visited]
        kept &= (columns.visit_days >= low) & (columns.visit_days <= high)
    if filters.known:
        _, least, most = KNOWN[filters.known]
        kept &= (columns.agency_count >= least) & (columns.agency_count <= most)
    return kept & _placed(columns, filters.place) & text_mask(columns, filters.text)


def text_mask(columns: Columns, text: str) -> NDArray[np.bool_]:
    """Return for each business whether all words of `text` are in its names, address, postcode."""
    found = np.ones(len(columns.band), dtype=bool)
    for word in folded(text[:MOST_TEXT]).split()[:_MOST_WORDS]:
        found &= pc.match_substring(columns.words, word).to_numpy(zero_copy_only=False)
    return found


def visited_ranges(as_of: date) -> dict[str, tuple[int, int]]:
    """Return for each key of `VISITED` the fewest and most days since the last visit."""
    ranges = {}
    for key, (_, older_than, within) in VISITED.items():
        low = 0 if older_than is None else _days(as_of, older_than) + 1
        ranges[key] = (low, NEVER) if within is None else (low, _days(as_of, within))
    return {**ranges, "never": (NEVER, NEVER)}


@lru_cache(maxsize=64)
def _days(as_of: date, months: int) -> int:
    day = pd.Timestamp(as_of)
    return int((day - (day - pd.DateOffset(months=months))).days)


def _listed(name: str, pairs: list[tuple[str, str]]) -> tuple[str, ...]:
    values = {value for key, value in pairs if key == name and 0 < len(value) <= _MOST_LENGTH}
    if name == "band":
        return tuple(band for band in BANDS if band in values)
    return tuple(sorted(values)[:_MOST_VALUES])


def _is_choice(key: str, value: str) -> bool:
    return value in _CHOICES.get(key, SORTS if key == "sort" else ())


def _among(
    codes: NDArray[np.uint8], names: tuple[str, ...], wanted: tuple[str, ...]
) -> NDArray[np.bool_]:
    if not wanted:
        return np.ones(len(codes), dtype=bool)
    return np.isin(codes, [code for code, name in enumerate(names) if name and name in wanted])


def _known_to(columns: Columns, wanted: tuple[str, ...]) -> NDArray[np.bool_]:
    if not wanted:
        return np.ones(len(columns.agency_bits), dtype=bool)
    bits = sum(1 << code for code, name in enumerate(columns.agencies) if name in wanted)
    known: NDArray[np.bool_] = (columns.agency_bits & np.uint64(bits)) != 0
    return known


def _placed(columns: Columns, place: str) -> NDArray[np.bool_]:
    if place == "on":
        return columns.on_map
    if place == "off":
        return ~columns.on_map
    if place == "outside":
        return columns.on_map & ~columns.in_county
    return np.ones(len(columns.in_county), dtype=bool)
