"""Who was at these premises before, and what else do the same people run?

A relation rests on named records. It is made of the records given and of nothing else, so that
what a viewer may not see leaves no trace in it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from linkage.kinship import HANDOVER, OVERLAP, Pairs, gaps, pairs_of, weigh_pairs
from linkage.lives import MISSING, Lives, lives
from linkage.model import probability
from linkage.sharing import shared_values
from linkage.telling import Weighed, told
from records.schema import PlacedRecord, Relation

__all__ = ["LEAST", "Relations", "relate"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LEAST = 0.5
"""Probability from which the same people are said to run both."""
_FEEBLE = 0.03
"""Probability below which a shared name is left to chance and not shown."""
_FORMED_BEFORE = 180
"""Days before the end of one that the next may have been registered."""
_SILENT = 180
"""Days without a sign of work after which a business that moved is taken to have ended."""
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Relations:
    """What profiles have to do with each other.

    frame: `Relation` rows, two for each pair, one seen from each. report: pairs by kind, and how
    many values of each kind too many share to say anything.
    """

    frame: pd.DataFrame
    report: Mapping[str, int] = field(default_factory=dict)


def relate(records: pd.DataFrame, as_of: date) -> Relations:
    """Return the relations of the profiles of placed `records`, as known before `as_of`.

    The same records give the same relations, whatever the order of their rows.
    """
    records = records[records[PlacedRecord.profile_id].notna()]
    records = records.sort_values(PlacedRecord.record_id, ignore_index=True)
    codes, ids = pd.factorize(records[PlacedRecord.profile_id], sort=True)
    who = codes.astype(np.int64)
    shared = shared_values(records, who)
    hubs = {f"{kind} shared by too many": one.hubs for kind, one in shared.items()}
    pairs = pairs_of(shared, len(ids))
    if not len(pairs):
        return Relations(Relation.empty(), hubs)
    life = lives(records, who, len(ids), as_of)
    pairs = _turned(pairs, life)
    bits, prior = weigh_pairs(pairs, shared, (records, who, life))
    marked = life.ended.known[pairs.left] | life.began.known[pairs.right]
    kind, weight = _kinds(pairs, (bits, prior), _follows(pairs, life, as_of), marked)
    kept = np.flatnonzero(kind != "")
    weighed = Weighed(pairs.of(kept), bits[kept], np.round(weight[kept], 2), kind[kept])
    frame = told(weighed, shared, (records, life), np.asarray(ids, dtype=object))
    counts = {str(name): int(n) for name, n in pd.Series(kind[kept]).value_counts().items()}
    return Relations(frame, {**dict(sorted(counts.items())), **hubs})


def _turned(pairs: Pairs, life: Lives) -> Pairs:
    """Return the pairs with the one that was seen first on the left."""
    seen = _begin(life)
    left, right = seen[pairs.left], seen[pairs.right]
    later = (left != MISSING) & (right != MISSING) & (left > right)
    first = np.where(later, pairs.right, pairs.left)
    return Pairs(first, np.where(later, pairs.left, pairs.right), pairs.value)


def _begin(life: Lives) -> Ints:
    return np.where(life.first.known, life.first.on, life.began.on)


def _end(life: Lives) -> Ints:
    return np.where(life.last.known, life.last.on, life.ended.on)


def _follows(pairs: Pairs, life: Lives, as_of: date) -> Flags:
    """Tell where the left one had ended, or fallen silent, before the right one began."""
    end, begin = _end(life)[pairs.left], _begin(life)[pairs.right]
    known = (end != MISSING) & (begin != MISSING)
    apart = np.where(known, begin - np.where(known, end, 0), -HANDOVER)
    gap = gaps(pairs, life)
    soon = (gap != MISSING) & (gap <= HANDOVER)
    formed = life.began.on[pairs.right]
    new = (formed == MISSING) | (formed >= end - _FORMED_BEFORE)
    ended = life.ended.known[pairs.left]
    silent = ended | (end <= (as_of - _EPOCH).days - _SILENT)
    other = pairs.value["company"] < 0
    one_after = known & (apart >= -OVERLAP) & soon & new & (pairs.near | silent)
    follows: Flags = (one_after | _dissolved_first(pairs, life)) & other
    return follows


def _dissolved_first(pairs: Pairs, life: Lives) -> Flags:
    """Tell where at one premises the one had ended when the other was registered.

    That holds though records of the new one, which say little, were taken for the old one's.
    """
    ended, began = life.ended.on[pairs.left], life.began.on[pairs.right]
    known = pairs.near & (ended != MISSING) & (began != MISSING)
    gap = np.where(known, began - np.where(known, ended, 0), 0)
    first: Flags = known & (gap >= -_FORMED_BEFORE) & (gap <= HANDOVER)
    return first


def _kinds(
    pairs: Pairs, weighed: tuple[Floats, Floats], follows: Flags, marked: Flags
) -> tuple[NDArray[Any], Floats]:
    """Return what each pair is, empty for nothing worth telling, and its weight in bits.

    marked: the end of the one or the beginning of the other is on record; without either, another
    name of the same business looks the same.
    """
    bits, prior = weighed
    people = bits[:, :3]
    linked = (people > 0).any(axis=1)
    # Elsewhere a name and a person may be a branch: who moved takes person and telephone along.
    twice = (people > 0).sum(axis=1) > 1
    # When and what only tells something of two that may have followed each other.
    weight = prior + np.where(follows, bits.sum(axis=1), bits[:, :5].sum(axis=1))
    sure = (probability(weight) >= LEAST) & linked
    fair = probability(weight) >= _FEEBLE
    kind = np.select(
        [
            follows & sure & (pairs.near | twice) & marked,
            sure & (~pairs.near | follows | (pairs.value["company"] >= 0)),
            pairs.near & follows,
            pairs.near,
            linked & (fair | (bits[:, 0] > 0)),
        ],
        ["successor", "same_operator", "handover", "neighbour", "shares"],
        "",
    )
    return kind.astype(object), weight
