"""What should be known before someone knocks? Short lines, each from the data at hand."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd

from dashboard.components.wording import counted, day
from dashboard.dossier import Dossier
from dashboard.labels import agency_name, in_words
from records.domain import agencies
from records.schema import PlacedRecord, ScoredProfile, Touchpoint
from records.touchpoints import agency_on

__all__ = ["RECENT_DAYS", "Line", "briefing", "last_seen", "more_held", "only_a_victim"]

RECENT_DAYS = 90
"""An agency with a contact within these days is said to be engaged."""

ROLES = {"suspect": "under suspicion", "scene": "the scene", "victim": "the victim"}
"""What the premises were in a police incident, in words."""


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
    return [
        Line("Last visit", _last_visit(dossier, as_of)),
        Line("Getting in", _no_access(dossier.touchpoints)),
        Line("Police", _police(dossier.touchpoints)),
        Line("Notices", _notices(dossier.records, as_of)),
        Line("Who else is engaged", _engaged(dossier.touchpoints, as_of)),
        Line("Restricted information", " ".join(_restricted(dossier, as_of))),
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
    known = touchpoints[touchpoints[Touchpoint.category].isin(("incident", "intelligence"))]
    return len(known) > 0 and bool((known[Touchpoint.role] == "victim").all())


def _last_visit(dossier: Dossier, as_of: pd.Timestamp) -> str:
    visits = dossier.touchpoints[dossier.touchpoints[Touchpoint.is_visit]]
    if visits.empty:
        return "Never visited by an agency that shares its records. That is unknown, not a finding."
    latest = visits[visits[Touchpoint.event_on] == visits[Touchpoint.event_on].max()]
    gravest = latest.sort_values(Touchpoint.severity, ascending=False, kind="stable").iloc[0]
    on = gravest[Touchpoint.event_on]
    ago = in_words((as_of - on).days)
    who = agency_name(gravest[Touchpoint.agency])
    return f"{who}, {day(on)}, {ago} ago. {gravest[Touchpoint.summary]}."


def _no_access(touchpoints: pd.DataFrame) -> str:
    failed = touchpoints[
        (touchpoints[Touchpoint.result] == "no_access")
        | (touchpoints[Touchpoint.event_code] == "VISIT_NOACCESS")
    ]
    if failed.empty:
        return "No failed attempt is recorded."
    last = failed.sort_values(Touchpoint.event_on).iloc[-1]
    who = agency_name(last[Touchpoint.agency])
    said = counted(len(failed), "visit")
    return f"{said} without access, last {day(last[Touchpoint.event_on])} by {who}."


def _police(touchpoints: pd.DataFrame) -> str:
    incidents = touchpoints[touchpoints[Touchpoint.category] == "incident"]
    if incidents.empty:
        return "No incident at the premises is recorded."
    said = counted(len(incidents), "incident")
    if only_a_victim(touchpoints):
        return f"{said}. Known to the police only as a victim."
    roles = incidents[Touchpoint.role].value_counts()
    parts = [f"{word} in {roles[role]}" for role, word in ROLES.items() if role in roles]
    untold = len(incidents) - int(roles.sum())
    parts += [f"role not recorded in {untold}"] if untold else []
    return f"{said}. The premises were {_listed(parts)}." if roles.sum() else f"{said}; no role."


def _notices(records: pd.DataFrame, as_of: pd.Timestamp) -> str:
    due = records[PlacedRecord.revised_due_on].fillna(records[PlacedRecord.due_on])
    still_open = (
        due.notna()
        & (records[PlacedRecord.event_code] != "PROSECUTION")
        & (records[PlacedRecord.event_on] < as_of)
        & ~records[PlacedRecord.complied].isin(("yes", "withdrawn"))
    )
    held = records[still_open].assign(due=due[still_open])
    if held.empty:
        return "No open notice is recorded."
    # A source may write one row for each breach of a notice.
    states = [
        _state(complied, until, as_of)
        for complied, until in zip(held[PlacedRecord.complied], held["due"], strict=True)
    ]
    groups = held.assign(state=states).drop_duplicates([PlacedRecord.agency, "state", "due"])
    said = [
        f"{agency_name(agency)}: {_dated(len(part), state, part['due'].max())}"
        for (agency, state), part in groups.groupby([PlacedRecord.agency, "state"], sort=False)
    ]
    return "; ".join(said) + "."


def _state(complied: object, until: pd.Timestamp, as_of: pd.Timestamp) -> str:
    if complied == "no":
        return "not complied with"
    return "still to be complied with" if until >= as_of else "with no outcome recorded"


def _dated(number: int, state: object, latest: pd.Timestamp) -> str:
    if number == 1:
        return f"1 {state}, due {day(latest)}"
    return f"{number} {state}, the latest due {day(latest)}"


def _engaged(touchpoints: pd.DataFrame, as_of: pd.Timestamp) -> str:
    recent = touchpoints[
        (touchpoints[Touchpoint.event_on] >= as_of - pd.Timedelta(days=RECENT_DAYS))
        & touchpoints[Touchpoint.agency].isin(_authorities())
    ]
    if recent.empty:
        return f"No agency was in touch in the last {RECENT_DAYS} days."
    latest = recent.groupby(Touchpoint.agency)[Touchpoint.event_on].max()
    said = [
        f"{agency_name(str(who))} ({day(on)})"
        for who, on in latest.sort_values(ascending=False, kind="stable").items()
    ]
    return f"In the last {RECENT_DAYS} days: {', '.join(said)}."


def more_held(ask: tuple[str, ...]) -> str:
    """Return whom to ask for what is not shown; empty where nothing may be said."""
    return f"Restricted information held: contact {_listed(ask)}." if ask else ""


def _restricted(dossier: Dossier, as_of: pd.Timestamp) -> list[str]:
    """What is shown and restricted, and whom to ask for more; never more than may be told."""
    told = [_shown_restricted(dossier.records, as_of), more_held(dossier.ask)]
    return [one for one in told if one] or ["None that you may see."]


def _shown_restricted(records: pd.DataFrame, as_of: pd.Timestamp) -> str:
    held = records[records[PlacedRecord.handling] == "C"]
    if held.empty:
        return ""
    # An agency that has ended is asked through its successor; the public cannot be asked.
    now = agency_on(held[PlacedRecord.agency], pd.Series(as_of, index=held.index))
    asked = [str(one) for one in now.value_counts().index if str(one) in _authorities()]
    if not asked:
        return "From public reports. Treat it with care and do not pass it on."
    conditions = sorted({str(one) for one in held[PlacedRecord.handling_conditions].dropna()})
    more = f" Conditions: {'; '.join(conditions)}." if conditions else ""
    who = _listed(map(agency_name, asked))
    return f"Held by {who}. Ask them before you use it or pass it on.{more}"


def _authorities() -> set[str]:
    """Agencies that act: neither registers nor the public."""
    table = agencies()
    return set(table.index[table["authority"] == "yes"])


def _neighbours(dossier: Dossier) -> list[Line]:
    number = len(dossier.premises)
    if not number:
        return []
    others = counted(number, "other business", "other businesses")
    return [Line("Same address", f"{others} known here.", "#premises")]


def _listed(words: Iterable[str]) -> str:
    parts = list(words)
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
