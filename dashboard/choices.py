"""Which choices do the filters offer? Keys as in the query string, and what they are called."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from records.schema import ScoredProfile

__all__ = [
    "CHOICES",
    "DUES",
    "KNOWN",
    "LISTS",
    "OVERLAPS",
    "PLACES",
    "RATINGS",
    "SHARES",
    "SORTABLE",
    "SORTS",
    "TYPES",
    "UNRATED",
    "VISITED",
    "WAYS",
    "is_order",
]

_UNBOUNDED = 255

VISITED: Mapping[str, tuple[str, int | None, int | None]] = {
    "within3m": ("In the last 3 months", None, 3),
    "within6m": ("In the last 6 months", None, 6),
    "within12m": ("In the last 12 months", None, 12),
    "over1y": ("Not for over 1 year, or never", 12, None),
    "over2y": ("Not for over 2 years, or never", 24, None),
    "over3y": ("Not for over 3 years, or never", 36, None),
    "never": ("Never visited", None, None),
}
"""Choices of last visit: label, months it is older than, months it is within."""

KNOWN: Mapping[str, tuple[str, int, int]] = {
    "0": ("No agency", 0, 0),
    "1": ("One agency", 1, 1),
    "2": ("Two agencies", 2, 2),
    "3": ("Three agencies", 3, 3),
    "from2": ("2 or more agencies", 2, _UNBOUNDED),
    "from3": ("3 or more agencies", 3, _UNBOUNDED),
    "from4": ("More than 3 agencies", 4, _UNBOUNDED),
}
"""Choices of how many agencies know it: label, least, most."""

PLACES: Mapping[str, str] = {
    "on": "On the map",
    "off": "Not on the map",
    "outside": "Outside the county",
}
"""Choices of place."""

OVERLAPS: Mapping[str, str] = {"14d": "Two agencies within 14 days"}
"""Choices of contacts that overlap, in the last year."""

SHARES: Mapping[str, str] = {"top5": "The 5% with most contacts"}
"""Choices of how busy it is: of all that the viewer sees, in the last year."""

DUES: Mapping[str, tuple[str, int]] = {
    "due": ("A visit is due", 0),
    "overdue": ("Overdue for over 3 months", 92),
}
"""Choices of whether a visit is due: label, fewest days that it is overdue (`due.days_overdue`)."""

SORTS: Mapping[str, str] = {
    "score": "Highest score",
    "name": "Name",
    "visit": "Longest since last visit",
    "agencies": "Most agencies",
    "district": "District",
}
"""Orders of the table; the first is used where none is asked for."""

SORTABLE: tuple[str, ...] = tuple(
    str(column)
    for column in ScoredProfile.columns()
    if column not in (ScoredProfile.profile_id, ScoredProfile.phone)
)
"""Columns of a business that any table may be in the order of, besides `SORTS`."""

WAYS: tuple[str, ...] = ("up", "down")
"""The two directions of a column: `rating.up`, `rating.down`."""

LISTS: Mapping[str, str] = {
    "band": "Risk band",
    "sector": "Sector",
    "agency": "Known to",
    "district": "District",
    "ward": "Ward",
    "type": "Kind of contact",
    "rating": "Food hygiene rating",
}
"""Filters of which several values may be chosen, by their name in the query string."""

CHOICES: Mapping[str, Mapping[str, Any]] = {
    "visited": VISITED,
    "known": KNOWN,
    "place": PLACES,
    "overlap": OVERLAPS,
    "share": SHARES,
    "due": DUES,
}
"""Filters of which one value may be chosen, and their values."""

UNRATED = "none"
"""Value of the filter of ratings where a business has none."""

RATINGS: Mapping[str, str] = {
    "5": "5, very good",
    "4": "4, good",
    "3": "3, satisfactory",
    "2": "2, improvement necessary",
    "1": "1, major improvement necessary",
    "0": "0, urgent improvement necessary",
    "AwaitingInspection": "Awaiting inspection",
    "Exempt": "Exempt",
    UNRATED: "No rating",
}
"""Ratings of the Food Hygiene Rating Scheme, best first, as its stickers say them."""

TYPES: Mapping[str, str] = {
    "inspection": "Inspection or visit",
    "outcome": "Outcome of a visit",
    "complaint": "Complaint",
    "rating": "Rating given",
    "enforcement": "Enforcement",
    "licence": "Licence",
    "link": "Linked housing",
    "intelligence": "Intelligence",
    "incident": "Police incident",
    "registration": "Registration, or change of company",
    "service": "Advice or support",
}
"""Kinds of contact: the categories of event_types.csv, in its order."""


def is_order(value: str) -> bool:
    """Say whether `value` is an order: a key of `SORTS`, or a column and a direction."""
    column, dot, way = value.partition(".")
    return value in SORTS or (bool(dot) and column in SORTABLE and way in WAYS)
