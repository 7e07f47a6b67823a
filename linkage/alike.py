"""By what are groups told that would be one group, were their records prepared together?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from linkage.addresses import Address, street_stem
from linkage.prepare import Coded, Prepared

__all__ = ["likeness"]

_BETWEEN = "\x1f"
_TOLD = ("postcode", "area", "town", "phone", "person", "sector", "company_number", "uprn")


def likeness(p: Prepared) -> np.ndarray[Any, np.dtype[np.uint64]]:
    """Return a key of each group; records that could ever be one group have the same.

    The names, house number, street and postcode where all are known, else all that is compared:
    coarser than groups are, which are parted by company numbers and by what people said.
    """
    texts = np.array([*p.names.words.texts, ""], dtype=object)
    ends = zip(p.names.starts[:-1].tolist(), p.names.starts[1:].tolist(), strict=True)
    names = [_BETWEEN.join(sorted(texts[p.names.codes[a:b]])) for a, b in ends]
    parsed = map(Address, *(column.to_pylist() for column in p.places.parsed.columns))
    place = np.array([*map(_place, parsed), ""], dtype=object)[p.places.codes]
    words = np.array([*p.places.words.texts, ""], dtype=object)[p.places.codes]
    told: list[Any] = [_each(getattr(p, field)) for field in _TOLD]
    spots = [" ".join(map(str, spot)) for spot in p.point.tolist()]
    flags = np.where(p.derived, "d", "")
    full = zip(names, place, told[0], strict=True)
    rest = zip(names, words, *told, spots, flags, strict=True)
    keys = [
        _BETWEEN.join(known) if all(known) else _BETWEEN.join(["", *everything])
        for known, everything in zip(full, rest, strict=True)
    ]
    return pd.util.hash_array(np.array([*keys, ""], dtype=object)[:-1], categorize=False)


def _each(coded: Coded) -> Any:
    return np.array([*coded.texts, ""], dtype=object)[coded.codes]


def _place(place: Address) -> str:
    if place.low < 0 or not place.street:
        return ""
    return f"{place.low}-{place.high}{place.letter}/{place.unit}/{street_stem(place.street)}"
