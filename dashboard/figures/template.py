"""How does every chart look? One layout, made of the tokens."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dashboard.figures.palette import colour

__all__ = ["FONT", "Figure", "axis", "figure", "shades"]

Figure = dict[str, Any]
"""A figure, or a part of one, as plain data: Plotly's own classes take 0.4 s to fill."""

FONT = "system-ui, -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif"
_SMALL = 13


def axis(title: str = "", **more: Any) -> Figure:
    """Return an axis; more: what is other than usual."""
    font = {"size": _SMALL, "color": colour("secondary")}
    named = {"title": {"text": title, "standoff": 8, "font": font}} if title else {}
    return {
        **named,
        "automargin": True,
        "gridcolor": colour("grid"),
        "linecolor": colour("line"),
        "zeroline": False,
        "fixedrange": True,
        **more,
    }


def figure(
    drawn: list[Figure], x: Mapping[str, Any], y: Mapping[str, Any], height: int, **more: Any
) -> Figure:
    """Return the figure of these traces and axes, `height` pixels high; more: of its layout."""
    layout = {
        "height": height,
        "margin": {"l": 8, "r": 12, "t": 12, "b": 8},
        "paper_bgcolor": colour("paper"),
        "plot_bgcolor": colour("paper"),
        "font": {"family": FONT, "size": _SMALL, "color": colour("ink")},
        "hovermode": "closest",
        "hoverlabel": {
            "bgcolor": colour("paper"),
            "bordercolor": colour("ink"),
            "font": {"family": FONT, "size": _SMALL, "color": colour("ink")},
            "align": "left",
        },
        "dragmode": False,
        "showlegend": False,
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.02,
            "yanchor": "bottom",
            "traceorder": "normal",
        },
        "xaxis": dict(x),
        "yaxis": dict(y),
        **more,
    }
    return {"data": drawn, "layout": layout}


def shades() -> list[list[Any]]:
    """Return the scale of one hue from paper to the first colour of series."""
    return [[0, colour("paper")], [1, colour("series-1")]]
