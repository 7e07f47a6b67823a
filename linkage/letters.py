"""How alike could two texts be, going only by which letters they hold, or how they end?

No edit distance finds two texts more alike than the letters they have in common allow, in
whatever order; and letters are counted many times faster than edits.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["Ends", "LetterCounts"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]

SIGNS = 32
"""Signs that are told apart; others share a place, which makes texts seem more alike, not less."""
MOST = 255
PART = 10_000
"""Texts whose letters are counted at once."""
ROUNDING = 1e-6
"""More than the likeness of two texts in single precision is off."""
END = 8
SWAPPED = 2
"""Signs that differ where two next to each other changed places."""
PREFIX = 0.4
"""Share of what is missing that Jaro-Winkler adds for a common beginning, at most (1990)."""


@dataclass(frozen=True)
class LetterCounts:
    """How often each letter stands in each text (row), and letters and spaces of each."""

    counts: np.ndarray[Any, np.dtype[np.uint8]]
    letters: Ints
    spaces: Ints

    @classmethod
    def of(cls, texts: list[str]) -> LetterCounts:
        """Return the counts of `texts`, of which words stand one space apart."""
        counts = np.zeros((len(texts), SIGNS), dtype=np.uint8)
        column = pa.array(texts, type=pa.string())
        lengths = pc.utf8_length(column).to_numpy().astype(np.int64)
        for start in range(0, len(texts), PART):
            part = slice(start, start + PART)
            counts[part] = _counted(texts[part], lengths[part])
        spaces = pc.count_substring(column, " ").to_numpy().astype(np.int64)
        return cls(counts, lengths - spaces, spaces)

    def most(self, left: Ints, right: Ints) -> tuple[Floats, Floats]:
        """Return how alike (0-1) texts can be at most: spelled, by `fuzz.ratio`, and begun.

        Spelled with or without spaces, whatever the order of words; begun by Jaro-Winkler.
        """
        common = np.minimum(self.counts[left], self.counts[right]).sum(axis=1, dtype=np.int64)
        spaces = np.minimum(self.spaces[left], self.spaces[right])
        one, other = self.letters[left], self.letters[right]
        whole = one + other + self.spaces[left] + self.spaces[right]
        spelled = np.maximum(_share(2 * common, one + other), _share(2 * (common + spaces), whole))
        jaro = (_share(common, one) + _share(common, other) + 1.0) / 3.0
        begun = np.where(common > 0, jaro + PREFIX * (1.0 - jaro), 0.0)
        unsure = (np.maximum(one, other) > MOST) | (np.minimum(one, other) == 0)
        bounds = (np.where(unsure, 1.0, most + ROUNDING) for most in (spelled, begun))
        first, second = (np.minimum(bound, 1.0) for bound in bounds)
        return first, second


def _counted(texts: list[str], lengths: Ints) -> Any:
    """Return how often each letter stands in each text (row), never more than `MOST`."""
    signs = np.frombuffer("".join(texts).encode("utf-32-le", "surrogatepass"), np.uint32)
    row = np.repeat(np.arange(len(texts)), lengths)
    told = signs != ord(" ")
    at = row[told] * SIGNS + signs[told] % SIGNS
    counts = np.bincount(at, minlength=len(texts) * SIGNS).reshape(len(texts), SIGNS)
    return np.minimum(counts, MOST)


def _share(part: Ints, whole: Ints) -> Floats:
    return part / np.maximum(whole, 1)


@dataclass(frozen=True)
class Ends:
    """The last signs of each text (row), the last first; 0: no more."""

    signs: np.ndarray[Any, np.dtype[np.uint8]]

    @classmethod
    def of(cls, texts: list[str]) -> Ends:
        """Return the ends of `texts`."""
        backwards = np.array([text[: -END - 1 : -1] for text in texts], dtype=f"<U{END}")
        signs = backwards.view(np.uint32).reshape(len(texts), END)
        return cls(np.where(signs > 0, signs % MOST + 1, 0).astype(np.uint8))

    def near(self, left: Ints, right: Ints) -> Ints:
        """Return which pairs one typing error may part, where one may lack the other's beginning.

        One wrong sign, or two that changed places: at the end that both have, no more than two
        signs differ. None that is so is left out; some that are not may be among them.
        """
        one, other = self.signs[left], self.signs[right]
        differ = (one != other) & (one > 0) & (other > 0)
        return np.flatnonzero(np.count_nonzero(differ, axis=1) <= SWAPPED)
