"""The county's facts: agencies, touchpoint types, sectors, duties to explain; one table each."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pandas as pd

__all__ = [
    "BANDS",
    "agencies",
    "assurance_questions",
    "atrs_fields",
    "event_types",
    "governance",
    "sectors",
]

BANDS = ("low", "moderate", "high", "severe")
"""Risk bands, calmest first."""

_FOLDER = Path(__file__).parent


@cache
def _table(name: str, key: str) -> pd.DataFrame:
    return pd.read_csv(_FOLDER / f"{name}.csv", dtype="str").set_index(key, drop=False)


def event_types() -> pd.DataFrame:
    """Return the touchpoint types by code.

    Columns: code, category, label, agency ("any": each), polarity, severity (0-5 of a bad result),
    raises (no, never, yes, result, weak, capped, corroborated, grade, role, churn, label),
    lowers (no, yes, result), handling (default code P or C) and note.
    """
    return _event_types().copy(deep=False)


@cache
def _event_types() -> pd.DataFrame:
    types = _table("event_types", "code")
    return types.assign(severity=types["severity"].astype("int64"))


def agencies() -> pd.DataFrame:
    """Return the agencies by id.

    Columns: agency, name, short_name, kind, authority ("no": a reference register or the public,
    not counted as an authority that knows a business), valid_from and valid_to (missing: always),
    successor and data_protection_regime.
    """
    return _agencies().copy(deep=False)


@cache
def _agencies() -> pd.DataFrame:
    table = _table("agencies", "agency")
    days = {day: pd.to_datetime(table[day]) for day in ("valid_from", "valid_to")}
    return table.assign(**days)


def sectors() -> pd.DataFrame:
    """Return the sectors by id: sector, label, tier (A, B, C or none), sic_prefixes and words."""
    return _sectors().copy(deep=False)


@cache
def _sectors() -> pd.DataFrame:
    return _table("sectors", "sector").fillna({"sic_prefixes": "", "words": "", "tier": "none"})


def atrs_fields() -> pd.DataFrame:
    """Return the fields of the Algorithmic Transparency Recording Standard by number.

    Columns: section, number, field, how_filled (as the standard's table has it), filled_by (system,
    person or both) and ask (what the person is asked; missing where nobody is).
    """
    return _table("atrs_fields", "number")


def assurance_questions() -> pd.DataFrame:
    """Return what else a person must answer before the pack is whole: number, field and ask."""
    return _table("assurance_questions", "number")


def governance() -> pd.DataFrame:
    """Return what law, codes and boards expect: expectation, source, asked, status and met_by.

    status: met or partly, by the program; met_by says how, and what is lacking.
    """
    return _table("governance", "expectation")
