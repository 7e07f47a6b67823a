"""What may two records share that makes them worth comparing?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from scipy import sparse

from linkage.addresses import street_stem
from linkage.keys import NONE, Keyed, Keys, both, numbered, of_texts, through
from linkage.members import spread
from linkage.prepare import Coded, Ints, Prepared
from linkage.spoken import SpokenNames
from linkage.words import WordWeights, runs

__all__ = ["RULES", "Rule", "Told", "rule_keys"]

PLACES = 1_000
"""More than a text has characters."""
Flags = np.ndarray[Any, np.dtype[np.bool_]]

CELL = (140.0, 85.0)
"""Squares for each degree of latitude and of longitude: about 800 m in Britain."""


class Told:
    """What each group of one `Prepared` tells, as keys; each made once, when it is first asked."""

    def __init__(self, prepared: Prepared) -> None:
        self.p = prepared
        self.every = np.arange(len(prepared))
        self._rare: dict[int, Keyed] = {}

    def _of(self, coded: Coded) -> Keys:
        return through(coded.codes, of_texts(coded.texts))

    @cached_property
    def postcode(self) -> Keys:
        """The postcode."""
        return self._of(self.p.postcode)

    @cached_property
    def area(self) -> Keys:
        """The postcode area with its district."""
        return self._of(self.p.area)

    @cached_property
    def town(self) -> Keys:
        """The town."""
        return self._of(self.p.town)

    @cached_property
    def person(self) -> Keys:
        """The person."""
        return self._of(self.p.person)

    @cached_property
    def street(self) -> Keys:
        """The street."""
        return self._of(self.p.places.street)

    @cached_property
    def number(self) -> Keys:
        """The house number, the lower of two."""
        return numbered(self.p.places.low)

    @cached_property
    def number_street(self) -> Keys:
        """House number and the street without its kind, so that Alder Street is Alder Road."""
        stems = of_texts([street_stem(text) for text in self.p.places.street.texts])
        return both(through(self.p.places.street.codes, stems), self.number)

    @cached_property
    def phone(self) -> Keys:
        """The last seven digits, which a number without its area code has too."""
        ends = of_texts([digits[-7:] for digits in self.p.phone.texts])
        return through(self.p.phone.codes, ends)

    @cached_property
    def company_number(self) -> Keys:
        """The company number."""
        return self._of(self.p.company_number)

    @cached_property
    def uprn(self) -> Keys:
        """The UPRN."""
        return self._of(self.p.uprn)

    def cell(self, shift: float) -> Keys:
        """Return each group's square of about 800 m; grids half a square apart meet at no edge."""
        known = np.isfinite(self.p.point).all(axis=1)
        square = np.floor(np.nan_to_num(self.p.point, nan=0.0) * CELL + shift).astype(np.int64)
        return numbered(np.where(known, (square[:, 0] + 40_000) * 100_000 + square[:, 1], -1))

    @cached_property
    def name_runs(self) -> sparse.csr_array:
        """Which runs of letters each different name holds."""
        return runs(self.p.names.words.texts)

    @cached_property
    def address_runs(self) -> sparse.csr_array:
        """Which runs of letters each different address holds."""
        return runs(self.p.places.words.texts)

    # What a group may tell several of --------------------------------------------------------

    @cached_property
    def name(self) -> Keyed:
        """Every name."""
        keys = of_texts(self.p.names.words.texts)
        return np.repeat(self.every, self.p.names.counts), keys[self.p.names.codes]

    @cached_property
    def name_or_person(self) -> Keyed:
        """Every name and the person, words in order: a business may be called by its owner."""
        texts = SpokenNames.of(self.p.names.words.texts).ordered()
        group, names = np.repeat(self.every, self.p.names.counts), of_texts(texts)
        keys = np.concatenate([names[self.p.names.codes], self.person])
        return np.concatenate([group, self.every]), keys

    def rare_words(self, most: int) -> Keyed:
        """The rarest words of every name, at most so many of each."""
        if most not in self._rare:
            found, keys = spread(self.p.names.codes, *_rarest(self.p.names.words, most))
            self._rare[most] = self.name[0][found], keys
        return self._rare[most]

    def address_words(self, most: int) -> Keyed:
        """The rarest words of the address, at most so many, and all those of the town."""
        places, town = self.p.places, self.p.town
        said, placed = (np.flatnonzero(codes >= 0) for codes in (places.codes, town.codes))
        found, keys = spread(places.codes[said], *_rarest(places.words, most))
        split = [text.replace("-", " ").split() for text in town.texts]
        starts = np.cumsum([0, *map(len, split)]).astype(np.int64)
        words = of_texts([word for words in split for word in words])
        within, towns = spread(town.codes[placed], starts, words)
        return np.concatenate([said[found], placed[within]]), np.concatenate([keys, towns])

    @cached_property
    def mistyped_street(self) -> Keyed:
        """The street as it is, and with each of its letters left out in turn."""
        texts = [street_stem(text).replace(" ", "") for text in self.p.places.street.texts]
        found = [text[:at] + text[at + 1 :] for text in texts for at in range(len(text) + 1)]
        starts = np.cumsum([0, *(len(text) + 1 for text in texts)]).astype(np.int64)
        known = np.flatnonzero(self.p.places.street.codes >= 0)
        row, keys = spread(self.p.places.street.codes[known], starts, of_texts(found))
        return known[row], keys

    @cached_property
    def mistyped_postcode(self) -> Keyed:
        """The postcode with each of its characters left open in turn."""
        opened = _opened(self.p.postcode.texts)
        known = np.flatnonzero(self.p.postcode.codes >= 0)
        masks = opened[self.p.postcode.codes[known]]
        group = np.repeat(known, opened.shape[1])
        kept = masks.ravel() != NONE
        return group[kept], masks.ravel()[kept]


def _rarest(words: WordWeights, most: int) -> tuple[Ints, Keys]:
    """Return where the words of each text begin, and its `most` rarest words."""
    row, word = words.by_rarity
    kept = np.arange(len(row)) - words.weights.indptr[row] < most
    counts = np.minimum(np.diff(words.weights.indptr), most)
    starts = np.concatenate([[0], np.cumsum(counts)]).astype(np.int64)
    return starts, of_texts(words.vocabulary)[word[kept]]


def _opened(texts: list[str]) -> Keys:
    """Return a row of keys for each text: one for each character, which stands open in it."""
    width = max(map(len, texts), default=1)
    signs = np.array([text.ljust(width) for text in texts], dtype=f"<U{width}").view(np.uint32)
    signs = signs.reshape(len(texts), width).astype(np.int64)
    # A key that is a sum over places loses one of them by a subtraction.
    places = numbered(signs * PLACES + np.arange(width)).reshape(len(texts), width)
    # What only fills up a shorter text is no part of it, however long others are.
    places[signs == ord(" ")] = NONE
    opened = places.sum(axis=1, dtype=np.uint64)[:, None] - places
    marked = both(opened.ravel(), numbered(np.tile(np.arange(width), len(texts))))
    return np.where(signs.ravel() == ord(" "), NONE, marked).reshape(len(texts), width)


def _each(key: Callable[[Told], Keys]) -> Callable[[Told], Keyed]:
    """Return the key each group has one of."""
    return lambda told: (told.every, key(told))


def _at(several: Callable[[Told], Keyed], place: Callable[[Told], Keys]) -> Callable[[Told], Keyed]:
    """Return keys of which a group may have several, each joined to one it has."""

    def keys(told: Told) -> Keyed:
        group, key = several(told)
        return group, both(key, place(told)[group])

    return keys


def _mistyped_with(other: Callable[[Told], Keyed]) -> Callable[[Told], Keyed]:
    def keys(told: Told) -> Keyed:
        group, key = other(told)
        known, mask = told.mistyped_postcode
        starts = np.searchsorted(known, np.arange(len(told.p) + 1))
        found, masks = spread(group, starts, mask)
        return group[found], both(masks, key[found])

    return keys


@dataclass(frozen=True)
class Rule:
    """One way to find pairs: groups that share a key.

    among: groups of which a pair must have at least one; None: any.
    """

    name: str
    keys: Callable[[Told], Keyed]
    among: Callable[[Told], Flags] | None = None


RULES = (
    Rule("same postcode", _each(lambda t: t.postcode)),
    Rule("same postcode and house number", _each(lambda t: both(t.postcode, t.number))),
    Rule("same postcode and rare word", _at(lambda t: t.rare_words(2), lambda t: t.postcode)),
    Rule("mistyped postcode, same number", _mistyped_with(_each(lambda t: t.number))),
    Rule("mistyped postcode, same rare word", _mistyped_with(lambda t: t.rare_words(1))),
    Rule("same telephone", _each(lambda t: t.phone)),
    Rule("same company number", _each(lambda t: t.company_number)),
    Rule("same UPRN", _each(lambda t: t.uprn)),
    Rule("same person and area", _each(lambda t: both(t.person, t.area))),
    Rule("same person and street", _each(lambda t: both(t.person, t.street))),
    Rule("same number", _each(lambda t: t.number)),
    Rule("same number nearby", _each(lambda t: both(t.number, t.cell(0.0)))),
    Rule("same number and street", _each(lambda t: t.number_street)),
    Rule("same number, street, area", _each(lambda t: both(t.number_street, t.area))),
    Rule("same number, street, town", _each(lambda t: both(t.number_street, t.town))),
    Rule("same number, street, word", _at(lambda t: t.address_words(4), lambda t: t.number_street)),
    Rule("same number, mistyped street", _at(lambda t: t.mistyped_street, lambda t: t.number)),
    Rule(
        "same street and word, one without number",
        _at(lambda t: t.address_words(1), lambda t: t.street),
        among=lambda t: t.number == NONE,
    ),
    Rule("same name or person", lambda t: t.name_or_person),
    Rule("same name and area", _at(lambda t: t.name, lambda t: t.area)),
    Rule("same name and town", _at(lambda t: t.name, lambda t: t.town)),
    Rule("same name and street", _at(lambda t: t.name, lambda t: t.street)),
    Rule("same rare word and street", _at(lambda t: t.rare_words(1), lambda t: t.street)),
    Rule("same rare word nearby", _at(lambda t: t.rare_words(2), lambda t: t.cell(0.0))),
    Rule(
        "same rare word nearby, other grid", _at(lambda t: t.rare_words(2), lambda t: t.cell(0.5))
    ),
)
"""Rules by key; similar names, similar names with addresses and near points are searched too."""


def rule_keys(p: Prepared) -> Iterator[tuple[str, Keyed]]:
    """Yield each rule's name with the groups that have a key, and their keys.

    A group may stand more than once, or not at all; no key is `NONE`. Equal keys mean the same in
    any two `Prepared`.
    """
    told = Told(p)
    for rule in RULES:
        group, key = rule.keys(told)
        known = key != NONE
        yield rule.name, (group[known], key[known])
