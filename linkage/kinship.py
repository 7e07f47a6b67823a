"""How sure is it that the same people run two profiles, and on what evidence?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from linkage.lives import MISSING, Lives
from linkage.many_names import many_normal
from linkage.sharing import Shared
from linkage.words import Shares, weigh_words
from records.schema import PlacedRecord

__all__ = ["EVIDENCE", "Pairs", "gaps", "pairs_of", "weigh_pairs"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

EVIDENCE = ("phone", "person", "company", "name", "sector", "end", "start", "gap")
"""What may speak for or against two profiles having the same people, in the order it is weighed."""

HANDOVER = 550
"""Days between the last sign of one business and the first of the next, at most."""
OVERLAP = 30
"""Days for which two may seem to trade at once: cases are entered late."""
A_YEAR = 365

_NEAR = -2.5
"""Prior in bits that who follows at the same premises is the same people: about one in six."""
_FAR = 4.0
"""Bits by which it is less likely than one in all profiles that they run another elsewhere."""
_PHONE_NEAR = np.array([7.0, 6.0, 3.5, 1.5, 0.5, 0.0])
_PHONE_FAR = np.array([19.0, 18.0, 15.0, 12.0, 10.0, 8.0, 6.0])
"""Bits of a telephone by how many strangers have it (1, 2, ...; more: nothing). At one premises it
says less, for a line may stay with the shop."""
_COMPANY = 22.0
_NAME_MOST = 4.0
_PEOPLE_MOST = 8.0
_AGREE = 0.7
"""Share of continued businesses that keep a person."""
_NOMINEE = 12
"""Strangers from which on a name says nothing: an agent lends it to many."""
_OTHERS_PEOPLE = -2.0
_OTHERS_PHONE = -0.7
_SECTOR = (0.5, -2.0)


@dataclass(frozen=True)
class Pairs:
    """Two profiles each that share something, the lower number first, every pair once.

    value: of each kind, the place of the shared value among the pair's kind; -1 where none.
    near: they share premises.
    """

    left: Ints
    right: Ints
    value: dict[str, Ints]

    def __len__(self) -> int:
        return len(self.left)

    @property
    def near(self) -> Flags:
        """Tell which are at the same premises."""
        near: Flags = self.value["premises"] >= 0
        return near

    def of(self, rows: Any) -> Pairs:
        """Return some of the pairs."""
        return Pairs(self.left[rows], self.right[rows], {k: v[rows] for k, v in self.value.items()})


def pairs_of(shared: dict[str, Shared], count: int) -> Pairs:
    """Return the pairs of `count` profiles that share anything; of several values the rarest."""
    parts = []
    for kind, one in shared.items():
        left, right, value = one.pairs()
        frame = pd.DataFrame({"pair": left * count + right, "value": value, "kind": kind})
        parts.append(frame.assign(apart=one.apart[value]))
    every = pd.concat(parts, ignore_index=True).sort_values(["kind", "pair", "apart", "value"])
    best = every.drop_duplicates(["kind", "pair"])
    packed = np.unique(best["pair"].to_numpy())
    values = {}
    for kind in shared:
        mine = best[best["kind"] == kind]
        values[kind] = np.full(len(packed), -1)
        values[kind][np.searchsorted(packed, mine["pair"])] = mine["value"]
    return Pairs(packed // count, packed % count, values)


def weigh_pairs(
    pairs: Pairs, shared: dict[str, Shared], known: tuple[pd.DataFrame, Ints, Lives]
) -> tuple[Floats, Floats]:
    """Return the bits of each kind of `EVIDENCE`, one row a pair, and the prior of each pair.

    known: the records, the number of each one's profile, and the profiles' lives. A pair is taken
    as the earlier and the later where its lives say so: `left` before `right` after turning.
    """
    records, who, life = known
    count = len(life.first.on)
    bits = np.zeros((len(pairs), len(EVIDENCE)))
    bits[:, 0] = _phone_bits(pairs, shared["phone"], count)
    bits[:, 1] = _person_bits(pairs, shared["person"], count)
    bits[:, 2] = np.where(pairs.value["company"] >= 0, _COMPANY, 0.0)
    bits[:, 3] = _name_bits(pairs, records, who, count)
    bits[:, 4] = _sector_bits(pairs, records, who, count)
    bits[:, 5:] = _time_bits(pairs, life)
    prior = np.where(pairs.near, _NEAR, -np.log2(max(count, 2)) - _FAR)
    return bits, prior


def _phone_bits(pairs: Pairs, phones: Shared, count: int) -> Floats:
    held = pairs.value["phone"] >= 0
    apart = np.where(held, phones.apart[pairs.value["phone"]], 0) if len(phones.apart) else 0 * held
    bits = np.where(pairs.near, _at(_PHONE_NEAR, apart), _at(_PHONE_FAR, apart))
    other = pairs.near & ~held & _both(pairs, phones, count)
    return np.where(held, bits, np.where(other, _OTHERS_PHONE, 0.0))


def _at(table: Floats, apart: Any) -> Floats:
    padded = np.append(table, 0.0)
    found: Floats = padded[np.clip(apart - 1, 0, len(table))]
    return found


def _person_bits(pairs: Pairs, people: Shared, count: int) -> Floats:
    """Weigh a shared name by how rare it is: as often as its parts, or as those who have it."""
    held = pairs.value["person"] >= 0
    bits = np.zeros(len(pairs))
    if len(people.texts):
        rare = np.log2(_AGREE / _chance(people, count))
        worth = np.where(people.apart > _NOMINEE, 0.0, np.maximum(rare, 0.0))
        bits = np.where(held, worth[pairs.value["person"]], 0.0)
    other = pairs.near & ~held & _both(pairs, people, count)
    near = np.minimum(bits, _PEOPLE_MOST)
    weighed: Floats = np.where(pairs.near, near, bits) + other * _OTHERS_PEOPLE
    return weighed


def _chance(people: Shared, count: int) -> Floats:
    """Return the chance (0-1) that a stranger has the same name."""
    first, last = (
        pd.Series([text.split(" ")[at] for text in people.texts], dtype="str") for at in (0, 1)
    )
    sizes = pd.Series(np.bincount(people.value, minlength=len(people.texts)))
    total = max(int(sizes.sum()), 1)
    parts = (sizes.groupby(part).transform("sum").to_numpy() / total for part in (first, last))
    given, surname = parts
    # Of few people nobody can tell how rare a name is: none is rarer than one in a thousand.
    floor = 1.0 / max(total, 1_000)
    chance: Floats = np.maximum(
        np.maximum(given, floor) * np.maximum(surname, floor),
        np.maximum(people.apart - 2, 0) / max(count, 1),
    )
    return chance


def _both(pairs: Pairs, one: Shared, count: int) -> Flags:
    """Tell where both profiles have some value of the kind."""
    has = np.zeros(count, dtype=bool)
    has[one.who] = True
    both: Flags = has[pairs.left] & has[pairs.right]
    return both


def _name_bits(pairs: Pairs, records: pd.DataFrame, who: Ints, count: int) -> Floats:
    """Weigh the words that the names of two profiles share, by how rare they are."""
    asked = np.union1d(pairs.left, pairs.right)
    wanted = np.zeros(count, dtype=bool)
    wanted[asked] = True
    rows = np.flatnonzero(wanted[who] & records[PlacedRecord.name].notna().to_numpy())
    codes, written = pd.factorize(records[PlacedRecord.name].to_numpy(dtype=object)[rows])
    normal = np.array(many_normal([*map(str, written)]), dtype=object)
    told = pd.DataFrame({"who": who[rows], "name": normal[codes]})
    often = told.value_counts(["who", "name"], sort=False).rename("n").reset_index()
    often = often.sort_values(["who", "n", "name"], ascending=[True, False, True])
    names = np.full(count, "", dtype=object)
    first = often.drop_duplicates("who")
    names[first["who"]] = first["name"]
    texts = names[asked].tolist()
    weighed = weigh_words(texts, Shares.learn(texts, np.ones(len(texts))))
    left, right = (np.searchsorted(asked, end) for end in (pairs.left, pairs.right))
    # What both say, of what the shorter says: New Copper Rope and Copper Rope.
    both = np.asarray(weighed.weights[left].minimum(weighed.weights[right]).sum(axis=1)).ravel()
    least = np.maximum(np.minimum(weighed.totals[left], weighed.totals[right]), 1.0)
    share = both / least
    bits: Floats = np.where(both > 0, np.clip(2 * _NAME_MOST * (share - 0.5), 0, _NAME_MOST), 0.0)
    return bits


def _sector_bits(pairs: Pairs, records: pd.DataFrame, who: Ints, count: int) -> Floats:
    told = pd.DataFrame({"who": who, "sector": records[PlacedRecord.sector].to_numpy()})
    told = told[told["sector"].notna() & (told["sector"] != "other")]
    often = told.value_counts(["who", "sector"], sort=False).rename("n").reset_index()
    often = often.sort_values(["who", "n", "sector"], ascending=[True, False, True])
    first = often.drop_duplicates("who")
    sector = np.full(count, -1)
    sector[first["who"]] = pd.factorize(first["sector"])[0]
    left, right = sector[pairs.left], sector[pairs.right]
    known = (left >= 0) & (right >= 0)
    return np.where(known, np.where(left == right, *_SECTOR), 0.0)


def gaps(pairs: Pairs, life: Lives) -> Ints:
    """Return the days between the end of the left and the beginning of the right one.

    `MISSING` where either is not known. What a clean visit adds changes none.
    """
    last, first = life.ending[pairs.left], life.beginning[pairs.right]
    known = (last != MISSING) & (first != MISSING)
    return np.where(known, first - np.where(known, last, 0), MISSING)


def _time_bits(pairs: Pairs, life: Lives) -> Floats:
    """Weigh that the earlier ended, that the later was formed then, and the days between."""
    ended, began = life.ended.on[pairs.left], life.began.on[pairs.right]
    last, gap = life.ending[pairs.left], gaps(pairs, life)
    known = gap != MISSING
    shut = (ended != MISSING) & known
    new = (began != MISSING) & known & (np.abs(began - last) <= A_YEAR)
    soon = np.where(gap <= A_YEAR, 1.0, -2.0)
    return np.column_stack(
        [np.where(shut, 1.5, 0.0), np.where(new, 1.0, 0.0), np.where(known, soon, -4.0)]
    )
