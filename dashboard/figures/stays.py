"""Who was at the premises when: a bar for each business, one under the other, in order of time."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

import pandas as pd

from dashboard.figures.palette import colour
from dashboard.related import Stay

__all__ = ["PATTERNS", "stays"]

Figure = dict[str, Any]

PATTERNS = {"this": "", "same": "/", "other": "."}
"""Filling of the bars: the business shown, those of the same people, others."""

WORDS = {"this": "this business", "same": "the same people", "other": "others"}

_BAR, _FRAME, _BEFORE = 66, 56, pd.Timedelta(days=540)
_PAPER, _INK, _LINE = colour("paper"), colour("ink"), colour("line")
_FILL = {"this": colour("series-1"), "same": colour("series-1"), "other": colour("secondary")}
_LONGEST = 44
_A_DAY = 86_400_000


def stays(told: Sequence[Stay], as_of: pd.Timestamp) -> Figure:
    """Return the figure, the earliest at the top, up to `as_of`.

    Every bar has the name of its business and its days written above it, and a filling that says
    whose it is: nothing rests on colour. What began long before is cut off at the left.
    """
    first = _begin(told, as_of)
    bars = [_bar(stay, at, first, as_of) for at, stay in enumerate(told)]
    labels = [_label(stay, at, as_of) for at, stay in enumerate(told)]
    return {
        "data": bars,
        "layout": {
            "height": _FRAME + _BAR * len(told),
            "margin": {"l": 8, "r": 12, "t": 8, "b": 36},
            "paper_bgcolor": _PAPER,
            "plot_bgcolor": _PAPER,
            "font": {"family": "Arial, sans-serif", "size": 14, "color": _INK},
            "showlegend": False,
            "bargap": 0.55,
            "annotations": labels,
            "xaxis": {
                "type": "date",
                "range": [_iso(first), _iso(as_of)],
                "linecolor": _LINE,
                "gridcolor": _LINE,
                "nticks": 5,
                "fixedrange": True,
            },
            "yaxis": {
                "visible": False,
                "range": [len(told) - 0.4, -0.75],
                "fixedrange": True,
            },
        },
    }


def _begin(told: Sequence[Stay], as_of: pd.Timestamp) -> pd.Timestamp:
    """Return where the drawing begins: a year and a half before the first change of hands."""
    ends = [stay.ended for stay in told if stay.ended is not None]
    later = sorted(stay.began for stay in told)[1:]
    change = min([*ends, *later, as_of])
    return max(min(stay.began for stay in told), change - _BEFORE)


def _bar(stay: Stay, at: int, first: pd.Timestamp, as_of: pd.Timestamp) -> Figure:
    began = max(stay.began, first)
    ended = max(stay.ended if stay.ended is not None else as_of, began)
    long = max((ended - began) / pd.Timedelta(milliseconds=1), 7 * _A_DAY)
    return {
        "type": "bar",
        "orientation": "h",
        "base": [_iso(began)],
        "x": [long],
        "y": [at],
        "width": [0.32],
        "marker": {
            "color": _FILL[stay.how],
            "line": {"color": _FILL[stay.how], "width": 2},
            "pattern": {
                "shape": PATTERNS[stay.how],
                "fillmode": "replace",
                "fgcolor": _FILL[stay.how],
                "bgcolor": _PAPER,
                "size": 8,
            }
            if PATTERNS[stay.how]
            else {},
        },
        "hoverinfo": "skip",
    }


def _label(stay: Stay, at: int, as_of: pd.Timestamp) -> Figure:
    until = "now" if stay.ended is None else f"{stay.ended:%b %Y}"
    name = stay.name if len(stay.name) <= _LONGEST else stay.name[: _LONGEST - 1] + "\u2026"
    text = f"<b>{escape(name)}</b> ({WORDS[stay.how]})<br>{stay.began:%b %Y} to {until}"
    return {
        "x": 0,
        "xref": "paper",
        "xanchor": "left",
        "y": at - 0.2,
        "yanchor": "bottom",
        "align": "left",
        "showarrow": False,
        "text": text,
        "bgcolor": _PAPER,
        "font": {"size": 13},
    }


def _iso(day: pd.Timestamp) -> str:
    return f"{day:%Y-%m-%d}"
