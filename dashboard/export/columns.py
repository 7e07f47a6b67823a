"""Which columns may a file have, what does each mean, and which of them are asked for?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

from records.errors import SourceError
from records.schema import Column, PlacedRecord, Prediction, ScoredProfile, Touchpoint

__all__ = [
    "ALWAYS",
    "ASK",
    "COLUMNS",
    "CONTACTS",
    "CONTACT_GROUPS",
    "EXTRA",
    "GROUPS",
    "MORE",
    "chosen",
]

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
"""Columns of a profile that a file has unless others are chosen, in order."""

UNRESTRICTED = Column(
    "score_without_restricted", "number", "the score without restricted information, where seen"
)
ASK = Column("ask", "text", "who holds restricted information that is not shown")
DISPUTED = Column("disputed", "integer", "records of it that somebody says are wrong")
FOLLOWS = Column("follows", "text", "profile_id of the business it follows, of the same people")
SAME_OPERATOR = Column("same_operator", "text", "profile_ids of others that the same people run")
LOW = Column("score_low", "number", f"version two: {Prediction.low.help}; empty: version one")
HIGH = Column("score_high", "number", f"version two: {Prediction.high.help}")
CHANCE = Column("probability", "number", f"version two: {Prediction.probability.help}")
DOUBT = Column("doubt", "text", f"version two: {Prediction.doubt.help}")

WARD = Column("ward", "text", "ward that holds the point, or missing; the map says if indicative")

MORE: tuple[Column, ...] = (
    *(UNRESTRICTED, ASK, DISPUTED, FOLLOWS, SAME_OPERATOR),
    *(LOW, HIGH, CHANCE, DOUBT),
    WARD,
)
"""Columns beside those of a profile that a file has unless others are chosen: what the viewer is
told of restricted information, of kin, of doubts of a prediction, and the ward."""

EXTRA: tuple[Column, ...] = (
    ScoredProfile.legal_name,
    ScoredProfile.other_names,
    ScoredProfile.first_contact_on,
    ScoredProfile.record_count,
    ScoredProfile.sources,
    ScoredProfile.weakest_link,
)
"""Columns that a file has only where they are chosen."""

GROUPS: Mapping[str, tuple[Column, ...]] = {
    "Business": (
        ScoredProfile.name,
        ScoredProfile.legal_name,
        ScoredProfile.other_names,
        ScoredProfile.sector,
        ScoredProfile.status,
        ScoredProfile.company_number,
        ScoredProfile.uprn,
        ScoredProfile.is_personal,
        FOLLOWS,
        SAME_OPERATOR,
    ),
    "Place": (
        ScoredProfile.address,
        ScoredProfile.postcode,
        ScoredProfile.district,
        WARD,
        ScoredProfile.lat,
        ScoredProfile.lon,
        ScoredProfile.located_by,
        ScoredProfile.in_county,
    ),
    "Score": (
        ScoredProfile.band,
        ScoredProfile.score,
        ScoredProfile.top_reason,
        *(LOW, HIGH, CHANCE, DOUBT),
        UNRESTRICTED,
        ScoredProfile.score_version,
    ),
    "Contacts": (
        ScoredProfile.agency_count,
        ScoredProfile.agencies,
        ScoredProfile.last_visit_on,
        ScoredProfile.last_visit_agency,
        ScoredProfile.last_contact_on,
        ScoredProfile.first_contact_on,
        ScoredProfile.rating,
    ),
    "Records": (
        ScoredProfile.record_count,
        ScoredProfile.sources,
        ScoredProfile.weakest_link,
        DISPUTED,
        ASK,
    ),
}
"""All that may be chosen of a business, as people look for it."""

RECORD = Column("record_id", "text", Touchpoint.touchpoint_id.help)
TYPE = Column("type", "text", "what kind of contact it was, such as Food hygiene inspection")
WRONG = Column("disputed", "flag", "somebody says the record is wrong; it counts for no score")
CONTACTS: tuple[Column, ...] = (
    Touchpoint.profile_id,
    ScoredProfile.name,
    RECORD,
    Touchpoint.event_on,
    Touchpoint.agency,
    TYPE,
    Touchpoint.category,
    Touchpoint.is_visit,
    Touchpoint.result,
    Touchpoint.severity,
    Touchpoint.role,
    Touchpoint.summary,
    Touchpoint.source,
    Touchpoint.handling,
    PlacedRecord.handling_conditions,
    WRONG,
)
"""Columns of a contact, in order."""

CONTACT_GROUPS: Mapping[str, tuple[Column, ...]] = {
    "Contact": (
        ScoredProfile.name,
        Touchpoint.event_on,
        Touchpoint.agency,
        TYPE,
        Touchpoint.category,
        Touchpoint.is_visit,
        Touchpoint.result,
        Touchpoint.severity,
        Touchpoint.role,
        Touchpoint.summary,
    ),
    "Where it comes from": (
        RECORD,
        Touchpoint.source,
        Touchpoint.handling,
        PlacedRecord.handling_conditions,
        WRONG,
    ),
}
"""All that may be chosen of a contact."""

ALWAYS: Column = ScoredProfile.profile_id
"""The column that every file has, first: without it no row could be found again."""


def chosen(
    names: Iterable[str], held: Sequence[Column], usual: Sequence[Column]
) -> tuple[Column, ...]:
    """Return the columns called `names`, in the order of `held`; the usual ones where none is.

    The id is always first.

    Raises:
        SourceError: names every name that no column has, and those that come nearest.
    """
    wanted = [name.strip() for name in names if name.strip()]
    known = {str(column): column for column in held}
    odd = [name for name in dict.fromkeys(wanted) if name not in known]
    if odd:
        raise SourceError(f"Columns: {'; '.join(_unknown(name, list(known)) for name in odd)}.")
    asked = set(wanted) | {str(ALWAYS)}
    return tuple(one for one in held if str(one) in asked) if wanted else tuple(usual)


def _unknown(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=3, cutoff=0.5)
    expected = f"the nearest are {', '.join(near)}" if near else f"expected {', '.join(known)}"
    return f"there is none called {name!r}; {expected}"
