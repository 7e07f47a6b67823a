"""How alike are two records, one question at a time?

Every comparison is a number from 0 (they disagree) to 1 (they agree); missing where either record
does not say. None of them falls when the records agree better, and none depends on their order.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA, JaroWinkler

from linkage.addresses import street_stem
from linkage.kinds import kind_of
from linkage.names import initials
from linkage.neighbours import globe, metres
from linkage.prepare import Coded, Floats, Ints, Prepared
from linkage.questions import COMPARISONS, SOURCE
from linkage.sources import sole
from linkage.words import WordWeights, grams

__all__ = ["Comparer"]


NAME_COLUMNS = (
    "name_spelling",
    "name_start",
    "name_within",
    "name_rarity",
    "name_letters",
    "initials",
    "kind",
)
RARE_BITS = 40.0
"""Bits of shared words at which a name is as rare as it gets."""
FAR_M = 5_000.0
NEAR_M = 25.0
OUTCODE = 0.25
Pairs = tuple[Ints, Ints]
Text = Callable[[Any, Any], Floats]


def _known(values: Floats, missing: np.ndarray[Any, np.dtype[np.bool_]]) -> Floats:
    return np.where(missing, np.nan, values)


def _each_once(left: Ints, right: Ints, width: int) -> tuple[Ints, Ints, Ints]:
    """Return the different unordered pairs of codes and where each pair of the input is."""
    low, high = np.minimum(left, right), np.maximum(left, right)
    pairs, where = np.unique(low * width + high, return_inverse=True)
    return pairs // width, pairs % width, where


def _shared(words: WordWeights, left: Ints, right: Ints) -> Floats:
    """Return the bits of the words that two texts share."""
    weights = words.weights
    both = weights[left].multiply(weights[right])
    both.data = np.sqrt(both.data)
    return np.asarray(both.sum(axis=1), dtype=np.float64).ravel()


def _over(part: Floats, whole: Floats) -> Floats:
    return np.clip(part / np.maximum(whole, 1e-9), 0.0, 1.0)


class Comparer:
    """Compares pairs of groups of one `Prepared`; what is needed of each value is made once."""

    def __init__(self, prepared: Prepared, workers: int = 1) -> None:
        self._p = prepared
        self._workers = workers
        names = prepared.names.words.texts
        self._sorted = np.array([" ".join(sorted(n.split())) for n in names], dtype=object)
        self._tight = np.array([name.replace(" ", "") for name in names], dtype=object)
        self._grams = grams(names, prepared.corpus.name_letters)
        self._kinds = np.array([kind_of(name) for name in names], dtype=np.int64)
        first = Coded.of([*map(initials, names), *self._tight])
        self._initials, self._whole = first.codes[: len(names)], first.codes[len(names) :]
        self._short = self._initialled()
        self._sole = sole(prepared.source)
        self._street = prepared.places.street.through(street_stem)
        self._spots = globe(prepared.point)

    def compare(self, left: Ints, right: Ints) -> Floats:
        """Return one row for each pair and one column for each of `COMPARISONS`."""
        return _joined(self._names(left, right), self._besides(left, right))

    def compare_promising(
        self, left: Ints, right: Ints, promise: Callable[[Floats], Any]
    ) -> tuple[Ints, Floats]:
        """Return which pairs promise enough, as places, and their comparisons as `compare` does.

        promise: says of rows of comparisons which are worth finishing. It is given, for each pair,
        what can be told cheaply, and of all else the best that could come of it.
        """
        besides = self._besides(left, right)
        both = np.minimum(self._p.names.counts[left], self._p.names.counts[right]) > 0
        best = dict.fromkeys(NAME_COLUMNS, np.where(both, 1.0, np.nan))
        best["initials"] = np.where(self._short[left] | self._short[right], 1.0, np.nan)
        kept = np.flatnonzero(promise(_joined(best, besides)))
        besides = {name: column[kept] for name, column in besides.items()}
        return kept, _joined(self._names(left[kept], right[kept]), besides)

    def _initialled(self) -> Any:
        """Return of each group whether any of its names is the initials of any name."""
        names = self._p.names
        short = np.isin(self._whole, self._initials[self._initials >= 0])[names.codes]
        group = np.repeat(np.arange(len(self._p)), names.counts)
        return np.bincount(group, weights=short, minlength=len(self._p)) > 0

    def _besides(self, left: Ints, right: Ints) -> dict[str, Floats]:
        """Return the comparisons of all but names."""
        return self._place(left, right) | {
            "person": self._texts(self._p.person, left, right, self._ratio),
            "phone": self._texts(self._p.phone, left, right, self._digits),
            "company_number": self._texts(self._p.company_number, left, right, self._typed),
            "sector": self._equal(self._p.sector, left, right),
            SOURCE: self._sources(left, right),
        }

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

    def _texts(self, coded: Coded, left: Ints, right: Ints, alike: Text) -> Floats:
        """Return how alike two values of a field are, each different pair compared once."""
        a, b = coded.codes[left], coded.codes[right]
        known = (a >= 0) & (b >= 0)
        scores = np.full(len(left), np.nan)
        if known.any():
            first, second, where = _each_once(a[known], b[known], len(coded.texts))
            values = np.array(coded.texts, dtype=object)
            scores[known] = alike(values[first], values[second])[where]
        return scores

    @staticmethod
    def _equal(coded: Coded, left: Ints, right: Ints) -> Floats:
        a, b = coded.codes[left], coded.codes[right]
        return _known((a == b).astype(np.float64), (a < 0) | (b < 0))

    # Names --------------------------------------------------------------------------------

    def _names(self, left: Ints, right: Ints) -> dict[str, Floats]:
        """Return the comparisons of names: the best over all names that either group has."""
        names = self._p.names
        best = np.full((len(left), len(NAME_COLUMNS)), np.nan)
        many = names.counts[left] * names.counts[right]
        pair = np.repeat(np.arange(len(left)), many)
        if len(pair):
            inside = np.arange(len(pair)) - np.repeat(np.cumsum(many) - many, many)
            width = names.counts[right][pair]
            a = names.codes[names.starts[left][pair] + inside // width]
            b = names.codes[names.starts[right][pair] + inside % width]
            first, second, where = _each_once(a, b, len(names.words.texts))
            scores = self._name_scores(first, second)[where]
            starts = np.flatnonzero(np.diff(pair, prepend=-1))
            best[pair[starts]] = np.fmax.reduceat(scores, starts, axis=0)
        return dict(zip(NAME_COLUMNS, best.T, strict=True))

    def _name_scores(self, left: Ints, right: Ints) -> Floats:
        words = self._p.names.words
        shared, totals = _shared(words, left, right), words.totals
        a, b = totals[left], totals[right]
        spelled = np.maximum(
            self._ratio(self._tight[left], self._tight[right]),
            self._ratio(self._sorted[left], self._sorted[right]),
        )
        begun = self._score(
            JaroWinkler.normalized_similarity, self._tight[left], self._tight[right]
        )
        letters = np.asarray(self._grams[left].multiply(self._grams[right]).sum(axis=1)).ravel()
        short = (self._initials[left] >= 0) & (self._initials[left] == self._whole[right])
        short |= (self._initials[right] >= 0) & (self._initials[right] == self._whole[left])
        unkind = (self._kinds[left] < 0) | (self._kinds[right] < 0)
        return np.column_stack(
            [
                spelled,
                begun,
                _over(shared, np.minimum(a, b)),
                np.clip(shared / RARE_BITS, 0.0, 1.0),
                np.clip(letters, 0.0, 1.0),
                np.where(short, 1.0, np.nan),
                _known((self._kinds[left] == self._kinds[right]).astype(np.float64), unkind),
            ]
        )

    # Places -------------------------------------------------------------------------------

    def _place(self, left: Ints, right: Ints) -> dict[str, Floats]:
        return {
            "house_number": self._house_number(left, right),
            "unit": self._equal(self._p.places.unit, left, right),
            "street": self._texts(self._street, left, right, self._ratio),
            "address_words": self._address_words(left, right),
            "postcode": self._postcode(left, right),
            "distance": self._distance(left, right),
            "uprn": self._equal(self._p.uprn, left, right),
            "town": self._texts(self._p.town, left, right, self._ratio),
        }

    def _house_number(self, left: Ints, right: Ints) -> Floats:
        """Return 1 where ranges meet and letters agree, 0.8 where only letters differ, else 0."""
        places = self._p.places
        a, b = places.low[left], places.low[right]
        meet = (a <= places.high[right]) & (b <= places.high[left])
        letter = places.letter.codes
        alike = letter[left] == letter[right]
        return _known(np.where(meet, np.where(alike, 1.0, 0.8), 0.0), (a < 0) | (b < 0))

    def _address_words(self, left: Ints, right: Ints) -> Floats:
        places = self._p.places
        a, b = places.codes[left], places.codes[right]
        known = (a >= 0) & (b >= 0)
        scores = np.full(len(left), np.nan)
        if known.any():
            first, second, where = _each_once(a[known], b[known], len(places.parsed))
            shared, totals = _shared(places.words, first, second), places.words.totals
            scores[known] = _over(shared, np.minimum(totals[first], totals[second]))[where]
        # A locality is no other address than one in it; two localities can only differ.
        one, other = places.broad[left], places.broad[right]
        return _known(scores, (one ^ other) | (one & other & (scores > 0)))

    def _postcode(self, left: Ints, right: Ints) -> Floats:
        """Return 1 same, 0.7 one typing error, 0.25 same outcode or area, 0 neither."""
        p = self._p
        whole = self._texts(p.postcode, left, right, self._typed)
        area = self._equal(p.area, left, right) * OUTCODE
        return np.where(np.isnan(whole), area, np.fmax(np.where(whole == 0.5, 0.7, whole), area))  # noqa: PLR2004

    def _distance(self, left: Ints, right: Ints) -> Floats:
        """Return 1 at 0 m, 0.79 at 50 m, 0.5 at 330 m, 0 from 5 km; missing for two postcodes."""
        apart = metres(self._spots[left], self._spots[right])
        near = 1.0 - np.log1p(apart / NEAR_M) / np.log1p(FAR_M / NEAR_M)
        derived = self._p.derived
        return _known(np.clip(near, 0.0, 1.0), derived[left] & derived[right])


def _joined(names: dict[str, Floats], besides: dict[str, Floats]) -> Floats:
    """Return all comparisons, one column for each of `COMPARISONS`, columns one after the other."""
    found = names | besides
    name, here = _mean_name(names), _premises(besides)
    found["name_and_place"] = np.minimum(name, here)
    found["name_and_phone"] = np.minimum(name, besides["phone"])
    others = (here, besides["phone"], besides["company_number"], besides["person"])
    bare = np.all(np.isnan(others), axis=0)
    found["name_alone"] = np.where(bare, np.minimum(name, 2 * names["name_rarity"]), np.nan)
    found["place_alone"] = np.where(np.isnan(name), here, np.nan)
    return np.array([found[comparison.name] for comparison in COMPARISONS]).T


def _mean_name(names: dict[str, Floats]) -> Floats:
    """Return one likeness of names, 0-1, that rises with each of its parts."""
    spelled = np.maximum(names["name_spelling"], names["name_letters"])
    mean: Floats = (spelled + names["name_within"]) / 2
    return mean


def _premises(place: dict[str, Floats]) -> Floats:
    """Return whether both are at the same premises, 0-1, that rises with each of its parts."""
    number = np.where(np.isnan(place["house_number"]), 0.75, place["house_number"])
    address = place["street"] * (0.3 + 0.7 * number)
    nearby = np.clip(place["distance"] * 1.25, 0.0, 1.0)
    posted = np.clip(place["postcode"] * 1.2, 0.0, 1.0)
    area = np.fmax(np.fmax(nearby, posted), place["town"])
    here = np.where(np.isnan(address), np.fmin(nearby, posted), np.fmin(address, area))
    here = np.where(np.isnan(here), np.fmax(nearby, posted), here)
    return np.where(place["uprn"] == 1.0, 1.0, here)
