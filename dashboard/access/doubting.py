"""Which doubts may a viewer be asked about, and what may be said of them?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.access.sealed import Whole
from linkage.cutting import Tree, cut
from records.among import among
from records.schema import Doubt, PlacedRecord, Shift

__all__ = ["doubted", "shifted"]

Flags = NDArray[np.bool_]


def doubted(whole: Whole, seen: Flags, hit: Flags) -> pd.DataFrame:
    """Return the doubts both records of which are `seen`, one flag for each row of `records`.

    hit: flags of the profiles that are made anew of what is seen. Of a doubt that touches one,
    only what its two records say stays: which records would leave is worked out anew from the ties
    that are seen, and what the decision would change is missing.
    """
    doubts = whole.county.table("doubts")
    shown, owner = np.zeros(len(whole.ids), dtype=bool), np.zeros(len(whole.ids), dtype=np.int64)
    shown[whole.place], owner[whole.place] = seen, whole.owner
    ends = [_places(whole, doubts[c]) for c in (Doubt.id_a, Doubt.id_b)]
    kept = np.flatnonzero(np.all([shown[end] & (end >= 0) for end in ends], axis=0))
    left, right = (end[kept] for end in ends)
    anew = hit[owner[left]] | hit[owner[right]]
    found = doubts.iloc[kept].reset_index(drop=True)
    if not anew.any():
        return found
    tree = Tree(whole.ties.among(shown), len(shown))
    sides = cut(tree, zip(left[anew].tolist(), right[anew].tolist(), strict=True))
    moved = found[Doubt.moved].to_numpy(dtype=object).copy()
    moved[anew] = _column([[str(one) for one in whole.ids[side]] for side in sides])
    known: dict[str, Any] = {
        Doubt.moved: moved,
        Doubt.score_then: found[Doubt.score_then].mask(anew),
        Doubt.band_then: found[Doubt.band_then].mask(anew),
    }
    return found.assign(**known)


def shifted(whole: Whole, seen: Flags) -> pd.DataFrame:
    """Return the pairs that changed side, both records of which are `seen`."""
    ids = whole.county.table("records")[PlacedRecord.record_id][seen]
    shifts = whole.county.table("shifts")
    return shifts[among(shifts[Shift.id_a], ids) & among(shifts[Shift.id_b], ids)]


def _places(whole: Whole, record_ids: pd.Series[Any]) -> NDArray[np.int64]:
    places = pd.Index(whole.ids).get_indexer(pd.Index(record_ids, dtype="object"))
    return np.asarray(places, dtype=np.int64)


def _column(lists: list[list[str]]) -> NDArray[Any]:
    column = np.empty(len(lists), dtype=object)
    column[:] = lists
    return column
