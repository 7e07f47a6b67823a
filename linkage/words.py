"""How much does it say that two texts share a word?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

__all__ = ["WordWeights", "grams", "known_shares", "weigh_words"]

Floats = np.ndarray[Any, np.dtype[np.float64]]
Ints = np.ndarray[Any, np.dtype[np.int64]]

_KNOWN = Path(__file__).with_name("words.csv")
_KNOWN_TEXTS = 2_000
"""Texts that the shares of words.csv count for, beside those at hand."""
_SYMBOLS = 38
_SQUARE = _SYMBOLS * _SYMBOLS


@dataclass(frozen=True)
class WordWeights:
    """Texts and what each of their words says: log2(texts / texts with the word), in bits."""

    texts: list[str]
    weights: sparse.csr_array

    @property
    def totals(self) -> Floats:
        """Return the bits of all words of each text."""
        return np.asarray(self.weights.sum(axis=1), dtype=np.float64).ravel()


@cache
def known_shares() -> dict[str, float]:
    """Return the share (0-1) of business names or addresses that hold a common word."""
    table = pd.read_csv(_KNOWN, dtype={"word": "str"}, keep_default_na=False)
    return dict(zip(table["word"], table["share"].astype(float), strict=True))


def weigh_words(values: list[str], counts: Any) -> WordWeights:
    """Return `values` with their words weighed; `counts` says how often each value stands."""
    split = [sorted(set(value.split())) for value in values]
    starts = np.concatenate([[0], np.cumsum([len(words) for words in split])]).astype(np.int64)
    flat = pd.Series([word for words in split for word in words], dtype="object")
    codes, vocabulary = pd.factorize(flat, sort=True)
    repeats = np.repeat(np.asarray(counts, dtype=np.float64), np.diff(starts))
    texts = np.bincount(codes, weights=repeats, minlength=len(vocabulary))
    shares = known_shares()
    known = np.array([shares.get(word, 0.0) for word in vocabulary]) * _KNOWN_TEXTS
    total = _KNOWN_TEXTS + float(np.sum(counts))
    bits = np.log2((total + 1.0) / (texts + known + 0.5))
    shape = (len(values), max(len(vocabulary), 1))
    data = bits[codes] if len(codes) else np.zeros(0)
    return WordWeights(values, sparse.csr_array((data, codes, starts), shape=shape))


def grams(values: list[str]) -> sparse.csr_array:
    """Return how strongly each text holds each run of three letters; rows have length 1."""
    text = "".join(f" {value.replace(' ', '')} " for value in values)
    lengths = np.array([len(value.replace(" ", "")) + 2 for value in values], dtype=np.int64)
    letters = _letters(text)
    runs = letters[:-2] * _SQUARE + letters[1:-1] * _SYMBOLS + letters[2:] if len(text) else letters
    row = np.repeat(np.arange(len(values)), lengths)[: len(runs)]
    ends = np.cumsum(lengths)[row] - np.arange(len(runs))
    inside = ends > 2  # noqa: PLR2004
    shape = (len(values), _SYMBOLS * _SQUARE)
    ones = np.ones(int(inside.sum()), dtype=np.float32)
    counts = sparse.csr_array((ones, (row[inside], runs[inside])), shape=shape)
    counts.sum_duplicates()
    counts.data[:] = 1.0
    texts = np.bincount(counts.indices, minlength=shape[1])
    bits = np.log((len(values) + 1.0) / np.maximum(texts, 1) + 1.0).astype(np.float32)
    counts.data *= bits[counts.indices]
    norms = np.sqrt(np.asarray(counts.power(2).sum(axis=1)).ravel())
    counts.data /= np.repeat(np.maximum(norms, 1e-9), np.diff(counts.indptr)).astype(np.float32)
    return counts


def _letters(text: str) -> Ints:
    """Return each letter as a number below `_SYMBOLS`; 0 stands between texts."""
    points = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.int64)
    letter = (points >= ord("a")) & (points <= ord("z"))
    digit = (points >= ord("0")) & (points <= ord("9"))
    other = np.where(points == ord(" "), 0, 37)
    return np.where(letter, points - 96, np.where(digit, points - 21, other))
