"""How are days, sources, points and missing texts written?"""

from __future__ import annotations

from typing import Any

import pandas as pd

__all__ = ["counted", "day", "signed", "source_word", "written"]

SOURCES = {
    "companies_house": "Companies House register",
    "company_officers": "Companies House officers",
    "cqc": "CQC register",
    "easi": "EASI cases",
    "environment_agency": "Environment Agency enforcement",
    "fire": "Fire audits and notices",
    "food_hygiene": "Food hygiene ratings",
    "food_inspections": "Food inspections",
    "glaa_register": "GLAA register",
    "health_safety": "Health and safety visits",
    "housing": "Shared housing register",
    "housing_visits": "Housing visits",
    "hse_cases": "HSE prosecutions",
    "hse_notices": "HSE notices",
    "licensing": "Premises licences",
    "licensing_personal": "Personal licences",
    "nmw_naming": "Minimum wage enforcement",
    "planning_enforcement": "Planning enforcement",
    "police_incidents": "Police incidents",
    "police_intelligence": "Police intelligence",
    "public_reports": "Public reports",
    "trading_standards": "Trading standards visits",
}
"""Built-in sources in words; a county's own layout is called by its name."""


def day(value: Any) -> str:
    """Return a day as '3 May 2026'; 'no date' where it is missing."""
    return "no date" if pd.isna(value) else f"{value.day} {value:%b %Y}"


def source_word(source: str) -> str:
    """Return what a source holds, in words: 'Police incidents'."""
    return SOURCES.get(source) or source.replace("_", " ").strip().capitalize()


def signed(points: float) -> str:
    """Return points to one decimal with their sign, such as '+2.7'; '0.0' has none."""
    rounded = round(points, 1)
    if not rounded:
        return "0.0"
    return f"\u2212{-rounded:.1f}" if rounded < 0 else f"+{rounded:.1f}"


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return a number with its noun: '1 contact', '1,204 contacts'; plural: where s is not it."""
    return f"{number:,} {noun if number == 1 else plural or noun + 's'}"


def written(value: Any) -> str:
    """Return a text, empty where it is missing."""
    return value if isinstance(value, str) else ""
