"""Which places are named on the map? Those of the county's gazetteer, largest first."""

from __future__ import annotations

from dataclasses import dataclass

import geopandas as gpd
import shapely

from records.geography import gazetteer

__all__ = ["Place", "places_within"]


@dataclass(frozen=True)
class Place:
    """A named place; population 0: not known."""

    name: str
    lat: float
    lon: float
    population: int


def places_within(boundaries: gpd.GeoDataFrame) -> list[Place]:
    """Return the places that lie inside `boundaries`, largest first; none for another county."""
    known = gazetteer()
    county = boundaries.geometry.union_all()
    inside = shapely.contains_xy(county, known["lon"], known["lat"])
    kept = known[inside].sort_values("population", ascending=False, kind="stable")
    columns = kept[["place", "lat", "lon", "population"]]
    return [Place(*row) for row in columns.itertuples(index=False, name=None)]
