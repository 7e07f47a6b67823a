"""The small map on the page of a business."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.figures.place import Picture

__all__ = ["place_card"]


def place_card(picture: Picture | None) -> Component | None:
    """Return the map with what it shows in words; None where there is none."""
    if picture is None:
        return None
    return html.Figure(
        [
            html.Img(src=picture.address, alt=picture.said, width="320", height="220"),
            html.Figcaption(
                "Around it: dots are other businesses; a dashed ring: the point is its postcode's.",
                className="hint",
            ),
        ],
        className="card place-card",
    )
