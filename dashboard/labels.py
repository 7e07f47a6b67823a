"""What are codes called in front of people?"""

from __future__ import annotations

from functools import cache

from dashboard.figures.timeline import in_words
from dashboard.filters import KNOWN, PLACES, VISITED
from records.domain import agencies, sectors

__all__ = ["agency_name", "ago", "filter_value", "sector_name"]


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
