"""A wide table scrolls by itself, by keyboard too; the page never does sideways."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria

__all__ = ["scrolled"]


def scrolled(table: Component, label: str) -> Component:
    """Return the table in a frame of its own that scrolls; label: what it is called."""
    return html.Div(table, className="scrolled", tabIndex=0, role="region", **aria(label=label))
