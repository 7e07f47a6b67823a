"""How are days, agencies and missing texts written?"""

from __future__ import annotations

from typing import Any

import pandas as pd

from records.domain import agencies

__all__ = ["agency_word", "day", "written"]


def day(value: Any) -> str:
    """Return a day as '3 May 2026'; 'no date' where it is missing."""
    return "no date" if pd.isna(value) else f"{value.day} {value:%b %Y}"


def agency_word(code: str) -> str:
    """Return an agency's short name."""
    return str(agencies()["short_name"].get(code, code))


def written(value: Any) -> str:
    """Return a text, empty where it is missing."""
    return value if isinstance(value, str) else ""
