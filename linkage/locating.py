"""Where is a profile? At one of the points its records give, never between them."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from linkage.claims import REGISTER
from linkage.facts import FIELD, PREFER, ROW, VALUE, WHO
from records.schema import PlacedRecord, Profile

__all__ = ["best_points", "place_claims"]

TRUST = {"source": 0, "postcode": 1, "outcode": 2}
DEGREES = "{:.5f}"
"""Five places of a degree: about a metre."""

MOST_POINTS = 50
"""Points compared for one profile, those with most records first: bounds the work of a huge one."""

_LAT, _LON, _WEIGHT, _COST, _TRUST = "lat", "lon", "weight", "cost", "trust"


def best_points(records: pd.DataFrame, who: npt.NDArray[np.int64]) -> pd.DataFrame:
    """Return for each profile that can be placed the rows of the records at its best point.

    Registered offices come last, then points outside the county; then a point of the source
    beats one of the postcode, and that one of the outcode. Of the points left, the one nearest
    to all others is taken. Columns: who and row, the position in `records`, in order of row.
    """
    points = pd.DataFrame(
        {
            WHO: who,
            ROW: np.arange(len(records)),
            _LAT: records[PlacedRecord.map_lat].to_numpy(),
            _LON: records[PlacedRecord.map_lon].to_numpy(),
            _TRUST: _trust(records).to_numpy(),
        }
    ).dropna()
    points = points[points[_TRUST] == points.groupby(WHO)[_TRUST].transform("min")]
    medoids = _medoids(points)
    best = points.merge(medoids, on=[WHO, _LAT, _LON])[[WHO, ROW]]
    return best.sort_values(ROW, ignore_index=True)


def place_claims(records: pd.DataFrame, base: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Return the claims of the records at each best point: where it is, and how that is known."""
    at = records.iloc[points[ROW]]
    told: dict[str, Any] = {
        Profile.lat: at[PlacedRecord.map_lat].map(DEGREES.format),
        Profile.lon: at[PlacedRecord.map_lon].map(DEGREES.format),
        Profile.located_by: at[PlacedRecord.located_by],
        Profile.district: at[PlacedRecord.district],
        Profile.in_county: at[PlacedRecord.in_county].map({True: "yes", False: "no"}),
    }
    here = base.loc[at.index]
    parts = [
        here.assign(**{FIELD: np.full(len(here), field), VALUE: values})
        for field, values in told.items()
    ]
    # The profile shows the first record's words, so that one is preferred.
    claims = pd.concat(parts, ignore_index=True).dropna(subset=[VALUE])
    return claims.assign(**{PREFER: claims[ROW]})


def _trust(records: pd.DataFrame) -> pd.Series[Any]:
    by = records[PlacedRecord.located_by].map(TRUST).astype("float64")
    outside = ~records[PlacedRecord.in_county]
    reference = records[PlacedRecord.agency] == REGISTER
    return reference.astype("int64") * 20 + outside.astype("int64") * 10 + by


def _medoids(points: pd.DataFrame) -> pd.DataFrame:
    """Return who, lat and lon of the point with the least distance to all of its profile's."""
    places = points.groupby([WHO, _LAT, _LON]).size().rename(_WEIGHT).reset_index()
    order = [WHO, _WEIGHT, _LAT, _LON]
    places = places.sort_values(order, ascending=[True, False, True, True], ignore_index=True)
    places = places[places.groupby(WHO).cumcount() < MOST_POINTS].reset_index(names=ROW)
    both = places.merge(places, on=WHO, suffixes=("", "_other"))
    north = both[_LAT] - both[f"{_LAT}_other"]
    east = (both[_LON] - both[f"{_LON}_other"]) * np.cos(np.radians(both[_LAT]))
    cost = both.assign(**{_COST: np.hypot(north, east) * both[f"{_WEIGHT}_other"]})
    total = cost.groupby([WHO, ROW])[_COST].sum().round(12).reset_index()
    best = total.sort_values([WHO, _COST, ROW]).drop_duplicates(WHO)
    return places.loc[places[ROW].isin(best[ROW]), [WHO, _LAT, _LON]]
