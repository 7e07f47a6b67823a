"""Who has been, when, and what they recorded: the timeline's twin as tables."""

from __future__ import annotations

from itertools import accumulate
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import data
from dashboard.components.folds import holding, lazy_fold
from dashboard.components.plain import Element, element
from dashboard.components.wording import counted, day
from dashboard.dossier import Dossier
from dashboard.labels import agency_name
from dashboard.rows import Row, rows
from records.schema import Touchpoint

__all__ = ["CONTACT", "FOLD", "contacts", "contacts_of", "recorded", "who_has_been"]

FOLD = "contacts-"
"""What the name of a fold of contacts begins with; the numbers of its first and last follow."""

OPEN_CONTACTS = 12
"""Years are shown open until this many contacts stand; earlier years open on demand."""

MOST_OPEN = 30
"""Contacts of an open year that are shown at once; the rest of it opens on demand."""

GRAVE = 3
"""Severity from which a contact is set in bold."""

RESTRICTED = "Handling code C: ask the agency that holds it before you use it or pass it on"
ROLES = {
    "victim": "premises were the victim",
    "scene": "premises were the scene",
    "suspect": "premises were under suspicion",
}
CONTACT = (
    Touchpoint.agency,
    Touchpoint.category,
    Touchpoint.event_on,
    Touchpoint.severity,
    Touchpoint.role,
    Touchpoint.handling,
    Touchpoint.summary,
)
"""What is read of a contact that is shown."""
_HEAD = ("Number", "Day", "Agency", "Kind", "What was recorded")


def contacts(dossier: Dossier) -> Component:
    """Return every contact, newest first, a fold for each year; the newest years are open.

    What earlier years hold is sent when they are opened: `contacts_of`.
    """
    if dossier.touchpoints.empty:
        return html.P("No agency has a dated contact with this business.", className="hint")
    years: dict[int, list[tuple[int, Row]]] = {}
    for number, row in enumerate(rows(dossier.touchpoints, *CONTACT)):
        years.setdefault(row[Touchpoint.event_on].year, []).append((number, row))
    before = accumulate(map(len, years.values()), initial=0)
    folds = [
        _open(year, part) if number < OPEN_CONTACTS else _closed(_said(year, part), part)
        for (year, part), number in zip(years.items(), before, strict=False)
    ]
    return html.Div(folds, className="years")


def contacts_of(dossier: Dossier, first: int, last: int) -> Component:
    """Return the contacts of a fold as a table, from number `first` to `last`, counted from 0."""
    return _table([*enumerate(rows(dossier.touchpoints, *CONTACT))][first : last + 1])


def _open(year: int, part: list[tuple[int, Row]]) -> Component:
    shown, more = part[:MOST_OPEN], part[MOST_OPEN:]
    rest = _closed(f"{len(more)} more in {year}", more) if more else None
    said = html.Summary(_said(year, part))
    return html.Details([said, _table(shown), rest], open=True, **data(open=""))


def _closed(said: Any, part: list[tuple[int, Row]]) -> Component:
    first, last = part[0][0], part[-1][0]
    return lazy_fold(said, f"{FOLD}{first}-{last}", holding("contact", first, last))


def _said(year: int, part: list[tuple[int, Row]]) -> list[Component | str]:
    return [html.B(str(year)), " ", html.Span(counted(len(part), "contact"), className="hint")]


def _table(part: list[tuple[int, Row]]) -> Component:
    head = html.Tr([html.Th(html.Span(text, className="hidden"), scope="col") for text in _HEAD])
    lines = [_contact(number, row) for number, row in part]
    return html.Table([html.Thead(head), html.Tbody(lines)], className="contacts")


def _contact(number: int, row: Row) -> Element:
    grave = int(row[Touchpoint.severity])
    return element(
        "Tr",
        [
            element("Td", str(number + 1), className="number"),
            element("Td", day(row[Touchpoint.event_on]), className="day"),
            element("Td", agency_name(row[Touchpoint.agency]), className="who"),
            element("Td", row[Touchpoint.category].capitalize(), className="kind"),
            element(
                "Td",
                [element("Span", recorded(row)), *_severity(grave), *_mark(row)],
                className="said",
            ),
        ],
        id=f"contact-{number}",
        className="grave" if grave >= GRAVE else "",
    )


def recorded(row: Row) -> str:
    """Return what a contact recorded; of a police incident always with the premises' role."""
    said, role = str(row[Touchpoint.summary]), row[Touchpoint.role]
    if row[Touchpoint.category] != "incident":
        return said
    told = ROLES.get(role, "role not recorded")
    return said if told in said else f"{said}, {told}"


def _severity(grave: int) -> list[Element]:
    return [element("Span", f"severity {grave} of 5", className="severity")] if grave else []


def _mark(row: Row) -> list[Element]:
    held = row[Touchpoint.handling] == "C"
    return [element("Span", "Restricted", className="note-tag", title=RESTRICTED)] if held else []


def who_has_been(dossier: Dossier) -> Component | None:
    """Return contacts, visits and latest day by agency, latest first; None without contacts."""
    touchpoints = dossier.touchpoints
    if touchpoints.empty:
        return None
    visits: dict[str, list[bool]] = {}
    latest: dict[str, pd.Timestamp] = {}
    columns = Touchpoint.agency, Touchpoint.event_on, Touchpoint.is_visit
    for agency, on, is_visit in zip(*(touchpoints[one] for one in columns), strict=True):
        visits.setdefault(agency, []).append(is_visit)
        latest[agency] = max(on, latest.get(agency, on))
    order = sorted(sorted(latest), key=latest.__getitem__, reverse=True)
    head = [html.Th(text, scope="col") for text in ("Agency", "Contacts", "Visits", "Latest")]
    lines = [
        html.Tr(
            [
                html.Th(agency_name(agency), scope="row"),
                html.Td(f"{len(visits[agency])}"),
                html.Td(f"{sum(visits[agency])}" if any(visits[agency]) else "none"),
                html.Td(day(latest[agency]), className="day"),
            ]
        )
        for agency in order
    ]
    return html.Table([html.Thead(html.Tr(head)), html.Tbody(lines)], className="who-has-been")
