"""Insights: what the businesses of a filter state show together, in charts that lead to them."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import ids, noting
from dashboard.components.attributes import data
from dashboard.components.insight_chart import insight_chart, insight_table
from dashboard.desk import Desk
from dashboard.filtering import around
from dashboard.filters import Filters
from dashboard.insights import CHARTS, INTRODUCTION, insights, window
from dashboard.pages import Asked, Page
from dashboard.queries import ordered
from dashboard.seeing import held
from dashboard.viewer import Capability

__all__ = ["PAGE", "told"]

_DRAWN = [chart for chart in CHARTS if chart.drawn]


def title(asked: Asked) -> str:
    """Return the page's title."""
    return "Insights"


def layout(asked: Asked) -> Component:
    """Return the page with the place of every chart; all is filled from the filter state."""
    return around(
        asked.view,
        "Insights",
        [
            html.Div(
                [
                    html.P(id=ids.INSIGHTS_WINDOW),
                    html.A(
                        "Show these businesses on the map",
                        href="/",
                        **data(carries="", turn=""),
                    ),
                    html.Details(
                        [html.Summary("How to read these charts"), html.P(INTRODUCTION)],
                        className="insight-help",
                    ),
                ],
                className="insights-days",
            ),
            dcc.Store(id=ids.INSIGHTS),
            html.Div([insight_chart(chart) for chart in CHARTS], className="insights"),
        ],
    )


def told(desk: Desk, key: str, filters: Filters) -> list[Any]:
    """Return what the page shows of the view that `key` names, in the order of its outputs.

    The pictures by chart, the days looked at, and of each chart its sentence and its table.
    """
    view = held(desk, key)
    if view is None:
        gone = "What this page was drawn from is gone. Load the page anew."
        return [no_update, gone, *[no_update] * (2 * len(CHARTS))]
    found = insights(view, filters)
    noting.listed(desk.trail, view, [], "insights", len(ordered(view, filters)))
    pictures = {chart.id: found[chart.id].figure for chart in _DRAWN}
    parts = [
        part
        for chart in CHARTS
        for part in (found[chart.id].said, insight_table(found[chart.id].table, chart.title))
    ]
    return [pictures, window(view, filters), *parts]


def register(app: Dash, desk: Desk) -> None:
    """Wire the page: everything from the filter state, and a click on a mark to the filter."""
    plots = [ids.insight(chart.id, "plot") for chart in _DRAWN]

    @app.callback(
        Output(ids.INSIGHTS, "data"),
        Output(ids.INSIGHTS_WINDOW, "children"),
        *(
            Output(ids.insight(chart.id, part), "children")
            for chart in CHARTS
            for part in ("said", "table")
        ),
        Input(ids.QUERY, "data"),
        Input(ids.TEXT, "value"),
        State(ids.BUILD, "data"),
    )
    def show(query: str | None, text: str | None, build: str) -> Any:
        if query is None:
            return [no_update] * (2 + 2 * len(CHARTS))
        return told(desk, build, Filters.from_query(query, text or ""))

    app.clientside_callback(
        ClientsideFunction("concern_insights", "hold"), Input(ids.INSIGHTS, "data")
    )
    app.clientside_callback(
        ClientsideFunction("concern_insights", "lead"), *(Input(one, "clickData") for one in plots)
    )


PAGE = Page("/insights", title, layout, register, Capability.BROWSE)
