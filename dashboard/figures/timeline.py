"""The timeline of one business: a lane for each agency, gaps between visits shaded."""

from __future__ import annotations

from datetime import date

import pandas as pd
import plotly.graph_objects as go

from records.domain import agencies, event_types
from records.schema import Touchpoint

__all__ = ["AGENCY_COLOURS", "GAP_DAYS", "gaps", "in_words", "lanes", "timeline"]

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
    "registration": "circle-open",
    "service": "cross",
    "link": "hexagon-open",
}
"""Marker of each touchpoint category; the legend names them."""

_SMALLEST, _STEP = 9, 3
_LANE, _FRAME = 44, 96
_DAYS_A_YEAR, _DAYS_A_MONTH = 365.25, 30.44
_PAPER, _INK, _LINE, _GAP = "#ffffff", "#0b0c0c", "#b1b4b6", "rgba(177,180,182,0.28)"


def in_words(days: float) -> str:
    """Return a length of time in words: '3 days', '7 months', '4.1 years'."""
    if days < 2 * _DAYS_A_MONTH:
        number, unit = round(days), "day"
    elif days < 2 * _DAYS_A_YEAR:
        number, unit = round(days / _DAYS_A_MONTH), "month"
    else:
        return f"{days / _DAYS_A_YEAR:.1f} years"
    return f"{number} {unit}{'' if number == 1 else 's'}"


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
    return [_short(agency) for agency in order]


def _short(agency: str) -> str:
    known = agencies()["short_name"]
    return str(known.get(agency, agency))


def timeline(touchpoints: pd.DataFrame, as_of: date) -> go.Figure:
    """Draw one marker for each touchpoint of one business before `as_of`.

    Shape is the kind of contact, size its severity (0-5), the lane its agency. Stretches of
    `GAP_DAYS` or more without a visit by anyone are shaded, with their length in words.
    """
    order = lanes(touchpoints)
    shown = touchpoints.assign(
        lane=touchpoints[Touchpoint.agency].map(_short),
        colour=_colours(touchpoints[Touchpoint.agency].map(_short), order),
        size=_SMALLEST + _STEP * touchpoints[Touchpoint.severity],
        label=touchpoints[Touchpoint.event_code].map(event_types()["label"]),
    )
    figure = go.Figure(
        [_markers(part, str(kind)) for kind, part in shown.groupby(Touchpoint.category)]
    )
    _shade(figure, gaps(touchpoints, as_of))
    _frame(figure, order, _span(touchpoints, as_of))
    return figure


def _colours(shown: pd.Series[str], order: list[str]) -> pd.Series[str]:
    by_lane = {lane: AGENCY_COLOURS[i % len(AGENCY_COLOURS)] for i, lane in enumerate(order)}
    return shown.map(by_lane)


def _markers(part: pd.DataFrame, category: str) -> go.Scatter:
    return go.Scatter(
        x=part[Touchpoint.event_on],
        y=part["lane"],
        mode="markers",
        name=category.capitalize(),
        marker={
            "symbol": SHAPES.get(category, "circle"),
            "size": part["size"],
            "color": part["colour"],
            "opacity": 1,
            "line": {"color": _PAPER, "width": 1},
        },
        customdata=part[["label", Touchpoint.summary, Touchpoint.touchpoint_id]],
        hovertemplate="<b>%{x|%-d %b %Y}</b> %{y}<br>%{customdata[0]}<br>%{customdata[1]}"
        "<extra></extra>",
    )


def _shade(figure: go.Figure, stretches: pd.DataFrame) -> None:
    for begin, end, days in zip(*(stretches[c] for c in ("begin", "end", "days")), strict=True):
        figure.add_vrect(
            x0=begin,
            x1=end,
            fillcolor=_GAP,
            line={"color": _PAPER, "width": 3},
            layer="below",
            annotation={
                "text": f"no visit for {in_words(days)}",
                "font": {"size": 12, "color": "#505a5f"},
            },
            annotation_position="top",
        )


def _span(touchpoints: pd.DataFrame, as_of: date) -> tuple[pd.Timestamp, pd.Timestamp]:
    first = touchpoints[Touchpoint.event_on].min()
    last = pd.Timestamp(as_of)
    margin = max((last - first) * 0.03, pd.Timedelta(days=7))
    return first - margin, last + margin


def _frame(figure: go.Figure, order: list[str], span: tuple[pd.Timestamp, pd.Timestamp]) -> None:
    figure.update_layout(
        height=_FRAME + _LANE * max(len(order), 2),
        margin={"l": 8, "r": 8, "t": 28, "b": 8},
        paper_bgcolor=_PAPER,
        plot_bgcolor=_PAPER,
        font={"family": "system-ui, sans-serif", "size": 14, "color": _INK},
        legend={"orientation": "h", "y": -0.12, "yanchor": "top", "x": 0},
        hoverlabel={"bgcolor": _PAPER, "font": {"size": 14}},
        dragmode="pan",
    )
    figure.update_xaxes(range=span, showgrid=True, gridcolor="#f3f2f1", linecolor=_LINE)
    figure.update_yaxes(
        categoryorder="array",
        categoryarray=order[::-1],
        showgrid=True,
        gridcolor=_LINE,
        fixedrange=True,
        automargin=True,
        title=None,
    )
