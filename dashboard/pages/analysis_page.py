"""Analysis: the businesses as a table, in columns of one's choice, and the ways to the rest."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
from dash import ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import ids, noting
from dashboard.access import View
from dashboard.clerical.queue import Asked as Part
from dashboard.clerical.queue import waiting
from dashboard.clerical.saying import opinions_of
from dashboard.components.attributes import aria, data
from dashboard.components.export_form import export_form
from dashboard.components.wording import counted
from dashboard.desk import Desk
from dashboard.export import GROUPS
from dashboard.filtering import around
from dashboard.filters import Filters
from dashboard.pages import Asked, Page
from dashboard.rooms import ANALYSIS, Room, rooms
from dashboard.seeing import held
from dashboard.sheet import ALL, USUAL, column_names, sheet
from dashboard.sheet_told import sheet_told
from dashboard.viewer import Capability, Viewer

__all__ = ["PAGE", "ROOMS_BESIDE"]

ROOMS_BESIDE: dict[str, str] = {
    "/review/": "Pairs of records that a person should decide",
    "/insights": "Charts of the same businesses",
    "/office/evaluation/": "How far the prediction can be trusted",
    "/office/models/": "Which model scores, who approved it, and how it drifts",
    "/office/figures/": "Figures of the county and of its data",
    "/office/deliveries/": "What partners delivered, and how good it is",
    "/office/visits/": "Lists of visits, and what they found",
}
"""Rooms that an analyst goes to from the table, and what is there."""


def title(asked: Asked) -> str:
    """Return the page's title."""
    return "Analysis"


def layout(asked: Asked) -> Component:
    """Return the page with its controls; filters and address fill the table."""
    caution = html.P("Prediction, not evidence", className="caution")
    tools = html.Div([_columns(), export_form(asked.view.key), caution], className="sheet-tools")
    table = html.Div(
        id=ids.SHEET, className="sheet", tabIndex=0, role="region", **aria(label="Businesses")
    )
    stores = [dcc.Store(id=one) for one in (ids.SHEET_COLUMNS, ids.SHEET_PAGE, ids.SHEET_TOLD)]
    beside = _beside(asked.view.viewer)
    return around(
        asked.view,
        "Analysis",
        [*stores, tools, table, beside],
    )


def register(app: Dash, desk: Desk) -> None:
    """Wire the table to the filters, and its columns to the address."""
    groups = [_group_id(group) for group in GROUPS]
    app.clientside_callback(
        ClientsideFunction("concern_sheet", "sync"),
        Output(ids.SHEET_COLUMNS, "data"),
        *(Output(one, "value") for one in groups),
        Input(ids.ADDRESS, "search"),
        *(Input(one, "value") for one in groups),
    )

    app.clientside_callback(
        ClientsideFunction("concern_sheet", "fill"), Input(ids.SHEET_TOLD, "data")
    )

    @app.callback(
        Output(ids.SHEET_TOLD, "data"),
        Input(ids.QUERY, "data"),
        Input(ids.TEXT, "value"),
        Input(ids.SHEET_COLUMNS, "data"),
        Input(ids.SHEET_PAGE, "data"),
        State(ids.BUILD, "data"),
    )
    def fill(
        query: str | None, text: str | None, columns: list[str] | None, page: int | None, build: str
    ) -> Any:
        view = held(desk, build) if query is not None and columns is not None else None
        if view is None or columns is None:
            return no_update
        turned = page if ctx.triggered_id == ids.SHEET_PAGE else None
        filters = Filters.from_query(query or "", text or "")
        return told(desk, view, filters, columns, turned or 1)

    @app.callback(Output(ids.WAITING, "children"), Input(ids.BUILD, "data"))
    def count(build: str) -> Any:
        view = held(desk, build)
        if view is None or not view.viewer.may(Capability.JUDGE):
            return ""
        left, _ = waiting(view, opinions_of(desk, view), Part())
        return f"({counted(len(left), 'waits', 'wait')})"


def told(desk: Desk, view: View, filters: Filters, columns: list[str], page: int) -> dict[str, Any]:
    """Return a page of the table, and note which businesses it showed."""
    found = sheet(view, filters, column_names(",".join(columns)), page)
    noting.listed(desk.trail, view, found.ids, "list")
    return sheet_told(found, filters)


def _columns() -> Component:
    """The choice of columns, in the groups of the export form."""
    return html.Details(
        [
            html.Summary(["Columns ", html.Span(id="sheet-chosen")], className="button"),
            html.Div([_group(name) for name in GROUPS], className="sheet-groups"),
        ],
        className="sheet-columns",
        **data(all=len(ALL), usual=",".join(map(str, USUAL))),
    )


def _group(name: str) -> Component:
    options = [
        {"label": str(one).replace("_", " "), "value": str(one), "title": one.help}
        for one in GROUPS[name]
    ]
    boxes = dbc.Checklist(
        id=_group_id(name),
        options=options,
        value=[],
        className="checks",
        input_class_name="check-box",
        label_class_name="check-label",
    )
    return html.Fieldset([html.Legend(name), boxes])


def _group_id(name: str) -> str:
    return f"sheet-{name.lower()}"


def _beside(viewer: Viewer) -> Component:
    """The rooms that belong to the table's work, for those who may go there."""
    open_to = {room.address: room for room in rooms(viewer)}
    lines = [_room(open_to[one], text) for one, text in ROOMS_BESIDE.items() if one in open_to]
    label = "From here"
    return html.Nav([html.H2(label), html.Ul(lines)], className="beside", **aria(label=label))


def _room(room: Room, text: str) -> Component:
    way = data(turn="", carries=room.begins) if room.is_door else {}
    more: list[Component | str] = (
        [" ", html.Span(id=ids.WAITING)] if room.address == "/review/" else []
    )
    link = html.A(room.title, href=room.address, **way)
    return html.Li([link, *more, html.Span(text, className="hint")])


PAGE = Page(ANALYSIS, title, layout, register, needs=Capability.EXPORT)
