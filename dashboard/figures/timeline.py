"""The timeline of one business: a lane for each agency, gaps between visits shaded."""

from __future__ import annotations

from datetime import date
from html import escape
from textwrap import wrap
from typing import Any, NamedTuple

import pandas as pd

from dashboard.figures.palette import agency_colours, colour
from dashboard.labels import agency_name, in_words
from dashboard.rows import Row, rows
from records.schema import Touchpoint

__all__ = [
    "AGENCY_COLOURS",
    "GAP_DAYS",
    "Gap",
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

AGENCY_COLOURS = agency_colours()
"""Colours that tell agencies apart, none of them a band's; given to lanes
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
_READ = (
    Touchpoint.touchpoint_id,
    Touchpoint.agency,
    Touchpoint.category,
    Touchpoint.event_on,
    Touchpoint.severity,
    Touchpoint.summary,
)
_PAPER, _INK, _LINE = colour("paper"), colour("ink"), colour("line")
_SECONDARY, _GAP, _GRID = colour("secondary"), colour("gap"), colour("grid")


class Gap(NamedTuple):
    """A stretch without a visit by anyone, and its length in days."""

    begin: pd.Timestamp
    end: pd.Timestamp
    days: int


def gaps(touchpoints: pd.DataFrame, as_of: date, min_days: int = GAP_DAYS) -> list[Gap]:
    """Return the stretches without a visit by anyone, the earliest first.

    The last stretch ends at `as_of`. A business never visited has none: it has no timeline to
    shade, and the page says "never visited" instead.
    """
    seen = zip(touchpoints[Touchpoint.event_on], touchpoints[Touchpoint.is_visit], strict=True)
    visits = sorted({on for on, is_visit in seen if is_visit})
    ends = [*visits[1:], pd.Timestamp(as_of)]
    found = (Gap(begin, end, (end - begin).days) for begin, end in zip(visits, ends, strict=False))
    return [gap for gap in found if gap.days >= min_days]


def lanes(touchpoints: pd.DataFrame) -> list[str]:
    """Return the agencies' short names, the one in touch last first."""
    latest: dict[str, pd.Timestamp] = {}
    for agency, on in zip(
        touchpoints[Touchpoint.agency], touchpoints[Touchpoint.event_on], strict=True
    ):
        latest[agency] = max(on, latest.get(agency, on))
    order = sorted(sorted(latest), key=latest.__getitem__, reverse=True)
    return [agency_name(agency) for agency in order]


def timeline(touchpoints: pd.DataFrame, as_of: date) -> Figure:
    """Draw one marker for each touchpoint of one business before `as_of`.

    Shape is the kind of contact, size its severity (0-5), the lane its agency. Stretches of
    `GAP_DAYS` or more without a visit by anyone are shaded, with their length in words where it
    fits. A line marks `as_of`.
    """
    order = lanes(touchpoints)
    kinds: dict[str, list[Row]] = {}
    for row in rows(touchpoints, *_READ):
        kinds.setdefault(row[Touchpoint.category], []).append(row)
    begin, end = _span(touchpoints, as_of)
    shapes, labels = _shade(gaps(touchpoints, as_of), end - begin)
    line, today = _today(as_of)
    return {
        "data": [
            *(_markers(kinds[kind], kind, order) for kind in sorted(kinds)),
            *(_legend(kind) for kind in sorted(kinds)),
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


def _wrapped(text: str) -> str:
    """Break a sentence for the card under the pointer, which does not wrap by itself."""
    return "<br>".join(map(escape, wrap(text, 46)))


def _markers(contacts: list[Row], category: str, order: list[str]) -> Figure:
    lane = [agency_name(one[Touchpoint.agency]) for one in contacts]
    colours = {name: AGENCY_COLOURS[i % len(AGENCY_COLOURS)] for i, name in enumerate(order)}
    return {
        "type": "scatter",
        "x": [_day(one[Touchpoint.event_on]) for one in contacts],
        "y": lane,
        "mode": "markers",
        "name": category.capitalize(),
        "legendgroup": category,
        "showlegend": False,
        "marker": {
            "symbol": SHAPES.get(category, "circle"),
            "size": [_SMALLEST + _STEP * one[Touchpoint.severity] for one in contacts],
            "color": [colours[name] for name in lane],
            "opacity": 1,
            "line": {"color": _PAPER, "width": 1},
        },
        "customdata": [
            [
                _wrapped(one[Touchpoint.summary]),
                _SEVERITY[one[Touchpoint.severity]],
                one[Touchpoint.touchpoint_id],
            ]
            for one in contacts
        ],
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


def _shade(stretches: list[Gap], width: pd.Timedelta) -> tuple[list[Figure], list[Figure]]:
    """The shaded gaps, and the labels that fit them."""
    shapes, labels = [], []
    for begin, end, days in stretches:
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


def earlier(touchpoints: pd.DataFrame) -> list[pd.Timestamp]:
    """Return the days of registrations before the first contact, which the timeline opens without.

    A company registered decades ago would press every visit into a corner. None where nothing but
    registrations is known.
    """
    days, first = touchpoints[Touchpoint.event_on].tolist(), _first_contact(touchpoints)
    return [] if first is None else [on for on in days if on < first]


def _first_contact(touchpoints: pd.DataFrame) -> pd.Timestamp | None:
    known = zip(touchpoints[Touchpoint.event_on], touchpoints[Touchpoint.category], strict=True)
    return min((on for on, category in known if category != "registration"), default=None)


def _span(touchpoints: pd.DataFrame, as_of: date) -> tuple[pd.Timestamp, pd.Timestamp]:
    first = _first_contact(touchpoints) or touchpoints[Touchpoint.event_on].min()
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
            "gridcolor": _GRID,
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
