"""What are the businesses and their people called?"""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd

from records.sample.columns import Business
from records.sample.tables import happens, parts, words

__all__ = ["company_names", "people", "trading_names"]

_APART = ("", " (Essex)", " (UK)", " (Eastern)", " (South East)")
_SLOT = re.compile(r"\{(\w+)\}")


def trading_names(businesses: pd.DataFrame, rng: np.random.Generator) -> pd.Series[str]:
    """Return a trading name for each business, by its kind and place alone.

    Two businesses of one district never get the same name; in two districts it may happen.
    """
    names = _draw_names(businesses, rng)
    place = businesses[Business.district] + "|"
    for _ in range(6):
        again = (place + names.str.lower()).duplicated()
        if not again.any():
            break
        names.loc[again] = _draw_names(businesses[again], rng)
    return names


def people(size: int, rng: np.random.Generator) -> np.ndarray:
    """Return `size` invented people, given name and surname."""
    given, surname = (np.array(parts()[slot], dtype=object) for slot in ("given", "surname"))
    first = given[rng.integers(0, len(given), size)]
    names: np.ndarray = first + " " + surname[rng.integers(0, len(surname), size)]
    return names


def company_names(trading: pd.Series[str], rng: np.random.Generator) -> pd.Series[str]:
    """Return a registered name for each trading name: often the same, else quite another.

    No two are the same: Companies House would not register the second.
    """
    size = len(trading)
    fresh = iter(rng.random(8 * size).tolist())
    coined = pd.Series(
        [_fill("{stem}{ending} {duty}", {}, fresh) for _ in range(size)], index=trading.index
    )
    owner = pd.Series(
        [_fill("{surname} {duty}", {}, fresh) for _ in range(size)], index=trading.index
    )
    alike, own = happens(rng, size, 0.62), happens(rng, size, 0.7)
    bare = trading.str.replace(r"^The ", "", regex=True)
    names = bare.where(alike, coined.where(own, owner))
    taken = names.groupby(names.str.lower()).cumcount()
    known = taken.map(dict(enumerate(_APART)))
    numbered = known.fillna(" " + taken.astype("str"))
    suffix = np.where(happens(rng, size, 0.6), " Limited", " Ltd")
    return names + numbered + suffix


def _draw_names(businesses: pd.DataFrame, rng: np.random.Generator) -> pd.Series[str]:
    patterns = dict(zip(*(words("patterns")[c] for c in ("kind", "patterns")), strict=True))
    choices = {kind: text.split("|") for kind, text in patterns.items()}
    fresh = iter(rng.random(12 * len(businesses) + 12).tolist())
    place = businesses[Business.locality].where(
        businesses[Business.locality] != "", businesses[Business.town]
    )
    road = businesses[Business.street].str.replace(r" \w+$", "", regex=True)
    # Row by row: every pattern has other slots.
    names = [
        _fill(_one_of(choices[kind], fresh), {"place": p, "road_name": r, "no": n or "1"}, fresh)
        for kind, p, r, n in zip(
            businesses[Business.kind], place, road, businesses[Business.number], strict=True
        )
    ]
    return pd.Series(names, index=businesses.index, dtype="str")


def _one_of(options: list[str], fresh: Iterator[float]) -> str:
    return options[int(next(fresh) * len(options))]


def _fill(pattern: str, known: dict[str, str], fresh: Iterator[float]) -> str:
    return _SLOT.sub(lambda m: known.get(m[1]) or _one_of(parts()[m[1]], fresh), pattern)
