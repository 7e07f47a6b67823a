"""What is asked before a list is taken away? Format, columns, marking, purpose and recipient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import dash_bootstrap_components as dbc
import flask
from dash import ClientsideFunction, Dash, Input, Output, dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.attributes import aria, data
from dashboard.export import COLUMNS, CONTACT_GROUPS, CONTACTS, FORMATS, GROUPS, MORE, chosen
from dashboard.purposes import MOST_WORDS, PURPOSES
from records.schema import Column

__all__ = ["export_form", "no_export", "wire_export"]

_FILTERS = (ids.EXPORT_QUERY, ids.EXPORT_TEXT)
_USUAL = tuple(str(one) for one in (*COLUMNS, *MORE))
_TABLES: Mapping[str, tuple[Mapping[str, tuple[Column, ...]], tuple[str, ...]]] = {
    "businesses": (GROUPS, _USUAL),
    "touchpoints": (CONTACT_GROUPS, tuple(str(one) for one in CONTACTS)),
}
"""Of each table its groups of columns, and those that a file has unless others are chosen."""
_MARKINGS = {
    "marked": ("With marking", "Begins with the marking, the filters and what the columns mean"),
    "bare": ("Bare", "The table alone, for another program"),
}

_LABELS = {"uprn": "UPRN", "lat": "Latitude", "lon": "Longitude", "ask": "Whom to ask"}
"""What columns are called where their name in the file would not be understood."""

Options = list[dict[str, Any]]


def export_form(key: str, columns: Sequence[str] = ()) -> Component:
    """Return the button and the dialog that export what the view called `key` shows.

    One a page, for viewers who may `Capability.EXPORT`; for others `no_export`. The page's filter
    state is sent along: whatever holds it writes the query string to `ids.EXPORT_QUERY` (value) and
    the free text to `ids.EXPORT_TEXT` (value). columns: names of columns of businesses that are
    checked at first (see `export.COLUMNS`, `MORE`, `EXTRA`); empty: the usual ones. A page that
    lets columns be chosen writes their names, a list, to the store `ids.EXPORT_COLUMNS` (data),
    and they become those that are checked. `wire_export` wires all forms once.

    Raises:
        SourceError: there is no column of a name in `columns`.
    """
    checked = [str(one) for one in chosen(columns, _all_columns(), (*COLUMNS, *MORE))]
    return html.Div(
        [
            html.Button(
                "Export",
                type="button",
                className="button button-main",
                **data(export="open"),
                **aria(haspopup="dialog"),
            ),
            dcc.Store(id=ids.EXPORT_COLUMNS),
            html.Dialog(
                html.Form(
                    [*_hidden(key), _head(), _body(checked), _foot()],
                    action="/county/export",
                    method="post",
                    id="export-form",
                ),
                id="export-dialog",
                className="export-dialog",
                **aria(labelledby="export-title"),
            ),
        ],
        className="export",
    )


def no_export() -> Component:
    """Return the fields the page writes its filters to, for someone who may take nothing away."""
    fields = [dbc.Input(type="hidden", id=one, value="") for one in _FILTERS]
    return html.Div([*fields, dcc.Store(id=ids.EXPORT_COLUMNS)], hidden=True)


def wire_export(app: Dash) -> None:
    """Let pages say which columns are chosen in the form, and count them; once an application."""
    app.clientside_callback(
        ClientsideFunction("concern_export", "choose"),
        *(Output(_group_id("businesses", group), "value") for group in GROUPS),
        Input(ids.EXPORT_COLUMNS, "data"),
    )
    app.clientside_callback(
        ClientsideFunction("concern_export", "counted"),
        *(
            Input(_group_id(table, group), "value")
            for table, (groups, _) in _TABLES.items()
            for group in groups
        ),
    )


def _all_columns() -> tuple[Column, ...]:
    return tuple(one for group in GROUPS.values() for one in group)


def _group_id(table: str, group: str) -> str:
    return f"export-{table}-{group.lower().replace(' ', '-')}"


def _hidden(key: str) -> list[Component]:
    return [
        dbc.Input(type="hidden", id=ids.EXPORT_QUERY, name="query", value=""),
        dbc.Input(type="hidden", id=ids.EXPORT_TEXT, name="text", value=""),
        dbc.Input(type="hidden", name="build", value=key),
        dbc.Input(type="hidden", name="csrf", value=_word()),
    ]


def _word() -> str:
    """The word that forms of this session repeat; empty where there is none."""
    session: Any = flask.g.get("session") if flask.has_request_context() else None
    return str(session.csrf) if session else ""


def _head() -> Component:
    return html.Div(
        [
            html.H2("Export", id="export-title"),
            html.P(className="export-what"),
            html.Button(
                html.Span("\u00d7", **aria(hidden="true")),
                type="button",
                className="export-close",
                **data(export="close"),
                **aria(label="Close"),
            ),
        ],
        className="export-head",
    )


def _body(checked: Sequence[str]) -> Component:
    formats = {name: (one.label, one.hint) for name, one in FORMATS.items()}
    return html.Div(
        [
            _choice("File", "format", formats),
            *(_columns(table, checked) for table in _TABLES),
            _choice("Marking", "as", _MARKINGS),
            html.P("An export is kept in the audit: what it is for, and who is given it."),
            html.Div(
                [
                    _purpose(),
                    _words("Purpose in words", "words", required=False),
                    _words("Given to", "recipient", required=True),
                ],
                className="export-said",
            ),
        ],
        className="export-body",
        tabIndex=0,
        role="region",
        **aria(label="What to export"),
    )


def _choice(legend: str, name: str, choices: Mapping[str, tuple[str, str]]) -> Component:
    options: Options = [
        {"label": _told(label, hint), "value": value} for value, (label, hint) in choices.items()
    ]
    items = dbc.RadioItems(
        id=f"export-{name}",
        name=name,
        options=options,
        value=next(iter(choices)),
        className="export-choices",
        input_class_name="export-radio",
        label_class_name="check-label",
    )
    return html.Fieldset([html.Legend(legend), items], className="export-part")


def _told(label: str, hint: str) -> Component:
    return html.Span([label, html.Span(hint, className="export-hint")])


def _columns(table: str, checked: Sequence[str]) -> Component:
    groups, usual = _TABLES[table]
    held = checked if table == "businesses" else usual
    return html.Details(
        [
            html.Summary(["Columns ", html.Span(className="export-count")]),
            *(_group(table, name, columns, held) for name, columns in groups.items()),
        ],
        className="export-part export-columns",
        hidden=table != "businesses",
        **data(table=table, usual=" ".join(usual)),
    )


def _group(table: str, name: str, columns: Sequence[Column], held: Sequence[str]) -> Component:
    options: Options = [
        {"label": _told(_label(str(one)), one.help), "value": str(one)} for one in columns
    ]
    boxes = dbc.Checklist(
        id=_group_id(table, name),
        name="column",
        options=options,
        value=[str(one) for one in columns if str(one) in held],
        className="export-choices",
        input_class_name="check-box",
        label_class_name="check-label",
    )
    every = html.Button(
        ["All", html.Span(f" of {name}", className="hidden")],
        type="button",
        className="button-plain",
        **data(columns=_group_id(table, name)),
    )
    return html.Fieldset([html.Legend([name, every]), boxes])


def _label(name: str) -> str:
    said = _LABELS.get(name, name.replace("_", " "))
    return said[0].upper() + said[1:]


def _foot() -> Component:
    return html.Div(
        [
            html.Div(
                [
                    html.Progress(max="1", **aria(label="How much of the file has come")),
                    html.Button("Stop", type="button", className="button", **data(export="stop")),
                ],
                className="export-progress",
                hidden=True,
            ),
            html.P(role="status", className="export-state"),
            html.Div(
                [
                    html.Button("Download", type="submit", className="button button-main"),
                    html.A("What the columns mean", href="/county/columns.csv"),
                ],
                className="export-ways",
            ),
        ],
        className="export-foot",
    )


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
