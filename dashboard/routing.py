"""Which page does an address show, and what stands around it?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import unquote, urlsplit

import flask
from dash import ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import ids
from dashboard.access import View
from dashboard.asking import asking
from dashboard.components.header import footer, header, notices, switched
from dashboard.components.messages import no_build, no_page, put_away
from dashboard.desk import Desk
from dashboard.live import Shown
from dashboard.pages import Asked, Page
from dashboard.reviewing import reviews_due
from dashboard.seeing import shown
from dashboard.today import today
from dashboard.versions import CHECKLIST

__all__ = ["asked_address", "frame", "key_shown", "page_at", "register"]

PRODUCT = "Businesses of concern"


def frame(desk: Desk, pages: Sequence[Page], county: str) -> Component:
    """Return the whole document for the request: heading, the page asked for, foot."""
    path, search = asked_address(flask.request.referrer, flask.request.host)
    view, newest = shown(desk), desk.live.shown()
    content, title = page_at(desk, pages, view, (path, search)) if path else (None, PRODUCT)
    about = view.county.about if view else None
    return html.Div(
        [
            html.A("Skip to main content", href=f"#{ids.MAIN}", className="skip-link"),
            dcc.Location(id=ids.URL, refresh="callback-nav"),
            dcc.Store(id=ids.SHOWN, data={"path": path, "title": title}),
            dcc.Store(id=ids.BUILD, data=view.key if view else ""),
            dcc.Store(id=ids.FILTERS),
            header(about, county, asking(), view.version if view else CHECKLIST),
            html.Div(
                [*_told(desk, newest), *switched(view.version if view else CHECKLIST)],
                id=ids.NOTICES,
            ),
            html.Main(content, id=ids.MAIN, tabIndex=-1),
            footer(view.county if view else None),
        ],
        className="frame",
    )


def _told(desk: Desk, newest: Shown) -> list[Component]:
    """The lines above every page: of the build, and of agreements to review."""
    day = today()
    return [*notices(newest, day), *put_away(reviews_due(desk, asking(), day))]


def key_shown(desk: Desk) -> str:
    """Return the key of the view that who asks will see; empty where nobody does, or no build."""
    view = shown(desk) if flask.g.get("viewer") else None
    return view.key if view else ""


def page_at(
    desk: Desk, pages: Sequence[Page], view: View | None, address: tuple[str, str]
) -> tuple[Component, str]:
    """Return what is seen of a view at an address, and its title.

    view: that of who asks; None: there is no build. address: its path and its query string.
    """
    path, search = address
    if view is None:
        return no_build(), f"No build yet - {PRODUCT}"
    page = next((page for page in pages if page.answers(path)), None)
    if page is not None and view.viewer.may(page.needs):
        asked = Asked(desk, view, path[len(page.prefix) :], search)
        drawn = page.layout(asked)
        if drawn is not None:
            return drawn, f"{page.title(asked)} - {PRODUCT}"
    return no_page(), f"Page not found - {PRODUCT}"


def asked_address(referrer: str | None, host: str) -> tuple[str, str]:
    """Return path and query string of the page that asks for its layout; empty: not told.

    The layout is fetched by the page's own script, so the page's address is the referrer.
    """
    parts = urlsplit(referrer or "")
    if parts.netloc != host:
        return "", ""
    return unquote(parts.path) or "/", parts.query


def register(app: Dash, desk: Desk, pages: Sequence[Page]) -> None:
    """Wire the address to the page."""

    @app.callback(
        Output(ids.MAIN, "children"),
        Output(ids.SHOWN, "data"),
        Output(ids.VERSION, "children"),
        Output(ids.VERSION_SHORT, "children"),
        Input(ids.URL, "pathname"),
        State(ids.URL, "search"),
        State(ids.SHOWN, "data"),
    )
    def turn(path: str, search: str, before: dict[str, Any]) -> tuple[Any, ...]:
        path = unquote(path or "/")
        if before["path"] == path:
            return (no_update,) * 4
        view = shown(desk)
        content, title = page_at(desk, pages, view, (path, search or ""))
        version = view.version if view else CHECKLIST
        return content, {"path": path, "title": title}, version.label, version.short

    app.clientside_callback(
        ClientsideFunction("concern_page", "entitle"),
        Input(ids.SHOWN, "data"),
    )
    app.clientside_callback(ClientsideFunction("concern_page", "carry"), Input(ids.FILTERS, "data"))
