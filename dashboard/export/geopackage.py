"""How are businesses and their contacts written as a GeoPackage? Layers that any GIS opens."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
import pyarrow as pa
import pyogrio
import shapely
from numpy.typing import NDArray

from dashboard.export.heading import meanings
from records.schema import Column

__all__ = ["write_geopackage"]

CRS = "EPSG:4326"
_GEOMETRY = "geom"
_ARROW = {
    "text": pa.string(),
    "list": pa.string(),
    "date": pa.date32(),
    "number": pa.float64(),
    "integer": pa.int64(),
    "flag": pa.bool_(),
}
_FAULTS = (
    pyogrio.errors.DataSourceError,
    pyogrio.errors.DataLayerError,
    pyogrio.errors.FeatureError,
    pyogrio.errors.GeometryError,
    pyogrio.errors.FieldError,
    sqlite3.Error,
)

Tables = Mapping[str, tuple[pd.DataFrame, Sequence[Column]]]


def write_geopackage(
    path: Path,
    tables: Tables,
    shapes: tuple[NDArray[np.float64], Mapping[str, gpd.GeoDataFrame]],
    said: Mapping[str, str],
    as_of: date,
) -> None:
    """Write the tables to a new GeoPackage, in EPSG:4326.

    tables: the first is a layer of points, the others attribute tables. shapes: longitude and
    latitude of each row of the first, NaN where it has no place: its geometry is empty then; and
    outlines, each a layer of its own. said: of the whole file, as its metadata; with it goes a
    table of what the columns mean; empty: neither. as_of: stands where the file would say when it
    was written, so that what is the same is the same to the byte.

    Raises:
        OSError: it cannot be written.
    """
    places, outlines = shapes
    try:
        for name, (frame, columns) in tables.items():
            points = places if name == next(iter(tables)) else None
            _write(path, name, _arrow(frame, columns, points), said)
        for name, areas in outlines.items():
            _outlines(path, name, areas, said)
        if said:
            _write(path, "data_dictionary", _dictionary(tables), said)
        _dated(path, as_of)
    except _FAULTS as error:
        raise OSError(None, str(error)) from error


def _arrow(
    frame: pd.DataFrame, columns: Sequence[Column], places: NDArray[np.float64] | None
) -> pa.Table:
    made = {str(one): pa.array(frame[one], _ARROW[one.kind], from_pandas=True) for one in columns}
    if places is not None:
        made[_GEOMETRY] = pa.array(_points(places), pa.binary())
    return pa.table(made)


def _points(places: NDArray[np.float64]) -> list[bytes | None]:
    known = ~np.isnan(places).any(axis=1)
    made = np.full(len(places), None, dtype="object")
    made[known] = shapely.to_wkb(shapely.points(places[known]))
    return list(made)


def _dictionary(tables: Tables) -> pa.Table:
    rows = list(meanings({name: columns for name, (_, columns) in tables.items()}))
    names = ("table", "column", "kind", "meaning")
    return pa.table({name: [row[i] for row in rows] for i, name in enumerate(names)})


def _write(path: Path, layer: str, table: pa.Table, said: Mapping[str, str]) -> None:
    spatial = _GEOMETRY in table.column_names
    place: dict[str, Any] = (
        {"geometry_name": _GEOMETRY, "geometry_type": "Point", "crs": CRS} if spatial else {}
    )
    pyogrio.write_arrow(
        table,
        path,
        layer=layer,
        driver="GPKG",
        append=path.exists(),
        dataset_metadata=dict(said) or None,
        layer_metadata=dict(said) or None,
        layer_options=_described(said)
        | ({} if spatial else {"ASPATIAL_VARIANT": "GPKG_ATTRIBUTES"}),
        **place,
    )


def _outlines(path: Path, layer: str, areas: gpd.GeoDataFrame, said: Mapping[str, str]) -> None:
    pyogrio.write_dataframe(
        areas.to_crs(CRS),
        path,
        layer=layer,
        driver="GPKG",
        append=True,
        promote_to_multi=True,
        geometry_type="MultiPolygon",
        layer_metadata=dict(said) or None,
        layer_options=_described(said),
    )


def _described(said: Mapping[str, str]) -> dict[str, str]:
    """What a GIS shows beside a layer's name: the marking."""
    return {"DESCRIPTION": said["marking"]} if said else {}


def _dated(path: Path, as_of: date) -> None:
    """Say of every table and note that it is of `as_of`."""
    when = f"{as_of.isoformat()}T00:00:00.000Z"
    with closing(sqlite3.connect(path)) as file, file:
        file.execute("UPDATE gpkg_contents SET last_change = ?", [when])
        noted = "SELECT 1 FROM sqlite_master WHERE name = 'gpkg_metadata_reference'"
        if file.execute(noted).fetchone():
            file.execute("UPDATE gpkg_metadata_reference SET timestamp = ?", [when])
