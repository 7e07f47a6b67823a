"""Which figures sum up the businesses on screen? Four, each with a "?" that says what it means."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria
from dashboard.components.help import help_button
from dashboard.listing import FIGURES

__all__ = ["figures_strip"]


def figures_strip() -> Component:
    """Return the figures' names, each with its help; the values come later."""
    pairs = [
        html.Div([html.Dt([name, help_button(f"figure-{number}")]), html.Dd(className="figure")])
        for number, (name, _) in enumerate(FIGURES)
    ]
    return html.Section(
        html.Dl(pairs, className="figures"),
        className="strip",
        **aria(label="Figures of the businesses shown"),
    )
