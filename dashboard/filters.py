"""Which businesses are asked for? One filter state, read from and written to a query string.

`assets/filters.js` holds the same rules for the browser; a test compares the two.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pandas as pd
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard.area import inside, is_area
from dashboard.choices import (
    CHOICES,
    DUES,
    KNOWN,
    LISTS,
    PLACES,
    SORTS,
    UNRATED,
    VISITED,
    is_order,
)
from dashboard.columns import NEVER, Columns, folded
from dashboard.due import days_overdue
from dashboard.periods import is_period, months_of
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
    "period_mask",
    "text_mask",
    "visited_ranges",
]

MOST_TEXT = 80
"""Letters of free text that are read; the rest is left."""
_MOST_WORDS, _MOST_VALUES, _MOST_LENGTH = 6, 64, 80

Flags = NDArray[np.bool_]

_CHECKED: Mapping[str, Callable[[str], bool]] = {"period": is_period, "area": is_area}
"""Filters of one value that is written, not chosen, and whether it can be read."""
_SINGLE = (*CHOICES, *_CHECKED)


@dataclass(frozen=True)
class Filters:
    """A filter state; the values of one list are joined by or, everything else by and.

    band, sector, agency, district, ward, type, rating: values of which one must hold; empty: any.
    visited, known, place, overlap, share, due: a key of `VISITED`, `KNOWN`, `PLACES`, `OVERLAPS`,
    `SHARES`, `DUES`; empty: any. period: months of which one saw contact, as `periods` writes
    them. area: a polygon that holds it, as `area` writes it. sort: see `is_order`.
    text: words that must all be found in a name, address or postcode; never in the query string.
    """

    band: tuple[str, ...] = ()
    sector: tuple[str, ...] = ()
    agency: tuple[str, ...] = ()
    district: tuple[str, ...] = ()
    ward: tuple[str, ...] = ()
    type: tuple[str, ...] = ()
    rating: tuple[str, ...] = ()
    visited: str = ""
    known: str = ""
    place: str = ""
    overlap: str = ""
    share: str = ""
    due: str = ""
    period: str = ""
    area: str = ""
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
        pairs += [(name, getattr(self, name)) for name in _SINGLE if getattr(self, name)]
        pairs += [("sort", self.sort)] if self.sort != "score" else []
        return urlencode(pairs, safe="*").replace("~", "%7E")

    def chosen(self) -> list[tuple[str, str]]:
        """Return every filter in force as its name and value, the text among them."""
        listed = [(name, value) for name in LISTS for value in getattr(self, name)]
        single = [(name, getattr(self, name)) for name in (*_SINGLE, "text")]
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
    kept = np.ones(len(columns.band), dtype=bool)
    for one in (*_lists(columns, filters), *_choices(columns, filters, as_of)):
        kept &= one
    kept &= period_mask(columns, filters.period)
    return kept & text_mask(columns, filters.text)


def _lists(columns: Columns, filters: Filters) -> Iterator[Flags]:
    """Yield for each list of values that is asked for whether one of them holds."""
    coded = (
        (columns.band, BANDS, filters.band),
        (columns.sector, columns.sectors, filters.sector),
        (columns.district, ("", *columns.districts), filters.district),
        (columns.ward, ("", *columns.wards), filters.ward),
        (columns.rating, (UNRATED, *columns.ratings), filters.rating),
    )
    yield from (_among(*one) for one in coded if one[2])
    several = (
        (columns.agency_bits, columns.agencies, filters.agency),
        (columns.type_bits, columns.types, filters.type),
    )
    yield from (_any_bit(*one) for one in several if one[2])


def _choices(columns: Columns, filters: Filters, as_of: date) -> Iterator[Flags]:
    """Yield for each single choice in force whether it lets a business through."""
    if filters.visited:
        low, high = visited_ranges(as_of)[filters.visited]
        yield (columns.visit_days >= low) & (columns.visit_days <= high)
    if filters.known:
        _, least, most = KNOWN[filters.known]
        yield (columns.agency_count >= least) & (columns.agency_count <= most)
    if filters.overlap:
        yield columns.overlap
    if filters.share:
        yield columns.busiest
    if filters.due:
        yield days_overdue(columns) >= DUES[filters.due][1]
    if filters.area:
        yield inside(columns, filters.area)
    if filters.place:
        yield _placed(columns, filters.place)


def text_mask(columns: Columns, text: str) -> NDArray[np.bool_]:
    """Return for each business whether all words of `text` are in its names, address, postcode."""
    found = np.ones(len(columns.band), dtype=bool)
    for word in folded(text[:MOST_TEXT]).split()[:_MOST_WORDS]:
        found &= pc.match_substring(columns.words, word).to_numpy(zero_copy_only=False)
    return found


def period_mask(columns: Columns, period: str) -> NDArray[np.bool_]:
    """Return for each business whether there was contact in the months of `period`; empty: any."""
    months = months_of(period)
    if months is None:
        return np.ones(len(columns.band), dtype=bool)
    return columns.months.within(*months, len(columns.band))


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
    if key in _CHECKED:
        return _CHECKED[key](value)
    return is_order(value) if key == "sort" else value in CHOICES.get(key, ())


def _among(codes: NDArray[Any], names: tuple[str, ...], wanted: tuple[str, ...]) -> Flags:
    """Whether each code is that of a wanted name: few are, and comparing is quickest."""
    kept = np.zeros(len(codes), dtype=bool)
    for code, name in enumerate(names):
        if name and name in wanted:
            kept |= codes == code
    return kept


def _any_bit(bits: NDArray[Any], names: tuple[str, ...], wanted: tuple[str, ...]) -> Flags:
    asked = sum(1 << code for code, name in enumerate(names) if name in wanted)
    found: Flags = (bits & bits.dtype.type(asked)) != 0
    return found


def _placed(columns: Columns, place: str) -> Flags:
    if place == "on":
        return columns.on_map
    if place == "off":
        return ~columns.on_map
    return columns.on_map & ~columns.in_county
