"""The county: filters, map and table of the same businesses."""

from __future__ import annotations

from dash import Dash, html
from dash.development.base_component import Component

from dashboard.live import Live
from dashboard.pages import Asked, Page

__all__ = ["PAGE"]


def title(asked: Asked) -> str:
    """Return the page's title."""
    return "County"


def layout(asked: Asked) -> Component:
    """Return the page, its map and table yet empty."""
    return html.Div(html.H1("County"), className="county")


def register(app: Dash, live: Live) -> None:
    """Wire the page."""


PAGE = Page("/", title, layout, register)
