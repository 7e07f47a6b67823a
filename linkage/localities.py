"""Which addresses name only a locality, and which points are only those of a postcode?

Some agencies give a district or a town where an address is asked for, and the middle of a
postcode where a point is. Neither says anything about the street or the door.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from linkage.addresses import STREET_TYPES
from linkage.coded import Coded, both, numbered
from linkage.members import once

__all__ = ["LEAST", "Localities", "Middles", "bare_of", "is_ending", "units"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Spot = tuple[str, int, int]

LEAST = 5
"""Postcodes at which a locality stands as the whole address, or addresses that end in it."""
SHARE = 0.95
"""Share (0-1) of a source's postcodes that have one point only, if its points are of postcodes."""
DECIMALS = 5
_BUILDINGS = """
airport arms barn buildings building business castle centre chambers church college complex cottage
cottages court depot estate farm field garage grounds hall harbour hospital hotel house inn
industrial lodge marina market mill park pier plaza pub school shopping site stadium station studio
studios surgery tower trading university unit units warehouse works
"""
PREMISES = STREET_TYPES | frozenset(_BUILDINGS.split())
"""Words of a street or a building: an address that has one is more than a locality."""


def _without(words: frozenset[str], part: str) -> bool:
    """Return whether a part of an address holds letters only and none of `words`."""
    # Most addresses begin with a number.
    return (
        not part[:1].isdigit()
        and part.replace(" ", "").isalpha()
        and words.isdisjoint(part.split())
    )


def is_bare(address: str) -> bool:
    """Return whether an address on one line has neither number nor street."""
    return _without(STREET_TYPES, address)


def is_ending(line: str) -> bool:
    """Return whether a line of an address may name a locality: neither number nor premises."""
    return _without(PREMISES, line)


@dataclass(frozen=True)
class Localities:
    """Names of districts, towns and counties, as the addresses themselves tell them.

    often: texts without street or number that stand at many postcodes. known: towns, and words in
    which many other addresses end.
    """

    often: frozenset[str] = frozenset()
    known: frozenset[str] = frozenset()

    @classmethod
    def learn(cls, lines: Any, at: tuple[Ints, Ints], towns: Iterable[str] = ()) -> Localities:
        """Return the localities of addresses, given as their lines as `address_parts` has them.

        at: address and postcode of each record; -1: none.
        """
        each = pa.array(lines, type=pa.string())
        bare, texts = bare_of(each)
        address, postcode = at
        place = np.full(len(each) + 1, -1, dtype=np.int64)
        place[bare] = np.arange(len(bare))
        chosen = (place[address] >= 0) & (postcode >= 0)
        held = np.unique(np.column_stack([place[address], postcode])[chosen], axis=0)
        counts = Counter(texts[one] for one in held[:, 0].tolist())
        often = {text for text, count in counts.items() if count >= LEAST}
        known = _ends(each) | {town.replace(",", " ") for town in towns}
        return cls(frozenset(often), frozenset(known))

    def named(self, lines: pa.Array) -> Flags:
        """Return which addresses name a locality and no more."""
        found = np.zeros(len(lines), dtype=np.bool_)
        bare, texts = bare_of(lines)
        found[bare] = [*map(self._has, texts)]
        return found

    def _has(self, text: str) -> bool:
        return text in self.often or _made_of(text.split(), self.known)


def bare_of(lines: pa.Array) -> tuple[Ints, list[str]]:
    """Return which addresses, given as their lines, have neither number nor street, and these."""
    # Most have a number: only the others are looked at one by one.
    some = np.flatnonzero(pc.invert(pc.match_substring_regex(lines, "[0-9]")))
    texts = pc.replace_substring(lines.take(pa.array(some)), ",", " ").to_pylist()
    bare = np.array([*map(is_bare, texts)], dtype=np.bool_)
    return some[bare], [text for text, kept in zip(texts, bare, strict=True) if kept]


def _ends(lines: pa.Array) -> set[str]:
    """Return the bare lines that at least `LEAST` addresses have after their first line."""
    split = pc.split_pattern(lines, ",")
    row = pc.list_parent_indices(split).to_numpy()
    later = pa.array(np.diff(row, prepend=-1) == 0)
    codes = split.flatten().filter(later).dictionary_encode()
    width = max(len(codes.dictionary), 1)
    held = once(row[later] * width + codes.indices.to_numpy())
    often = np.flatnonzero(np.bincount(held % width, minlength=width) >= LEAST)
    return {*filter(is_ending, codes.dictionary.take(pa.array(often)).to_pylist())}


def _made_of(words: list[str], known: frozenset[str]) -> bool:
    """Return whether `words` can be cut into phrases that are all `known`."""
    reached = {0}
    for end in range(1, len(words) + 1):
        if any(" ".join(words[begin:end]) in known for begin in reached):
            reached.add(end)
    return len(words) in reached


@dataclass(frozen=True)
class Middles:
    """Points that are only those of a postcode.

    sources: sources all of whose points are. points: postcode, and latitude and longitude in units
    of the fifth decimal, of every point that such a source gives.
    """

    sources: frozenset[str] = frozenset()
    points: frozenset[Spot] = frozenset()

    @classmethod
    def learn(cls, source: Coded, postcode: Coded, what: Ints, point: Floats) -> Middles:
        """Return the middles of postcodes among the points of records.

        what: the address of each record, as a number. A source gives middles if nearly all its
        postcodes that hold several addresses have one point only.
        """
        rows = np.flatnonzero((postcode.codes >= 0) & np.isfinite(point).all(axis=1))
        held = both(source.codes[rows], postcode.codes[rows])
        spot = units(point[rows])
        first = np.unique(held, return_index=True)[1]
        addresses, spots = (_different(held, of) for of in (what[rows], _packed(spot)))
        of = source.codes[rows][first][addresses > 1]
        several = np.bincount(of, minlength=len(source.texts))
        single = np.bincount(of[spots[addresses > 1] == 1], minlength=len(source.texts))
        coarse = cls.coarse(several, single)
        given = coarse[source.codes[rows]]
        code, (lat, lon) = postcode.codes[rows][given], spot[given].T
        points = {
            (postcode.texts[one], int(a), int(b)) for one, a, b in zip(code, lat, lon, strict=True)
        }
        return cls(frozenset(source.texts[s] for s in np.flatnonzero(coarse)), frozenset(points))

    @staticmethod
    def coarse(several: Any, single: Any) -> Flags:
        """Return which sources give middles: of so many postcodes, so many have one point only."""
        given: Flags = (single >= LEAST) & (single >= SHARE * several)
        return given

    @cached_property
    def _spots(self) -> dict[str, list[tuple[int, int]]]:
        """Points by their postcode."""
        found: dict[str, list[tuple[int, int]]] = {}
        for postcode, lat, lon in self.points:
            found.setdefault(postcode, []).append((lat, lon))
        return found

    def hold(self, source: Coded, postcode: Coded, point: Floats) -> Flags:
        """Return of each record whether its point is that of its postcode."""
        known = (postcode.codes >= 0) & np.isfinite(point).all(axis=1)
        coarse = np.array([*(text in self.sources for text in source.texts), False], dtype=bool)
        here = [
            (code, *spot)
            for code, text in enumerate(postcode.texts)
            for spot in self._spots.get(text, ())
        ]
        middles = np.array(here, dtype=np.int64).reshape(-1, 3)
        place = numbered(np.append(_packed(middles[:, 1:]), _packed(units(point[known]))))
        posted = np.append(middles[:, 0], postcode.codes[known])
        pair = both(posted, place)
        found = coarse[source.codes] & known
        found[known] |= np.isin(pair[len(middles) :], pair[: len(middles)])
        return found


def units(point: Floats) -> Ints:
    """Return latitudes and longitudes in units of the fifth decimal of a degree."""
    return np.round(point * 10.0**DECIMALS).astype(np.int64)


def _packed(spot: Ints) -> Ints:
    """Return one number for each latitude and longitude in units of `DECIMALS`."""
    packed: Ints = spot[:, 0] * 4 * 180 * 10**DECIMALS + spot[:, 1]
    return packed


def _different(held: Ints, values: Ints) -> Ints:
    """Return for each number of `held`, from 0, how many different values it has."""
    once = np.unique(both(held, values), return_index=True)[1]
    return np.bincount(held[once]).astype(np.int64)
