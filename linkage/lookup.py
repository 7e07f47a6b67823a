"""Which of many kept groups are worth comparing with a few new ones?

Found by the rules of `linkage.rules` and by the nearest names, addresses and points, as among all;
but only from the new ones' side.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.spatial import KDTree

from linkage.members import Members, fan_out
from linkage.neighbours import globe
from linkage.prepare import Prepared
from linkage.rules import rule_keys
from linkage.settings import LinkageSettings
from linkage.words import RUNS, Letters, grams

__all__ = ["Lookup", "Runs"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]
Keys = np.ndarray[Any, np.dtype[np.uint32]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

RAREST = 10
"""Runs of letters by which a text is looked up."""
MOST_TEXTS = 300
"""Texts that may hold a run of letters before it is too common to look up by."""
LEAST = 0.1
"""Likeness (0-1) below which a text is no neighbour."""
_SHORT = np.uint64(32)


@dataclass(frozen=True)
class Runs:
    """The rarest runs of letters of texts, and whose texts they are.

    row, run, weight: of each text, which runs it is looked up by. text: which text each of `group`
    has; both in rising order of group.
    """

    row: Ints
    run: Ints
    weight: np.ndarray[Any, np.dtype[np.float32]]
    text: Ints
    group: Ints

    @classmethod
    def of(cls, texts: list[str], held: tuple[Ints, Ints], letters: Letters) -> Runs:
        """Return what is looked up by of `texts`; held: groups, and the text each has."""
        weights = grams(texts, letters)
        row = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
        often = letters.texts[weights.indices]
        usable = often <= MOST_TEXTS
        row, often = row[usable], often[usable]
        run, data = weights.indices[usable], weights.data[usable]
        order = np.lexsort((run, often, row))
        row, run, data = row[order], run[order], data[order]
        kept = np.arange(len(row)) - np.searchsorted(row, row) < RAREST
        group, text = held
        return cls(
            row[kept], run[kept].astype(np.int64), data[kept].astype(np.float32), text, group
        )

    @property
    def texts(self) -> int:
        """Different texts."""
        return int(max(self.row.max(initial=-1), self.text.max(initial=-1))) + 1

    def _matrix(self, asked: Flags) -> sparse.csr_array:
        """Return the weight of each run that is asked for, in each text."""
        here = asked[self.run]
        entries = self.weight[here], (self.row[here], self.run[here])
        return sparse.csr_array(entries, shape=(self.texts, RUNS))

    def nearest(self, others: Runs, count: int, cap: int) -> tuple[Ints, Ints]:
        """Return pairs of these groups and of the `count` nearest of the others' texts to each."""
        asked = np.zeros(RUNS, dtype=bool)
        asked[self.run] = True
        far = sparse.csr_array(others._matrix(asked).T)
        likeness = sparse.csr_array(self._matrix(asked) @ far)
        row = np.repeat(np.arange(likeness.shape[0]), np.diff(likeness.indptr))
        near = likeness.data >= LEAST
        row, column, value = row[near], likeness.indices[near].astype(np.int64), likeness.data[near]
        order = np.lexsort((column, -value, row))
        row, column = row[order], column[order]
        best = np.arange(len(row)) - np.searchsorted(row, row) < count
        ours, theirs = (Members.of(one.text, one.group) for one in (self, others))
        far = Members(theirs.starts + len(ours.items), theirs.items)
        both = Members(
            np.concatenate([ours.starts[:-1], far.starts]),
            np.concatenate([ours.items, theirs.items]),
        )
        pairs = row[best], column[best] + len(ours.starts) - 1
        return fan_out(pairs, both, cap)

    def without(self, number: Ints) -> Runs:
        """Return those of groups that stay, under other numbers; number: -1 for one that leaves."""
        kept = number[self.group] >= 0
        used, text = np.unique(self.text[kept], return_inverse=True)
        place = np.full(self.texts, -1, dtype=np.int64)
        place[used] = np.arange(len(used))
        here = place[self.row] >= 0
        return Runs(
            place[self.row[here]],
            self.run[here],
            self.weight[here],
            text.astype(np.int64),
            number[self.group[kept]],
        )

    def beside(self, other: Runs) -> Runs:
        """Return both as one."""
        more = self.texts
        return Runs(
            np.concatenate([self.row, other.row + more]),
            np.concatenate([self.run, other.run]),
            np.concatenate([self.weight, other.weight]),
            np.concatenate([self.text, other.text + more]),
            np.concatenate([self.group, other.group]),
        )


@dataclass(frozen=True)
class Lookup:
    """By what groups are found: keys in rising order with the group that has each, texts, points.

    point: latitude and longitude of each group, maybe missing.
    """

    key: Keys
    owner: Ints
    names: Runs
    written: Runs
    point: Floats

    @classmethod
    def of(cls, p: Prepared) -> Lookup:
        """Return by what the groups of `p` are found."""
        found = [_packed(rule, *keyed) for rule, (_, keyed) in enumerate(rule_keys(p))]
        key: Any = np.concatenate([keys for keys, _ in found])
        owner = np.concatenate([groups for _, groups in found])
        order = np.lexsort((owner, key))
        key, owner = key[order], owner[order]
        again = np.zeros(len(key), dtype=bool)
        again[1:] = (key[1:] == key[:-1]) & (owner[1:] == owner[:-1])
        return cls(key[~again], owner[~again], *_runs(p), p.point)

    def candidates(self, kept: Lookup, settings: LinkageSettings) -> tuple[Ints, Ints]:
        """Return the pairs of these and of the `kept` groups worth comparing, each once."""
        found = [
            self._sharing(kept, settings.block_cap),
            self.names.nearest(kept.names, settings.neighbours, settings.block_cap),
            self.written.nearest(kept.written, settings.neighbours, settings.block_cap),
            self._near(kept, settings),
        ]
        left, right = (np.concatenate(side) for side in zip(*found, strict=True))
        width = len(kept.point)
        packed = np.unique(left * width + right)
        return packed // max(width, 1), packed % max(width, 1)

    def _sharing(self, kept: Lookup, cap: int) -> tuple[Ints, Ints]:
        """Return the pairs that share a key which no more than `cap` groups have."""
        begin = np.searchsorted(kept.key, self.key, side="left")
        end = np.searchsorted(kept.key, self.key, side="right")
        own = np.searchsorted(self.key, self.key, "right") - np.searchsorted(self.key, self.key)
        held = end - begin
        few = np.flatnonzero((held > 0) & (held + own <= cap))
        run = np.repeat(few, held[few])
        inside = np.arange(len(run)) - np.repeat(np.cumsum(held[few]) - held[few], held[few])
        return self.owner[run], kept.owner[begin[run] + inside]

    def _near(self, kept: Lookup, settings: LinkageSettings) -> tuple[Ints, Ints]:
        ours, theirs = (np.flatnonzero(np.isfinite(one.point).all(axis=1)) for one in (self, kept))
        if not len(ours) or not len(theirs):
            nothing = np.zeros(0, dtype=np.int64)
            return nothing, nothing
        spots, spot = np.unique(kept.point[theirs], axis=0, return_inverse=True)
        reach = min(settings.nearest, len(spots))
        far, at = KDTree(globe(spots)).query(
            globe(self.point[ours]),
            k=[*range(1, reach + 1)],
            distance_upper_bound=settings.radius_m,
        )
        row = np.repeat(ours, reach)
        near = np.isfinite(far.ravel())
        members = Members.of(spot.ravel(), theirs)
        width = len(self.point)
        both = Members(
            np.concatenate([np.arange(width), members.starts + width]),
            np.concatenate([np.arange(width), members.items]),
        )
        return fan_out((row[near], at.ravel()[near] + width), both, settings.block_cap)

    def without(self, number: Ints) -> Lookup:
        """Return that of groups that stay, under other numbers; number: -1 for one that leaves."""
        stays = number[self.owner] >= 0
        point = np.full((int(number.max(initial=-1)) + 1, 2), np.nan)
        point[number[number >= 0]] = self.point[number >= 0]
        return Lookup(
            self.key[stays],
            number[self.owner[stays]],
            self.names.without(number),
            self.written.without(number),
            point,
        )

    def numbered(self, number: Ints) -> Lookup:
        """Return it with other numbers of its groups, each of which stays."""
        return self.without(number)

    def beside(self, other: Lookup, count: int) -> Lookup:
        """Return both as one; no group has a number in both. count: groups of both."""
        at = np.searchsorted(self.key, other.key, side="right")
        point = np.full((count, 2), np.nan)
        for one in (self, other):
            known = np.isfinite(one.point[:, 0])
            point[: len(known)][known] = one.point[known]
        return Lookup(
            np.insert(self.key, at, other.key),
            np.insert(self.owner, at, other.owner),
            self.names.beside(other.names),
            self.written.beside(other.written),
            point,
        )


def _packed(rule: int, group: Ints, key: Any) -> tuple[Keys, Ints]:
    """Return keys of 32 bits, others for each rule: at worst a pair too many is compared."""
    mixed = key * np.uint64(2 * rule + 3)
    return (mixed ^ (mixed >> _SHORT)).astype(np.uint32), group.astype(np.int64)


def _runs(p: Prepared) -> tuple[Runs, Runs]:
    """Return by what names are looked up, and names with addresses."""
    group = np.repeat(np.arange(len(p)), p.names.counts)
    names = Runs.of(p.names.words.texts, (group, p.names.codes), p.corpus.name_letters)
    address = np.where(p.places.broad, -1, p.places.codes)[group]
    width = len(p.places.parsed) + 1
    pairs, text = np.unique(p.names.codes * width + address + 1, return_inverse=True)
    told = [*p.places.words.texts, ""]
    texts = [
        f"{p.names.words.texts[one // width]} {told[one % width - 1]}" for one in pairs.tolist()
    ]
    written = Runs.of(texts, (group, text.astype(np.int64)), p.corpus.letters)
    return names, written
