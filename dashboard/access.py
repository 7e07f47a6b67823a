"""Who may see what? Every query passes its viewer through here."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from dashboard.county import County
from dashboard.viewer import Viewer
from records.schema import PlacedRecord, ScoredProfile

__all__ = ["visible"]


def visible(county: County, viewer: Viewer) -> County:
    """Return what `viewer` may see of `county`.

    A business with any record outside the viewer's clearances is left out whole: its score and
    its counts would tell what the record says.
    """
    return _within(county, viewer.clearances)


@lru_cache(maxsize=8)
def _within(county: County, clearances: frozenset[str]) -> County:
    records = county.table("records")
    barred = records[~records[PlacedRecord.handling].isin(clearances)]
    if barred.empty:
        return county
    ids = county.profiles[ScoredProfile.profile_id]
    return county.keep(np.asarray(~ids.isin(barred[PlacedRecord.profile_id])))
