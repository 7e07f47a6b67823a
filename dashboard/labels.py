"""What are codes and lengths of time called in front of people?"""

from __future__ import annotations

from functools import cache

from dashboard.filters import KNOWN, PLACES, VISITED
from records.domain import agencies, sectors

__all__ = ["agency_name", "ago", "filter_value", "in_words", "sector_name"]

_DAYS_A_YEAR, _DAYS_A_MONTH = 365.25, 30.44


@cache
def sector_name(sector: str) -> str:
    """Return the sector's label, or its id where it has none."""
    table = sectors()
    return str(table.loc[sector, "label"]) if sector in table.index else sector


@cache
def agency_name(agency: str) -> str:
    """Return the agency's short name, or its id where it has none."""
    table = agencies()
    return str(table.loc[agency, "short_name"]) if agency in table.index else agency


def in_words(days: float) -> str:
    """Return a length of time in words: '3 days', '7 months', '4.1 years'."""
    if days < 2 * _DAYS_A_MONTH:
        number, unit = round(days), "day"
    elif days < 2 * _DAYS_A_YEAR:
        number, unit = round(days / _DAYS_A_MONTH), "month"
    else:
        return f"{days / _DAYS_A_YEAR:.1f} years"
    return f"{number} {unit}{'' if number == 1 else 's'}"


def ago(days: float) -> str:
    """Return how long ago that is: '3 days ago', '4.1 years ago'."""
    return f"{in_words(days)} ago"


def filter_value(name: str, value: str) -> str:
    """Return the label of a value of the filter called `name`."""
    if name == "band":
        return value.capitalize()
    if name in {"sector", "agency"}:
        return sector_name(value) if name == "sector" else agency_name(value)
    choices = {"visited": VISITED, "known": KNOWN}
    if name in choices:
        return str(choices[name][value][0])
    return PLACES[value] if name == "place" else value
