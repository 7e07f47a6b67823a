"""How do values stand in a file? Plain, named as people name them, and never as a formula."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dashboard.labels import agency_name, sector_name
from records.schema import Column, ScoredProfile, Touchpoint

__all__ = ["DECIMALS", "as_text", "cells", "plain", "safe"]

DECIMALS = 6
"""A tenth of a metre for a place, and more than enough for anything else."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""Beginnings that a spreadsheet may run, those of full width too (OWASP, CSV injection)."""
_UNPRINTED = "[\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\ufffe\uffff]"
"""Letters that no spreadsheet and no XML takes."""
_NAMES = {
    ScoredProfile.sector: sector_name,
    ScoredProfile.last_visit_agency: agency_name,
    Touchpoint.agency: agency_name,
}


def safe(values: pd.Series[Any]) -> pd.Series[Any]:
    """Return the texts with an apostrophe before those a spreadsheet would run as a formula.

    Letters that cannot be printed are left out; every line ends in a line feed.
    """
    printed = values.str.replace(_UNPRINTED, "", regex=True)
    printed = printed.str.replace("\r\n", "\n", regex=False).str.replace("\r", "\n", regex=False)
    return printed.where(~printed.str.startswith(_FORMULA, na=False), "'" + printed)


def plain(values: pd.Series[Any], column: Column) -> pd.Series[Any]:
    """Return the values of a column as any file may hold them, of the column's own type.

    Agencies and sectors by their names; lists joined by "; "; numbers to `DECIMALS` places; texts
    are safe. Missing stays missing.
    """
    if column.kind == "list":
        called = agency_name if column == ScoredProfile.agencies else str
        joined = ["; ".join(map(called, held)) for held in values]
        return safe(pd.Series(joined, index=values.index, dtype="str"))
    if column.kind == "number":
        return values.astype("float64").round(DECIMALS)
    if column.kind == "text":
        return safe(_named(values, column).astype("str"))
    return values


def as_text(values: pd.Series[Any], column: Column) -> pd.Series[Any]:
    """Return plain values as they stand in a CSV: days as YYYY-MM-DD, flags as yes and no."""
    if column.kind == "date":
        days: pd.Series[Any] = values.dt.strftime("%Y-%m-%d")
        return days
    if column.kind == "flag":
        return pd.Series(np.where(values, "yes", "no"), index=values.index)
    return values


def cells(values: pd.Series[Any], column: Column) -> pd.Series[Any]:
    """Return the values of a column of a profile as they stand in a CSV."""
    return as_text(plain(values, column), column)


def _named(values: pd.Series[Any], column: Column) -> pd.Series[Any]:
    if column not in _NAMES:
        return values
    called = {value: _NAMES[column](value) for value in values.dropna().unique()}
    named: pd.Series[Any] = values.map(called)
    return named
