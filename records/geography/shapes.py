"""Which districts does a boundary file hold? GeoJSON, GeoPackage and Shapefiles, zipped or not."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import geopandas as gpd
import numpy as np
import pyogrio
import shapely
from pyogrio.errors import DataLayerError, DataSourceError
from pyproj import CRS

from records.errors import SourceError
from records.geography.zips import zip_entries

__all__ = ["BRITISH_GRID", "DISTRICTS", "WARDS", "WGS84", "Level", "Shapes", "read_shapes"]

WGS84 = 4326
BRITISH_GRID = 27700
DEGREES = np.array([180.0, 90.0, 180.0, 90.0])

NAME_COLUMNS = (
    r"lad\d\dnm",
    r"lad_?(name|nm)",
    r"(ltla|ctyua|utla)\d\dnm",
    r"district(_?name)?",
    r"(area|local_?authority)_?name",
    r"name",
)
"""Columns that may hold a district's name, best first; capitals do not matter."""

CODE_COLUMNS = (
    r"lad\d\dcd",
    r"lad_?(code|cd)",
    r"(ltla|ctyua|utla)\d\dcd",
    r"(district|area)_?code",
    r"(gss_?)?code",
)
"""Columns that may hold its official code, best first."""


@dataclass(frozen=True)
class Level:
    """What is looked for in a boundary file.

    called: what it holds, in one word. names, codes: patterns of the columns that may hold them,
    best first; capitals do not matter. expected: the columns of names, as a message says it.
    """

    called: str
    names: tuple[str, ...]
    codes: tuple[str, ...]
    expected: str


DISTRICTS = Level(
    "district",
    NAME_COLUMNS,
    CODE_COLUMNS,
    "LAD23NM (of any year), lad_name, district, district_name, area_name or name",
)
WARDS = Level(
    "ward",
    (r"wd\d\dnm", r"ward(_?(name|nm))?", r"(parncp|par|msoa|lsoa)\d\dnm", r"area_?name", r"name"),
    (
        r"wd\d\dcd",
        r"ward_?(code|cd)",
        r"(parncp|par|msoa|lsoa)\d\dcd",
        r"area_?code",
        r"(gss_?)?code",
    ),
    "WD24NM (of any year), ward, ward_name, PAR23NM, MSOA21NM, area_name or name",
)

_STARTS = {
    ".geojson": b"{",
    ".json": b"{",
    ".gpkg": b"SQLite format 3\0",
    ".shp": b"\x00\x00\x27\x0a",
}
"""How a file of each kind begins. GDAL goes by content, and some kinds it knows fetch from afar."""

_SUFFIXES = tuple(_STARTS)
_LENGTH_AT = 24
_MOST_NAMES = 20


@dataclass(frozen=True)
class Shapes:
    """What a boundary file holds, before its shapes are mended or joined.

    frame: columns name, code (missing where the file has none) and geometry, WGS 84.
    crs: the coordinate system the file was in.
    """

    frame: gpd.GeoDataFrame
    crs: str


def read_shapes(path: Path, level: Level = DISTRICTS) -> Shapes:
    """Return the named shapes of a boundary file.

    Raises:
        SourceError: not a boundary file, no polygon in it, or no column of names.
    """
    source = _source(path)
    layer = _polygon_layer(path, source)
    raw = _read(path, source, layer)
    name = _column(raw.columns, level.names)
    if name is None:
        raise SourceError(
            f"{path.name}: no column of {level.called} names. Seen: {_listed(raw.columns)}. "
            f"Expected one of {level.expected}; rename the column that holds them."
        )
    code = _column(raw.columns, level.codes)
    placed, crs = _in_wgs84(path, raw)
    frame = gpd.GeoDataFrame(
        {
            "name": raw[name].astype("str"),
            "code": raw[code].astype("str") if code else None,
        },
        geometry=placed,
        crs=WGS84,
    )
    return Shapes(frame.astype({"code": "str"}), crs)


def _source(path: Path) -> str:
    """Return the address under which GDAL reads the file, a zip's member included."""
    if not path.is_file():
        raise SourceError(f"{path.name}: no such file. Name a file of district boundaries.")
    if path.suffix.lower() in _SUFFIXES:
        with path.open("rb") as stream:
            _check_start(path, path.name, stream)
            _check_length(path, stream)
        return str(path)
    if path.suffix.lower() != ".zip":
        raise SourceError(
            f"{path.name}: a {path.suffix or 'file without a suffix'} is no boundary file. "
            "Expected .geojson, .json, .gpkg, .shp, or a .zip that holds one of them."
        )
    return f"/vsizip/{path.resolve()}/{_member(path)}"


def _member(path: Path) -> str:
    inside = [e.filename for e in zip_entries(path) if e.filename.lower().endswith(_SUFFIXES)]
    if len(inside) != 1:
        raise SourceError(
            f"{path.name}: holds {_listed(inside) if inside else 'no boundary file'}. "
            "Expected exactly one .shp, .gpkg or .geojson in the zip."
        )
    with zipfile.ZipFile(path) as archive, archive.open(inside[0]) as stream:
        _check_start(path, inside[0], stream)
    return inside[0]


def _check_start(path: Path, name: str, stream: IO[bytes]) -> None:
    suffix = Path(name).suffix.lower()
    head = stream.read(64).removeprefix(b"\xef\xbb\xbf").lstrip()
    if not head.startswith(_STARTS[suffix]):
        raise SourceError(
            f"{path.name}: not a boundary file, or damaged: it does not begin as a {suffix} file "
            "does. Expected GeoJSON, GeoPackage or a Shapefile."
        )


def _check_length(path: Path, stream: IO[bytes]) -> None:
    """Refuse a Shapefile that was cut short: GDAL reads on, with shapes missing."""
    if path.suffix.lower() != ".shp":
        return
    stream.seek(_LENGTH_AT)
    # The header counts in words of two bytes.
    told = 2 * int.from_bytes(stream.read(4), "big")
    if path.stat().st_size < told:
        raise SourceError(
            f"{path.name}: damaged: {path.stat().st_size:,} bytes where its heading says "
            f"{told:,}. Fetch it again."
        )


def _polygon_layer(path: Path, source: str) -> str:
    try:
        layers = pyogrio.list_layers(source)
    except DataSourceError as error:
        raise SourceError(
            f"{path.name}: not a boundary file, or damaged. "
            "Expected GeoJSON, GeoPackage or a Shapefile with its .shx and .dbf beside it."
        ) from error
    # GeoJSON of mixed shapes has the type Unknown; its polygons are sorted out later.
    polygons = [name for name, kind in layers if kind and re.search("Polygon|Unknown", kind)]
    if len(polygons) == 1:
        return str(polygons[0])
    if polygons:
        raise SourceError(
            f"{path.name}: holds {len(polygons)} layers of polygons: {_listed(polygons)}. "
            "Save the layer of districts as a file of its own."
        )
    seen = _listed(f"{name} ({kind or 'no shapes'})" for name, kind in layers)
    raise SourceError(f"{path.name}: no polygons. Seen: {seen}. Expected a polygon per district.")


def _read(path: Path, source: str, layer: str) -> gpd.GeoDataFrame:
    try:
        return gpd.read_file(source, layer=layer, force_2d=True, on_invalid="ignore")
    except (DataSourceError, DataLayerError, ValueError) as error:
        raise SourceError(
            f"{path.name}: layer {layer!r} cannot be read; the file is damaged. Fetch it again."
        ) from error


def _column(columns: Iterable[str], patterns: Iterable[str]) -> str | None:
    """Return the column that the first fitting pattern names, or None."""
    named = [str(column) for column in columns]
    fits = (c for pattern in patterns for c in named if re.fullmatch(pattern, c, re.IGNORECASE))
    return next(fits, None)


def _in_wgs84(path: Path, raw: gpd.GeoDataFrame) -> tuple[gpd.GeoSeries, str]:
    """Return the shapes in WGS 84 and the name of the system they were in.

    A file that says nothing, or says degrees and holds metres, is taken for the British grid.
    """
    bounds = np.abs(shapely.total_bounds(raw.geometry.to_numpy()))
    in_degrees = bool((bounds <= DEGREES).all())
    known: CRS | None = raw.crs
    if known is None or (known.is_geographic and not in_degrees):
        known = CRS.from_epsg(WGS84 if in_degrees else BRITISH_GRID)
    shapes = raw.geometry.set_crs(known, allow_override=True).to_crs(WGS84)
    if not np.isfinite(shapely.total_bounds(shapes.to_numpy())).all():
        raise SourceError(
            f"{path.name}: no point of its shapes can be placed ({known.name}). "
            "Save it in EPSG:4326 or EPSG:27700."
        )
    return shapes, str(known.name)


def _listed(names: Iterable[object]) -> str:
    shown = [str(name) for name in names]
    return ", ".join(shown[:_MOST_NAMES]) + (" and more" if len(shown) > _MOST_NAMES else "")
