"""Which words and rates is the county made of?"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any
from zlib import crc32

import numpy as np
import pandas as pd

__all__ = ["happens", "parts", "stream", "words"]

_FOLDER = Path(__file__).parent / "words"


@cache
def words(name: str) -> pd.DataFrame:
    """Return the word table `words/<name>.csv`; text columns hold no missing values."""
    return pd.read_csv(_FOLDER / f"{name}.csv", keep_default_na=False)


@cache
def parts() -> dict[str, list[str]]:
    """Return the parts of names by slot; a part of several words stands between bars."""
    table = words("parts")
    return {
        slot: text.split("|") if "|" in text else text.split()
        for slot, text in zip(table["slot"], table["words"], strict=True)
    }


def stream(seed: int, topic: str) -> np.random.Generator:
    """Return the random stream of one topic, so that a change in one leaves the others alone."""
    return np.random.default_rng([seed, crc32(topic.encode())])


def happens(
    rng: np.random.Generator, size: int, share: float | np.ndarray
) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return `size` draws, each true with the probability `share` (0-1, one or one for each)."""
    return rng.random(size) < share
