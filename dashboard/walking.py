"""Which business comes before and after one in a list? In the order that is on screen."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from dashboard.access import View
from dashboard.filters import Filters
from dashboard.queries import ordered
from records.schema import ScoredProfile

__all__ = ["Walk", "walk_of"]


@dataclass(frozen=True)
class Walk:
    """Where a business stands in a list: its place, from 1, and of how many.

    before, after: ids of those next to it; empty at the ends of the list.
    """

    place: int
    total: int
    before: str = ""
    after: str = ""


def walk_of(view: View, filters: Filters, profile_id: str) -> Walk | None:
    """Return where a business stands in the list that the filters make; None: it is not on it."""
    row = view.county.row_of(profile_id)
    rows = ordered(view, filters)
    found = np.flatnonzero(rows == row) if row is not None else np.array([], dtype="int64")
    if not len(found):
        return None
    at = int(found[0])
    ids = view.county.profiles[ScoredProfile.profile_id]
    before = str(ids.iloc[rows[at - 1]]) if at else ""
    after = str(ids.iloc[rows[at + 1]]) if at + 1 < len(rows) else ""
    return Walk(at + 1, len(rows), before, after)
