"""Whose past bears on whose, by the relations of a build?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from records.schema import PlacedRecord, Relation
from risk.contacts import places_of
from risk.prediction.panel import OPERATOR, PREMISES, Near

__all__ = ["near_of"]

KINDS = {
    "same_operator": OPERATOR,
    "follows": OPERATOR,
    "followed_by": OPERATOR,
    "took_over": PREMISES,
}
"""What each kind of relation bears on. Who merely works at the same place or shares a telephone
bears on nobody: neighbours' outcomes are not held against a business."""

SAME_PREMISES = 0.9
"""How sure it is that who took over works at the same premises; people are not compared there."""


def near_of(relations: pd.DataFrame, records: pd.DataFrame | None = None) -> pd.DataFrame:
    """Return `Near` rows of a build's relations, one for each profile, other and kind.

    records: those that the relations rest on. A relation is known once the strongest of its
    evidence had come in on both sides; without records it always was.
    """
    if relations.empty:
        return Near.empty()
    kind = relations[Relation.kind].map(KINDS)
    kept = relations[kind.notna()]
    premises = kind[kind.notna()] == PREMISES
    columns: dict[str, Any] = {
        Near.profile_id: kept[Relation.profile_id],
        Near.other_id: kept[Relation.other_id],
        Near.kind: kind[kind.notna()],
        Near.probability: kept[Relation.probability].mask(premises, SAME_PREMISES),
        Near.known_on: pd.NaT if records is None else _known_on(kept, records),
    }
    near = Near.shape(pd.DataFrame(columns, index=kept.index))
    near = near.sort_values(Near.probability, ascending=False, kind="stable")
    return near.drop_duplicates([Near.profile_id, Near.other_id, Near.kind], ignore_index=True)


def _known_on(relations: pd.DataFrame, records: pd.DataFrame) -> pd.Series[Any]:
    """Return the day on which the strongest evidence was there on both sides."""
    received = records[PlacedRecord.received_on].to_numpy("datetime64[s]")
    received = np.append(received, np.datetime64("NaT"))
    days = []
    for column in (Relation.own_records, Relation.other_records):
        first = [ids[0] if len(ids) else None for ids in relations[column]]
        days.append(received[places_of(first, records[PlacedRecord.record_id])])
    return pd.Series(np.fmax(*days), index=relations.index)
