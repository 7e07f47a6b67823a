"""In which town does an address end, and is it the town that another record names?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from linkage.addresses import address_parts
from linkage.coded import Coded
from linkage.members import spread

__all__ = ["Towns"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

MOST_WORDS = 4
"""Words of the name of a town."""


@dataclass(frozen=True)
class Towns:
    """Towns that groups name, and localities in which addresses of the others end.

    town: of each group, numbered; -1: none. ending: whether each group names no town, but gives an
    address that ends in a locality. held: such groups and the towns among these localities, packed
    as one number, in order, `width` towns to a group.
    """

    town: Ints
    ending: Flags
    held: Ints
    width: int

    @classmethod
    def of(cls, town: Coded, address: Coded, known: frozenset[str]) -> Towns:
        """Return the towns of groups; address: its words; known: names of localities."""
        named = [address_parts(text).replace(",", " ") for text in town.texts]
        place = {text: at for at, text in enumerate(dict.fromkeys(named))}
        told = np.array([*(place[text] for text in named), -1], dtype=np.int64)[town.codes]
        silent = np.flatnonzero((told < 0) & (address.codes >= 0) & bool(named))
        used, of = np.unique(address.codes[silent], return_inverse=True)
        sizes = _sizes(known)
        ends = [_endings(address.texts[one], known, sizes) for one in used]
        starts = np.cumsum([0, *map(len, ends)]).astype(np.int64)
        towns = np.array([place.get(one, -1) for found in ends for one in found], dtype=np.int64)
        row, which = spread(of.astype(np.int64), starts, towns)
        ending = np.zeros(len(told), dtype=bool)
        ending[silent[row]] = True
        held = np.unique((silent[row] * len(place) + which)[which >= 0])
        return cls(told, ending, held, len(place))

    def inside(self, left: Ints, right: Ints) -> Floats:
        """Return 1 where a group names the town in which the other's address ends, 0 where another.

        Missing unless just one of the two names a town, and the other's address ends in a locality.
        """
        town = np.maximum(self.town[left], self.town[right])
        other = np.where(self.town[left] < 0, left, right)
        found = np.isin(other * self.width + town, self.held)
        known = (town >= 0) & self.ending[other]
        return np.where(known, found, np.nan)


def _sizes(known: frozenset[str]) -> dict[str, list[int]]:
    """Return, by the last word of a locality, how many words such localities have, most first."""
    sizes: dict[str, set[int]] = {}
    for name in known:
        words = name.split(" ")
        if len(words) <= MOST_WORDS:
            sizes.setdefault(words[-1], set()).add(len(words))
    return {last: sorted(found, reverse=True) for last, found in sizes.items()}


def _endings(address: str, known: frozenset[str], sizes: dict[str, list[int]]) -> list[str]:
    """Return the localities with which an address ends, the last first."""
    words, found = address.rsplit(" ", 2 * MOST_WORDS), []
    while words and words[-1] in sizes:
        few = (size for size in sizes[words[-1]] if size <= len(words))
        ending = next((tail for size in few if (tail := " ".join(words[-size:])) in known), "")
        if not ending:
            break
        found.append(ending)
        del words[-1 - ending.count(" ") :]
    return found
