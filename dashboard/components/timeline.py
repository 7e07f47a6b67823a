"""The timeline's frame on the page: what it shows, how to look closer, what it is drawn from."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.attributes import aria, data
from dashboard.dossier import Dossier
from dashboard.figures.timeline import earlier, gaps, timeline
from dashboard.labels import in_words

__all__ = ["drawing_store", "timeline_frame"]

_WAYS = (
    ("year", "Last year"),
    ("three", "Last 3 years"),
    ("whole", "Whole time"),
)
"""Stretches of time that a button shows, and its word."""

_STEPS = (("closer", "Closer", "+"), ("wider", "Wider", "\u2212"))


def drawing_store(dossier: Dossier, as_of: pd.Timestamp) -> Component:
    """Return what `assets/timeline.js` draws from; empty where nobody has been in touch.

    It stands on every page of a business: what is drawn once it is there says so.
    """
    drawn: dict[str, Any] | None = None
    if not dossier.touchpoints.empty:
        drawn = timeline(dossier.touchpoints, as_of.date())
    return dcc.Store(id=ids.DRAWING, data={"timeline": drawn})


def timeline_frame(dossier: Dossier, as_of: pd.Timestamp) -> Component | None:
    """Return the frame that the browser draws into; None where nobody has been in touch."""
    if dossier.touchpoints.empty:
        return None
    said = (
        "Every contact by every agency. A larger mark is graver; stretches without a visit by "
        f"anyone are shaded. {_longest_gap(dossier, as_of)}{_earlier(dossier)}Drag across to look "
        "closer, double-click for the whole; the tables below say the same."
    )
    return html.Figure(
        [
            html.Div([html.H2("Timeline", id="timeline"), _ways()], className="timeline-head"),
            html.Figcaption(said),
            html.Div(id=ids.TIMELINE, className="timeline-drawing"),
        ],
        className="timeline",
    )


def _ways() -> Component:
    stretches = [
        html.Button(word, type="button", className="button", **data(look=name))
        for name, word in _WAYS
    ]
    steps = [
        html.Button(
            sign, type="button", className="button", title=word, **data(look=name),
            **aria(label=word),
        )
        for name, word, sign in _STEPS
    ]  # fmt: skip
    label = "Stretch of time shown"
    return html.Div([*stretches, *steps], className="looks", role="group", **aria(label=label))


def _earlier(dossier: Dossier) -> str:
    found = earlier(dossier.touchpoints)
    if not found:
        return ""
    return f"It opens at the first contact; registered in {min(found).year}. "


def _longest_gap(dossier: Dossier, as_of: pd.Timestamp) -> str:
    found = gaps(dossier.touchpoints, as_of.date())
    if not found:
        return ""
    return f"The longest lasted {in_words(max(gap.days for gap in found))}. "
