"""Which businesses of a made-up county follow each other, or share something? Invented, all."""

from __future__ import annotations

from typing import Any

import pandas as pd

from records.schema import PlacedRecord, Relation, ScoredProfile

__all__ = ["made_relations"]

_EVERY = 10
_ENDED, _BEGAN = pd.Timestamp("2026-03-01"), pd.Timestamp("2026-05-04")
_KINDS = (
    (0, 1, "followed_by", "follows", 0.97, 5.0),
    (1, 2, "followed_by", "follows", 0.97, 5.0),
    (3, 4, "same_operator", "same_operator", 0.99, 7.1),
    (5, 6, "shares", "shares", 0.2, -2.0),
    (7, 8, "made_way_for", "took_over", 0.1, -3.1),
    (8, 9, "neighbour", "neighbour", 0.05, -4.2),
)
"""Which of every ten have what to do with each other, how sure it is and in how many bits."""


def made_relations(profiles: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Return `Relation` rows of some of the profiles, resting on their own records.

    Of every ten, three are a chain of successors; the others are in pairs of every other kind.
    """
    first = records.drop_duplicates(PlacedRecord.profile_id)
    record = first.set_index(PlacedRecord.profile_id)[PlacedRecord.record_id]
    ids = profiles[ScoredProfile.profile_id].tolist()
    rows: list[dict[str, Any]] = []
    for start in range(0, len(ids) - _EVERY + 1, _EVERY):
        ten = ids[start : start + _EVERY]
        for kind in _KINDS:
            rows += _pair(ten, kind, record)
    frame = Relation.shape(pd.DataFrame(rows, columns=[str(c) for c in Relation.columns()]))
    order = [Relation.profile_id, Relation.kind, Relation.other_id]
    return frame.sort_values(order, ignore_index=True)


def _pair(ten: list[str], kind: tuple[Any, ...], record: pd.Series[Any]) -> list[dict[str, Any]]:
    left, right, earlier, later, sure, bits = kind
    ends = ten[left], ten[right]
    both: dict[str, Any] = {
        Relation.probability: sure,
        Relation.weight_bits: bits,
        Relation.ended_on: _ENDED + pd.Timedelta(days=90 * left),
        Relation.began_on: _BEGAN + pd.Timedelta(days=90 * left),
        Relation.because: ["same telephone 01632000000 (+7.0)", "same premises"],
        Relation.chain: ten[:3] if earlier == "followed_by" else [],
    }
    return [
        {
            **both,
            Relation.profile_id: own,
            Relation.other_id: other,
            Relation.kind: said,
            Relation.own_records: [record[own]] * 2,
            Relation.other_records: [record[other]] * 2,
        }
        for own, other, said in ((*ends, earlier), (*ends[::-1], later))
    ]
