"""Which profiles are at the same premises, or have the same telephone, people or company?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from linkage.claims import REGISTER
from linkage.coded import FEW, Coded
from linkage.many_names import flags, joined
from linkage.members import Members, pairs_within
from linkage.names import plain
from records.schema import PlacedRecord

__all__ = ["CAPS", "KINDS", "Shared", "doors_of", "person_key", "shared_values"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

KINDS = ("premises", "phone", "person", "company")
CAPS = {"premises": 16, "phone": 24, "person": 24, "company": 40}
"""Profiles that may share one value; what more of them share is a hub, left out and reported."""

LANDLORDS = ("housing_visits",)
"""Sources whose person is the landlord and runs no business at the premises."""

_LEAST_SHARE = 0.25
_LEAST_RECORDS = 2
_SHORTEST_PHONE = 10
_NUMBERS = re.compile(r"\d+[a-z]?\b")
_TITLES = frozenset(["mr", "mrs", "ms", "miss", "mx", "dr", "sir", "dame", "prof", "rev"])


@dataclass(frozen=True)
class Shared:
    """Values of one kind, each with the profiles that have it.

    who, value, row: one for each profile and value: numbers, and the first record that says so.
    texts: the values. apart: of each value, how many strangers have it: profiles at one premises
    or of one company are counted once. hubs: values that too many have.
    """

    kind: str
    who: Ints
    value: Ints
    row: Ints
    texts: NDArray[Any]
    apart: Ints
    hubs: int

    def pairs(self) -> tuple[Ints, Ints, Ints]:
        """Return the pairs of profiles that share a value, lower first, and which value."""
        sizes = np.bincount(self.value, minlength=len(self.texts))
        chosen = (sizes[self.value] > 1) & (sizes[self.value] <= CAPS[self.kind])
        members = Members.of(self.value[chosen], np.flatnonzero(chosen))
        left, right = pairs_within(members)
        swap = self.who[left] > self.who[right]
        left, right = np.where(swap, right, left), np.where(swap, left, right)
        return self.who[left], self.who[right], self.value[left]


def shared_values(records: pd.DataFrame, who: Ints) -> dict[str, Shared]:
    """Return what the profiles have, by kind; who: the number of each record's profile."""
    premises = _held("premises", *_premises(records, who))
    company = _held("company", *_given(records, who, PlacedRecord.company_number))
    same = (premises, company)
    kinds = {"premises": premises, "company": company}
    for kind, (owner, row, text) in {
        "phone": _phones(records, who),
        "person": _people(records, who),
    }.items():
        kinds[kind] = _held(kind, owner, row, text, same)
    return kinds


def person_key(text: str) -> str:
    """Return first given name and surname, `alan bright` of `BRIGHT, Alan John`; maybe empty."""
    before, comma, after = plain(text).partition(",")
    words = _names(after) + _names(before)[-1:] if _says_given(after) else _names(before)
    del comma
    return f"{words[0]} {words[-1]}" if len(words) > 1 else ""


def _says_given(after: str) -> bool:
    """Say whether a given name follows the comma, and no address."""
    return bool(_names(after)) and not any(letter.isdigit() for letter in after)


def _names(text: str) -> list[str]:
    words = re.findall(r"[a-z][a-z'-]+", text)
    return [word for word in words if word not in _TITLES]


def _given(records: pd.DataFrame, who: Ints, column: str) -> tuple[Ints, Ints, NDArray[Any]]:
    rows = np.flatnonzero(records[column].notna().to_numpy())
    return who[rows], rows, records[column].to_numpy(dtype=object)[rows]


def _phones(records: pd.DataFrame, who: Ints) -> tuple[Ints, Ints, NDArray[Any]]:
    owner, row, text = _given(records, who, PlacedRecord.phone)
    whole = np.array([len(one) >= _SHORTEST_PHONE for one in text], dtype=bool)
    return owner[whole], row[whole], text[whole]


def _people(records: pd.DataFrame, who: Ints) -> tuple[Ints, Ints, NDArray[Any]]:
    owner, row, text = _given(records, who, PlacedRecord.person)
    codes, names = pd.factorize(text)
    keys = np.array([person_key(str(name)) for name in names], dtype=object)[codes]
    landlord = records[PlacedRecord.source].isin(LANDLORDS).to_numpy()[row]
    kept = (keys != "") & ~landlord
    return owner[kept], row[kept], keys[kept]


def _premises(records: pd.DataFrame, who: Ints) -> tuple[Ints, Ints, NDArray[Any]]:
    """Return where each profile trades: by UPRN, and by postcode and numbers of the address.

    A place that few of a profile's records give is a slip. A registered office counts only where
    nothing else says where the profile is.
    """
    office = (records[PlacedRecord.agency] == REGISTER).to_numpy()
    places = (_uprns(records), _doors(records))
    known = (places[0] != "") | (places[1] != "")
    trading = np.zeros(int(who.max(initial=-1)) + 1, dtype=bool)
    trading[who[known & ~office]] = True
    parts = []
    for keys in places:
        rows = np.flatnonzero((keys != "") & ~(office & trading[who]))
        codes, texts = pd.factorize(keys[rows])
        often = _often(who[rows], codes.astype(np.int64))
        parts.append((who[rows[often]], rows[often], texts[codes[often]]))
    owner, row, text = (np.concatenate(ends) for ends in zip(*parts, strict=True))
    return owner, row, text


def _often(who: Ints, codes: Ints) -> NDArray[np.bool_]:
    """Tell which places enough of a profile's records give."""
    frame = pd.DataFrame({"who": who, "code": codes})
    given = frame.groupby(["who", "code"])["code"].transform("size").to_numpy()
    every = frame.groupby("who")["code"].transform("size").to_numpy()
    often: NDArray[np.bool_] = (given >= _LEAST_SHARE * every) & (
        (given >= _LEAST_RECORDS) | (every < 2 * _LEAST_RECORDS)
    )
    return often


def _uprns(records: pd.DataFrame) -> NDArray[Any]:
    return records[PlacedRecord.uprn].fillna("").to_numpy(dtype=object)


def _doors(records: pd.DataFrame) -> NDArray[Any]:
    """Return postcode and numbers of each address, or its first line where it has no number."""
    codes, texts = pd.factorize(records[PlacedRecord.address])
    doors = np.array([*doors_of([*map(str, texts)]), ""], dtype=object)[codes]
    postcode = records[PlacedRecord.postcode].fillna("").to_numpy(dtype=object)
    known = (postcode != "") & (doors != "")
    return np.where(known, postcode + "|" + doors, "")


def doors_of(texts: list[str]) -> list[str]:
    """Return the numbers of each address, or its first line's letters where it has none.

    Those of plain ones are found for all at once.
    """
    if len(texts) <= FEW:
        return [*map(_door, texts)]
    lower = pc.ascii_lower(pa.array(texts, type=pa.string()))
    split = pc.split_pattern_regex(lower, "[^0-9a-z_]+")
    words = Coded.of(split.flatten())
    # A number ends where its word ends.
    number = pc.extract_regex(pa.array(words.texts, type=pa.string()), "(?P<it>[0-9]+[a-z]?)$")
    numbers = number.field("it").to_pylist()
    told = np.append(number.is_valid().to_numpy(zero_copy_only=False), False)[words.codes]
    row = pc.list_parent_indices(split).to_numpy()[told]
    found = pc.replace_substring(joined(row, words.codes[told], numbers, len(texts)), " ", "-")
    alone = flags(lower, "[^ -~]") | (np.bincount(row, minlength=len(texts)) == 0)
    doors = found.to_numpy(zero_copy_only=False).astype(object)
    doors[alone] = [_door(texts[one]) for one in np.flatnonzero(alone).tolist()]
    return [*map(str, doors)]


def _door(text: str) -> str:
    numbers = _NUMBERS.findall(text.lower())
    if numbers:
        return "-".join(numbers)
    return "".join(c for c in plain(text).partition(",")[0] if c.isalpha())


def _held(
    kind: str,
    who: Ints,
    row: Ints,
    text: NDArray[Any],
    same: tuple[Shared, ...] = (),
) -> Shared:
    codes, texts = pd.factorize(text, sort=True)
    order = np.lexsort((row, who, codes))
    first = np.ones(len(order), dtype=bool)
    first[1:] = (np.diff(codes[order]) != 0) | (np.diff(who[order]) != 0)
    kept = order[first]
    who, value, row = who[kept], codes[kept].astype(np.int64), row[kept]
    sizes = np.bincount(value, minlength=len(texts))
    apart = _strangers(who, value, sizes, same)
    return Shared(kind, who, value, row, np.asarray(texts, dtype=object), apart,
                  int((sizes > CAPS[kind]).sum()))  # fmt: skip


def _strangers(who: Ints, value: Ints, sizes: Ints, same: tuple[Shared, ...]) -> Ints:
    """Return how many have each value, those with the same premises or company counted once."""
    many = np.flatnonzero(sizes[value] > 1)
    if not len(many) or not same:
        return sizes
    nodes = np.arange(len(many))
    edges: list[tuple[Any, Any]] = []
    for one in same:
        joined = pd.DataFrame({"who": who[many], "node": nodes}).merge(
            pd.DataFrame({"who": one.who, "held": one.value}), on="who"
        )
        node = joined["node"].to_numpy()
        key = joined.groupby([value[many][node], joined["held"].to_numpy()]).ngroup().to_numpy()
        edges.append((node, key))
    count, left, right = len(many), [], []
    for node, key in edges:
        left.append(node)
        right.append(key + count)
        count += int(key.max(initial=-1)) + 1
    ends = np.concatenate(left), np.concatenate(right)
    graph = coo_array((np.ones(len(ends[0]), bool), ends), (count, count))
    part = connected_components(graph.tocsr(), directed=False)[1][: len(many)]
    alone = pd.DataFrame({"value": value[many], "part": part}).drop_duplicates()
    apart: Ints = sizes.copy()
    apart[sizes > 1] = alone.groupby("value").size().reindex(np.flatnonzero(sizes > 1)).to_numpy()
    return apart
