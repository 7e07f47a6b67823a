"""How much does it say that two texts share a word, or a run of letters?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
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
_RUN_BITS = 16
_LAST_BITS = np.uint32((1 << _RUN_BITS) - 1)
_TEXTS = 1 << 15
"""Texts whose runs are found at once: place of text and run fit into one small number."""


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

    @cached_property
    def bits(self) -> Floats:
        """Return the bits of each word of the vocabulary; 0 for one that no text has."""
        bits = np.zeros(len(self.vocabulary))
        bits[self.weights.indices] = self.weights.data
        return bits

    @cached_property
    def by_rarity(self) -> tuple[Ints, Ints]:
        """Return the text, rising, and the place in `vocabulary` of every word of every text.

        The rarest word of each text comes first; of two as rare, the first of the vocabulary.
        """
        order = np.argsort(-self.bits, kind="stable")
        rank = np.empty(len(order), dtype=np.int64)
        rank[order] = np.arange(len(order))
        row = np.repeat(np.arange(self.weights.shape[0]), np.diff(self.weights.indptr))
        # Text and rank in one number sort many times faster than two.
        packed = np.sort(row * len(order) + rank[self.weights.indices])
        return packed // len(order), order[packed % len(order)]


@cache
def known_shares() -> dict[str, float]:
    """Return the share (0-1) of business names or addresses that hold a common word."""
    table = pd.read_csv(_KNOWN, dtype={"word": "str"}, keep_default_na=False)
    return dict(zip(table["word"], table["share"].astype(float), strict=True))


def _words(values: Sequence[str]) -> tuple[Coded, Ints]:
    """Return the different words of each value in order, one after the other, and their starts."""
    split = pc.split_pattern(pa.array(values, type=pa.large_string()), " ")
    words = Coded.of(split.flatten())
    row = np.repeat(np.arange(len(values)), pc.list_value_length(split).to_numpy())
    width = len(words.texts) + 1
    held = np.sort((row * width + words.codes)[words.codes >= 0])
    held = held[np.diff(held, prepend=-1) > 0]
    starts = np.searchsorted(held, np.arange(len(values) + 1) * width)
    return Coded((held % width).astype(np.int64), words.texts), starts.astype(np.int64)


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
        return cls.counted(count_runs(values), len(values))

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

    @cached_property
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
    counts = np.zeros(RUNS, dtype=np.int64)
    for _, held in _runs_in_parts(values):
        counts += np.bincount(held & _LAST_BITS, minlength=RUNS)
    return counts


def runs(values: Sequence[str]) -> sparse.csr_array:
    """Return 1 for each run of three letters that each text holds."""
    indices, lengths = [np.zeros(0, np.int32)], [np.zeros(1, np.int64)]
    for count, held in _runs_in_parts(values):
        indices.append((held & _LAST_BITS).astype(np.int32))
        lengths.append(np.bincount(held >> _RUN_BITS, minlength=count))
    runs, starts = np.concatenate(indices), np.cumsum(np.concatenate(lengths))
    data = np.ones(len(runs), dtype=np.float32)
    return sparse.csr_array((data, runs, starts), shape=(len(values), RUNS))


def _runs_in_parts(values: Sequence[str]) -> Iterator[tuple[int, Any]]:
    """Yield how many texts a part has and their different runs in order: place of text, run."""
    for start in range(0, len(values), _TEXTS):
        part = values[start : start + _TEXTS]
        signs = _signs("\n".join(["", *part, ""]).replace(" ", ""))
        run = (signs[:-2] * _SYMBOLS + signs[1:-1]) * _SYMBOLS + signs[2:]
        middle = signs[1:-1]
        text = np.cumsum(middle == 0, dtype=np.uint32)
        held = np.sort((text << _RUN_BITS | run)[middle > 0])
        yield len(part), held[np.append(True, held[1:] != held[:-1])[: len(held)]]


def _signs(text: str) -> Any:
    """Return each sign as a number below `_SYMBOLS`; 0 stands between texts."""
    if text.isascii():
        return _SIGN[np.frombuffer(text.encode("ascii"), dtype=np.uint8)]
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32)
    return _SIGN[np.minimum(points, len(_SIGN) - 1)]


def _sign_table() -> Any:
    """Return the number of each ASCII sign: letters, digits, all others, and 0 for a new line."""
    table = np.full(128, _SYMBOLS - 1, dtype=np.uint32)
    table[ord("a") : ord("z") + 1] = np.arange(1, 27)
    table[ord("0") : ord("9") + 1] = np.arange(27, 37)
    table[ord("\n")] = 0
    return table


_SIGN = _sign_table()
