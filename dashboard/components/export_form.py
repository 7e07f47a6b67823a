"""What is asked before a list is taken away? Its purpose and who it is for."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
import flask
from dash import html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.purposes import MOST_WORDS, PURPOSES

__all__ = ["export_form", "no_export"]


_FILTERS = (ids.EXPORT_QUERY, ids.EXPORT_TEXT)


def export_form(key: str) -> Component:
    """Return the form that exports what the view called `key` shows; it sends filters along."""
    asked = html.Div(
        [
            html.P("An export is kept in the audit: what it is for, and who is given it."),
            _purpose(),
            _words("Purpose in words", "words", required=False),
            _words("Given to", "recipient", required=True),
            html.Div(
                [
                    html.Button("Download", type="submit", className="button button-main"),
                    html.Button(
                        "Without marking",
                        type="submit",
                        name="as",
                        value="bare",
                        className="button-plain",
                    ),
                    html.A("What the columns mean", href="/county/columns.csv"),
                ],
                className="export-ways",
            ),
        ],
        className="export-asked",
    )
    return html.Form(
        [
            dbc.Input(type="hidden", id=ids.EXPORT_QUERY, name="query", value=""),
            dbc.Input(type="hidden", id=ids.EXPORT_TEXT, name="text", value=""),
            dbc.Input(type="hidden", name="build", value=key),
            dbc.Input(type="hidden", name="csrf", value=_word()),
            html.Details(
                [html.Summary("Export CSV", className="button button-main"), asked],
                className="menu",
            ),
        ],
        action="/county/export",
        method="post",
        className="export",
    )


def no_export() -> Component:
    """Return the fields the page writes its filters to, for someone who may take nothing away."""
    fields = [dbc.Input(type="hidden", id=one, value="") for one in _FILTERS]
    return html.Div(fields, hidden=True)


def _word() -> str:
    """The word that forms of this session repeat; empty where there is none."""
    session: Any = flask.g.get("session") if flask.has_request_context() else None
    return str(session.csrf) if session else ""


def _purpose() -> Component:
    select = dbc.Select(
        id="export-purpose",
        name="purpose",
        options=[{"label": text, "value": key} for key, text in PURPOSES.items()],
        placeholder="Choose one",
        required=True,
        className="field",
    )
    return html.Div([html.Label("Purpose", htmlFor="export-purpose"), select])


def _words(label: str, name: str, *, required: bool) -> Component:
    field = dbc.Input(
        type="text",
        id=f"export-{name}",
        name=name,
        value="",
        maxlength=MOST_WORDS,
        required=required,
        autocomplete="off",
        className="field",
    )
    return html.Div([html.Label(label, htmlFor=f"export-{name}"), field])
