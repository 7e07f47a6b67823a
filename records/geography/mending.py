"""Which of a file's shapes have a name and an area? Outlines that cross themselves are mended."""

from __future__ import annotations

import geopandas as gpd
import numpy as np
import shapely

__all__ = ["mended"]


def mended(frame: gpd.GeoDataFrame, suffix: str) -> gpd.GeoDataFrame:
    """Return the shapes that have a name and an area, mended, with the flag `repaired`.

    frame: columns name, code and geometry. suffix: pattern of what publishers write after a name,
    which is left away.
    """
    shapes = frame.geometry.to_numpy()
    valid = shapely.is_valid(shapes) | shapely.is_missing(shapes)
    made = np.where(valid, shapes, shapely.make_valid(shapes))
    area = [_polygons(shape) for shape in made]
    sound = frame.assign(
        name=frame["name"].str.replace(rf"{suffix}( \(B\))?$", "", regex=True).str.strip(),
        repaired=~valid,
    ).set_geometry(gpd.GeoSeries(area, index=frame.index, crs=frame.crs))
    return sound[sound["name"].fillna("").ne("") & ~sound.geometry.is_empty]


def _polygons(shape: shapely.Geometry | None) -> shapely.MultiPolygon:
    """Return what has an area: lines and points that a repair left over are dropped."""
    parts = shapely.get_parts(shapely.get_parts(shape)) if shape is not None else np.array([])
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])
