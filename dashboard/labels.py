"""What are codes and lengths of time called in front of people?"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache

from dashboard.area import decoded
from dashboard.choices import DUES, KNOWN, OVERLAPS, PLACES, RATINGS, SHARES, TYPES, VISITED
from dashboard.periods import period_name
from records.domain import agencies, sectors

__all__ = ["agency_name", "ago", "filter_value", "in_words", "rating_name", "sector_name"]

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


def rating_name(rating: str) -> str:
    """Return what a rating is called: 'Rated 5, very good', 'Exempt'."""
    name = RATINGS.get(rating, rating)
    return f"Rated {name}" if rating.isdigit() else name


def filter_value(name: str, value: str) -> str:
    """Return the label of a value of the filter called `name`; the value where it has none."""
    named = _NAMED.get(name)
    return named(value) if named else value


def _area_name(area: str) -> str:
    return f"Area of {len(decoded(area))} corners drawn on the map"


_NAMED: Mapping[str, Callable[[str], str]] = {
    "band": str.capitalize,
    "sector": sector_name,
    "agency": agency_name,
    "type": lambda one: TYPES.get(one, one),
    "rating": rating_name,
    "visited": lambda key: VISITED[key][0],
    "known": lambda key: KNOWN[key][0],
    "place": lambda key: PLACES[key],
    "overlap": lambda key: OVERLAPS[key],
    "share": lambda key: SHARES[key],
    "due": lambda key: DUES[key][0],
    "period": period_name,
    "area": _area_name,
}
"""What the values of each filter are called; those of the others are names."""
