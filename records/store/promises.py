"""Do the tables of a build agree with each other?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import pyarrow as pa

from records.among import among
from records.errors import BuildError, SchemaError
from records.schema import (
    BUILD_TABLES,
    WHERE_PREDICTED,
    Column,
    Profile,
    Reason,
    Record,
    ScoredProfile,
    Table,
)
from records.store.frames import arrow_schema

__all__ = ["check_build", "shaped_tables"]

POINTS_TOLERANCE = 0.01
"""How far a profile's reasons may sum from its score, in points."""

_OF_A_PROFILE = ("records", "facts", "touchpoints", "reasons", "links", *WHERE_PREDICTED)

Tables = Mapping[str, pd.DataFrame | pa.Table]


def shaped_tables(tables: Tables) -> dict[str, pd.DataFrame | pa.Table]:
    """Return every table of a build with exactly its columns and types; Arrow ones as they are.

    Predictions that are not there are tables without a row.

    Raises:
        BuildError: a table is missing, unknown, or lacks a column or a required value.
    """
    tables = {**{name: BUILD_TABLES[name].empty() for name in WHERE_PREDICTED}, **tables}
    faults = [f"table {name!r} is missing" for name in BUILD_TABLES if name not in tables]
    faults += [f"table {name!r} is not part of a build" for name in tables.keys() - BUILD_TABLES]
    shaped: dict[str, pd.DataFrame | pa.Table] = {}
    for name, frame in tables.items():
        if name in BUILD_TABLES:
            try:
                shaped[name] = _shaped(BUILD_TABLES[name], frame)
            except SchemaError as error:
                faults.append(f"table {name!r}: {error}")
            except (TypeError, ValueError):
                # What pandas says would quote the value, which may be personal.
                faults.append(f"table {name!r} holds values of another type than its columns")
    _refuse(faults)
    return shaped


def _shaped(table: type[Table], frame: pd.DataFrame | pa.Table) -> pd.DataFrame | pa.Table:
    if not isinstance(frame, pa.Table):
        return table.shape(table.check(frame))
    if frame.schema != arrow_schema(table):
        raise SchemaError(f"its columns are not those of {table.__name__}")
    empty = [c for c in table.columns() if c.required and frame.column(str(c)).null_count]
    if empty:
        raise SchemaError("; ".join(f"column {c!r} is empty in some rows" for c in empty))
    return frame


def check_build(tables: Tables) -> None:
    """Return when the tables agree with each other.

    Raises:
        BuildError: names every promise that is broken and in how many rows.
    """
    faults = [
        *_repeated(_column(tables["profiles"], Profile.profile_id), "profiles"),
        *_repeated(_column(tables["records"], Record.record_id), "records"),
        *_repeated(_column(tables["predictions"], Profile.profile_id), "predictions"),
    ]
    for name in _OF_A_PROFILE:
        faults += _strangers(tables, name)
    faults += _sums(tables["profiles"], tables["reasons"])
    faults += _sums(tables["predictions"], tables["prediction_reasons"])
    _refuse(faults)


def _column(table: pd.DataFrame | pa.Table, column: Column) -> pd.Series[Any]:
    if not isinstance(table, pa.Table):
        return table[column]
    return pd.Series(table.column(str(column)).to_pandas(), name=str(column))


def _repeated(ids: pd.Series[Any], table: str) -> list[str]:
    repeated = int(ids.duplicated().sum())
    return [f"{table}: {repeated} rows repeat a {ids.name}"] if repeated else []


def _strangers(tables: Tables, name: str) -> list[str]:
    ids, known = (_column(tables[one], Profile.profile_id) for one in (name, "profiles"))
    unknown = int((~among(ids, known)).sum())
    return [f"{name}: {unknown} rows belong to no profile of the build"] if unknown else []


def _sums(profiles: pd.DataFrame | pa.Table, reasons: pd.DataFrame | pa.Table) -> list[str]:
    ids = _column(profiles, ScoredProfile.profile_id)
    scores = _column(profiles, ScoredProfile.score).set_axis(pd.Index(ids))
    owner, worth = _column(reasons, Reason.profile_id), _column(reasons, Reason.points)
    points = worth.groupby(owner).sum()
    # A hair wider, so that a sum off by exactly the tolerance is not refused for its rounding.
    apart = (points.reindex(scores.index).fillna(0.0) - scores).abs() > POINTS_TOLERANCE + 1e-9
    if not apart.any():
        return []
    first = apart.index[apart.to_numpy()][0]
    return [
        f"reasons: the points of {int(apart.sum())} profiles do not sum to their score within "
        f"{POINTS_TOLERANCE}, first {first!r}"
    ]


def _refuse(faults: list[str]) -> None:
    if faults:
        raise BuildError(
            "The build was not published, the one before stays: "
            + "; ".join(faults)
            + ". The program broke its own promise: report it with this message."
        )
