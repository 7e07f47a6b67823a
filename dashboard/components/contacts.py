"""Who has been, when, and what they recorded: the timeline's twin as tables."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.components.wording import counted, day
from dashboard.dossier import Dossier
from dashboard.labels import agency_name
from records.schema import Touchpoint

__all__ = ["contacts", "recorded", "who_has_been"]

OPEN_CONTACTS = 12
"""Years are shown open until this many contacts stand; earlier years open on demand."""

GRAVE = 3
"""Severity from which a contact is set in bold."""

RESTRICTED = "Handling code C: ask the agency that holds it before you use it or pass it on"
ROLES = {
    "victim": "premises were the victim",
    "scene": "premises were the scene",
    "suspect": "premises were under suspicion",
}
_HEAD = ("Number", "Day", "Agency", "Kind", "What was recorded")


def contacts(dossier: Dossier) -> Component:
    """Return every contact, newest first, a fold for each year; the newest years are open."""
    touchpoints = dossier.touchpoints
    if touchpoints.empty:
        return html.P("No agency has a dated contact with this business.", className="hint")
    years, number = [], 0
    for year, part in touchpoints.groupby(touchpoints[Touchpoint.event_on].dt.year, sort=False):
        years.append(_year(str(year), part, number, is_open=number < OPEN_CONTACTS))
        number += len(part)
    return html.Div(years, className="years")


def _year(year: str, part: pd.DataFrame, number: int, is_open: bool) -> Component:
    rows = [_contact(number + i, row) for i, row in enumerate(part.to_dict("records"))]
    head = html.Tr([html.Th(html.Span(text, className="hidden"), scope="col") for text in _HEAD])
    table = html.Table([html.Thead(head), html.Tbody(rows)], className="contacts")
    count = html.Span(counted(len(part), "contact"), className="hint")
    return html.Details([html.Summary([html.B(year), " ", count]), table], open=is_open)


def _contact(number: int, row: dict[Any, Any]) -> Component:
    grave = int(row[Touchpoint.severity])
    return html.Tr(
        [
            html.Td(str(number + 1), className="number"),
            html.Td(day(row[Touchpoint.event_on]), className="day"),
            html.Td(agency_name(row[Touchpoint.agency]), className="who"),
            html.Td(row[Touchpoint.category].capitalize(), className="kind"),
            html.Td([html.Span(recorded(row)), *_severity(grave), *_mark(row)], className="said"),
        ],
        id=f"contact-{number}",
        className="grave" if grave >= GRAVE else "",
    )


def recorded(row: dict[Any, Any]) -> str:
    """Return what a contact recorded; of a police incident always with the premises' role."""
    said, role = str(row[Touchpoint.summary]), row[Touchpoint.role]
    if row[Touchpoint.category] != "incident":
        return said
    told = ROLES.get(role, "role not recorded")
    return said if told in said else f"{said}, {told}"


def _severity(grave: int) -> list[Component]:
    return [html.Span(f"severity {grave} of 5", className="severity")] if grave else []


def _mark(row: dict[Any, Any]) -> list[Component]:
    held = row[Touchpoint.handling] == "C"
    return [html.Span("Restricted", className="note-tag", title=RESTRICTED)] if held else []


def who_has_been(dossier: Dossier) -> Component | None:
    """Return contacts, visits and latest day by agency, latest first; None without contacts."""
    touchpoints = dossier.touchpoints
    if touchpoints.empty:
        return None
    groups = touchpoints.groupby(Touchpoint.agency)
    table = pd.DataFrame(
        {
            "contacts": groups.size(),
            "visits": groups[Touchpoint.is_visit].sum(),
            "latest": groups[Touchpoint.event_on].max(),
        }
    ).sort_values("latest", ascending=False, kind="stable")
    head = [html.Th(text, scope="col") for text in ("Agency", "Contacts", "Visits", "Latest")]
    rows = [
        html.Tr(
            [
                html.Th(agency_name(str(agency)), scope="row"),
                html.Td(f"{row['contacts']}"),
                html.Td(f"{row['visits']}" if row["visits"] else "none"),
                html.Td(day(row["latest"]), className="day"),
            ]
        )
        for agency, row in table.to_dict("index").items()
    ]
    return html.Table([html.Thead(html.Tr(head)), html.Tbody(rows)], className="who-has-been")
