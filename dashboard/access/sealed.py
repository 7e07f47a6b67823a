"""What may be known of a build before it is known who asks? Its id, its day, its districts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from weakref import WeakKeyDictionary, WeakValueDictionary

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.access.sight import RESTRICTED, Kinds, kinds_of
from dashboard.county import About, County
from dashboard.kept import Kept
from linkage.identity import new_id
from linkage.ties import Ties
from records.schema import PlacedRecord

__all__ = ["MOST_SCENES", "Sealed", "Whole", "opened", "seal"]

MOST_SCENES = 8
"""Different sights of one build that are kept in memory."""


_UNTOLD_BITS = 10.0
"""Weight of ties that nothing is known of."""


class Sealed:
    """One build, closed: no business of it can be read, except through `access.view_of`.

    about: its id, its day and whether it is made up. boundaries: the districts, which are public.
    """

    def __init__(self, about: About, boundaries: gpd.GeoDataFrame) -> None:
        """Hold what anyone may know; `seal` puts the county behind it."""
        self.about = about
        self.boundaries = boundaries


@dataclass(frozen=True, eq=False)
class Whole:
    """All of a build, and what is worked out of it once.

    ids: record_ids in order. place: of each row of the county's records, its place in them.
    owner: of each, its profile's row. ties: see `linkage.ties`. kinds: who may see which.
    restricted: which rows are of handling code C. mint: of which rows the profile's id was made.
    scenes: what was made for each sight. counties: what was made of the same records seen and
    disputed, as long as a scene holds it: two agencies that see the same share one county.
    """

    county: County
    ids: NDArray[Any]
    place: NDArray[np.int64]
    owner: NDArray[np.int64]
    ties: Ties
    kinds: Kinds
    restricted: NDArray[np.bool_]
    mint: NDArray[np.bool_]
    scenes: Kept
    counties: WeakValueDictionary[Any, Any] = field(default_factory=WeakValueDictionary)


_WHOLES: WeakKeyDictionary[Sealed, Whole] = WeakKeyDictionary()


def seal(county: County, ties: Ties | None = None) -> Sealed:
    """Return the county closed; where no ties are given, any record of a business holds to it."""
    sealed = Sealed(county.about, county.boundaries)
    _WHOLES[sealed] = _whole(county, ties)
    return sealed


def opened(sealed: Sealed) -> Whole:
    """Return all of the build; only this package may ask, a test holds it to that."""
    return _WHOLES[sealed]


def _whole(county: County, ties: Ties | None) -> Whole:
    records = county.table("records")
    names = records[PlacedRecord.record_id].to_numpy(dtype=object)
    order = np.argsort(names, kind="stable")
    place = np.empty(len(order), dtype=np.int64)
    place[order] = np.arange(len(order))
    profiles = records[PlacedRecord.profile_id].to_numpy(dtype=object)
    # One hash for each record: there is no vectorised one.
    mint = [new_id(name) == profile for name, profile in zip(names, profiles, strict=True)]
    return Whole(
        county=county,
        ids=names[order],
        place=place,
        owner=county.owners("records"),
        ties=ties or Ties.of_all(profiles[order], _UNTOLD_BITS, ""),
        kinds=kinds_of(records, pd.Timestamp(county.about.as_of)),
        restricted=(records[PlacedRecord.handling] == RESTRICTED).to_numpy("bool"),
        mint=np.array(mint, dtype=bool),
        scenes=Kept(MOST_SCENES),
    )
