"""Which pairs of records are worth comparing?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from linkage.addresses import street_stem
from linkage.members import Members, fan_out, spread
from linkage.neighbours import globe, metres, nearest_points, nearest_texts
from linkage.prepare import Coded, Ints, Prepared
from linkage.settings import LinkageSettings
from linkage.words import grams

__all__ = ["RULES", "Blocked", "Rule", "block", "pairs_in_blocks"]

Flags = np.ndarray[Any, np.dtype[np.bool_]]
Keys = tuple[Ints, Ints]
"""Groups, and the key each of them has; -1 is no key."""


@dataclass(frozen=True)
class Rule:
    """One way to find pairs: groups that share a key."""

    name: str
    keys: Callable[[Prepared], Keys]


@dataclass(frozen=True)
class Blocked:
    """Pairs worth comparing, `left` < `right`, each once, sorted.

    pairs_by_rule: pairs each rule found, whether or not another found them too.
    dropped: rule to (keys dropped because they held too many, groups in them).
    """

    left: Ints
    right: Ints
    pairs_by_rule: dict[str, int] = field(default_factory=dict)
    dropped: dict[str, tuple[int, int]] = field(default_factory=dict)


def _both(first: Ints, second: Ints) -> Ints:
    """Return one key of two; -1 where either is missing."""
    width = int(second.max(initial=0)) + 1
    return np.where((first < 0) | (second < 0), -1, first * width + second)


def _all(keys: Ints) -> Keys:
    return np.arange(len(keys)), keys


def _same_last_digits(p: Prepared) -> Keys:
    return _all(p.phone.through(lambda digits: digits[-7:]).codes)


def _company_or(field_name: str) -> Callable[[Prepared], Keys]:
    def keys(p: Prepared) -> Keys:
        coded: Coded = getattr(p, field_name)
        return _all(coded.codes)

    return keys


def _number_street(p: Prepared) -> Ints:
    return _both(p.places.street.through(street_stem).codes, p.places.low)


def _rare_words(p: Prepared, most: int) -> Keys:
    """Return each name's `most` rarest words, for every name of every group."""
    weights = p.names.words.weights
    row = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
    order = np.lexsort((weights.indices, -weights.data, row))
    row, word = row[order], weights.indices[order]
    kept = np.arange(len(row)) - np.searchsorted(row, row) < most
    starts = np.searchsorted(row[kept], np.arange(weights.shape[0] + 1))
    group = np.repeat(np.arange(len(p)), p.names.counts)
    found, words = spread(p.names.codes, starts, word[kept].astype(np.int64))
    return group[found], words


def _word_with(place: Callable[[Prepared], Ints], most: int = 1) -> Callable[[Prepared], Keys]:
    def keys(p: Prepared) -> Keys:
        group, word = _rare_words(p, most)
        return group, _both(place(p)[group], word)

    return keys


def _cell(shift: float) -> Callable[[Prepared], Ints]:
    """Return each group's square of about 800 m; two grids meet at no edge."""

    def cells(p: Prepared) -> Ints:
        known = np.isfinite(p.point[:, 0]) & np.isfinite(p.point[:, 1])
        scaled = np.nan_to_num(p.point, nan=0.0) * [140.0, 85.0] + shift
        square = np.floor(scaled).astype(np.int64)
        return np.where(known, (square[:, 0] + 40_000) * 100_000 + square[:, 1] + 40_000, -1)

    def small(p: Prepared) -> Ints:
        found = cells(p)
        codes = np.unique(found, return_inverse=True)[1].astype(np.int64)
        return np.where(found < 0, -1, codes)

    return small


def _mistyped(with_key: Callable[[Prepared], Keys]) -> Callable[[Prepared], Keys]:
    """Return keys of postcodes with one character left open, each joined to another key."""

    def keys(p: Prepared) -> Keys:
        opened = [
            [f"{text[:place]}?{text[place + 1 :]}" for place in range(len(text))]
            for text in p.postcode.texts
        ]
        flat = np.array([text for texts in opened for text in texts], dtype="str")
        masks = np.unique(flat, return_inverse=True)[1].astype(np.int64)
        starts = np.concatenate([[0], np.cumsum([len(t) for t in opened])]).astype(np.int64)
        group, key = with_key(p)
        kept = (p.postcode.codes[group] >= 0) & (key >= 0)
        group, key = group[kept], key[kept]
        found, mask = spread(p.postcode.codes[group], starts, masks)
        return group[found], _both(mask, key[found])

    return keys


def _names(p: Prepared) -> Keys:
    return np.repeat(np.arange(len(p)), p.names.counts), p.names.codes


def _name_in(place: Callable[[Prepared], Ints]) -> Callable[[Prepared], Keys]:
    def keys(p: Prepared) -> Keys:
        group, name = _names(p)
        return group, _both(place(p)[group], name)

    return keys


RULES = (
    Rule("same postcode", lambda p: _all(p.postcode.codes)),
    Rule("same postcode and house number", lambda p: _all(_both(p.postcode.codes, p.places.low))),
    Rule("same postcode and rare word", _word_with(lambda p: p.postcode.codes, 2)),
    Rule("mistyped postcode, same number", _mistyped(lambda p: _all(p.places.low))),
    Rule("mistyped postcode, same rare word", _mistyped(lambda p: _rare_words(p, 1))),
    Rule("same telephone", _same_last_digits),
    Rule("same company number", _company_or("company_number")),
    Rule("same UPRN", _company_or("uprn")),
    Rule("same person and area", lambda p: _all(_both(p.person.codes, p.area.codes))),
    Rule("same person and street", lambda p: _all(_both(p.person.codes, p.places.street.codes))),
    Rule("same number and street", lambda p: _all(_number_street(p))),
    Rule("same number, street, area", lambda p: _all(_both(_number_street(p), p.area.codes))),
    Rule("same number, street, town", lambda p: _all(_both(_number_street(p), p.town.codes))),
    Rule("same name", _names),
    Rule("same name and area", _name_in(lambda p: p.area.codes)),
    Rule("same name and town", _name_in(lambda p: p.town.codes)),
    Rule("same name and street", _name_in(lambda p: p.places.street.codes)),
    Rule("same rare word and street", _word_with(lambda p: p.places.street.codes, 2)),
    Rule("same rare word nearby", _word_with(_cell(0.0), 2)),
    Rule("same rare word nearby, other grid", _word_with(_cell(0.5), 2)),
)
"""Rules by key; similar names, similar names with addresses and near points are searched too."""


def pairs_in_blocks(keys: Keys, cap: int) -> tuple[Ints, Ints, int, int]:
    """Return every pair of groups that share a key; keys of more than `cap` groups are dropped.

    Returns left, right (left < right, repeats possible), keys dropped, groups in those.
    """
    group, key = keys
    group, key = group[key >= 0], key[key >= 0]
    order = np.lexsort((group, key))
    group, key = group[order], key[order]
    again = np.zeros(len(key), dtype=bool)
    again[1:] = (key[1:] == key[:-1]) & (group[1:] == group[:-1])
    group, key = group[~again], key[~again]
    starts = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]])) if len(key) else key
    sizes = np.diff(np.append(starts, len(key)))
    found = list(_pairs_by_size(group, starts, sizes, cap))
    left = np.concatenate([pair[0] for pair in found]) if found else np.zeros(0, np.int64)
    right = np.concatenate([pair[1] for pair in found]) if found else np.zeros(0, np.int64)
    full = sizes > cap
    return left, right, int(full.sum()), int(sizes[full].sum())


def _pairs_by_size(group: Ints, starts: Ints, sizes: Ints, cap: int) -> Iterator[Keys]:
    for size in np.unique(sizes[(sizes > 1) & (sizes <= cap)]):
        begin = starts[sizes == size]
        first, second = np.triu_indices(size, 1)
        yield group[begin[:, None] + first].ravel(), group[begin[:, None] + second].ravel()


def block(p: Prepared, settings: LinkageSettings) -> Blocked:
    """Return the pairs that any rule finds; work and memory grow with the groups, not their square.

    A key that holds more than `block_cap` groups is dropped and counted in the result.
    """
    total = len(p)
    packed: list[Ints] = []
    by_rule: dict[str, int] = {}
    dropped: dict[str, tuple[int, int]] = {}

    def add(name: str, left: Ints, right: Ints) -> None:
        low, high = np.minimum(left, right), np.maximum(left, right)
        pairs = np.unique(low[low != high] * total + high[low != high])
        by_rule[name] = len(pairs)
        packed.append(pairs)

    for rule in RULES:
        left, right, keys, groups = pairs_in_blocks(rule.keys(p), settings.block_cap)
        add(rule.name, left, right)
        if keys:
            dropped[rule.name] = (keys, groups)
    for name, (left, right) in _searched(p, settings):
        add(name, left, right)
    every = np.unique(np.concatenate(packed)) if total else np.zeros(0, np.int64)
    return Blocked(every // max(total, 1), every % max(total, 1), by_rule, dropped)


def _searched(p: Prepared, settings: LinkageSettings) -> Iterator[tuple[str, Keys]]:
    group, name = _names(p)
    cap = settings.block_cap
    names = nearest_texts(grams(p.names.words.texts, p.corpus.name_letters), settings.neighbours)
    left, right = fan_out(names, Members.of(name, group), cap)
    kept = ~_elsewhere(p, left, right, settings.far_m)
    yield "similar name", (left[kept], right[kept])
    address = np.where(p.places.broad, -1, p.places.codes)[group]
    pair = name * (len(p.places.parsed) + 1) + address + 1
    kept, code = np.unique(pair, return_inverse=True)
    texts = [_name_and_address(p, one) for one in kept]
    found = nearest_texts(grams(texts, p.corpus.letters), settings.neighbours)
    yield "similar name and address", fan_out(found, Members.of(code, group), cap)
    known = np.flatnonzero(np.isfinite(p.point).all(axis=1))
    points, spot = np.unique(p.point[known], axis=0, return_inverse=True)
    near = nearest_points(points, settings.nearest, settings.radius_m)
    yield "near on the map", fan_out(near, Members.of(spot.ravel(), known), cap)


def _elsewhere(p: Prepared, left: Ints, right: Ints, far_m: float) -> Flags:
    """Return whether two groups are surely in different places: other area and far apart."""
    area = p.area.codes
    other = (area[left] != area[right]) & (area[left] >= 0) & (area[right] >= 0)
    spots = globe(p.point)
    apart = metres(spots[left], spots[right])
    elsewhere: Flags = other & ~(apart <= far_m)
    return elsewhere


def _name_and_address(p: Prepared, pair: int) -> str:
    name, address = divmod(int(pair), len(p.places.parsed) + 1)
    words = p.places.parsed[address - 1].words if address else ""
    return f"{p.names.words.texts[name]} {words}"
