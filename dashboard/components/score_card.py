"""The score of one business, and each reason with its points and its evidence."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria
from dashboard.components.band import band_mark
from dashboard.dossier import Dossier
from records.schema import Reason, ScoredProfile, Touchpoint

__all__ = ["score_card"]

SHOWN_CONTACTS = 3
"""Contacts a reason links to by name; the rest are counted."""


def score_card(dossier: Dossier) -> Component:
    """Return the score, its band, and each reason with its points and its evidence."""
    profile = dossier.profile
    points = dossier.reasons[Reason.points]
    raising, lowering = dossier.reasons[points > 0], dossier.reasons[points < 0].iloc[::-1]
    score = float(profile[ScoredProfile.score])
    return html.Section(
        [
            html.H2("Where this business stands", id="score"),
            html.P(
                [band_mark(profile[ScoredProfile.band], score), " of 100"],
                className="score-line",
            ),
            html.Div(
                html.Div(style={"width": f"{score:.1f}%"}),
                className=f"score-bar band-{profile[ScoredProfile.band]}",
                **aria(hidden="true"),
            ),
            html.P(
                f"A prediction, not evidence. Scored by {profile[ScoredProfile.score_version]}.",
                className="hint",
            ),
            *_doubt(dossier),
            *_reasons("Raises the score", raising, dossier),
            *_reasons("Lowers the score", lowering, dossier),
        ],
        className="card score-card",
        **aria(labelledby="score"),
    )


def _doubt(dossier: Dossier) -> list[Component]:
    if not dossier.in_doubt:
        return []
    percent = 100 * float(dossier.profile[ScoredProfile.weakest_link])
    return [
        html.P(
            [
                html.B("Rests on a doubtful link. "),
                f"One record is joined with a probability of {percent:.0f}%. ",
                html.A("See the links", href="#links"),
            ],
            className="warn",
        )
    ]


def _reasons(title: str, reasons: pd.DataFrame, dossier: Dossier) -> list[Component]:
    if reasons.empty:
        return [html.H3(title), html.P("Nothing.", className="hint")]
    where = {key: i for i, key in enumerate(dossier.touchpoints[Touchpoint.touchpoint_id])}
    items = [
        html.Li(
            [
                html.Span(f"{points:+.1f}", className="points"),
                html.Span([because, *_evidence(evidence, where)]),
            ]
        )
        for points, because, evidence in zip(
            reasons[Reason.points],
            reasons[Reason.because],
            reasons[Reason.touchpoint_ids],
            strict=True,
        )
    ]
    return [html.H3(title), html.Ul(items, className="reasons")]


def _evidence(touchpoint_ids: list[str], where: dict[str, int]) -> list[Any]:
    places = sorted(where[key] for key in touchpoint_ids if key in where)
    if not places:
        return []
    named = [
        part
        for place in places[:SHOWN_CONTACTS]
        for part in (" ", html.A(f"contact {place + 1}", href=f"#contact-{place}"))
    ]
    more = len(places) - SHOWN_CONTACTS
    return [html.Span([*named, f" and {more} more" if more > 0 else ""], className="evidence")]
