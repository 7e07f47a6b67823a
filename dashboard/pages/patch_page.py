"""My patch: what is near and due, for someone who is out; the list first."""

from __future__ import annotations

import dash_bootstrap_components as dbc
import flask
from dash import Dash, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.attributes import aria, data
from dashboard.components.county_map import county_map
from dashboard.components.view_bar import view_bar
from dashboard.desk import Desk
from dashboard.due import EVERY_DAYS, FIRST_VISIT_DAYS, RATED_DAYS
from dashboard.filtering import Frame, frame
from dashboard.guard import needs
from dashboard.pages import Asked, Page
from dashboard.rooms import PATCH
from dashboard.seeing import held
from dashboard.viewer import Capability
from dashboard.whereabouts import MOST_LETTERS, find_whereabouts

__all__ = ["PAGE", "RADII"]

RADII = (1, 2, 5, 10, 20)
"""Miles from the place within which businesses are listed; the third is chosen first."""

_ORDERS = {"near": "Nearest first", "score": "Highest score first", "visit": "Longest unseen first"}
_DAYS_A_MONTH = 30.4


def title(asked: Asked) -> str:
    """Return the page's title."""
    return "My patch"


def layout(asked: Asked) -> Component:
    """Return the page with its controls; `assets/patch.js` fills list and map from the filters."""
    parts, settings = frame(asked.view), asked.desk.settings
    outside = "yes" if settings.outside_links else "no"
    listed = [*_head(parts), _first(), _ways(parts), *_list()]
    return html.Div(
        [
            parts.state,
            html.Section(parts.panel, id="view-filters", **aria(label="Filters")),
            html.Section(listed, id="view-list", **aria(label="My patch")),
            html.Section(county_map(settings), id="view-map", **aria(label="Map")),
            view_bar(),
        ],
        className="county patch",
        id="county",
        **data(view="list", mine=asked.view.viewer.user, outside=outside),
    )


def register(app: Dash, desk: Desk) -> None:
    """Add the address that says where a typed place is. Nobody's own place is ever sent."""
    _add_place(app.server, desk)


def _add_place(server: flask.Flask, desk: Desk) -> None:
    @server.post("/county/<key>/place")
    @needs(Capability.BROWSE)
    def place(key: str) -> flask.Response:
        view = held(desk, key)
        if view is None:
            flask.abort(404)
        found = find_whereabouts(view, desk.home, flask.request.form.get("text", ""))
        answer = flask.jsonify(vars(found) if found else None)
        answer.headers["Cache-Control"] = "private, no-store"
        return answer


def _head(parts: Frame) -> list[Component]:
    return [
        html.Div([html.H1("My patch"), parts.count], className="list-head"),
        html.Div(parts.sort, hidden=True),
    ]


def _first() -> Component:
    """What is tapped most: here, and only what is due. The rest is a tap away on a phone."""
    here = html.Button("Near me", type="button", className="button button-main", **data(near="me"))
    which = [
        html.Button(label, type="button", className="button", **data(due=value))
        for value, label in (("due", "Due for a visit"), ("", "All"))
    ]
    more = html.Button(
        ["Place", html.Span(" and order")],
        type="button",
        className="button patch-open",
        **data(ways="patch-ways"),
        **aria(expanded="false", controls="patch-ways"),
    )
    group = html.Div(which, className="patch-due", role="group", **aria(label="Which businesses"))
    return html.Div([here, group, more], className="patch-first")


def _ways(parts: Frame) -> Component:
    """A typed place, how far, in what order, words to look for; what is remembered; the rule."""
    miles = [(str(one), f"{one} mile{'' if one == 1 else 's'}") for one in RADII]
    keep = html.Button(
        "Remember as my patch", type="button", className="button-plain", **data(patch="keep")
    )
    choices = [
        _place(),
        _choice("Within", "patch-radius", [*miles, ("", "Any distance")], str(RADII[2])),
        _choice("Order", "patch-order", list(_ORDERS.items()), "near"),
    ]
    return html.Div(
        [
            html.Div(choices, className="patch-where"),
            html.Div([keep, _rule()], className="patch-line"),
            parts.bar,
        ],
        id="patch-ways",
        className="patch-ways",
    )


def _place() -> Component:
    typed = dbc.Input(
        id="patch-place", type="text", maxlength=MOST_LETTERS, autocomplete="off", className="field"
    )
    find = html.Button("Find", type="submit", className="button")
    label = html.Label("Postcode or place", htmlFor="patch-place")
    return html.Form([label, html.Div([typed, find], className="patch-typed")], id="patch-form")


def _list() -> list[Component]:
    return [
        html.P(id="patch-said", role="status", className="patch-said"),
        html.Ol(id=ids.TABLE, className="near-list"),
        html.Div(id="patch-more", className="near-more"),
        html.P("Prediction, not evidence", className="caution"),
        html.P(id="patch-way", className="caution"),
    ]


def _choice(label: str, id: str, options: list[tuple[str, str]], chosen: str) -> Component:
    """A choice of the page alone: no part of the filters, and never sent."""
    shown = [{"label": text, "value": value} for value, text in options]
    select = dbc.Select(id=id, options=shown, value=chosen, className="field")
    return html.Div([html.Label(label, htmlFor=id), select], className="patch-choice")


def _rule() -> Component:
    """When a visit is due, from the constants of the rule itself."""
    by_band = ", ".join(f"{band} {_months(days)}" for band, days in EVERY_DAYS.items())
    by_rating = ", ".join(f"{rating}: {_months(days)}" for rating, days in RATED_DAYS.items())
    lines = (
        f"Months after the last visit by anyone: {by_band}.",
        f"Fewer after a food hygiene rating of {by_rating}.",
        f"{FIRST_VISIT_DAYS} days after the first contact where nobody ever came.",
        "The county's own rule: a band stands for a category of the Food Law Code of Practice, "
        "which gives these intervals for food hygiene.",
    )
    return html.Details(
        [html.Summary("When is a visit due?"), html.Ul([html.Li(line) for line in lines])],
        className="patch-rule",
    )


def _months(days: int) -> int:
    return round(days / _DAYS_A_MONTH)


PAGE = Page(PATCH, title, layout, register)
