"""How alike are two names?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from rapidfuzz import fuzz, process
from rapidfuzz.distance import JaroWinkler, Prefix
from scipy import sparse

from linkage.kinds import KINDS, likeness
from linkage.letters import LetterCounts
from linkage.spoken import SpokenNames
from linkage.words import WordWeights

__all__ = ["NAME_COLUMNS", "NameComparer", "Words", "over"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Columns = dict[str, Floats]

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
FEW_WORDS = 4
"""Words that most texts have no more than: these are compared apart, with less to look at."""
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
        vocabulary = np.array([*words.vocabulary, ""], dtype=object)
        row, word = words.by_rarity
        if not numbers:
            told = ~np.array([text.isdigit() for text in vocabulary])[word]
            row, word = row[told], word[told]
        place = np.arange(len(row)) - np.searchsorted(row, row)
        kept = place < MOST_WORDS
        shape = (min(MOST_WORDS, int(place.max(initial=0)) + 1), len(words.texts))
        found = np.full(shape, -1, dtype=np.int32), np.zeros(shape, dtype=np.float32)
        for table, values in zip(found, (word, words.bits[word]), strict=True):
            table[place[kept], row[kept]] = values[kept]
        return cls(*found, vocabulary)

    @cached_property
    def totals(self) -> Floats:
        """Return the bits of all words of each text."""
        totals: Floats = self.bits.sum(axis=0, dtype=np.float64)
        return totals

    @cached_property
    def counts(self) -> Ints:
        """Return how many words each text has."""
        counts: Ints = (self.codes >= 0).sum(axis=0)
        return counts

    def parts(self, left: Ints, right: Ints) -> Iterator[tuple[Ints, int]]:
        """Yield which pairs to look at together, and words that neither text has more than.

        Each part is small enough to stay near the processor.
        """
        few = np.maximum(self.counts[left], self.counts[right]) <= FEW_WORDS
        for rows, most in ((few, FEW_WORDS), (~few, MOST_WORDS)):
            some = np.flatnonzero(rows)
            for start in range(0, len(some), CHUNK):
                yield some[start : start + CHUNK], most

    def held(self, left: Ints, right: Ints, most: int = MOST_WORDS) -> tuple[Flags, Flags]:
        """Return which words of either text the other has too; neither has more than `most`."""
        one, other = (self.codes[:most].take(side, axis=1) for side in (left, right))
        other[other < 0] = -2
        found = np.zeros(one.shape, dtype=bool), np.zeros(other.shape, dtype=bool)
        alike = np.empty(len(left), dtype=bool)
        # Word by word in one place of memory: far faster than all words of one side at once.
        for (a, mine), (b, yours) in product(enumerate(one), enumerate(other)):
            np.equal(mine, yours, out=alike)
            found[0][a] |= alike
            found[1][b] |= alike
        return found

    def shared(self, left: Ints, right: Ints) -> Floats:
        """Return the bits of the words that two texts share."""
        found = np.zeros(len(left))
        for part, most in self.parts(left, right):
            held = self.held(left[part], right[part], most)[0]
            found[part] = (self.bits[:most].take(left[part], axis=1) * held).sum(axis=0)
        return found


def over(part: Floats, whole: Floats) -> Floats:
    """Return the share (0-1) that `part` is of `whole`."""
    return np.clip(part / np.maximum(whole, 1e-9), 0.0, 1.0)


class NameComparer:
    """Compares pairs of different normal names; what is needed of each is made once."""

    def __init__(self, words: WordWeights, grams: sparse.csr_array, workers: int) -> None:
        names = SpokenNames.of(words.texts)
        self._words, self._workers, self._grams = Words.of(words), workers, grams
        self._sorted, self._tight = names.ordered(), names.tight()
        self._kinds, self._numbers = names.kinds(), names.numbers()
        self._numbered = self._numbers != ""
        self._letters = LetterCounts.of(self._sorted.tolist())
        # Two numbers are never one with a slip.
        self._lengths = np.array([0 if w.isdigit() else len(w) for w in self._words.vocabulary])
        known = pa.array(words.vocabulary, type=pa.string())
        place = pc.index_in(names.initials(), value_set=known, skip_nulls=True)
        self._initials = place.fill_null(-2).to_numpy().astype(np.int64)

    def promises(self, left: Ints, right: Ints) -> tuple[Columns, Columns]:
        """Return what can be told cheaply, and each comparison (`NAME_COLUMNS`) at its best.

        What is told cheaply is for `scores`, of the same pairs or some of them.
        """
        told = self._cheap(left, right)
        spelled, begun = self._letters.most(left, right)
        return told, self._columns(left, right, told, (spelled, begun, np.ones(len(left))))

    def _cheap(self, left: Ints, right: Ints) -> Columns:
        shared, against = self._told(left, right)
        return {
            "shared": shared,
            "against": against,
            "name_number": self._number(left, right),
            "initials": self._short(left, right),
            "kind": self._kind(left, right),
        }

    def scores(self, left: Ints, right: Ints, told: Columns | None = None) -> Columns:
        """Return each of `NAME_COLUMNS` of each pair.

        told: what `promises` told of these pairs.
        """
        told = told or self._cheap(left, right)
        spelled, begun = np.full(len(left), 100.0), np.ones(len(left))
        other = np.flatnonzero(left != right)
        one, two = left[other], right[other]
        tight, ordered = ((texts[one], texts[two]) for texts in (self._tight, self._sorted))
        spelled[other] = np.maximum(
            self._score(fuzz.ratio, *tight), self._score(fuzz.ratio, *ordered)
        )
        begun[other] = self._score(JaroWinkler.normalized_similarity, *tight)
        letters = np.asarray(self._grams[left].multiply(self._grams[right]).sum(axis=1)).ravel()
        alike = spelled / 100.0, begun, np.clip(letters, 0.0, 1.0)
        return self._columns(left, right, told, alike)

    def _columns(self, left: Ints, right: Ints, told: Columns, alike: Any) -> Columns:
        """Return all comparisons; alike: how alike names are spelled, begin, and in letters."""
        spelled, begun, letters = alike
        shared, against = told["shared"], np.where(spelled >= NEARLY, 0.0, told["against"])
        a, b = self._words.totals[left], self._words.totals[right]
        return {
            "name_spelling": spelled,
            "name_start": begun,
            "name_within": over(shared, np.minimum(a, b)),
            "name_words": over(2.0 * shared, a + b),
            "name_rarity": np.clip(shared / RARE_BITS, 0.0, 1.0),
            "name_against": 1.0 - np.clip(against / TELLING_BITS, 0.0, 1.0),
            "name_letters": letters,
            "name_number": told["name_number"],
            "initials": told["initials"],
            "kind": told["kind"],
        }

    def _score(self, scorer: Any, left: Any, right: Any) -> Floats:
        scores = process.cpdist(left, right, scorer=scorer, workers=self._workers)
        return np.asarray(scores, dtype=np.float64)

    def _told(self, left: Ints, right: Ints) -> tuple[Floats, Floats]:
        """Return the bits of shared words, and of the rarest words that only one name has.

        Of the rarest word of either name that the other lacks, the commoner counts: where one
        name only says more, nothing speaks against it. A word with a slip is the same word.
        """
        shared, against = np.zeros(len(left)), np.zeros(len(left))
        for part, most in self._words.parts(left, right):
            shared[part], against[part] = self._told_of(left[part], right[part], most)
        return shared, against

    def _told_of(self, left: Ints, right: Ints, most: int) -> tuple[Floats, Floats]:
        words = self._words
        held = words.held(left, right, most)
        bits = [words.bits[:most].take(side, axis=1) for side in (left, right)]
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
        known = np.flatnonzero(self._numbered[left] & self._numbered[right])
        a, b = self._numbers[left[known]], self._numbers[right[known]]
        found = np.full(len(left), np.nan)
        found[known] = [_numbers_alike(x, y) for x, y in zip(a, b, strict=True)]
        return found

    def _short(self, left: Ints, right: Ints) -> Floats:
        """Return 1 where the initials of one name stand in the other, else missing."""
        codes = self._words.codes
        short = np.zeros(len(left), dtype=bool)
        for one, other in ((left, right), (right, left)):
            has = np.flatnonzero(self._initials[other] >= 0)
            short[has] |= (codes[:, one[has]] == self._initials[other[has]]).any(axis=0)
        return np.where(short, 1.0, np.nan)

    def _kind(self, left: Ints, right: Ints) -> Floats:
        a, b = self._kinds[left], self._kinds[right]
        return np.where((a < 0) | (b < 0), np.nan, _KIND_LIKENESS[a, b])


_KIND_LIKENESS = np.array([[likeness(a, b) for b in range(len(KINDS))] for a in range(len(KINDS))])


def _numbers_alike(one: str, other: str) -> float:
    if one == other:
        return 1.0
    return 0.5 if set(one.split()) & set(other.split()) else 0.0
