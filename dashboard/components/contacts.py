"""Who has been, when, and what they recorded: the timeline's twin as a table."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.components.wording import agency_word, day
from dashboard.dossier import Dossier
from dashboard.figures.timeline import in_words
from records.domain import event_types
from records.schema import ScoredProfile, Touchpoint

__all__ = ["contacts", "last_seen"]


def _label(code: Any) -> str:
    return str(event_types()["label"].get(code, "")) if isinstance(code, str) else ""


def contacts(dossier: Dossier) -> Component:
    """Return every contact as a table, newest first, under a heading for each year."""
    touchpoints = dossier.touchpoints
    if touchpoints.empty:
        return html.P("No agency has a dated contact with this business.", className="hint")
    head = [
        html.Th(text, scope="col") for text in ("", "Day", "Agency", "Contact", "What was recorded")
    ]
    bodies, number = [], 0
    for year, part in touchpoints.groupby(touchpoints[Touchpoint.event_on].dt.year, sort=False):
        rows = [_contact(number + i, row) for i, row in enumerate(part.to_dict("records"))]
        number += len(rows)
        heading = html.Tr(html.Th(str(year), colSpan=len(head), scope="rowgroup"), className="year")
        bodies.append(html.Tbody([heading, *rows]))
    return html.Table([html.Thead(html.Tr(head)), *bodies], className="contacts")


def _contact(number: int, row: dict[Any, Any]) -> Component:
    grave = int(row[Touchpoint.severity])
    return html.Tr(
        [
            html.Td(str(number + 1), className="number"),
            html.Td(day(row[Touchpoint.event_on]), className="day"),
            html.Td(agency_word(row[Touchpoint.agency])),
            html.Td(_label(row[Touchpoint.event_code])),
            html.Td([row[Touchpoint.summary], *_severity(grave)]),
        ],
        id=f"contact-{number}",
        className="grave" if grave >= 3 else "",  # noqa: PLR2004
    )


def _severity(grave: int) -> list[Component]:
    if not grave:
        return []
    return [html.Span(f"severity {grave} of 5", className="severity")]


def last_seen(dossier: Dossier, as_of: pd.Timestamp) -> str:
    """Return who was there last and how long ago, in words."""
    visited = dossier.profile[ScoredProfile.last_visit_on]
    if pd.isna(visited):
        return "Never visited by any agency that shares its records."
    who = agency_word(str(dossier.profile[ScoredProfile.last_visit_agency]))
    return f"Last visited {in_words((as_of - visited).days)} ago by {who}, on {day(visited)}."
