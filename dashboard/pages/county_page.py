"""The county: filters, map, list and figures of the same businesses."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import ids, noting
from dashboard.access import View
from dashboard.components.attributes import aria, data
from dashboard.components.county_map import county_map
from dashboard.components.county_tabs import LIST, county_tabs, told
from dashboard.components.export_form import export_form, no_export, wire_export
from dashboard.components.figures_strip import figures_strip
from dashboard.components.view_bar import view_bar
from dashboard.desk import Desk
from dashboard.filtering import Frame, frame
from dashboard.filters import Filters
from dashboard.listing import listing
from dashboard.map_wiring import wire_map
from dashboard.pages import Asked, Page
from dashboard.quick import CHANGED, Question, answer_quickly
from dashboard.routes import add_routes
from dashboard.row_texts import as_json
from dashboard.seeing import held, shown
from dashboard.viewer import Capability

__all__ = ["PAGE", "listed"]


def title(asked: Asked) -> str:
    """Return the page's title."""
    return "County"


def layout(asked: Asked) -> Component:
    """Return the page with its controls; map and list fill themselves from the filter state."""
    parts = frame(asked.view)
    return html.Div(
        [
            html.H1("County", className="hidden"),
            parts.state,
            dcc.Store(id=ids.FOCUS),
            dcc.Store(id=ids.LISTING),
            html.Section(parts.panel, id="view-filters", **aria(label="Filters")),
            figures_strip(),
            html.Section(
                [parts.bar, county_map(asked.desk.settings)], id="view-map", **aria(label="Map")
            ),
            html.Section(
                county_tabs(_list_panel(asked.view, parts)),
                id="view-list",
                **aria(label="Businesses"),
            ),
            view_bar(),
        ],
        className="county",
        id="county",
        **data(view="list"),
    )


def listed(desk: Desk, key: str, filters: Filters, focus: dict[str, int] | None) -> str:
    """Return the listing of the page's view, as JSON, and whether it is gone or there is a newer.

    Keys: those of `listing.Listing`, newer; or gone and newer.
    """
    newest = shown(desk)
    view = newest if newest is not None and newest.key == key else held(desk, key)
    if view is None:
        return '{"gone":true,"newer":true}'
    found = listing(view, filters, focus)
    noting.listed(desk.trail, view, found.ids, "list")
    newer = newest is not None and newest.key != key
    return f'{found.text[:-1]},"newer":{as_json(newer)}}}'


def register(app: Dash, desk: Desk) -> None:
    """Wire the list and the figures to the filter state; the map follows it in the browser."""
    add_routes(app.server, desk)
    wire_map(app, desk)
    wire_export(app)
    app.clientside_callback(
        ClientsideFunction("concern_county", "fill"), Input(ids.LISTING, "data")
    )

    @app.callback(
        Output(ids.LISTING, "data"),
        Input(ids.QUERY, "data"),
        Input(ids.TEXT, "value"),
        Input(ids.FOCUS, "data"),
        State(ids.BUILD, "data"),
    )
    def show(*_: object) -> Any:
        return no_update  # answered below, once the page knows its filters

    def told_quickly(asked: Question) -> str | None:
        query, focus = asked.get(ids.QUERY), asked.get(ids.FOCUS)
        if query is None:
            return None
        filters = Filters.from_query(query, asked.get(ids.TEXT) or "")
        turned = focus if asked[CHANGED] == ids.FOCUS else None
        return listed(desk, str(asked.get(ids.BUILD)), filters, turned)

    answer_quickly(app.server, ids.LISTING, told_quickly)

    @app.callback(
        Output(ids.COUNTY_TOLD, "children"),
        Input(ids.QUERY, "data"),
        Input(ids.TEXT, "value"),
        Input(ids.COUNTY_TAB, "data"),
        State(ids.BUILD, "data"),
    )
    def tell(query: str | None, text: str | None, tab: str, build: str) -> Any:
        view = held(desk, build) if query is not None and tab != LIST else None
        if view is None:
            return no_update
        return told(view, Filters.from_query(query or "", text or ""), tab)


def _list_panel(view: View, parts: Frame) -> list[Component]:
    return [
        html.Div(
            [
                html.Div([parts.count, html.P("Prediction, not evidence", className="caution")]),
                parts.sort,
            ],
            className="list-head",
        ),
        html.Div(id=ids.TABLE, className="list", tabIndex=0, role="region", **aria(label="List")),
        export_form(view.key) if view.viewer.may(Capability.EXPORT) else no_export(),
    ]


PAGE = Page("/", title, layout, register)
