"""In which town does an address end, and is it the town that another record names?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from linkage.addresses import address_parts
from linkage.coded import Coded

__all__ = ["Towns"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

MOST_WORDS = 4
"""Words of the name of a town."""


@dataclass(frozen=True)
class Towns:
    """Localities in which addresses end, and towns that records name, by the same numbers.

    town: of each group; -1: none is named, or none that is known. ending: whether each group's
    address ends in a locality. held: group and locality packed, in order; `width` localities.
    """

    town: Ints
    ending: Flags
    held: Ints
    width: int

    @classmethod
    def of(cls, town: Coded, address: Coded, known: frozenset[str]) -> Towns:
        """Return the towns of groups; address: its words; known: names of localities."""
        named = [" ".join(address_parts(text)) for text in town.texts]
        place = {text: at for at, text in enumerate(sorted({*known, *named}))}
        ends = [[place[one] for one in _endings(text.split(), known)] for text in address.texts]
        counts = np.array([*map(len, ends), 0], dtype=np.int64)[address.codes]
        group = np.repeat(np.arange(len(address.codes)), counts)
        which = [one for code in address.codes for one in (ends[code] if code >= 0 else ())]
        width = len(place) + 1
        return cls(
            np.array([*(place[text] for text in named), -1], dtype=np.int64)[town.codes],
            counts > 0,
            np.unique(group * width + np.array(which, dtype=np.int64)),
            width,
        )

    def inside(self, left: Ints, right: Ints) -> Floats:
        """Return 1 where a record names the town in which the other's address ends.

        0 where one names a town and the other, whose address ends elsewhere, none; else missing.
        """
        one, other = self._in(left, right), self._in(right, left)
        silent = (self.town[left] < 0) != (self.town[right] < 0)
        without = np.where(self.town[left] < 0, left, right)
        elsewhere = silent & self.ending[without]
        return np.where(one | other, 1.0, np.where(elsewhere, 0.0, np.nan))

    def _in(self, group: Ints, address: Ints) -> Flags:
        """Return whether the address of one group ends in the town that another names."""
        town = self.town[group]
        packed = address * self.width + town
        at = np.minimum(np.searchsorted(self.held, packed), max(len(self.held) - 1, 0))
        if not len(self.held):
            return np.zeros(len(group), dtype=bool)
        found: Flags = (self.held[at] == packed) & (town >= 0)
        return found


def _endings(words: Sequence[str], known: frozenset[str]) -> list[str]:
    """Return the localities with which an address ends, the last first."""
    found, end = [], len(words)
    while end:
        longest = min(MOST_WORDS, end)
        tails = (" ".join(words[end - size : end]) for size in range(longest, 0, -1))
        ending = next((tail for tail in tails if tail in known), None)
        if ending is None:
            break
        found.append(ending)
        end -= ending.count(" ") + 1
    return found
