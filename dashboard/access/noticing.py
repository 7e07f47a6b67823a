"""What is told of what is hidden? Whom to ask, where the policy says so; never what or when."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.access.sealed import Whole
from dashboard.access.sight import HOLDER, Sight
from dashboard.labels import agency_name
from records.domain import agencies
from records.schema import PlacedRecord

__all__ = ["STEWARD", "notices"]

STEWARD = "the data steward"
"""Who is asked of records that nobody may see for now, and of those of no authority."""

_WHO, _ID = "who", "id"


def notices(
    whole: Whole,
    sight: Sight,
    flags: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    heirs: pd.Series[Any],
) -> dict[str, tuple[str, ...]]:
    """Return by profile id the names of those to ask, in order, where something is hidden.

    flags: which records would be seen but for a mark, and which are marked. heirs: the ids now of
    each business that was made anew, by its row. A source whose policy is silence tells nothing.
    """
    allowed, barred = flags
    kind = whole.kinds.table
    told = kind[PlacedRecord.source].isin(sight.told).to_numpy("bool")[whole.kinds.of]
    names = kind[HOLDER].map(_asked).to_numpy(dtype=object)[whole.kinds.of]
    names = np.where(allowed & barred, STEWARD, names)
    rows = np.flatnonzero((~allowed & told) | (allowed & barred))
    asked = pd.DataFrame({_WHO: names[rows]}, index=whole.owner[rows])
    ids = heirs.rename(_ID).to_frame()
    ids = ids[~ids.reset_index().duplicated().to_numpy()]
    both = asked[~asked.reset_index().duplicated().to_numpy()].join(ids, how="inner")
    found = both.drop_duplicates().sort_values([_ID, _WHO]).groupby(_ID)[_WHO]
    return {str(one): tuple(part) for one, part in found}


def _asked(agency: str) -> str:
    """Return the name of the agency, where it is an authority; else the steward is asked."""
    table = agencies()
    acts = agency in table.index and table.loc[agency, "authority"] == "yes"
    return agency_name(agency) if acts else STEWARD
