"""How are keys made, so that equal keys mean the same in whatever records they are met?

A key is a number of 64 bits made of texts alone. Keys of one day's records may be looked up among
those of another, and records may be divided over machines by them. Two texts that happen to share a
key are compared once too often, nothing worse.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

__all__ = ["NONE", "Keyed", "Keys", "both", "numbered", "of_texts", "through"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Keys = np.ndarray[Any, np.dtype[np.uint64]]
Keyed = tuple[Ints, Keys]
"""Groups, and a key of each; a group may stand more than once, or not at all."""

NONE = np.uint64(0)
"""The key of what is missing: shared by none."""
_ODD = np.uint64(0x9E3779B97F4A7C15)
_ODDER = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)


def _known(keys: Keys) -> Keys:
    """Return keys of which none is that of what is missing."""
    keys[keys == NONE] = _ODD
    return keys


def _mixed(keys: Keys) -> Keys:
    """Return keys whose every bit depends on every bit given; made to be changed in place."""
    # The finalizer of splitmix64 with the constants of Degski's 64-bit hash.
    for _ in range(2):
        keys ^= keys >> _HALF
        keys *= _ODDER
    keys ^= keys >> _HALF
    return keys


def of_texts(texts: Sequence[str] | np.ndarray[Any, Any]) -> Keys:
    """Return the key of each text; that of an empty one is `NONE`."""
    values = np.array([*texts, ""], dtype=object)[:-1]
    keys = _known(pd.util.hash_array(values, categorize=False))
    keys[values == ""] = NONE
    return keys


def through(codes: Ints, keys: Keys) -> Keys:
    """Return the key that each code stands for; code -1 is missing."""
    return np.append(keys, NONE)[codes]


def numbered(numbers: Ints) -> Keys:
    """Return the key of each number; one below 0 is missing."""
    return np.where(numbers < 0, NONE, _known(_mixed(numbers.astype(np.uint64) + _ODD)))


def both(first: Keys, second: Keys) -> Keys:
    """Return one key of two; missing where either is. The order of the two matters."""
    mixed = _known(_mixed(first * _ODD ^ second))
    mixed[(first == NONE) | (second == NONE)] = NONE
    return mixed
