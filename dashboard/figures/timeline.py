"""The timeline of one business: a lane for each agency, gaps between visits shaded."""

from __future__ import annotations

from datetime import date
from html import escape
from textwrap import wrap
from typing import Any

import pandas as pd

from dashboard.labels import agency_name, in_words
from records.schema import Touchpoint

__all__ = [
    "AGENCY_COLOURS",
    "GAP_DAYS",
    "earlier",
    "gap_label",
    "gaps",
    "lanes",
    "timeline",
]

Figure = dict[str, Any]
"""A figure, or a part of one, as plain data: Plotly's own classes take 0.4 s to fill."""

GAP_DAYS = 180
"""Days without a visit by anyone from which a gap is shaded."""

AGENCY_COLOURS = (
    "#12436d",
    "#1f8a80",
    "#7a5ab5",
    "#8a6d00",
    "#3d3d3d",
    "#b83b7d",
    "#4c7a34",
    "#00809e",
)
"""Eight categorical colours, each at least 3:1 on white and none of them a band's; given to lanes
in order, never to risk. A lane is also named, so nothing rests on colour alone."""

SHAPES = {
    "inspection": "circle",
    "outcome": "circle-open",
    "complaint": "triangle-up",
    "enforcement": "square",
    "rating": "star",
    "licence": "pentagon",
    "intelligence": "diamond",
    "incident": "x",
    "registration": "square-open",
    "service": "cross",
    "link": "hexagon-open",
}
"""Marker of each touchpoint category; the legend names them."""

_SMALLEST, _STEP = 9, 2
_LANE, _FRAME = 40, 120
_NARROWEST, _LETTER = 440, 6.6
_MONTH = 28 * 86_400_000
_TICKS = [
    {"dtickrange": [None, _MONTH], "value": "%-d %b<br>%Y"},
    {"dtickrange": [_MONTH, "M11"], "value": "%b %Y"},
    {"dtickrange": ["M11", None], "value": "%Y"},
]
_UPRIGHT: Figure = {"xref": "x", "yref": "paper", "y0": 0, "y1": 1}
_LABEL: Figure = {"xref": "x", "yref": "paper", "y": 1, "yanchor": "bottom", "showarrow": False}
_SEVERITY = {0: "", **{n: f"<br>severity {n} of 5" for n in range(1, 6)}}
_PAPER, _INK, _LINE, _SECONDARY = "#ffffff", "#0b0c0c", "#b1b4b6", "#505a5f"
_GAP = "rgba(177,180,182,0.28)"


def gaps(touchpoints: pd.DataFrame, as_of: date, min_days: int = GAP_DAYS) -> pd.DataFrame:
    """Return the stretches without a visit by anyone: columns begin, end and days.

    The last stretch ends at `as_of`. A business never visited has none: it has no timeline to
    shade, and the page says "never visited" instead.
    """
    visits = touchpoints.loc[touchpoints[Touchpoint.is_visit], Touchpoint.event_on]
    begin = visits.drop_duplicates().sort_values(ignore_index=True)
    end = begin.shift(-1).fillna(pd.Timestamp(as_of))
    stretches = pd.DataFrame({"begin": begin, "end": end, "days": (end - begin).dt.days})
    return stretches[stretches["days"] >= min_days].reset_index(drop=True)


def lanes(touchpoints: pd.DataFrame) -> list[str]:
    """Return the agencies' short names, the one in touch last first."""
    latest = touchpoints.groupby(Touchpoint.agency)[Touchpoint.event_on].max()
    order = latest.sort_values(ascending=False, kind="stable").index
    return [agency_name(agency) for agency in order]


def timeline(touchpoints: pd.DataFrame, as_of: date) -> Figure:
    """Draw one marker for each touchpoint of one business before `as_of`.

    Shape is the kind of contact, size its severity (0-5), the lane its agency. Stretches of
    `GAP_DAYS` or more without a visit by anyone are shaded, with their length in words where it
    fits. A line marks `as_of`.
    """
    order = lanes(touchpoints)
    lane = touchpoints[Touchpoint.agency].map(agency_name)
    shown = touchpoints.assign(
        lane=lane,
        colour=_colours(lane, order),
        size=_SMALLEST + _STEP * touchpoints[Touchpoint.severity],
        day=touchpoints[Touchpoint.event_on].dt.strftime("%Y-%m-%d"),
        said=_wrapped(touchpoints[Touchpoint.summary]),
        grave=touchpoints[Touchpoint.severity].map(_SEVERITY),
    )
    kinds = list(shown.groupby(Touchpoint.category))
    begin, end = _span(touchpoints, as_of)
    shapes, labels = _shade(gaps(touchpoints, as_of), end - begin)
    line, today = _today(as_of)
    return {
        "data": [
            *(_markers(part, str(kind)) for kind, part in kinds),
            *(_legend(str(kind)) for kind, _ in kinds),
        ],
        "layout": {
            **_frame(order, _day(begin), _day(end)),
            "shapes": [*shapes, line],
            "annotations": [*labels, today],
        },
    }


def gap_label(days: float, share: float) -> str:
    """Return what a gap says of itself: all, its length, or nothing where it is too narrow.

    share: 0-1, its part of the width of the picture. A label never leaves its gap, and gaps do
    not overlap, so no label covers another.
    """
    length = in_words(days)
    full = f"no visit for {length}"
    for text in (full, length):
        if len(text) * _LETTER <= share * _NARROWEST:
            return text
    return ""


def _wrapped(texts: pd.Series[str]) -> pd.Series[str]:
    """Break sentences for the card under the pointer, which does not wrap by itself."""
    lines = {text: "<br>".join(map(escape, wrap(text, 46))) for text in texts.unique()}
    return texts.map(lines)


def _colours(shown: pd.Series[str], order: list[str]) -> pd.Series[str]:
    by_lane = {lane: AGENCY_COLOURS[i % len(AGENCY_COLOURS)] for i, lane in enumerate(order)}
    return shown.map(by_lane)


def _markers(part: pd.DataFrame, category: str) -> Figure:
    return {
        "type": "scatter",
        "x": part["day"].tolist(),
        "y": part["lane"].tolist(),
        "mode": "markers",
        "name": category.capitalize(),
        "legendgroup": category,
        "showlegend": False,
        "marker": {
            "symbol": SHAPES.get(category, "circle"),
            "size": part["size"].tolist(),
            "color": part["colour"].tolist(),
            "opacity": 1,
            "line": {"color": _PAPER, "width": 1},
        },
        "customdata": part[["said", "grave", Touchpoint.touchpoint_id]].to_numpy().tolist(),
        "hovertemplate": "<b>%{x|%-d %b %Y}</b> · %{y}<br>%{customdata[0]}%{customdata[1]}"
        "<extra></extra>",
    }


def _legend(category: str) -> Figure:
    """A line of the legend in ink: the shape means the kind, the colour only the lane."""
    return {
        "type": "scatter",
        "x": [None],
        "y": [None],
        "mode": "markers",
        "name": category.capitalize(),
        "legendgroup": category,
        "marker": {"symbol": SHAPES.get(category, "circle"), "size": 11, "color": _INK},
        "hoverinfo": "skip",
    }


def _shade(stretches: pd.DataFrame, width: pd.Timedelta) -> tuple[list[Figure], list[Figure]]:
    """The shaded gaps, and the labels that fit them."""
    shapes, labels = [], []
    for begin, end, days in zip(*(stretches[c] for c in ("begin", "end", "days")), strict=True):
        edge = {"color": _PAPER, "width": 3}
        drawn = {"type": "rect", "fillcolor": _GAP, "line": edge, "layer": "below"}
        shapes.append({**drawn, **_UPRIGHT, "x0": _day(begin), "x1": _day(end)})
        text = gap_label(days, (end - begin) / width)
        middle = _day(begin + (end - begin) / 2)
        if text:
            labels.append({**_LABEL, "x": middle, "text": text, "font": _small(_SECONDARY)})
    return shapes, labels


def _today(as_of: date) -> tuple[Figure, Figure]:
    """The line of the day the build is of, and its label above those of the gaps."""
    day = as_of.isoformat()
    line = {"type": "line", **_UPRIGHT, "x0": day, "x1": day, "line": {"color": _INK, "width": 1}}
    text = f"today of this build, {as_of.day} {as_of:%b %Y}"
    place = {"x": day, "yshift": 16, "xanchor": "right", "xshift": 8}
    return line, {**_LABEL, **place, "text": text, "font": _small(_INK)}


def _small(colour: str) -> Figure:
    return {"size": 12, "color": colour}


def _day(moment: pd.Timestamp) -> str:
    return f"{moment:%Y-%m-%d}"


def earlier(touchpoints: pd.DataFrame) -> pd.DataFrame:
    """Return the registrations before the first contact, which the timeline opens without.

    A company registered decades ago would press every visit into a corner. None where nothing but
    registrations is known.
    """
    contacts = touchpoints[touchpoints[Touchpoint.category] != "registration"]
    if contacts.empty:
        return contacts
    first = contacts[Touchpoint.event_on].min()
    before: pd.DataFrame = touchpoints[touchpoints[Touchpoint.event_on] < first]
    return before


def _span(touchpoints: pd.DataFrame, as_of: date) -> tuple[pd.Timestamp, pd.Timestamp]:
    left_out = earlier(touchpoints).index
    first = touchpoints.drop(index=left_out)[Touchpoint.event_on].min()
    last = pd.Timestamp(as_of)
    margin = max((last - first) * 0.03, pd.Timedelta(days=7))
    return first - margin, last + margin


def _frame(order: list[str], begin: str, end: str) -> Figure:
    return {
        "height": _FRAME + _LANE * max(len(order), 2),
        "margin": {"l": 8, "r": 8, "t": 44, "b": 64},
        "paper_bgcolor": _PAPER,
        "plot_bgcolor": _PAPER,
        "font": {"family": "system-ui, sans-serif", "size": 14, "color": _INK},
        "legend": {"orientation": "h", "yref": "container", "y": 0, "yanchor": "bottom", "x": 0},
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": _PAPER, "font": {"size": 14}, "align": "left"},
        "hoverdistance": 24,
        "dragmode": "zoom",
        "xaxis": {
            "type": "date",
            "range": [begin, end],
            "showgrid": True,
            "gridcolor": "#f3f2f1",
            "linecolor": _LINE,
            "tickformatstops": _TICKS,
            "automargin": True,
        },
        "yaxis": {
            "type": "category",
            "categoryorder": "array",
            "categoryarray": order[::-1],
            "range": [-0.6, max(len(order), 2) - 0.4],
            "showgrid": True,
            "gridcolor": _LINE,
            "fixedrange": True,
            "automargin": True,
            "ticks": "outside",
            "ticklen": 8,
            "tickcolor": _PAPER,
        },
    }
