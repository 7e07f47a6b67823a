"""The county: filters, map, list and figures of the same businesses."""

from __future__ import annotations

import base64
from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, ctx, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import ids, noting
from dashboard.access import View
from dashboard.components.attributes import aria, data
from dashboard.components.county_map import county_map
from dashboard.components.export_form import export_form, no_export, wire_export
from dashboard.components.figures_strip import figures_strip
from dashboard.components.filter_panel import filter_panel, search_box, sort_choice
from dashboard.desk import Desk
from dashboard.filters import Filters
from dashboard.listing import listing
from dashboard.map_data import row_bits
from dashboard.pages import Asked, Page
from dashboard.queries import found_by_text
from dashboard.routes import add_routes
from dashboard.seeing import held, shown
from dashboard.viewer import Capability

__all__ = ["PAGE", "listed", "text_bits"]

_CONTROLS = (
    ids.BANDS,
    ids.SECTORS,
    ids.AGENCIES,
    ids.DISTRICTS,
    ids.VISITED,
    ids.KNOWN,
    ids.PLACE,
    ids.SORT,
)
"""The controls of the filter state, in the order of `Filters`."""


def title(asked: Asked) -> str:
    """Return the page's title."""
    return "County"


def layout(asked: Asked) -> Component:
    """Return the page with its controls; map and list fill themselves from the filter state."""
    found = html.Div([search_box(), html.Div(id=ids.CHIPS, className="chips")], className="bar")
    panel = filter_panel(asked.county.columns)
    return html.Div(
        [
            html.H1("County", className="hidden"),
            dcc.Location(id=ids.ADDRESS, refresh="callback-nav"),
            dcc.Store(id=ids.QUERY),
            dcc.Store(id=ids.TEXT_FOUND),
            dcc.Store(id=ids.FOCUS),
            dcc.Store(id=ids.LISTING),
            html.Section(panel, id="view-filters", **aria(label="Filters")),
            html.Section([found, county_map()], id="view-map", **aria(label="Map")),
            html.Section(_list_panel(asked.view), id="view-list", **aria(label="Businesses")),
            figures_strip(),
            _view_bar(),
        ],
        className="county",
        id="county",
        **data(view="list"),
    )


def text_bits(view: View, text: str) -> str | None:
    """Return which rows the text finds, as bits in base64, or None where there is no text."""
    found = found_by_text(view, text)
    return None if found is None else base64.b64encode(row_bits(found)).decode()


def listed(desk: Desk, key: str, filters: Filters, focus: dict[str, int] | None) -> dict[str, Any]:
    """Return the listing of the page's view, and whether it is gone or there is a newer one."""
    view, newest = held(desk, key), shown(desk)
    if view is None:
        return {"gone": True, "newer": True}
    found = listing(view, filters, focus)
    noting.listed(desk.trail, view, [card["id"] for card in found["cards"]], "list")
    return {**found, "newer": newest is not None and newest.key != key}


def register(app: Dash, desk: Desk) -> None:
    """Wire the page: one filter state, which the map, the list, the figures and the export read."""
    add_routes(app.server, desk)
    wire_export(app)
    _register_clientside(app)

    @app.callback(
        Output(ids.TEXT_FOUND, "data"), Input(ids.TEXT, "value"), State(ids.BUILD, "data")
    )
    def search(text: str | None, build: str) -> str | None:
        view = held(desk, build)
        if view is None:
            return None
        if (text or "").strip():
            noting.searched(desk.trail, view, text or "")
        return text_bits(view, text or "")

    @app.callback(
        Output(ids.LISTING, "data"),
        Input(ids.QUERY, "data"),
        Input(ids.TEXT, "value"),
        Input(ids.FOCUS, "data"),
        State(ids.BUILD, "data"),
    )
    def show(query: str | None, text: str | None, focus: dict[str, int] | None, build: str) -> Any:
        if query is None:
            return no_update
        turned = focus if ctx.triggered_id == ids.FOCUS else None
        filters = Filters.from_query(query, text or "")
        return listed(desk, build, filters, turned)


def _register_clientside(app: Dash) -> None:
    app.clientside_callback(
        ClientsideFunction("concern_county", "sync"),
        Output(ids.QUERY, "data"),
        Output(ids.FILTERS, "data"),
        Output(ids.ADDRESS, "search"),
        *(Output(control, "value") for control in _CONTROLS),
        Input(ids.ADDRESS, "search"),
        *(Input(control, "value") for control in _CONTROLS),
    )
    app.clientside_callback(
        ClientsideFunction("concern_county", "draw"),
        Output(ids.COUNT, "children"),
        Output(ids.FILTER_COUNT, "children"),
        Output(ids.EXPORT_QUERY, "value"),
        Output(ids.EXPORT_TEXT, "value"),
        Input(ids.QUERY, "data"),
        Input(ids.TEXT_FOUND, "data"),
        State(ids.TEXT, "value"),
        State(ids.BUILD, "data"),
    )
    app.clientside_callback(
        ClientsideFunction("concern_county", "fill"), Input(ids.LISTING, "data")
    )


def _list_panel(view: View) -> list[Component]:
    return [
        html.Div(
            [
                html.P(id=ids.COUNT, role="status", className="count"),
                sort_choice(),
            ],
            className="list-head",
        ),
        html.P("Prediction, not evidence", className="caution"),
        html.Div(id=ids.TABLE, className="list", tabIndex=0, role="region", **aria(label="List")),
        export_form(view.key) if view.viewer.may(Capability.EXPORT) else no_export(),
    ]


def _view_bar() -> Component:
    """The bar of a phone: which of list, map and filters is shown."""
    return html.Div(
        [
            html.Button("List", type="button", **data(view="list"), **aria(pressed="true")),
            html.Button("Map", type="button", **data(view="map"), **aria(pressed="false")),
            html.Button(
                ["Filters ", html.Span(id=ids.FILTER_COUNT)],
                type="button",
                **data(view="filters"),
                **aria(pressed="false"),
            ),
        ],
        className="view-bar",
        role="group",
        **aria(label="What to show"),
    )


PAGE = Page("/", title, layout, register)
