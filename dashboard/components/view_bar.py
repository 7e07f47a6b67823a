"""Which of list, map and filters does a phone show? The bar at its foot."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.attributes import aria, data

__all__ = ["view_bar"]


def view_bar() -> Component:
    """Return the bar, the list being shown; `assets/county.js` turns to what is pressed."""
    filters: list[Component | str] = ["Filters ", html.Span(id=ids.FILTER_COUNT)]
    return html.Div(
        [_way("list", "List", True), _way("map", "Map"), _way("filters", filters)],
        className="view-bar",
        role="group",
        **aria(label="What to show"),
    )


def _way(view: str, label: str | list[Component | str], pressed: bool = False) -> Component:
    is_pressed = aria(pressed=str(pressed).lower())
    return html.Button(label, type="button", **data(view=view), **is_pressed)
