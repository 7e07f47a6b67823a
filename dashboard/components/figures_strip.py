"""Which figures sum up the businesses on screen? Four, each with what it means."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria
from dashboard.listing import FIGURES

__all__ = ["figures_strip"]


def figures_strip() -> Component:
    """Return the figures' names, and a fold that says what they mean; the values come later."""
    pairs = [html.Div([html.Dt(name), html.Dd(className="figure")]) for name, _ in FIGURES]
    meanings = [part for name, text in FIGURES for part in (html.Dt(name), html.Dd(text))]
    fold = html.Details([html.Summary("What these mean"), html.Dl(meanings)], className="meanings")
    return html.Section(
        [html.Dl(pairs, className="figures"), fold],
        className="strip",
        **aria(label="Figures of the businesses shown"),
    )
