"""How alike are two names?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler, Prefix
from scipy import sparse

from linkage.kinds import KINDS, kind_of, likeness
from linkage.names import initials, numbers_of
from linkage.words import WordWeights

__all__ = ["NAME_COLUMNS", "NameComparer", "Words", "over"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

NAME_COLUMNS = (
    "name_spelling",
    "name_start",
    "name_within",
    "name_words",
    "name_rarity",
    "name_against",
    "name_letters",
    "name_number",
    "initials",
    "kind",
)
RARE_BITS = 40.0
"""Bits of shared words at which a name is as rare as it gets."""
TELLING_BITS = 12.0
"""Bits of a word that one name has and the other lacks, at which it could not tell more."""
LEAST_LETTERS = 4
"""Letters that a word must have for another to be the same with a slip, or its short form."""
LONG_LETTERS = 6
MOST_WORDS = 10
"""Words of a text that are compared, the rarest."""
SLIP = 0.8
"""Likeness of two words from which they are one word with a slip."""
NEARLY = 0.95
"""Likeness of two whole names from which no word speaks against them."""
CHUNK = 1 << 14


@dataclass(frozen=True)
class Words:
    """The rarest words of each text (column), rarest first: codes (-1: no more words) and bits."""

    codes: np.ndarray[Any, np.dtype[np.int32]]
    bits: np.ndarray[Any, np.dtype[np.float32]]
    vocabulary: Any

    @classmethod
    def of(cls, words: WordWeights, numbers: bool = True) -> Words:
        """Return the words of each text of `words`, with or without those of a house number."""
        weights, vocabulary = words.weights, np.array([*words.vocabulary, ""], dtype=object)
        told = np.array([numbers or not word.isdigit() for word in vocabulary])
        row = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
        kept = told[weights.indices]
        row, word, bits = row[kept], weights.indices[kept], weights.data[kept]
        order = np.lexsort((word, -bits, row))
        place = np.arange(len(row)) - np.searchsorted(row, row)
        kept = place < MOST_WORDS
        shape = (min(MOST_WORDS, int(place.max(initial=0)) + 1), weights.shape[0])
        found = np.full(shape, -1, dtype=np.int32), np.zeros(shape, dtype=np.float32)
        for table, values in zip(found, (word, bits), strict=True):
            table[place[kept], row[kept]] = values[order][kept]
        return cls(*found, vocabulary)

    @cached_property
    def totals(self) -> Floats:
        """Return the bits of all words of each text."""
        totals: Floats = self.bits.sum(axis=0, dtype=np.float64)
        return totals

    def held(self, left: Ints, right: Ints) -> tuple[Flags, Flags]:
        """Return which words of either text the other has too."""
        one, other = self.codes[:, left], self.codes[:, right]
        found = np.zeros(one.shape, dtype=bool), np.zeros(other.shape, dtype=bool)
        for place, word in enumerate(other):
            alike = one == np.where(word < 0, -2, word)
            np.logical_or(found[0], alike, out=found[0])
            found[1][place] = alike.any(axis=0)
        return found

    def shared(self, left: Ints, right: Ints) -> Floats:
        """Return the bits of the words that two texts share."""
        found = np.zeros(len(left))
        for part in parts(len(left)):
            held = self.held(left[part], right[part])[0]
            found[part] = (self.bits[:, left[part]] * held).sum(axis=0)
        return found


def parts(size: int) -> Iterator[slice]:
    """Yield slices that cover `size` rows, each few enough to stay near the processor."""
    return (slice(start, start + CHUNK) for start in range(0, size, CHUNK))


def over(part: Floats, whole: Floats) -> Floats:
    """Return the share (0-1) that `part` is of `whole`."""
    return np.clip(part / np.maximum(whole, 1e-9), 0.0, 1.0)


class NameComparer:
    """Compares pairs of different normal names; what is needed of each is made once."""

    def __init__(self, words: WordWeights, grams: sparse.csr_array, workers: int) -> None:
        names = words.texts
        self._words, self._workers, self._grams = Words.of(words), workers, grams
        self._sorted = np.array([" ".join(sorted(n.split())) for n in names], dtype=object)
        self._tight = np.array([name.replace(" ", "") for name in names], dtype=object)
        self._kinds = np.array([kind_of(name) for name in names], dtype=np.int64)
        self._numbers = np.array([*map(numbers_of, names)], dtype=object)
        # Two numbers are never one with a slip.
        self._lengths = np.array([0 if w.isdigit() else len(w) for w in self._words.vocabulary])
        place = {word: code for code, word in enumerate(words.vocabulary)}
        self._initials = np.array([place.get(initials(n), -2) for n in names], dtype=np.int64)

    def scores(self, left: Ints, right: Ints) -> Floats:
        """Return one row for each pair and one column for each of `NAME_COLUMNS`."""
        spelled = np.maximum(
            self._score(fuzz.ratio, self._tight[left], self._tight[right]),
            self._score(fuzz.ratio, self._sorted[left], self._sorted[right]),
        )
        spelled /= 100.0
        begun = self._score(
            JaroWinkler.normalized_similarity, self._tight[left], self._tight[right]
        )
        shared, against = self._told(left, right, spelled)
        a, b = self._words.totals[left], self._words.totals[right]
        letters = np.asarray(self._grams[left].multiply(self._grams[right]).sum(axis=1)).ravel()
        return np.vstack(
            [
                spelled,
                begun,
                over(shared, np.minimum(a, b)),
                over(2.0 * shared, a + b),
                np.clip(shared / RARE_BITS, 0.0, 1.0),
                1.0 - np.clip(against / TELLING_BITS, 0.0, 1.0),
                np.clip(letters, 0.0, 1.0),
                self._number(left, right),
                self._short(left, right),
                self._kind(left, right),
            ]
        ).T

    def _score(self, scorer: Any, left: Any, right: Any) -> Floats:
        scores = process.cpdist(left, right, scorer=scorer, workers=self._workers)
        return np.asarray(scores, dtype=np.float64)

    def _told(self, left: Ints, right: Ints, spelled: Floats) -> tuple[Floats, Floats]:
        """Return the bits of shared words, and of the rarest words that only one name has.

        Of the rarest word of either name that the other lacks, the commoner counts: where one
        name only says more, nothing speaks against it. A word with a slip is the same word.
        """
        shared, against = np.zeros(len(left)), np.zeros(len(left))
        for part in parts(len(left)):
            shared[part], against[part] = self._told_of(left[part], right[part])
        return shared, np.where(spelled >= NEARLY, 0.0, against)

    def _told_of(self, left: Ints, right: Ints) -> tuple[Floats, Floats]:
        words = self._words
        held = words.held(left, right)
        bits = words.bits[:, left], words.bits[:, right]
        shared = (bits[0] * held[0]).sum(axis=0, dtype=np.float64)
        rest = [np.where(h, 0.0, b) for h, b in zip(held, bits, strict=True)]
        column = np.arange(len(left))
        at = [side.argmax(axis=0) for side in rest]
        top = [side[place, column] for side, place in zip(rest, at, strict=True)]
        both = np.flatnonzero((top[0] > 0) & (top[1] > 0))
        alike = self._slips(
            words.codes[at[0][both], left[both]], words.codes[at[1][both], right[both]]
        )
        same = both[alike >= SLIP]
        shared[same] += np.minimum(top[0][same], top[1][same]) * alike[alike >= SLIP]
        for side, place in zip(rest, at, strict=True):
            side[place[same], same] = 0.0
        return shared, np.minimum(rest[0].max(axis=0), rest[1].max(axis=0)).astype(np.float64)

    def _slips(self, one: Any, other: Any) -> Floats:
        """Return how alike two words are: 1 where one only cuts the other short."""
        if not len(one):
            return np.zeros(0)
        pairs, where = np.unique(
            np.minimum(one, other).astype(np.int64) * len(self._words.vocabulary)
            + np.maximum(one, other),
            return_inverse=True,
        )
        first, second = np.divmod(pairs, len(self._words.vocabulary))
        a, b = self._words.vocabulary[first], self._words.vocabulary[second]
        least = np.minimum(self._lengths[first], self._lengths[second])
        # Bakery, Bakeries: a long word may end in another way.
        cut = self._score(Prefix.similarity, a, b) >= least - (least >= LONG_LETTERS)
        ratio = self._score(fuzz.ratio, a, b) / 100.0
        return np.where(least < LEAST_LETTERS, 0.0, np.where(cut, 1.0, ratio))[where]

    def _number(self, left: Ints, right: Ints) -> Floats:
        """Return 1 where both names have the same numbers, 0.5 where some, 0 where none agree."""
        a, b = self._numbers[left], self._numbers[right]
        known = np.flatnonzero((a != "") & (b != ""))
        found = np.full(len(left), np.nan)
        found[known] = [_numbers_alike(x, y) for x, y in zip(a[known], b[known], strict=True)]
        return found

    def _short(self, left: Ints, right: Ints) -> Floats:
        """Return 1 where the initials of one name stand in the other, else missing."""
        codes = self._words.codes
        short = np.zeros(len(left), dtype=bool)
        for one, other in ((left, right), (right, left)):
            has = np.flatnonzero(self._initials[other] >= 0)
            short[has] |= (codes[:, one[has]] == self._initials[other[has]]).any(axis=0)
        return np.where(short, 1.0, np.nan)

    def initialled(self) -> Flags:
        """Return of each name whether a word of it is the initials of any name."""
        every = self._initials[self._initials >= 0]
        return np.asarray(np.isin(self._words.codes, every).any(axis=0), dtype=np.bool_)

    def _kind(self, left: Ints, right: Ints) -> Floats:
        a, b = self._kinds[left], self._kinds[right]
        return np.where((a < 0) | (b < 0), np.nan, _KIND_LIKENESS[a, b])


_KIND_LIKENESS = np.array([[likeness(a, b) for b in range(len(KINDS))] for a in range(len(KINDS))])


def _numbers_alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    return 0.5 if set(one.split()) & set(other.split()) else 0.0
