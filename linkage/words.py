"""How much does it say that two texts share a word, or a run of letters?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from linkage.coded import Coded

__all__ = [
    "Letters",
    "Shares",
    "WordWeights",
    "count_runs",
    "grams",
    "known_shares",
    "runs",
    "weigh_words",
    "weighed",
]

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]

_KNOWN = Path(__file__).with_name("words.csv")
_KNOWN_TEXTS = 2_000
"""Texts that the shares of words.csv count for, beside those at hand."""
_SYMBOLS = 38
_SQUARE = _SYMBOLS * _SYMBOLS
RUNS = _SYMBOLS * _SQUARE
"""Different runs of three letters."""


@dataclass(frozen=True)
class Shares:
    """How many texts hold each word, where more than one does; any other word stands in one."""

    counts: dict[str, float] = field(default_factory=dict)
    total: float = 0.0

    @classmethod
    def learn(cls, values: Sequence[str], counts: Any) -> Shares:
        """Return the shares of the words of `values`; `counts`: how often each value stands."""
        words, starts = _words(values)
        repeats = np.repeat(np.asarray(counts, dtype=np.float64), np.diff(starts))
        texts = np.bincount(words.codes, weights=repeats, minlength=len(words.texts))
        many = np.flatnonzero(texts > 1)
        held = {words.texts[one]: float(texts[one]) for one in many}
        return cls(held, float(np.sum(counts)))

    def of(self, words: Sequence[str]) -> Floats:
        """Return how many texts hold each of `words`."""
        return np.array([self.counts.get(word, 1.0) for word in words], dtype=np.float64)


@dataclass(frozen=True)
class WordWeights:
    """Texts and what each of their words says: log2(texts / texts with the word), in bits.

    vocabulary: the word of each column of `weights`.
    """

    texts: list[str]
    weights: sparse.csr_array
    vocabulary: list[str]

    @cached_property
    def totals(self) -> Floats:
        """Return the bits of all words of each text."""
        return np.asarray(self.weights.sum(axis=1), dtype=np.float64).ravel()


@cache
def known_shares() -> dict[str, float]:
    """Return the share (0-1) of business names or addresses that hold a common word."""
    table = pd.read_csv(_KNOWN, dtype={"word": "str"}, keep_default_na=False)
    return dict(zip(table["word"], table["share"].astype(float), strict=True))


def _words(values: Sequence[str]) -> tuple[Coded, Ints]:
    """Return the different words of each value in order, one after the other, and their starts."""
    split = [sorted(set(value.split())) for value in values]
    starts = np.concatenate([[0], np.cumsum([len(words) for words in split])]).astype(np.int64)
    return Coded.of([word for words in split for word in words]), starts


def weigh_words(values: list[str], shares: Shares) -> WordWeights:
    """Return `values` with their words weighed by how many texts hold each."""
    words, starts = _words(values)
    common = known_shares()
    known = np.array([common.get(word, 0.0) for word in words.texts]) * _KNOWN_TEXTS
    total = _KNOWN_TEXTS + shares.total
    bits = np.log2((total + 1.0) / (shares.of(words.texts) + known + 0.5))
    shape = (len(values), max(len(words.texts), 1))
    data = bits[words.codes] if len(words.codes) else np.zeros(0)
    weights = sparse.csr_array((data, words.codes, starts), shape=shape)
    return WordWeights(values, weights, words.texts or [""])


@dataclass(frozen=True)
class Letters:
    """How many of `total` texts hold each of the `RUNS` runs of three letters; 0 for only one."""

    texts: Ints = field(default_factory=lambda: np.zeros(RUNS, dtype=np.int64))
    total: int = 0

    @classmethod
    def learn(cls, values: Sequence[str]) -> Letters:
        """Return how many of `values` hold each run."""
        return cls.held_in(runs(values))

    @classmethod
    def held_in(cls, runs: sparse.csr_array) -> Letters:
        """Return how many rows hold each run."""
        return cls.counted(np.bincount(runs.indices, minlength=RUNS), runs.shape[0])

    @classmethod
    def counted(cls, texts: Any, total: int) -> Letters:
        """Return the letters of `total` texts of which so many hold each run."""
        return cls(np.where(texts > 1, texts, 0).astype(np.int64), total)

    def beside(self, other: Letters) -> Letters:
        """Return about how many texts would hold each run, were each one of both kinds."""
        total = max(self.total, other.total)
        share = sum(each.texts / max(each.total, 1) for each in (self, other))
        return Letters(np.minimum(np.rint(share * total), total).astype(np.int64), total)

    @property
    def weights(self) -> Floats:
        """Return what each run says: the higher, the fewer texts hold it."""
        return np.log((self.total + 1.0) / np.maximum(self.texts, 1) + 1.0)


def grams(values: list[str], letters: Letters | None = None) -> sparse.csr_array:
    """Return how strongly each text holds each run of three letters; rows have length 1.

    letters: how many texts hold each run; None: learnt from `values`.
    """
    held = runs(values)
    return weighed(held, letters or Letters.held_in(held))


def weighed(held: sparse.csr_array, letters: Letters) -> sparse.csr_array:
    """Return how strongly each row holds each of its runs; rows have length 1."""
    held = sparse.csr_array((np.ones_like(held.data), held.indices, held.indptr), shape=held.shape)
    held.data *= letters.weights.astype(np.float32)[held.indices]
    norms = np.sqrt(np.asarray(held.power(2).sum(axis=1)).ravel())
    held.data /= np.repeat(np.maximum(norms, 1e-9), np.diff(held.indptr)).astype(np.float32)
    return held


def count_runs(values: Sequence[str]) -> Ints:
    """Return how many of `values` hold each run of three letters."""
    return np.bincount(runs(values).indices, minlength=RUNS).astype(np.int64)


def runs(values: Sequence[str]) -> sparse.csr_array:
    """Return 1 for each run of three letters that each text holds."""
    text = "".join(f" {value.replace(' ', '')} " for value in values)
    lengths = np.array([len(value.replace(" ", "")) + 2 for value in values], dtype=np.int64)
    letters = _letters(text)
    three = (
        letters[:-2] * _SQUARE + letters[1:-1] * _SYMBOLS + letters[2:] if len(text) else letters
    )
    row = np.repeat(np.arange(len(values)), lengths)[: len(three)]
    ends = np.cumsum(lengths)[row] - np.arange(len(three))
    inside = ends > 2  # noqa: PLR2004
    ones = np.ones(int(inside.sum()), dtype=np.float32)
    held = sparse.csr_array((ones, (row[inside], three[inside])), shape=(len(values), RUNS))
    held.sum_duplicates()
    held.data[:] = 1.0
    return held


def _letters(text: str) -> Ints:
    """Return each letter as a number below `_SYMBOLS`; 0 stands between texts."""
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    letter = (points >= ord("a")) & (points <= ord("z"))
    digit = (points >= ord("0")) & (points <= ord("9"))
    other = np.where(points == ord(" "), 0, 37)
    return np.where(letter, points - 96, np.where(digit, points - 21, other))
