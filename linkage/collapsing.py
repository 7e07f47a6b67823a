"""Which records say the same in all that tells businesses apart, and what do they say together?

Agencies write the same business down again and again. Records of one normal name at one house
number, street and postcode, which name no two company numbers or UPRNs, are one group: compared
once, with whatever any of them knows. Any other records are one group only where they are equal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
import pandas as pd

from linkage.addresses import parse_address, split_postcode, street_stem
from linkage.names import name_variants
from records.schema import PlacedRecord as R

__all__ = ["DERIVED", "POINT", "SEPARATOR", "group_alike", "together"]

Ints = np.ndarray[Any, np.dtype[np.int64]]

POINT = ("latitude", "longitude")
DERIVED = "derived"
SEPARATOR = "\x1f"
NUMBERS = (R.company_number, R.uprn)


def group_alike(fields: pd.DataFrame, alone: Iterable[bool]) -> Ints:
    """Return each row's group, numbered by first appearance; rows `alone` share it with none."""
    fields = fields.drop(columns=R.source)
    sole = np.where(np.asarray(alone), np.arange(len(fields)), -1)
    name, place = _name_keys(fields), _place_keys(fields)
    full = (name != "") & (place != "")
    equal = fields.assign(sole=sole).groupby([*fields.columns, "sole"], dropna=False, sort=False)
    codes = equal.ngroup().to_numpy()
    key = pd.DataFrame({"name": name, "place": place, "sole": sole})
    shared = np.asarray(key.groupby(["name", "place", "sole"], sort=False).ngroup(), dtype=np.int64)
    for column in NUMBERS:
        shared = _apart_by(shared, fields[column])
    both = np.where(full, shared + codes.max(initial=0) + 1, codes)
    return pd.factorize(both)[0].astype(np.int64)


def _apart_by(group: Ints, numbers: pd.Series[Any]) -> Ints:
    """Return `group`, divided by `numbers` where it holds more than one."""
    known = numbers.where(numbers != "")
    many = known.groupby(group).transform("nunique").to_numpy() > 1
    codes = pd.factorize(numbers)[0]
    divided = group * (codes.max(initial=0) + 2) + np.where(many, codes + 1, 0)
    return np.asarray(pd.factorize(divided)[0], dtype=np.int64)


def _name_keys(fields: pd.DataFrame) -> Any:
    written = fields[R.name].str.cat(fields[R.aliases], sep=SEPARATOR)
    codes, texts = pd.factorize(written)
    keys = [SEPARATOR.join(sorted(name_variants(text.split(SEPARATOR)))) for text in texts]
    return np.array([*keys, ""], dtype=object)[codes]


def _place_keys(fields: pd.DataFrame) -> Any:
    """Return house number, unit, street and postcode as one text; empty where one is missing."""
    codes, texts = pd.factorize(fields[R.address])
    keys = [_place_key(text) for text in texts]
    address = np.array([*keys, ""], dtype=object)[codes]
    posted, postcodes = pd.factorize(fields[R.postcode])
    postcode = np.array([split_postcode(text)[0] for text in postcodes] + [""], dtype=object)[
        posted
    ]
    return np.where((address != "") & (postcode != ""), address + SEPARATOR + postcode, "")


def _place_key(text: str) -> str:
    place = parse_address(text)
    if place.low < 0 or not place.street:
        return ""
    street = street_stem(place.street)
    return f"{place.low}-{place.high}{place.letter}{SEPARATOR}{place.unit}{SEPARATOR}{street}"


def together(fields: pd.DataFrame, group: Ints) -> pd.DataFrame:
    """Return one row for each group: the value most of its rows give, missing only if none does.

    A tie goes to the value that sorts first. Points are averaged, delivered ones alone if any.
    """
    texts = [c for c in fields.columns if c not in (*POINT, DERIVED)]
    made = {str(column): _most_given(fields[column], group) for column in texts}
    known = np.isfinite(fields[POINT[0]].to_numpy()) & np.isfinite(fields[POINT[1]].to_numpy())
    delivered = known & ~fields[DERIVED].to_numpy()
    has_delivered = np.bincount(group, weights=delivered) > 0
    used = np.where(has_delivered[group], delivered, known)
    count = np.bincount(group, weights=used)
    for column in POINT:
        total = np.bincount(group, weights=np.where(used, fields[column].fillna(0.0), 0.0))
        with np.errstate(invalid="ignore"):
            made[column] = np.round(total / count, 6)
    return pd.DataFrame(made | {DERIVED: ~has_delivered & (count > 0)})


def _most_given(values: pd.Series[Any], group: Ints) -> Any:
    codes, texts = pd.factorize(values, sort=True)
    given = (values != "").to_numpy()
    width = len(texts) + 1
    pairs, counts = np.unique(group[given] * width + codes[given], return_counts=True)
    order = np.lexsort((pairs, -counts, pairs // width))
    owner = pairs[order] // width
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    best = np.full(int(group.max(initial=-1)) + 1, len(texts))
    best[owner[first]] = pairs[order][first] % width
    return np.array([*texts, ""], dtype=object)[best]
