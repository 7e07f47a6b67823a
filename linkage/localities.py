"""Which addresses name only a locality, and which points are only those of a postcode?

Some agencies give a district or a town where an address is asked for, and the middle of a
postcode where a point is. Neither says anything about the street or the door.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from linkage.addresses import STREET_TYPES, address_parts, split_postcode

__all__ = ["LEAST", "localities", "points_of_postcodes"]

Flags = np.ndarray[Any, np.dtype[np.bool_]]

LEAST = 5
"""Postcodes at which a locality stands as the whole address, or addresses that end in it."""
SHARE = 0.95
"""Share (0-1) of a source's postcodes that have one point only, if its points are of postcodes."""
DECIMALS = 5
_BUILDINGS = """
airport arms barn buildings building business castle centre chambers church college complex cottage
cottages court depot estate farm field garage grounds hall harbour hospital hotel house inn
industrial lodge marina market mill park pier plaza pub school shopping site stadium station studio
studios surgery tower trading university unit units warehouse works
"""
PREMISES = STREET_TYPES | frozenset(_BUILDINGS.split())
"""Words of a street or a building: an address that has one is more than a locality."""


def _without(words: frozenset[str], part: str) -> bool:
    """Return whether a part of an address holds letters only and none of `words`."""
    return part.replace(" ", "").isalpha() and words.isdisjoint(part.split())


def localities(
    addresses: Iterable[str], postcodes: Iterable[str], towns: Iterable[str] = ()
) -> frozenset[str]:
    """Return those of `addresses` that name a district, a town or a county and no more.

    Judged from the addresses themselves: such a text has no number, street or building, and
    stands at many postcodes, or is made of words in which many other addresses end.
    """
    given = pd.DataFrame(
        {"address": list(addresses), "postcode": list(postcodes)}
    ).drop_duplicates()
    parts = {text: address_parts(text) for text in given["address"].unique()}
    plain = {text: " ".join(split) for text, split in parts.items()}
    bare = {text for text, words in plain.items() if _without(STREET_TYPES, words)}
    chosen = given[given["address"].isin(bare)]
    whole = chosen.assign(postcode=[split_postcode(text)[0] for text in chosen["postcode"]])
    often = whole[whole["postcode"].ne("")].drop_duplicates()["address"].value_counts()
    known = _ends(parts.values()) | {" ".join(address_parts(town)) for town in towns}
    made = {text for text in bare if _made_of(plain[text].split(), known)}
    return frozenset(often.index[often >= LEAST]) | made


def _ends(addresses: Iterable[tuple[str, ...]]) -> set[str]:
    """Return the bare parts that at least `LEAST` addresses have after their first part."""
    counts = Counter(part for parts in addresses for part in set(parts[1:]))
    return {part for part, count in counts.items() if count >= LEAST and _without(PREMISES, part)}


def _made_of(words: list[str], known: set[str]) -> bool:
    """Return whether `words` can be cut into phrases that are all `known`."""
    reached = {0}
    for end in range(1, len(words) + 1):
        if any(" ".join(words[begin:end]) in known for begin in reached):
            reached.add(end)
    return len(words) in reached


def points_of_postcodes(
    source: pd.Series[Any], postcode: pd.Series[Any], what: pd.Series[Any], point: pd.DataFrame
) -> Flags:
    """Return of each row whether its point is that of its postcode.

    A source gives such points if nearly all its postcodes that hold several `what` (addresses)
    have one point only. So does any other row with the same postcode and the same point.
    """
    codes = point.round(DECIMALS).groupby(list(point.columns), sort=False).ngroup()
    known = postcode.ne("").to_numpy() & point.notna().all(axis=1).to_numpy()
    rows = pd.DataFrame({"source": source, "postcode": postcode, "what": what, "point": codes})[
        known
    ]
    held = rows.groupby(["source", "postcode"])[["what", "point"]].nunique()
    several = held[held["what"] > 1]["point"].eq(1).groupby("source").agg(["sum", "mean"])
    coarse = several.index[(several["sum"] >= LEAST) & (several["mean"] >= SHARE)]
    of_source = rows[rows["source"].isin(coarse)][["postcode", "point"]].drop_duplicates()
    middles = pd.MultiIndex.from_frame(of_source)
    found = np.zeros(len(known), dtype=bool)
    found[known] = (
        pd.MultiIndex.from_frame(rows[["postcode", "point"]]).isin(middles)
        | rows["source"].isin(coarse).to_numpy()
    )
    return found
