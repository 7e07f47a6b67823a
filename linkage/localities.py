"""Which addresses name only a locality, and which points are only those of a postcode?

Some agencies give a district or a town where an address is asked for, and the middle of a
postcode where a point is. Neither says anything about the street or the door.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd

from linkage.addresses import STREET_TYPES
from linkage.coded import Coded, both, numbered

__all__ = ["LEAST", "Localities", "Middles", "is_bare", "is_ending", "units"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Lines = tuple[str, ...]
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
    def learn(
        cls, lines: Sequence[Lines], at: tuple[Ints, Ints], towns: Iterable[Lines] = ()
    ) -> Localities:
        """Return the localities of addresses, given as their lines, words spelled out.

        at: address and postcode of each record; -1: none.
        """
        plain = [" ".join(split) for split in lines]
        bare = np.array([*map(is_bare, plain), False])
        address, postcode = at
        chosen = bare[address] & (postcode >= 0)
        held = pd.DataFrame({"a": address[chosen], "p": postcode[chosen]}).drop_duplicates()
        counts = Counter(plain[one] for one in held["a"])
        often = {text for text, count in counts.items() if count >= LEAST}
        known = _ends(lines) | {" ".join(town) for town in towns}
        return cls(frozenset(often), frozenset(known))

    def names(self, lines: Lines) -> bool:
        """Return whether an address names a locality and no more."""
        text = " ".join(lines)
        if not is_bare(text):
            return False
        return text in self.often or _made_of(text.split(), self.known)


def _ends(addresses: Iterable[Lines]) -> set[str]:
    """Return the bare lines that at least `LEAST` addresses have after their first line."""
    counts = Counter(line for lines in addresses for line in set(lines[1:]))
    return {line for line, count in counts.items() if count >= LEAST and is_ending(line)}


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
