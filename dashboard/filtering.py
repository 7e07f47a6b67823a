"""How does a page filter? The parts it shows, and one wiring of address, controls and query.

A page puts the parts of `frame` where it wants them, all of them once, and listens to
`Input(ids.QUERY, "data")` and `Input(ids.TEXT, "value")`, with `State(ids.BUILD, "data")`; it asks
`Filters.from_query(query, text)` and `seeing.held(desk, build)`. In the browser the same state is
`window.concern.filtering.now()`, and the event `concern:filtered` tells of every change.
"""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

import numpy as np
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html
from dash.development.base_component import Component
from numpy.typing import NDArray

from dashboard import ids, noting
from dashboard.access import View
from dashboard.choices import CHOICES
from dashboard.columns import Columns
from dashboard.components.attributes import aria, data
from dashboard.components.filter_panel import filter_panel, occurring, search_box, sort_choice
from dashboard.components.saved_views import saved_views
from dashboard.desk import Desk
from dashboard.filters import MOST_TEXT, period_mask
from dashboard.labels import filter_value
from dashboard.map_data import row_bits
from dashboard.periods import is_period
from dashboard.queries import found_by_text
from dashboard.seeing import held
from records.domain import BANDS

__all__ = ["Frame", "around", "found_bits", "frame", "register"]

_CONTROLS = (
    *(ids.BANDS, ids.SECTORS, ids.AGENCIES, ids.DISTRICTS, ids.WARDS, ids.TYPES, ids.RATINGS),
    *(ids.VISITED, ids.KNOWN, ids.PLACE, ids.OVERLAP, ids.SHARE, ids.DUE),
    *(ids.FROM, ids.TO, ids.SORT),
)
"""The controls of the filter state, in the order of `assets/filter_controls.js`."""


@dataclass(frozen=True)
class Frame:
    """The parts of a page that filters; all must stand on it, each once.

    state: address and stores, which show nothing. panel: the controls. bar: the words looked for,
    the chips, and the way back. count: how many are shown, read out when it changes. sort: the
    choice of an order; a page without one puts it where nobody sees it.
    """

    state: Component
    panel: Component
    bar: Component
    count: Component
    sort: Component


def frame(view: View) -> Frame:
    """Return the parts, with the values that occur in what the viewer sees."""
    columns = view.county.columns
    stores = (ids.QUERY, ids.PERIOD, ids.TEXT_FOUND)
    return Frame(
        state=html.Div(
            [
                dcc.Location(id=ids.ADDRESS, refresh="callback-nav"),
                *(dcc.Store(id=one) for one in stores),
                dcc.Store(id=ids.LABELS, data=_labels(columns)),
            ],
            hidden=True,
        ),
        panel=filter_panel(columns),
        bar=html.Div(
            [search_box(), html.Div(id=ids.CHIPS, className="chips"), _ways(view)],
            className="bar",
        ),
        count=html.P(id=ids.COUNT, role="status", className="count"),
        sort=sort_choice(),
    )


def around(view: View, title: str, content: list[Component], *, sort: bool = False) -> Component:
    """Return a page that filters: the controls beside it, the chips and the count above `content`.

    sort: whether its rows have an order to be chosen.
    """
    parts = frame(view)
    heading = [html.H1(title), parts.count]
    order = parts.sort if sort else html.Div(parts.sort, hidden=True)
    return html.Div(
        [
            parts.state,
            html.Details(
                [html.Summary(["Filters ", html.Span(id=ids.FILTER_COUNT)]), parts.panel],
                className="filtered-panel",
                open=True,
            ),
            html.Div(
                [
                    html.Div([*heading, order], className="filtered-head"),
                    parts.bar,
                    html.Div(content, className="filtered-content"),
                ],
                className="filtered-main",
            ),
        ],
        className="filtered",
    )


def register(app: Dash, desk: Desk) -> None:
    """Wire the filter state of all pages, once for the application."""
    app.clientside_callback(
        ClientsideFunction("concern_filtering", "sync"),
        Output(ids.QUERY, "data"),
        Output(ids.FILTERS, "data"),
        Output(ids.PERIOD, "data"),
        *(Output(control, "value") for control in _CONTROLS),
        Input(ids.ADDRESS, "search"),
        *(Input(control, "value") for control in _CONTROLS),
        State(ids.PERIOD, "data"),
        State(ids.TEXT, "value"),
        State(ids.LABELS, "data"),
    )
    app.clientside_callback(
        ClientsideFunction("concern_filtering", "draw"),
        Input(ids.QUERY, "data"),
        Input(ids.TEXT_FOUND, "data"),
        State(ids.TEXT, "value"),
        State(ids.BUILD, "data"),
    )

    @app.callback(
        Output(ids.TEXT_FOUND, "data"),
        Input(ids.TEXT, "value"),
        Input(ids.PERIOD, "data"),
        State(ids.BUILD, "data"),
    )
    def search(text: str | None, period: str | None, build: str) -> dict[str, Any] | None:
        view = held(desk, build)
        if view is None:
            return None
        if (text or "").strip():
            noting.searched(desk.trail, view, text or "")
        return found_bits(view, text or "", period or "")


def found_bits(view: View, text: str, period: str) -> dict[str, Any] | None:
    """Return which rows the text and the months find, as `ids.TEXT_FOUND` says; None: no such."""
    found = found_by_text(view, text[:MOST_TEXT])
    months = period_mask(view.county.columns, period) if is_period(period) else None
    if found is None and months is None:
        return None
    return {"text": _bits(found), "months": _bits(months), "period": period}


def _bits(rows: NDArray[np.bool_] | None) -> str | None:
    return None if rows is None else base64.b64encode(row_bits(rows)).decode()


def _labels(columns: Columns) -> dict[str, dict[str, str]]:
    values = {"band": BANDS, **occurring(columns), **CHOICES}
    return {name: {one: filter_value(name, one) for one in some} for name, some in values.items()}


def _ways(view: View) -> Component:
    """The ways back and forth through the states of the filters, and to those that were saved."""
    named = {"undo": (ids.UNDO, "Undo", "\u21b6"), "redo": (ids.REDO, "Redo", "\u21b7")}
    steps = [
        html.Button(
            sign,
            id=id,
            type="button",
            disabled=True,
            className="way",
            title=f"{label} the last change of the filters",
            **aria(label=label),
            **data(trail=way),
        )
        for way, (id, label, sign) in named.items()
    ]
    turned = html.Div(
        steps, className="steps", role="group", **aria(label="Changes of the filters")
    )
    return html.Div([turned, saved_views(view.viewer)], className="filter-ways")
