"""Which wards is each district made of? The operator's where loaded, else indicative ones.

An indicative ward is the land of its district that is nearer to one named place than to any other
of them (the place's Voronoi cell). It is made anew from the districts, and never stored.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import shapely

from records.errors import SourceError
from records.geography.gazetteer import gazetteer
from records.geography.mending import mended
from records.geography.placing import shape_of
from records.geography.shapes import BRITISH_GRID, WARDS, WGS84, read_shapes
from records.home import Home
from records.schema import Boundary, Ward
from records.store.durable import replace_file

__all__ = [
    "INDICATIVE_WARDS",
    "WardReport",
    "clear_wards",
    "indicative_wards",
    "load_wards",
    "loaded_wards",
    "ward_of",
]

INDICATIVE_WARDS = (
    "Indicative wards, not official: the land of a district nearest to each place of GeoNames "
    "(CC BY 4.0)."
)

MOST_WARDS = 2_000
"""A county of more is several counties: the largest in England has some 500."""

SHORE_M = 1_000.0
"""A business of a district lies in the nearest of its wards within so many metres."""

_FILE = "wards.parquet"
_SMALLEST_SHARE = 0.5
"""A ward of which less lies in the county is a neighbour's."""

Texts = np.ndarray[Any, Any]


@dataclass(frozen=True)
class WardReport:
    """What loading a file of wards did.

    shapes: polygons read. wards: kept. outside: lie beyond the county's districts. joined: joined
    into one of the same name and district. repaired: outlines that crossed themselves. left_out:
    without a name or an area. crs: coordinate system of the file.
    """

    shapes: int
    wards: int
    outside: int
    joined: int
    repaired: int
    left_out: int
    crs: str


def load_wards(
    home: Home, path: Path, districts: gpd.GeoDataFrame, attribution: str | None = None
) -> WardReport:
    """Put the wards of a boundary file in the place of the indicative ones.

    districts: the county's; a ward belongs to the one that holds most of it. attribution: who must
    be named; missing: the file.

    Raises:
        SourceError: the file holds no wards of the county we can read, or far too many.
    """
    read = read_shapes(path, WARDS)
    whole = mended(read.frame, "( Ward)?")
    owner = _districts_of(whole, districts)
    inside = whole.assign(district=owner)[owner != ""]
    kept = inside.dissolve(["name", "district"], aggfunc={"code": "first"}).reset_index()
    if not 1 <= len(kept) <= MOST_WARDS:
        raise SourceError(
            f"{path.name}: {len(kept)} wards within the county's districts. Expected 1 to "
            f"{MOST_WARDS:,}. Load the districts they belong to first: concern boundaries FILE"
        )
    about = {"indicative": False, "attribution": attribution or f"Wards: {path.name}."}
    content = BytesIO()
    _ward_frame(kept, about).to_parquet(content, index=False, compression="zstd")
    home.reference.mkdir(parents=True, exist_ok=True)
    replace_file(home.reference / _FILE, content.getvalue())
    return WardReport(
        shapes=len(read.frame),
        wards=len(kept),
        outside=len(whole) - len(inside),
        joined=len(inside) - len(kept),
        repaired=int(inside["repaired"].sum()),
        left_out=len(read.frame) - len(whole),
        crs=read.crs,
    )


def loaded_wards(home: Home) -> gpd.GeoDataFrame | None:
    """Return the wards that were loaded, a `Ward` frame with geometry; None: none were.

    Raises:
        SourceError: the loaded file is damaged.
    """
    path = home.reference / _FILE
    if not path.exists():
        return None
    try:
        return gpd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise SourceError(
            f"reference/{_FILE} is damaged. Load the wards again, or go back to the indicative "
            "ones: concern boundaries --reset"
        ) from error


def clear_wards(home: Home) -> None:
    """Forget the loaded wards: the indicative ones are in use again."""
    (home.reference / _FILE).unlink(missing_ok=True)


def indicative_wards(districts: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    """Return the indicative wards of the districts, a `Ward` frame with geometry in WGS 84.

    A district without a place of the gazetteer has none. Do not change the frame: it is kept.
    """
    names = tuple(districts[Boundary.district])
    return _derived(names, tuple(shapely.to_wkb(districts.geometry.to_numpy())))


def ward_of(
    lat: np.ndarray[Any, Any], lon: np.ndarray[Any, Any], district: Texts, wards: gpd.GeoDataFrame
) -> Texts:
    """Return the ward of each point among those of its district; missing where there is none.

    A point outside all of them, as on a shore, lies in the nearest within `SHORE_M`. district:
    of each point, or missing.
    """
    found = np.full(len(lat), np.nan, dtype="object")
    for name, own in wards.groupby(Ward.district):
        rows = np.flatnonzero(district == name)
        at = shape_of(lat[rows], lon[rows], own.geometry.to_numpy(), SHORE_M)
        names = np.append(own[Ward.ward].to_numpy("object"), np.nan)
        found[rows] = names[at]
    return found


def _ward_frame(kept: gpd.GeoDataFrame, about: dict[str, Any]) -> gpd.GeoDataFrame:
    """Return the `Ward` frame of shapes with name, code and district, sorted by district and name.

    A name that two districts use is written with its district.
    """
    twice = kept["name"].duplicated(keep=False)
    names = kept["name"].where(~twice, kept["name"] + " (" + kept["district"] + ")")
    columns = {
        Ward.ward: names,
        Ward.district: kept["district"],
        Ward.code: kept["code"],
        Ward.indicative: about["indicative"],
        Ward.attribution: about["attribution"],
    }
    frame = Ward.shape(pd.DataFrame(columns))
    wards = gpd.GeoDataFrame(frame, geometry=kept.geometry, crs=WGS84)
    return wards.sort_values([Ward.district, Ward.ward], ignore_index=True)


def _districts_of(wards: gpd.GeoDataFrame, districts: gpd.GeoDataFrame) -> Texts:
    """Return the district that holds most of each ward; "" where most of it lies beyond all."""
    own = wards.geometry.to_crs(BRITISH_GRID).to_numpy()
    theirs = shapely.make_valid(districts.geometry.to_crs(BRITISH_GRID).to_numpy())
    ward, district = shapely.STRtree(theirs).query(own, predicate="intersects")
    shared = shapely.area(shapely.intersection(own[ward], theirs[district]))
    best = pd.DataFrame({"ward": ward, "district": district, "shared": shared})
    total = best.groupby("ward")["shared"].sum() / shapely.area(own)[np.unique(ward)]
    best = best.sort_values(["shared", "district"]).drop_duplicates("ward", keep="last")
    best = best[best["ward"].map(total) >= _SMALLEST_SHARE]
    names = np.full(len(wards), "", dtype="object")
    names[best["ward"]] = districts[Boundary.district].to_numpy("object")[best["district"]]
    return names


@lru_cache(maxsize=4)
def _derived(names: tuple[str, ...], shapes: tuple[bytes, ...]) -> gpd.GeoDataFrame:
    known = gazetteer()
    points = gpd.points_from_xy(known["lon"], known["lat"], crs=WGS84).to_crs(BRITISH_GRID)
    outlines = gpd.GeoSeries.from_wkb(list(shapes), crs=WGS84).to_crs(BRITISH_GRID)
    parts = [
        _cells(name, outline, known["place"], np.asarray(points))
        for name, outline in zip(names, outlines, strict=True)
    ]
    if not any(len(part) for part in parts):
        return gpd.GeoDataFrame(Ward.empty(), geometry=[], crs=WGS84)
    cells = gpd.GeoDataFrame(pd.concat(parts, ignore_index=True))
    about = {"indicative": True, "attribution": INDICATIVE_WARDS}
    kept = cells.to_crs(WGS84).dissolve(["name", "district"]).reset_index()
    return _ward_frame(kept.assign(code=None), about)


def _cells(
    district: str, outline: shapely.Geometry, places: pd.Series[Any], points: Texts
) -> gpd.GeoDataFrame:
    """Return the cells of the places within the district, cut at its outline; metres."""
    shapely.prepare(outline)
    inside = np.flatnonzero(shapely.contains(outline, points))
    cells = np.array([outline] * len(inside), dtype="object")
    if len(inside) > 1:
        around = shapely.MultiPoint(points[inside])
        own = shapely.voronoi_polygons(around, extend_to=outline, ordered=True)
        cells = shapely.intersection(shapely.get_parts(own), outline)
    names = {"name": places.iloc[inside].to_numpy("object"), "district": [district] * len(inside)}
    return gpd.GeoDataFrame(names, geometry=gpd.GeoSeries(cells, crs=BRITISH_GRID))
