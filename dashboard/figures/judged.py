"""What do the pictures of an evaluation show? Each as Plotly draws it; the page has its table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

from dashboard.figures.palette import colour
from risk.evaluation.evaluation import Evaluation, Ranking, WindowResult
from risk.evaluation.intervals import Estimate
from risk.evaluation.plain import plain

__all__ = ["calibration", "drift", "gains", "lift", "window_by_window"]

Figure = dict[str, Any]

COLOURS = {
    "version_two": colour("series-1"),
    "version_one": colour("series-2"),
    "who_visits": colour("series-3"),
}
SYMBOLS = {"version_two": "circle", "version_one": "square", "who_visits": "diamond"}
DASHES = {"version_two": "solid", "version_one": "dash", "who_visits": "dot"}
"""Colour, mark and line of each ranking: none is told by its colour alone."""

INK, QUIET = colour("ink"), colour("secondary")
LINE, PAPER, GRID = colour("line"), colour("paper"), colour("grid")
_LOT = {"color": QUIET, "width": 1, "dash": "longdash"}


def calibration(found: Evaluation) -> Figure:
    """Return predicted against found rates; on the line they are the same."""
    curve = found.model.calibration
    most = 1.05 * max(curve[["predicted", "found"]].max(), default=1.0)
    drawn = [
        _straight([0, most], [0, most], "as predicted"),
        {
            **_style(found.model),
            "mode": "lines+markers",
            "x": curve["predicted"].tolist(),
            "y": curve["found"].tolist(),
        },
    ]
    axes = {"range": [0, most], "tickformat": ".0%"}
    return _figure(drawn, ("predicted", axes), ("found", axes))


def gains(found: Evaluation) -> Figure:
    """Return the share of the serious that is found by the share visited, highest first."""
    drawn = [_straight([0, 1], [0, 1], "by lot")]
    for one in found.rankings:
        share = [0.0, *one.gains["share"].tolist()]
        drawn.append({**_style(one), "x": share, "y": [0.0, *one.gains["found"].tolist()]})
    axes = {"range": [0, 1.02], "tickformat": ".0%"}
    return _figure(drawn, ("share visited", axes), ("serious findings found", axes))


def lift(found: Evaluation) -> Figure:
    """Return how many times the average rate is found in the highest share."""
    drawn = [_straight([0, 1], [1, 1], "by lot")]
    for one in found.rankings:
        curve = one.gains
        x, y = curve["share"].tolist(), curve["lift"].tolist()
        drawn.append({**_style(one), "x": x, "y": y})
    return _figure(
        drawn,
        ("share visited", {"range": [0, 1.02], "tickformat": ".0%"}),
        ("times the average", {"rangemode": "tozero"}),
    )


def window_by_window(found: Evaluation, figure: str) -> Figure:
    """Return one figure of each window with its interval, for each ranking."""
    drawn = []
    for number, one in enumerate(found.rankings):
        told = [window.figures[one.id][figure] for window in found.windows]
        # Drawn beside each other, so that no interval hides another.
        shift = 0.12 * (number - (len(found.rankings) - 1) / 2)
        drawn.append(
            {
                **_style(one),
                "mode": "markers",
                "x": [place + shift for place in range(len(told))],
                "y": [plain(each.value) for each in told],
                "error_y": _error(told, COLOURS.get(one.id, INK)),
            }
        )
    return _figure(drawn, ("window from", _places(found.windows)), ("AUC", {}))


def drift(found: Evaluation) -> Figure:
    """Return the rate of serious findings, and how far scores have moved, by window."""
    places = list(range(len(found.windows)))
    rate = {
        "type": "scatter",
        "name": "visits that found something serious",
        "mode": "lines+markers",
        "x": places,
        "y": [plain(one.rate) for one in found.windows],
        "line": {"color": COLOURS["version_two"]},
        "marker": {"symbol": "circle", "size": 9},
    }
    shift = {
        "type": "scatter",
        "name": "stability index of the scores (right)",
        "mode": "lines+markers",
        "x": places,
        "y": [plain(one.score_shift) for one in found.windows],
        "yaxis": "y2",
        "line": {"color": COLOURS["version_one"], "dash": "dash"},
        "marker": {"symbol": "square", "size": 9},
    }
    drawn = _figure(
        [rate, shift],
        ("window from", _places(found.windows)),
        ("rate", {"tickformat": ".0%", "rangemode": "tozero"}),
    )
    known = [one.score_shift for one in found.windows if not math.isnan(one.score_shift)]
    ends = {"range": [0, max([0.3, *(1.1 * value for value in known)])]}
    right = {**_axis("index", ends), "overlaying": "y", "side": "right"}
    drawn["layout"]["yaxis2"] = {**right, "showgrid": False}
    return drawn


def _style(one: Ranking) -> Figure:
    colour = COLOURS.get(one.id, INK)
    return {
        "type": "scatter",
        "name": one.title,
        "mode": "lines",
        "line": {"color": colour, "width": 2, "dash": DASHES.get(one.id, "solid")},
        "marker": {"color": colour, "size": 9, "symbol": SYMBOLS.get(one.id, "circle")},
    }


def _straight(x: Sequence[float], y: Sequence[float], name: str) -> Figure:
    return {"type": "scatter", "mode": "lines", "x": [*x], "y": [*y], "name": name, "line": _LOT}


def _error(told: Sequence[Estimate], colour: str) -> Figure:
    return {
        "type": "data",
        "symmetric": False,
        "array": [plain(one.high - one.value) for one in told],
        "arrayminus": [plain(one.value - one.low) for one in told],
        "color": colour,
        "thickness": 1.5,
        "width": 4,
    }


def _places(windows: Sequence[WindowResult]) -> Figure:
    words = [f"{one.begins:%b %Y}" + ("<br>(final)" if one.final else "") for one in windows]
    ends = [-0.5, len(words) - 0.5]
    ticks = {"tickvals": [*range(len(words))], "ticktext": words, "tickangle": 0}
    return {**ticks, "range": ends}


def _axis(title: str, more: Mapping[str, Any]) -> Figure:
    return {
        "title": {"text": title, "standoff": 8},
        "automargin": True,
        "gridcolor": GRID,
        "linecolor": LINE,
        "zeroline": False,
        "fixedrange": True,
        **more,
    }


def _figure(
    drawn: list[Figure], x: tuple[str, Mapping[str, Any]], y: tuple[str, Mapping[str, Any]]
) -> Figure:
    layout = {
        "height": 360,
        "margin": {"l": 8, "r": 8, "t": 8, "b": 8},
        "paper_bgcolor": PAPER,
        "plot_bgcolor": PAPER,
        "font": {"family": "system-ui, sans-serif", "size": 13, "color": INK},
        "legend": {"orientation": "h", "y": -0.3, "x": 0, "yanchor": "top"},
        "hovermode": "closest",
        "xaxis": _axis(*x),
        "yaxis": _axis(*y),
    }
    return {"data": drawn, "layout": layout}
