"""What people noted about a business, and the form to note something."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
import flask
from dash import html
from dash.development.base_component import Component

from dashboard.components.wording import counted
from dashboard.labels import agency_name
from dashboard.notes import CAUTION, MOST_LETTERS, Notes
from records.state.notes import AGENCY, EVERYONE, Note

__all__ = ["notes_section"]


def notes_section(known: Notes) -> Component:
    """Return the notes that stand, those struck out in a fold, and the form for who may write."""
    standing = [one for one in known.notes if one.stands]
    struck = [one for one in known.notes if not one.stands]
    nothing = html.P("Nothing is noted that you may read.", className="hint")
    return html.Section(
        [
            html.H2("Notes"),
            html.Ul([_note(known, one) for one in standing], className="notes")
            if standing
            else nothing,
            _struck(known, struck) if struck else None,
            _form(known, "Note something", "write") if known.writer else None,
        ],
        className="block",
        id="notes",
    )


def _note(known: Notes, one: Note) -> Component:
    own = one.written_by == known.writer and known.writer
    return html.Li(
        [
            html.P(one.text, className="note-text"),
            html.P(_signed(known, one), className="hint"),
            html.Div([_form(known, "Change", "change", one), _strike(known, one)])
            if own and one.stands
            else None,
        ]
    )


def _signed(known: Notes, one: Note) -> str:
    """By whom, when, and who may read it."""
    agency = agency_name(one.agency) if one.agency else ""
    by = ", ".join(filter(None, [known.name(one.written_by), agency]))
    readers = "everyone who sees this business" if one.sight == EVERYONE else f"{agency} only"
    changed = "; written in place of an earlier one" if one.replaces is not None else ""
    said = f"{by}, {one.written_at.astimezone():%d %b %Y %H:%M}. For {readers}{changed}."
    if one.struck_by and one.struck_at:
        when = f"{one.struck_at.astimezone():%d %b %Y %H:%M}"
        said += f" Struck out by {known.name(one.struck_by)}, {when}."
    return said


def _struck(known: Notes, struck: list[Note]) -> Component:
    said = f"{counted(len(struck), 'note')} struck out"
    items = [
        html.Li(
            [
                html.P(html.Del(one.text), className="note-text"),
                html.P(_signed(known, one), className="hint"),
            ]
        )
        for one in struck
    ]
    return html.Details([html.Summary(said), html.Ul(items, className="notes")])


def _form(known: Notes, summary: str, what: str, one: Note | None = None) -> Component:
    asked = [
        html.Label(
            [
                "What you want to note",
                dbc.Textarea(
                    name="text",
                    required=True,
                    maxLength=MOST_LETTERS,
                    rows=4,
                    value=one.text if one else "",
                    class_name="note-field",
                ),
            ]
        ),
        html.P(CAUTION, className="hint"),
        html.Div(_readers(known), className="verdicts"),
    ]
    form = html.Form(
        [*_hidden(what, one), *asked], action=known.address, method="post", className="note-form"
    )
    return html.Details([html.Summary(summary), form], className="noting")


def _readers(known: Notes) -> list[Component]:
    """A button for each who may read it; the writer's agency first."""
    ways = [(AGENCY, f"Keep for {agency_name(known.agency)} only")] if known.agency else []
    ways.append((EVERYONE, "Keep for everyone who sees this business"))
    return [
        html.Button(
            word,
            type="submit",
            name="sight",
            value=sight,
            className="button button-main" if not at else "button",
        )
        for at, (sight, word) in enumerate(ways)
    ]


def _strike(known: Notes, one: Note) -> Component:
    button = html.Button("Strike out", type="submit", className="button-plain button")
    return html.Form([*_hidden("strike", one), button], action=known.address, method="post")


def _hidden(what: str, one: Note | None) -> list[Component]:
    session: Any = flask.g.get("session") if flask.has_request_context() else None
    values = {
        "do": what,
        "csrf": str(session.csrf) if session else "",
        **({"note": str(one.note_id)} if one else {}),
    }
    return [dbc.Input(type="hidden", name=name, value=value) for name, value in values.items()]
