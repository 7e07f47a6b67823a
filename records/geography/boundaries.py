"""Which districts make up the county? Official shapes where loaded, else our indicative ones."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import geopandas as gpd
import pandas as pd
import shapely

from records.errors import SourceError
from records.geography.mending import mended
from records.geography.shapes import WGS84, Shapes, read_shapes
from records.home import Home
from records.schema import Boundary
from records.store.durable import replace_file

__all__ = [
    "INDICATIVE_ATTRIBUTION",
    "OFFICIAL_ATTRIBUTION",
    "BoundaryReport",
    "boundaries",
    "clear_boundaries",
    "indicative_boundaries",
    "load_boundaries",
]

INDICATIVE_ATTRIBUTION = (
    "Indicative boundaries, not official. Derived from GeoNames places (CC BY 4.0) "
    "and the GSHHG coastline (LGPL)."
)
OFFICIAL_ATTRIBUTION = (
    "Contains OS data © Crown copyright and database right. "
    "Source: Office for National Statistics, Open Government Licence v3.0."
)

MOST_DISTRICTS = 60
"""A file with more holds more than a county: every point would lie in it."""

_INDICATIVE = Path(__file__).parent / "districts.geojson"
_FILE = "boundaries.parquet"
_NATION_CODE = r"[EWSN]\d{8}"


@dataclass(frozen=True)
class BoundaryReport:
    """What loading a boundary file did.

    shapes: polygons read. districts: kept. joined: shapes joined into one of the same name.
    repaired: shapes whose outline crossed itself. left_out: shapes without a name or an area.
    crs: coordinate system of the file. neighbours: whether their borders meet. names: districts.
    """

    shapes: int
    districts: int
    joined: int
    repaired: int
    left_out: int
    crs: str
    neighbours: str
    names: str


def boundaries(home: Home) -> gpd.GeoDataFrame:
    """Return the county's districts, a `Boundary` frame with geometry in WGS 84, sorted by name.

    Raises:
        SourceError: the loaded file is damaged.
    """
    path = home.reference / _FILE
    if not path.exists():
        return indicative_boundaries()
    try:
        return gpd.read_parquet(path)
    except (OSError, ValueError) as error:
        raise SourceError(
            f"reference/{_FILE} is damaged. Load the boundaries again, or go back to the "
            "indicative ones: concern boundaries --reset"
        ) from error


def indicative_boundaries() -> gpd.GeoDataFrame:
    """Return the indicative districts of Essex that come with the product."""
    shapes = gpd.read_file(_INDICATIVE)
    about: dict[str, Any] = {
        Boundary.indicative: True,
        Boundary.attribution: INDICATIVE_ATTRIBUTION,
    }
    frame = Boundary.shape(pd.DataFrame(shapes[["district"]]).assign(**about))
    return gpd.GeoDataFrame(frame, geometry=shapes.geometry, crs=WGS84)


def load_boundaries(
    home: Home, path: Path, only: Iterable[str] = (), attribution: str | None = None
) -> BoundaryReport:
    """Put the districts of a boundary file in the place of the indicative ones.

    only: names or codes of the districts to keep, where the file holds more than the county.
    attribution: who must be named; missing: the Office for National Statistics where the file
    has its codes, else the file.

    Raises:
        SourceError: the file holds no districts we can read, or far too many.
    """
    shapes = read_shapes(path)
    whole = mended(shapes.frame, "( District)?")
    kept = _only(path, whole, only)
    report = _report(shapes, whole, kept)
    loaded = _boundary_frame(kept, attribution or _who(path, kept))
    content = BytesIO()
    loaded.to_parquet(content, index=False, compression="zstd")
    home.reference.mkdir(parents=True, exist_ok=True)
    replace_file(home.reference / _FILE, content.getvalue())
    return report


def clear_boundaries(home: Home) -> None:
    """Forget the loaded boundaries: the indicative ones are in use again."""
    (home.reference / _FILE).unlink(missing_ok=True)


def _only(path: Path, frame: gpd.GeoDataFrame, only: Iterable[str]) -> gpd.GeoDataFrame:
    wanted = set(only)
    known = set(frame["name"]) | set(frame["code"].dropna())
    if unknown := sorted(wanted - known):
        raise SourceError(
            f"{path.name}: no district {', '.join(unknown)}. Seen: "
            f"{', '.join(sorted(set(frame['name']))[:40])}."
        )
    kept = frame[frame["name"].isin(wanted) | frame["code"].isin(wanted)] if wanted else frame
    count = kept["name"].nunique()
    if not 1 <= count <= MOST_DISTRICTS:
        raise SourceError(
            f"{path.name}: {count} districts with a name and an area. Expected those of one "
            f"county, 1 to {MOST_DISTRICTS}; cut the file to the county and load it again."
        )
    return kept


def _boundary_frame(kept: gpd.GeoDataFrame, attribution: str) -> gpd.GeoDataFrame:
    one = kept.dissolve("name", aggfunc={"code": "first"}, sort=True).reset_index()
    frame = Boundary.shape(
        pd.DataFrame(
            {
                Boundary.district: one["name"],
                Boundary.code: one["code"],
                Boundary.indicative: False,
                Boundary.attribution: attribution,
            }
        )
    )
    return gpd.GeoDataFrame(frame, geometry=one.geometry, crs=WGS84)


def _who(path: Path, kept: gpd.GeoDataFrame) -> str:
    national = bool(kept["code"].str.fullmatch(_NATION_CODE).fillna(False).all())
    return OFFICIAL_ATTRIBUTION if national else f"Boundaries: {path.name}."


def _report(shapes: Shapes, whole: gpd.GeoDataFrame, kept: gpd.GeoDataFrame) -> BoundaryReport:
    names = sorted(set(kept["name"]))
    meet = shapely.coverage_is_valid(kept.geometry.to_numpy())
    return BoundaryReport(
        shapes=len(shapes.frame),
        districts=len(names),
        joined=len(kept) - len(names),
        repaired=int(kept["repaired"].sum()),
        left_out=len(shapes.frame) - len(whole),
        crs=shapes.crs,
        neighbours="meet exactly" if meet else "overlap or leave gaps in places",
        names=", ".join(names),
    )
