"""What do the charts look like? Each from its frame; every mark carries where it leads."""

from __future__ import annotations

from datetime import date
from textwrap import wrap
from typing import Any

import pandas as pd

from dashboard.figures.palette import agency_colours, colour
from dashboard.figures.template import Figure, axis, figure, shades
from dashboard.insights.contacts import OTHER
from dashboard.insights.frames import (
    Concentration,
    Findings,
    Gaps,
    Hotspots,
    KnownTo,
    Monthly,
    Overlaps,
    Visits,
)
from dashboard.insights.leading import QUERY, Links, beside
from dashboard.insights.words import agency_word, known_word, value_word

__all__ = [
    "MOST_BARS",
    "concentration",
    "findings",
    "gaps",
    "hotspots",
    "known_to",
    "monthly",
    "overlaps",
    "visits",
]

MOST_BARS = 15
"""Bars that lie one under the other at most; the table has the rest."""

_BAR, _FRAME, _HEIGHT, _CELL = 34, 64, 340, 44
_LONGEST = 22
_TOP = 0.05
_INSIDE = {"line": {"color": colour("paper"), "width": 1}}


def monthly(frame: pd.DataFrame, links: Links) -> Figure:
    """Return contacts a working day by month, agencies one on top of the other."""
    colours = agency_colours()
    rows = beside(frame, links).groupby(Monthly.agency, sort=False)
    drawn: list[Figure] = [
        {
            "type": "bar",
            "name": agency_word(str(agency)),
            "x": [_first_day(one) for one in own[Monthly.month]],
            "y": _plain(own[Monthly.a_day]),
            "customdata": own[QUERY].tolist(),
            "marker": {"color": colour("line") if agency == OTHER else colours[at], **_INSIDE},
            "hovertemplate": "%{x|%B %Y}<br>%{fullData.name}: %{y:.1f} a day<extra></extra>",
        }
        for at, (agency, own) in enumerate(rows)
    ]
    time = axis(type="date", tickformat="%b<br>%Y", dtick="M6", tickangle=0)
    # The legend stands below, so that its lines may grow on a narrow screen.
    legend = {"orientation": "h", "x": 0, "y": -0.18, "yanchor": "top", "traceorder": "normal"}
    shown = {"barmode": "stack", "bargap": 0.12, "showlegend": True, "legend": legend}
    return figure(drawn, time, axis("contacts a working day"), 420, **shown)


def known_to(frame: pd.DataFrame, links: Links) -> Figure:
    """Return how many businesses so many agencies know, with their share written above."""
    bars = {
        "type": "bar",
        "x": [known_word(one) for one in frame[KnownTo.choice]],
        "y": frame[KnownTo.businesses].tolist(),
        "text": [_percent(one) for one in frame[KnownTo.share]],
        "textposition": "outside",
        "cliponaxis": False,
        "customdata": links,
        "marker": {"color": colour("series-1")},
        "hovertemplate": "%{x}: %{y:,} businesses, %{text}<extra></extra>",
    }
    return figure([bars], axis(type="category", tickangle=0), axis("businesses"), _HEIGHT)


def concentration(frame: pd.DataFrame, link: str) -> Figure:
    """Return the curves of contacts and of complaints, with the busiest 5 % marked."""
    top = frame[Concentration.top].tolist()
    named = (
        (Concentration.contacts, "contacts", "series-1", "solid"),
        (Concentration.adverse, "complaints and enforcement", "series-2", "dash"),
    )
    drawn: list[Figure] = [
        {
            "type": "scatter",
            "mode": "lines+markers",
            "name": name,
            "x": top,
            "y": _plain(frame[column]),
            "customdata": [link if one else None for one in top],
            "line": {"color": colour(shade), "width": 2, "dash": dash},
            "marker": {"color": colour(shade), "size": 6},
            "hovertemplate": "the busiest %{x:.1%} make %{y:.1%} of %{fullData.name}"
            "<extra></extra>",
        }
        for column, name, shade, dash in named
    ]
    even = {"color": colour("line"), "width": 1, "dash": "dot"}
    drawn.append(
        {"type": "scatter", "mode": "lines", "x": [0, 1], "y": [0, 1], "line": even,
         "name": "if all had as many", "hoverinfo": "skip"}
    )  # fmt: skip
    mark = {"type": "line", "x0": _TOP, "x1": _TOP, "yref": "paper", "y0": 0, "y1": 1}
    label = {"x": _TOP, "yref": "paper", "y": 0.04, "text": "busiest 5%", "showarrow": False}
    return figure(
        drawn,
        axis("share of the businesses,<br>busiest first", tickformat=".0%", range=[0, 1.02]),
        axis("share made", tickformat=".0%", range=[0, 1.02]),
        400,
        showlegend=True,
        shapes=[{**mark, "line": {"color": colour("ink"), "width": 1}}],
        annotations=[{**label, "xanchor": "left", "xshift": 4}],
    )


def overlaps(frame: pd.DataFrame, links: dict[str, str]) -> Figure:
    """Return who met whom as a matrix; links: where the row of an agency leads."""
    names = overlapping_agencies(frame)
    counts = {
        pair: int(count)
        for one, other, count in frame.itertuples(index=False, name=None)
        for pair in ((one, other), (other, one))
    }
    words = [agency_word(one) for one in names]
    drawn = {
        "type": "heatmap",
        "x": words,
        "y": words,
        "z": [[counts.get((row, column)) for column in names] for row in names],
        "texttemplate": "%{z:,}",
        "customdata": [[links[row] if (row, column) in counts else None for column in names]
                       for row in names],
        "colorscale": shades(),
        "zmin": 0,
        "showscale": False,
        "xgap": 2,
        "ygap": 2,
        "hoverongaps": False,
        "hovertemplate": "%{y} and %{x}: %{z:,} businesses<extra></extra>",
    }  # fmt: skip
    x = axis(type="category", side="top", tickangle=-40, showgrid=False)
    y = axis(type="category", autorange="reversed", showgrid=False)
    margin = {"l": 8, "r": 72, "t": 12, "b": 8}
    return figure([drawn], x, y, 110 + _CELL * max(len(names), 2), margin=margin)


def overlapping_agencies(frame: pd.DataFrame) -> list[str]:
    """Return the agencies of `Overlaps`, the one that met others most often first."""
    both = pd.concat(
        [
            frame[[column, str(Overlaps.businesses)]].set_axis(["agency", "count"], axis=1)
            for column in (str(Overlaps.agency), str(Overlaps.other))
        ]
    )
    met = both.groupby("agency")["count"].sum()
    return sorted(met.index, key=lambda one: (-met[one], one))


def gaps(frame: pd.DataFrame, links: Links, by: str) -> Figure:
    """Return high risk nobody visited for a year beside the rest of it; by: what the rows are."""
    shown = beside(frame, links).head(MOST_BARS)
    words = [_wrapped(value_word(by, one)) for one in shown[Gaps.value]]
    left = shown[Gaps.overlooked]
    parts = (
        ("nobody for a year", left, "series-1"),
        ("visited in the last 365 days", shown[Gaps.high] - left, "line"),
    )
    drawn: list[Figure] = [
        {
            "type": "bar",
            "orientation": "h",
            "name": name,
            "x": count.tolist(),
            "y": words,
            "customdata": shown[QUERY].tolist(),
            "marker": {"color": colour(shade), **_INSIDE},
            "hovertemplate": "%{y}: %{x:,} %{fullData.name}<extra></extra>",
        }
        for name, count, shade in parts
    ]
    return _lying(drawn, len(words), "high or severe risk", showlegend=True)


def hotspots(frame: pd.DataFrame, links: Links, average: float) -> Figure:
    """Return the wards with the highest share, each with its range; average: of all wards."""
    shown = beside(frame, links).head(MOST_BARS)
    share = shown[Hotspots.share]
    points = {
        "type": "scatter",
        "mode": "markers",
        "x": share.tolist(),
        "y": [_wrapped(one) for one in shown[Hotspots.ward]],
        "customdata": shown[QUERY].tolist(),
        "marker": {"color": colour("series-1"), "size": 11},
        "error_x": _range(share, shown[Hotspots.low], shown[Hotspots.upper]),
        "hovertemplate": "%{y}: %{x:.1%}<extra></extra>",
    }
    mark = {"type": "line", "x0": average, "x1": average, "yref": "paper", "y0": 0, "y1": 1}
    dashed = {"color": colour("secondary"), "width": 1, "dash": "dash"}
    axes = {"tickformat": ".0%", "rangemode": "tozero"}
    words = "high or severe risk<br>(dashed: all wards)"
    return _lying([points], len(shown), words, axes, shapes=[{**mark, "line": dashed}])


def findings(frame: pd.DataFrame, links: Links) -> Figure:
    """Return the share of visits that found something serious by quarter, with its interval."""
    share = frame[Findings.share]
    points = {
        "type": "scatter",
        "mode": "lines+markers",
        "x": [_quarter(one) for one in frame[Findings.month]],
        "y": share.tolist(),
        "customdata": links,
        "line": {"color": colour("series-1"), "width": 2},
        "marker": {"color": colour("series-1"), "size": 9},
        "error_y": _range(share, frame[Findings.low], frame[Findings.high]),
        "hovertemplate": "%{x}: %{y:.1%}<extra></extra>",
    }
    x = axis(type="category", tickangle=0)
    y = axis("share of visits", tickformat=".0%", rangemode="tozero")
    return figure([points], x, y, _HEIGHT)


def visits(frame: pd.DataFrame, links: Links) -> Figure:
    """Return how many visits each agency made, with their share written beside."""
    bars = {
        "type": "bar",
        "orientation": "h",
        "x": frame[Visits.visits].tolist(),
        "y": [_wrapped(agency_word(one)) for one in frame[Visits.agency]],
        "text": [_percent(one) for one in frame[Visits.share]],
        "textposition": "outside",
        "cliponaxis": False,
        "customdata": links,
        "marker": {"color": colour("series-1")},
        "hovertemplate": "%{y}: %{x:,} visits, %{text}<extra></extra>",
    }
    return _lying([bars], len(frame), "visits")


def _lying(
    drawn: list[Figure], bars: int, words: str, axes: Figure | None = None, **more: Any
) -> Figure:
    """A figure of bars one under the other, the first on top."""
    up = axis(type="category", autorange="reversed", showgrid=False, ticksuffix=" ")
    height = _FRAME + _BAR * max(bars, 2) + (24 if more.get("showlegend") else 0)
    across = axis(words, nticks=5, tickangle=0, **(axes or {}))
    return figure(drawn, across, up, height, barmode="stack", **more)


def _range(middle: pd.Series[Any], low: pd.Series[Any], high: pd.Series[Any]) -> Figure:
    return {
        "type": "data",
        "symmetric": False,
        "array": (high - middle).tolist(),
        "arrayminus": (middle - low).tolist(),
        "color": colour("secondary"),
        "thickness": 1.5,
        "width": 4,
    }


def _wrapped(words: str) -> str:
    """A long name in lines, so that it leaves room for its bar on a phone."""
    return "<br>".join(wrap(words, _LONGEST)) or words


def _first_day(month: int) -> str:
    return date(month // 12, month % 12 + 1, 1).isoformat()


def _quarter(month: int) -> str:
    return f"Q{month % 12 // 3 + 1}<br>{month // 12}"


def _percent(share: float) -> str:
    return "" if pd.isna(share) else f"{share:.0%}"


def _plain(values: pd.Series[Any]) -> list[float | None]:
    return [None if pd.isna(one) else float(one) for one in values]
