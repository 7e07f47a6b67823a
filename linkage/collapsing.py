"""Which records say the same in all that tells businesses apart, and what do they say together?

Agencies write the same business down again and again. Records of one normal name at one house
number, street and postcode, which name no two company numbers or UPRNs, are one group: compared
once, with whatever any of them knows. Any other records are one group only where they are equal.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import pyarrow as pa

from linkage.addresses import street_stem
from linkage.coded import Coded, both, numbered
from linkage.fields import DECIMALS, Fields

__all__ = ["group_alike", "together"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
COMPARED = ("postcode", "area", "town", "phone", "person", "sector", "company_number", "uprn")
"""Fields of text that are compared, names and addresses aside."""


def group_alike(fields: Fields) -> Ints:
    """Return each record's group, numbered by first appearance."""
    name = fields.names.keys[fields.names.of]
    place = _place_keys(fields.addresses.parsed)[fields.addresses.of]
    equal = both(name, fields.addresses.of)
    for text in COMPARED:
        equal = both(equal, getattr(fields, text).codes)
    for number in (*fields.point.T, fields.derived):
        equal = both(equal, numbered(number))
    shared = both(both(name, place), fields.postcode.codes)
    for numbers in (fields.company_number, fields.uprn):
        shared = _apart_by(shared, numbers)
    full = (name >= 0) & (place >= 0) & (fields.postcode.codes >= 0)
    return numbered(np.where(full, shared + len(fields), equal))


def _apart_by(group: Ints, numbers: Coded) -> Ints:
    """Return `group`, divided by `numbers` where it holds more than one."""
    given = numbers.codes >= 0
    width = len(numbers.texts) + 1
    held = np.unique(group[given] * width + numbers.codes[given]) // width
    many = np.bincount(held, minlength=int(group.max(initial=-1)) + 1) > 1
    return both(group, np.where(many[group], numbers.codes, -1))


def _place_keys(parsed: pa.RecordBatch) -> Ints:
    """Return one number for each house number, unit and street; -1 where one is missing, and last.

    Streets are alike without their kind: Mill Lane is Mill.
    """
    low, high = (parsed.column(name).to_numpy() for name in ("low", "high"))
    letter, unit, street = (Coded.of(parsed.column(name)) for name in ("letter", "unit", "street"))
    number = both(both(low, high), both(letter.codes, unit.codes))
    place = both(number, street.through(street_stem).codes)
    return np.append(np.where((low >= 0) & (street.codes >= 0), place, -1), -1)


def together(fields: Fields, group: Ints) -> Fields:
    """Return one row for each group: the value most of its rows give, missing only if none does.

    A tie goes to the value that sorts first. Points are averaged, delivered ones alone if any.
    """
    if len(fields) == int(group.max(initial=-1)) + 1:
        # Every record is a group of its own.
        known = np.isfinite(fields.point).all(axis=1)
        return replace(fields, derived=fields.derived & known)
    coded: dict[str, Coded] = {text: getattr(fields, text) for text in ("source", *COMPARED)}
    texts: dict[str, Any] = {
        text: Coded(_most_given(field.codes, group), field.texts) for text, field in coded.items()
    }
    point, derived = _middle(fields, group)
    return replace(
        fields,
        names=replace(fields.names, of=_most_given(fields.names.of, group)),
        addresses=replace(fields.addresses, of=_most_given(fields.addresses.of, group)),
        point=point,
        derived=derived,
        **texts,
    )


def _middle(fields: Fields, group: Ints) -> tuple[Floats, Flags]:
    """Return the point of each group, and whether it is only of the postcode."""
    known = np.isfinite(fields.point).all(axis=1)
    delivered = known & ~fields.derived
    has_delivered = np.bincount(group, weights=delivered) > 0
    used = np.where(has_delivered[group], delivered, known)
    count = np.bincount(group, weights=used)
    totals = [
        np.bincount(group, weights=np.where(used, np.nan_to_num(column), 0.0))
        for column in fields.point.T
    ]
    with np.errstate(invalid="ignore"):
        point = np.round(np.column_stack(totals) / count[:, None], DECIMALS)
    return point, ~has_delivered & (count > 0)


def _most_given(codes: Ints, group: Ints) -> Ints:
    given = codes >= 0
    width = int(codes.max(initial=0)) + 1
    pairs, counts = np.unique(group[given] * width + codes[given], return_counts=True)
    order = np.lexsort((pairs, -counts, pairs // width))
    owner = pairs[order] // width
    first = np.flatnonzero(np.diff(owner, prepend=-1))
    best = np.full(int(group.max(initial=-1)) + 1, -1, dtype=np.int64)
    best[owner[first]] = pairs[order][first] % width
    return best
