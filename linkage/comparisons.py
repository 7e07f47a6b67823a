"""How alike are two records, one question at a time?

Every comparison is a number from 0 (they disagree) to 1 (they agree); missing where either record
does not say. None of them falls when the records agree better, and none depends on their order.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from linkage.addresses import street_stem
from linkage.combining import joined
from linkage.letters import Ends
from linkage.name_pairs import NamePairs
from linkage.naming import NameComparer, Words, over
from linkage.neighbours import globe, metres
from linkage.prepare import Coded, Floats, Ints, Prepared
from linkage.questions import SOURCE
from linkage.sources import sole
from linkage.towns import Towns
from linkage.words import grams

__all__ = ["Comparer"]


FAR_M = 5_000.0
NEAR_M = 25.0
SPOT_M = 30.0
"""Metres by which two points of one business differ: its door, its roof, its street."""
OUTCODE = 0.25
OTHER_STREET = 0.3
HELD_TOWN = 0.9
OWN_NAMES, MANY_NAMES = 2.0, 16.0
"""Names at a telephone up to which it is one business's, and from which it says nothing of one."""
Pairs = tuple[Ints, Ints]
Text = Callable[[Any, Any], Floats]
Near = Callable[[Ints, Ints], Any]


def _known(values: Floats, missing: np.ndarray[Any, np.dtype[np.bool_]]) -> Floats:
    return np.where(missing, np.nan, values)


def _some(columns: dict[str, Floats], rows: Ints) -> dict[str, Floats]:
    return {name: column[rows] for name, column in columns.items()}


def _each_once(left: Ints, right: Ints, width: int) -> tuple[Ints, Ints, Ints]:
    """Return the different unordered pairs of codes and where each pair of the input is."""
    low, high = np.minimum(left, right), np.maximum(left, right)
    pairs, where = np.unique(low * width + high, return_inverse=True)
    return pairs // width, pairs % width, where


class Comparer:
    """Compares pairs of groups of one `Prepared`; what is needed of each value is made once."""

    def __init__(self, prepared: Prepared, workers: int = 1) -> None:
        self._p = prepared
        self._workers = workers
        names = prepared.names.words
        self._scorer = NameComparer(
            names, grams(names.texts, prepared.corpus.name_letters), workers
        )
        self._words = Words.of(prepared.places.words, numbers=False)
        self._sole = sole(prepared.source)
        self._street = prepared.places.street.through(street_stem)
        self._street_number = self._street.through(_digits_of)
        self._spots = globe(prepared.point)
        self._ends = Ends.of(prepared.phone.texts)
        self._sharing = np.append(prepared.corpus.phones.of(prepared.phone.texts), 1.0)
        address = Coded(prepared.places.codes, prepared.places.words.texts)
        self._inside = Towns.of(prepared.town, address, prepared.corpus.places.localities.known)

    def compare(self, left: Ints, right: Ints) -> Floats:
        """Return one row for each pair and one column for each of `COMPARISONS`."""
        return joined(self._names(left, right), self._besides(left, right))

    def compare_promising(
        self, left: Ints, right: Ints, promise: Callable[[Floats], Any]
    ) -> tuple[Ints, Floats]:
        """Return which pairs promise enough, as places, and their comparisons as `compare` does.

        promise: says of rows of comparisons which are worth finishing. It is given, for each pair,
        what can be told cheaply, and of all else the best that could come of it.
        """
        besides = self._besides(left, right)
        pairs = NamePairs.of(self._p.names, left, right)
        told, best = self._scorer.promises(pairs.left, pairs.right)
        firm = np.flatnonzero(promise(joined(pairs.best(best), besides)))
        pairs, these = pairs.of_rows(firm)
        names = pairs.best(self._scorer.scores(pairs.left, pairs.right, _some(told, these)))
        return firm, joined(names, _some(besides, firm))

    def _besides(self, left: Ints, right: Ints) -> dict[str, Floats]:
        """Return the comparisons of all but names."""
        return self._place(left, right) | {
            "person": self._texts(self._p.person, left, right, self._ratio),
            "phone": self._texts(self._p.phone, left, right, self._digits, self._ends.near),
            "company_number": self._texts(self._p.company_number, left, right, self._typed),
            "sector": self._equal(self._p.sector, left, right),
            "phone_own": self._phone_own(left, right),
            "town_inside": self._inside.inside(left, right),
            SOURCE: self._sources(left, right),
        }

    def _phone_own(self, left: Ints, right: Ints) -> Floats:
        """Return of one telephone 1 where at most two names share it, less for more, 0 from 16.

        A switchboard, a landlord or an accountant answers for many businesses. Missing for two
        telephones.
        """
        code = self._p.phone.codes[left]
        names = np.clip(self._sharing[code], OWN_NAMES, MANY_NAMES)
        own = np.log2(MANY_NAMES / names) / np.log2(MANY_NAMES / OWN_NAMES)
        return _known(own, (code != self._p.phone.codes[right]) | (code < 0))

    def _sources(self, left: Ints, right: Ints) -> Floats:
        """Return 0 for records of one source, else missing: two sources say nothing."""
        a, b = self._sole[left], self._sole[right]
        return np.where((a == b) & (a >= 0), 0.0, np.nan)

    def other_company(self, left: Ints, right: Ints) -> Any:
        """Return whether both give company numbers, and these differ by more than a slip.

        Without two names there is nothing to say that a small difference is a slip.
        """
        alike = self._texts(self._p.company_number, left, right, self._typed)
        nameless = self._p.names.counts == 0
        return (alike == 0.0) | ((alike < 1.0) & (nameless[left] | nameless[right]))

    def two_branches(self, left: Ints, right: Ints) -> Any:
        """Return whether one source gives both only postcodes that are no slip of each other.

        A chain has a shop under each. Two sources may differ about the postcode of one business.
        """
        p, posted, source = self._p, self._p.postcode.codes, self._sole
        fields = (p.phone, p.person, p.company_number, p.uprn, p.places.street)
        given = [one.codes >= 0 for one in fields]
        given += [p.places.low >= 0, np.isfinite(self._spots[:, 0]) & ~p.derived]
        found = (source[left] == source[right]) & (source[left] >= 0)
        found &= (posted[left] != posted[right]) & (posted[left] >= 0) & (posted[right] >= 0)
        for told in given:
            found &= ~(told[left] & told[right])
        some = np.flatnonzero(found)
        found[some] = self._texts(p.postcode, left[some], right[some], self._typed) == 0.0
        return found

    # Texts --------------------------------------------------------------------------------

    def _score(self, scorer: Any, left: Any, right: Any) -> Floats:
        scores = process.cpdist(left, right, scorer=scorer, workers=self._workers)
        return np.asarray(scores, dtype=np.float64)

    def _ratio(self, left: Any, right: Any) -> Floats:
        return self._score(fuzz.ratio, left, right) / 100.0

    def _digits(self, left: Any, right: Any) -> Floats:
        """Return 1 for the same number, 0.5 for one that is one typing error away, else 0.

        A number without its area code is the same as one that ends with it.
        """
        ends = [min(len(a), len(b)) for a, b in zip(left, right, strict=True)]
        left = [text[-end:] for text, end in zip(left, ends, strict=True)]
        right = [text[-end:] for text, end in zip(right, ends, strict=True)]
        return self._typed(left, right)

    def _typed(self, left: Any, right: Any) -> Floats:
        """Return 1 for the same text, 0.5 for one that is one typing error away, else 0."""
        errors = self._score(OSA.distance, left, right)
        return np.select([errors == 0, errors == 1], [1.0, 0.5], 0.0)

    def _texts(
        self, coded: Coded, left: Ints, right: Ints, alike: Text, near: Near | None = None
    ) -> Floats:
        """Return how alike two values of a field are, each different pair compared once.

        alike: of two values that differ; a value is wholly like itself. near: says of which codes
        the values may be alike at all; None: of any.
        """
        a, b = coded.codes[left], coded.codes[right]
        known = (a >= 0) & (b >= 0)
        scores = np.where(known, 1.0, np.nan)
        other = np.flatnonzero(known & (a != b))
        if len(other):
            first, second, where = _each_once(a[other], b[other], len(coded.texts))
            found = np.zeros(len(first))
            some = near(first, second) if near else slice(None)
            found[some] = alike(coded.values[first[some]], coded.values[second[some]])
            scores[other] = found[where]
        return scores

    @staticmethod
    def _equal(coded: Coded, left: Ints, right: Ints) -> Floats:
        a, b = coded.codes[left], coded.codes[right]
        return _known((a == b).astype(np.float64), (a < 0) | (b < 0))

    # Names --------------------------------------------------------------------------------

    def _names(self, left: Ints, right: Ints) -> dict[str, Floats]:
        """Return the comparisons of names: the best over all names that either group has."""
        pairs = NamePairs.of(self._p.names, left, right)
        return pairs.best(self._scorer.scores(pairs.left, pairs.right))

    # Places -------------------------------------------------------------------------------

    def _place(self, left: Ints, right: Ints) -> dict[str, Floats]:
        street = self._streets(left, right)
        distance, rough = self._distance(left, right)
        return {
            "house_number": self._house_number(left, right, street),
            "unit": self._equal(self._p.places.unit, left, right),
            "street": street,
            "address_words": self._address_words(left, right),
            "postcode": self._postcode(left, right),
            "distance": distance,
            "distance_rough": rough,
            "uprn": self._equal(self._p.uprn, left, right),
            "town": self._texts(self._p.town, left, right, self._towns),
        }

    def _streets(self, left: Ints, right: Ints) -> Floats:
        """Return how alike two streets are spelled; 7th and 8th Street are two."""
        one, other = self._street_number.codes[left], self._street_number.codes[right]
        apart = (one != other) & (one >= 0) & (other >= 0)
        alike = self._texts(self._street, left, right, self._ratio)
        return np.where(apart, np.minimum(alike, OTHER_STREET), alike)

    def _towns(self, left: Any, right: Any) -> Floats:
        """Return how alike two towns are spelled; New York is New York City."""
        words = ((_words_of(a), _words_of(b)) for a, b in zip(left, right, strict=True))
        held = [a <= b or b <= a for a, b in words]
        return np.maximum(self._ratio(left, right), np.where(held, HELD_TOWN, 0.0))

    def _house_number(self, left: Ints, right: Ints, street: Floats) -> Floats:
        """Return how alike house numbers are, never more than their streets allow.

        1 where ranges meet and letters agree, 0.9 where only letters differ, 0.6 next door, less
        further off, 0 from 40 on.
        """
        places = self._p.places
        low = np.maximum(places.low[left], places.low[right])
        apart = low - np.minimum(places.high[left], places.high[right])
        letter = places.letter.codes
        alike = letter[left] == letter[right]
        near = 0.7 - 0.7 * np.log1p(np.maximum(apart, 0)) / np.log1p(40.0)
        number = np.where(apart <= 0, np.where(alike, 1.0, 0.9), np.clip(near, 0.0, 1.0))
        allowed = np.clip(0.2 + 2.0 * (street - 0.5), 0.2, 1.0)
        number = np.fmin(number, allowed)
        return _known(number, (places.low[left] < 0) | (places.low[right] < 0))

    def _address_words(self, left: Ints, right: Ints) -> Floats:
        places = self._p.places
        a, b = places.codes[left], places.codes[right]
        known = np.flatnonzero((a >= 0) & (b >= 0))
        scores = np.full(len(left), np.nan)
        if len(known):
            first, second, where = _each_once(a[known], b[known], len(places.parsed))
            least = np.minimum(self._words.totals[first], self._words.totals[second])
            scores[known] = over(self._words.shared(first, second), least)[where]
        # A locality is no other address than one in it; two localities can only differ.
        one, other = places.broad[left], places.broad[right]
        return _known(scores, (one ^ other) | (one & other & (scores > 0)))

    def _postcode(self, left: Ints, right: Ints) -> Floats:
        """Return 1 same, 0.7 one typing error, 0.25 same outcode or area, 0 neither."""
        p = self._p
        whole = self._texts(p.postcode, left, right, self._typed)
        area = self._equal(p.area, left, right) * OUTCODE
        return np.where(np.isnan(whole), area, np.fmax(np.where(whole == 0.5, 0.7, whole), area))  # noqa: PLR2004

    def _distance(self, left: Ints, right: Ints) -> tuple[Floats, Floats]:
        """Return 1 up to 30 m, 0.79 at 80 m, 0.5 at 360 m, 0 from 5 km.

        First of two points, then of a point and the middle of a postcode; missing for two middles.
        """
        apart = metres(self._spots[left], self._spots[right])
        off = np.maximum(apart - SPOT_M, 0.0)
        near = np.clip(1.0 - np.log1p(off / NEAR_M) / np.log1p(FAR_M / NEAR_M), 0.0, 1.0)
        one, other = self._p.derived[left], self._p.derived[right]
        return _known(near, one | other), _known(near, one == other)


@cache
def _words_of(town: str) -> frozenset[str]:
    return frozenset(town.split())


def _digits_of(text: str) -> str:
    return "".join(filter(str.isdigit, text))
