"""What does the CSV of the businesses on screen hold? The same rows, in the same order."""

from __future__ import annotations

import csv
import io
from typing import Any

import numpy as np
import pandas as pd

from dashboard.access import View
from dashboard.county import County
from dashboard.filters import Filters
from dashboard.labels import agency_name, filter_value, sector_name
from dashboard.queries import ordered
from records.schema import Column, PlacedRecord, Prediction, Relation, ScoredProfile

__all__ = ["CAUTION", "COLUMNS", "MORE", "cells", "csv_of", "dictionary_of", "safe"]

CAUTION = "A score is a prediction, not evidence: it says where to look first."

COLUMNS: tuple[Column, ...] = (
    ScoredProfile.profile_id,
    ScoredProfile.name,
    ScoredProfile.address,
    ScoredProfile.postcode,
    ScoredProfile.district,
    ScoredProfile.sector,
    ScoredProfile.status,
    ScoredProfile.band,
    ScoredProfile.score,
    ScoredProfile.score_version,
    ScoredProfile.top_reason,
    ScoredProfile.agency_count,
    ScoredProfile.agencies,
    ScoredProfile.last_visit_on,
    ScoredProfile.last_visit_agency,
    ScoredProfile.last_contact_on,
    ScoredProfile.rating,
    ScoredProfile.company_number,
    ScoredProfile.uprn,
    ScoredProfile.is_personal,
    ScoredProfile.lat,
    ScoredProfile.lon,
    ScoredProfile.located_by,
    ScoredProfile.in_county,
)
"""The columns of the file, in order; `dictionary_of` explains each."""

UNRESTRICTED = Column(
    "score_without_restricted", "number", "the score without restricted information, where seen"
)
MORE_HELD = Column("ask", "text", "who holds restricted information that is not shown")
DISPUTED = Column("disputed", "integer", "records of it that somebody says are wrong")
FOLLOWS = Column("follows", "text", "profile_id of the business it follows, of the same people")
SAME_OPERATOR = Column("same_operator", "text", "profile_ids of others that the same people run")
LOW = Column("score_low", "number", f"version two: {Prediction.low.help}; empty: version one")
HIGH = Column("score_high", "number", f"version two: {Prediction.high.help}")
CHANCE = Column("probability", "number", f"version two: {Prediction.probability.help}")
DOUBT = Column("doubt", "text", f"version two: {Prediction.doubt.help}")
PREDICTED = {LOW: Prediction.low, HIGH: Prediction.high, CHANCE: Prediction.probability}
MORE: tuple[Column, ...] = (
    *(UNRESTRICTED, MORE_HELD, DISPUTED, FOLLOWS, SAME_OPERATOR),
    *(LOW, HIGH, CHANCE, DOUBT),
)
"""Columns beside those of a profile: what the viewer is told of restricted information, of kin, and
of doubts of a prediction."""

_DECIMALS = 6
"""A tenth of a metre for a place, and more than enough for anything else."""
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
_BOM = "\ufeff"


def csv_of(view: View, filters: Filters, *, marked: bool, mark: str) -> bytes:
    """Return the businesses the filters let through as CSV, in the order on screen.

    UTF-8 with a mark that Excel needs; days as YYYY-MM-DD; lists joined by "; "; a cell that a
    spreadsheet would take for a formula begins with an apostrophe. marked: lines that begin with
    "#" come first: the protective marking `mark`, the build, the filters, and what each column is.
    """
    seen = view.county
    rows = ordered(view, filters)
    shown = seen.profiles.iloc[rows]
    frame = pd.DataFrame({str(c): cells(shown[c], c) for c in COLUMNS} | _more(view, shown))
    text = io.StringIO(newline="")
    text.write(_BOM)
    if marked:
        csv.writer(text).writerows([line] for line in _heading(view, filters, len(rows), mark))
    frame.to_csv(text, index=False, lineterminator="\r\n")
    return text.getvalue().encode()


def _more(view: View, shown: pd.DataFrame) -> dict[str, Any]:
    ids = shown[ScoredProfile.profile_id]
    records = view.county.table("records")
    doubted = records[records[PlacedRecord.record_id].isin(view.disputed.keys())]
    counts = doubted[PlacedRecord.profile_id].value_counts()
    asked = ["; ".join(view.contacts(one)) for one in ids]
    return {
        str(UNRESTRICTED): [view.unrestricted(one) for one in ids],
        str(MORE_HELD): asked,
        str(DISPUTED): [int(counts.get(one, 0)) for one in ids],
        str(FOLLOWS): _kin(view.county, ids, "follows"),
        str(SAME_OPERATOR): _kin(view.county, ids, "same_operator"),
        **_predicted(view, ids),
    }


def _predicted(view: View, ids: pd.Series[Any]) -> dict[str, Any]:
    """What version two says beside the score, where it is shown; else empty."""
    found = view.county.table("predictions").set_index(Prediction.profile_id)
    if not view.version.is_prediction:
        found = found.iloc[:0]
    found = found.reindex(ids)
    numbers = {str(ours): found[theirs].round(_DECIMALS) for ours, theirs in PREDICTED.items()}
    told = {**numbers, str(DOUBT): safe(found[Prediction.doubt].astype("str"))}
    return {name: values.to_numpy() for name, values in told.items()}


def _kin(county: County, ids: pd.Series[Any], kind: str) -> list[str]:
    """Return of each business the ids of those it has this to do with, the surest first."""
    found = county.table("relations")
    found = found[(found[Relation.kind] == kind) & found[Relation.profile_id].isin(ids)]
    found = found.sort_values(Relation.weight_bits, ascending=False, kind="stable")
    joined = found.groupby(Relation.profile_id)[Relation.other_id].agg("; ".join)
    return [str(joined.get(one, "")) for one in ids]


def dictionary_of() -> bytes:
    """Return as CSV what each column of the file means: name, kind, meaning."""
    text = io.StringIO(newline="")
    text.write(_BOM)
    lines = csv.writer(text)
    lines.writerow(["column", "kind", "meaning"])
    lines.writerows([str(column), column.kind, column.help] for column in (*COLUMNS, *MORE))
    return text.getvalue().encode()


def safe(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return the texts with an apostrophe before those a spreadsheet would run as a formula."""
    return values.where(~values.str.startswith(_FORMULA, na=False), "'" + values)


def cells(values: pd.Series[Any], column: Column) -> pd.Series[Any]:
    """Return the values of a column of a profile as they stand in a file."""
    if column.kind == "list":
        joined = ["; ".join(agency_name(one) for one in held) for held in values]
        return safe(pd.Series(joined, index=values.index, dtype="str"))
    if column.kind == "date":
        days: pd.Series[Any] = values.dt.strftime("%Y-%m-%d")
        return days
    if column.kind == "flag":
        return pd.Series(np.where(values, "yes", "no"), index=values.index)
    if column.kind == "number":
        return values.round(_DECIMALS)
    if column.kind != "text":
        return values
    return safe(_named(values, column))


def _named(values: pd.Series[Any], column: Column) -> pd.Series[Any]:
    names = {ScoredProfile.sector: sector_name, ScoredProfile.last_visit_agency: agency_name}
    if column not in names:
        return values
    called = {value: names[column](value) for value in values.dropna().unique()}
    named: pd.Series[Any] = values.map(called).astype("str")
    return named


def _heading(view: View, filters: Filters, rows: int, mark: str) -> list[str]:
    """The lines before the table; all begin with '#', so that none is a formula."""
    county, version = view.county, view.version
    about = county.about
    chosen = "; ".join(f"{name}: {filter_value(name, value)}" for name, value in filters.chosen())
    return [
        f"# {mark}",
        f"# {CAUTION}",
        f"# {version.label}",
        f"# {rows} of {len(county)} businesses; build {about.build_id}, as of {about.as_of}",
        f"# filters: {chosen or 'none'}",
        *(f"# {column}: {column.help}" for column in (*COLUMNS, *MORE)),
    ]
