"""Made-up tables of believable size, for publishing and reading without the rest."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from shapely.geometry import box

from records.schema import (
    BUILD_TABLES,
    Boundary,
    Column,
    Fact,
    Pair,
    PlacedRecord,
    Reason,
    Redirect,
    ScoredProfile,
    Table,
    Touchpoint,
)

__all__ = ["made_up_boundaries", "made_up_tables"]

ROWS_PER_PROFILE = {
    "records": 8,
    "profiles": 1,
    "facts": 9,
    "touchpoints": 6,
    "reasons": 5,
    "links": 16,
    "relations": 1,
    "ties": 40,
    "doubts": 1,
    "weights": 1,
    "shifts": 1,
    "redirects": 1,
    "histories": 2,
    "predictions": 1,
    "prediction_reasons": 6,
}
"""About what a county of 120,000 records and 14,300 businesses gives."""

MISSING_SHARE = 0.3
"""Share of the values of a column that may be missing."""

_WORDS = np.array(["Tannery", "Quayside", "Brambling", "Ferndown", "Larkfield", "Saltmarsh"])
_KEYS: set[str] = {
    PlacedRecord.record_id,
    Touchpoint.touchpoint_id,
    Redirect.old_id,
    Pair.id_a,
    Pair.id_b,
}


def made_up_tables(profiles: int, seed: int) -> dict[str, pd.DataFrame]:
    """Return the tables of a build of this many profiles; they keep every promise of a build."""
    rng = np.random.default_rng(seed)
    tables = {name: _table(name, profiles, rng) for name in BUILD_TABLES}
    for name, reasons in (("profiles", "reasons"), ("predictions", "prediction_reasons")):
        points = tables[reasons].groupby(Reason.profile_id)[Reason.points].sum()
        ids = tables[name][ScoredProfile.profile_id]
        score = points.reindex(ids).fillna(0.0).to_numpy()
        tables[name] = tables[name].assign(**{ScoredProfile.score: score})
    return tables


def made_up_boundaries() -> gpd.GeoDataFrame:
    """Return two square districts."""
    columns = pd.DataFrame(
        {
            Boundary.district: ["Eastfold", "Westfold"],
            Boundary.indicative: [True, False],
            Boundary.attribution: ["made up", "made up"],
        }
    )
    shapes = [box(0, 51, 1, 52), box(1, 51, 2, 52)]
    return gpd.GeoDataFrame(Boundary.shape(columns), geometry=shapes, crs="EPSG:4326")


def _table(name: str, profiles: int, rng: np.random.Generator) -> pd.DataFrame:
    table: type[Table] = BUILD_TABLES[name]
    rows = profiles * ROWS_PER_PROFILE[name]
    return table.shape(pd.DataFrame({c: _values(c, rows, profiles, rng) for c in table.columns()}))


def _values(column: Column, rows: int, profiles: int, rng: np.random.Generator) -> object:
    if column in (Fact.profile_id, Redirect.new_id):
        return pd.Series([f"P{n:07d}" for n in np.arange(rows) % profiles], dtype="str")
    if column in _KEYS:
        return pd.Series([f"{column}:{n:09d}" for n in range(rows)], dtype="str")
    if column.kind == "date":
        return pd.Timestamp("2024-01-01") + pd.to_timedelta(rng.integers(0, 700, rows), unit="D")
    if column.kind == "list":
        return _lists(rows, rng)
    makers: dict[str, Callable[[], object]] = {
        "number": lambda: rng.normal(0, 4, rows),
        "integer": lambda: rng.integers(0, 9, rows),
        "flag": lambda: rng.integers(0, 2, rows) == 1,
        "text": lambda: _texts(column, rows, rng),
    }
    return makers[column.kind]()


def _texts(column: Column, rows: int, rng: np.random.Generator) -> pd.Series[str]:
    words = np.char.add(rng.choice(_WORDS, rows), " ")
    texts = pd.Series(np.char.add(words, rng.integers(0, 2000, rows).astype(str)), dtype="str")
    return texts if column.required else texts.mask(rng.random(rows) < MISSING_SHARE)


def _lists(rows: int, rng: np.random.Generator) -> pd.Series[Any]:
    lengths = rng.integers(0, 3, rows).tolist()
    values = np.empty(rows, dtype=object)
    values[:] = [["one", "two"][:length] for length in lengths]
    return pd.Series(values)
