"""What should be known before someone knocks? Short lines, each from the data at hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import itemgetter

import pandas as pd

from dashboard.components.wording import counted, day
from dashboard.dossier import Dossier
from dashboard.labels import agency_name, in_words
from dashboard.related import HERE, followed
from dashboard.rows import Row, rows
from records.domain import agencies
from records.schema import PlacedRecord, ScoredProfile, Touchpoint
from records.touchpoints import agency_on

__all__ = ["RECENT_DAYS", "Line", "briefing", "last_seen", "more_held", "only_a_victim"]

RECENT_DAYS = 90
"""An agency with a contact within these days is said to be engaged."""

ROLES = {"suspect": "under suspicion", "scene": "the scene", "victim": "the victim"}
"""What the premises were in a police incident, in words."""

POLICE = ("incident", "intelligence")
"""Kinds of contact by which the police know a business."""

CONTACT = (
    Touchpoint.agency,
    Touchpoint.category,
    Touchpoint.event_code,
    Touchpoint.event_on,
    Touchpoint.is_visit,
    Touchpoint.severity,
    Touchpoint.result,
    Touchpoint.role,
    Touchpoint.summary,
)
"""What is read of a contact."""

RECORD = (
    PlacedRecord.agency,
    PlacedRecord.event_code,
    PlacedRecord.event_on,
    PlacedRecord.due_on,
    PlacedRecord.revised_due_on,
    PlacedRecord.complied,
    PlacedRecord.handling,
    PlacedRecord.handling_conditions,
)
"""What is read of a record."""


@dataclass(frozen=True)
class Line:
    """One thing to know. href: where on the page it is told at length, empty where nowhere."""

    term: str
    text: str
    href: str = ""


def briefing(dossier: Dossier, as_of: pd.Timestamp) -> list[Line]:
    """Return what an inspector should know before a visit on `as_of`, most urgent first.

    Each line says so where nothing is known; none is left out, so that silence is never read as
    a finding.
    """
    contacts = rows(dossier.touchpoints, *CONTACT)
    records = rows(dossier.records, *RECORD)
    return [
        Line("Last visit", _last_visit(contacts, as_of)),
        Line("Getting in", _no_access(contacts)),
        Line("Police", _police(contacts)),
        Line("Notices", _notices(records, as_of)),
        Line("Who else is engaged", _engaged(contacts, as_of)),
        Line("Restricted information", " ".join(_restricted(records, dossier.ask, as_of))),
        *_neighbours(dossier),
    ]


def last_seen(dossier: Dossier, as_of: pd.Timestamp) -> str:
    """Return who was there last and how long ago, in words."""
    visited = dossier.profile[ScoredProfile.last_visit_on]
    if pd.isna(visited):
        return "Never visited by any agency that shares its records."
    who = agency_name(str(dossier.profile[ScoredProfile.last_visit_agency]))
    return f"Last visited {in_words((as_of - visited).days)} ago by {who}, on {day(visited)}."


def only_a_victim(touchpoints: pd.DataFrame) -> bool:
    """Say whether the police know the premises, and only as the victim of what happened there."""
    return _only_a_victim(rows(touchpoints, Touchpoint.category, Touchpoint.role))


def _only_a_victim(contacts: list[Row]) -> bool:
    known = [one for one in contacts if one[Touchpoint.category] in POLICE]
    return bool(known) and all(one[Touchpoint.role] == "victim" for one in known)


def _last_visit(contacts: list[Row], as_of: pd.Timestamp) -> str:
    visits = [one for one in contacts if one[Touchpoint.is_visit]]
    if not visits:
        return "Never visited by an agency that shares its records. That is unknown, not a finding."
    gravest = max(visits, key=itemgetter(Touchpoint.event_on, Touchpoint.severity))
    on = gravest[Touchpoint.event_on]
    ago = in_words((as_of - on).days)
    who = agency_name(gravest[Touchpoint.agency])
    return f"{who}, {day(on)}, {ago} ago. {gravest[Touchpoint.summary]}."


def _no_access(contacts: list[Row]) -> str:
    failed = [
        one
        for one in contacts
        if one[Touchpoint.result] == "no_access" or one[Touchpoint.event_code] == "VISIT_NOACCESS"
    ]
    if not failed:
        return "No failed attempt is recorded."
    last = max(reversed(failed), key=itemgetter(Touchpoint.event_on))
    who = agency_name(last[Touchpoint.agency])
    said = counted(len(failed), "visit")
    return f"{said} without access, last {day(last[Touchpoint.event_on])} by {who}."


def _police(contacts: list[Row]) -> str:
    incidents = [one for one in contacts if one[Touchpoint.category] == "incident"]
    if not incidents:
        return "No incident at the premises is recorded."
    said = counted(len(incidents), "incident")
    if _only_a_victim(contacts):
        return f"{said}. Known to the police only as a victim."
    told = [one[Touchpoint.role] for one in incidents if isinstance(one[Touchpoint.role], str)]
    if not told:
        return f"{said}; no role."
    parts = [f"{word} in {told.count(role)}" for role, word in ROLES.items() if role in told]
    untold = len(incidents) - len(told)
    parts += [f"role not recorded in {untold}"] if untold else []
    return f"{said}. The premises were {_listed(parts)}."


def _notices(records: list[Row], as_of: pd.Timestamp) -> str:
    # A source may write one row for each breach of a notice.
    found: dict[tuple[str, str], set[pd.Timestamp]] = {}
    for one in records:
        until = _due(one)
        if until is not None and _still_open(one, as_of):
            state = _state(one[PlacedRecord.complied], until, as_of)
            found.setdefault((one[PlacedRecord.agency], state), set()).add(until)
    if not found:
        return "No open notice is recorded."
    said = [
        f"{agency_name(agency)}: {_dated(len(days), state, max(days))}"
        for (agency, state), days in found.items()
    ]
    return "; ".join(said) + "."


def _due(record: Row) -> pd.Timestamp | None:
    """The day a notice must be complied with; None where it is none, or has no such day."""
    days = (record[PlacedRecord.revised_due_on], record[PlacedRecord.due_on])
    return next((one for one in days if not pd.isna(one)), None)


def _still_open(record: Row, as_of: pd.Timestamp) -> bool:
    return (
        record[PlacedRecord.event_code] != "PROSECUTION"
        and record[PlacedRecord.event_on] < as_of
        and record[PlacedRecord.complied] not in ("yes", "withdrawn")
    )


def _state(complied: object, until: pd.Timestamp, as_of: pd.Timestamp) -> str:
    if complied == "no":
        return "not complied with"
    return "still to be complied with" if until >= as_of else "with no outcome recorded"


def _dated(number: int, state: object, latest: pd.Timestamp) -> str:
    if number == 1:
        return f"1 {state}, due {day(latest)}"
    return f"{number} {state}, the latest due {day(latest)}"


def _engaged(contacts: list[Row], as_of: pd.Timestamp) -> str:
    since = as_of - pd.Timedelta(days=RECENT_DAYS)
    latest: dict[str, pd.Timestamp] = {}
    for one in contacts:
        who, on = one[Touchpoint.agency], one[Touchpoint.event_on]
        if on >= since and who in _authorities():
            latest[who] = max(on, latest.get(who, on))
    if not latest:
        return f"No agency was in touch in the last {RECENT_DAYS} days."
    order = sorted(sorted(latest), key=latest.__getitem__, reverse=True)
    said = [f"{agency_name(who)} ({day(latest[who])})" for who in order]
    return f"In the last {RECENT_DAYS} days: {', '.join(said)}."


def more_held(ask: tuple[str, ...]) -> str:
    """Return whom to ask for what is not shown; empty where nothing may be said."""
    return f"Restricted information held: contact {_listed(ask)}." if ask else ""


def _restricted(records: list[Row], ask: tuple[str, ...], as_of: pd.Timestamp) -> list[str]:
    """What is shown and restricted, and whom to ask for more; never more than may be told."""
    told = [_shown_restricted(records, as_of), more_held(ask)]
    return [one for one in told if one] or ["None that you may see."]


def _shown_restricted(records: list[Row], as_of: pd.Timestamp) -> str:
    held = [one for one in records if one[PlacedRecord.handling] == "C"]
    if not held:
        return ""
    # An agency that has ended is asked through its successor; the public cannot be asked.
    now = Counter(_in_charge(one[PlacedRecord.agency], as_of) for one in held)
    asked = [who for who, _ in now.most_common() if who in _authorities()]
    if not asked:
        return "From public reports. Treat it with care and do not pass it on."
    said = [one[PlacedRecord.handling_conditions] for one in held]
    conditions = sorted({one for one in said if isinstance(one, str)})
    more = f" Conditions: {'; '.join(conditions)}." if conditions else ""
    who = _listed(map(agency_name, asked))
    return f"Held by {who}. Ask them before you use it or pass it on.{more}"


@lru_cache(maxsize=1024)
def _in_charge(agency: str, on: pd.Timestamp) -> str:
    """The agency in charge on a day: the successor of one that has ended."""
    return str(agency_on(pd.Series([agency]), pd.Series([on])).iloc[0])


@cache
def _authorities() -> frozenset[str]:
    """Agencies that act: neither registers nor the public."""
    table = agencies()
    return frozenset(table.index[table["authority"] == "yes"])


def _neighbours(dossier: Dossier) -> list[Line]:
    others = [one for one in dossier.kin if one.kind in HERE]
    number = len(dossier.premises) + len(others)
    if not number:
        return []
    said = f"{counted(number, 'other business', 'other businesses')} known here."
    return [Line("Same address", f"{said} {followed(dossier.kin)}".strip(), "#premises")]


def _listed(words: Iterable[str]) -> str:
    parts = list(words)
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
