"""How is a risk band shown? Its shape, its word, and its score beside them."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria

__all__ = ["band_mark"]


def band_mark(band: str, score: float | None = None) -> Component:
    """Return the band's shape and word, with the score rounded to a whole number where given."""
    word = band.capitalize()
    shape = html.Span(className="shape", **aria(hidden="true"))
    shown = [] if score is None else [html.Span(f"{score:.0f}", className="score")]
    return html.Span(
        [shape, *shown, html.Span(word, className="word")], className=f"band band-{band}"
    )
