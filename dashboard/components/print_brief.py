"""What goes on one sheet of A4? The business, its score and why, and the last ten contacts."""

from __future__ import annotations

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.briefing import Line
from dashboard.components.band import band_mark
from dashboard.components.contacts import recorded
from dashboard.components.score_card import parted, titled
from dashboard.components.wording import counted, day, signed
from dashboard.dossier import Dossier
from dashboard.labels import agency_name
from dashboard.viewer import Viewer
from records.schema import Reason, ScoredProfile, Touchpoint

__all__ = ["print_brief"]

LAST_CONTACTS = 10
SHOWN_REASONS = 7
LONGEST = 220
"""Characters of a sentence on the sheet; the page tells it whole."""


def print_brief(
    dossier: Dossier, lines: list[Line], as_of: pd.Timestamp, viewer: Viewer
) -> Component:
    """Return the sheet, seen on paper only; the moment of printing is filled in by the browser."""
    return html.Section(
        [
            html.Div([_score(dossier), _know(lines)], className="brief-columns"),
            html.H2("Last contacts"),
            _contacts(dossier),
            html.P(
                [
                    html.B("A prediction, not evidence. "),
                    "It says where to look first and is no finding against anyone. ",
                    f"Printed by {viewer.name}",
                    html.Span(className="printed-at"),
                    f". Facts up to {day(as_of - pd.Timedelta(days=1))}.",
                ],
                className="brief-foot",
            ),
        ],
        className="print-brief",
    )


def _score(dossier: Dossier) -> Component:
    profile = dossier.profile
    band = band_mark(profile[ScoredProfile.band], float(profile[ScoredProfile.score]))
    raising, lowering, limits = parted(dossier.reasons)
    reasons = pd.concat([raising, lowering])
    largest = reasons.loc[
        reasons[Reason.points].abs().sort_values(ascending=False, kind="stable").index
    ]
    shown, rest = largest.iloc[:SHOWN_REASONS], largest.iloc[SHOWN_REASONS:]
    lines = [
        _line(points, _reason(factor, because))
        for factor, because, points in zip(
            shown[Reason.factor], shown[Reason.because], shown[Reason.points], strict=True
        )
    ]
    if len(rest):
        lines.append(_line(rest[Reason.points].sum(), counted(len(rest), "smaller reason")))
    lines += [
        _line(points, because)
        for points, because in zip(limits[Reason.points], limits[Reason.because], strict=True)
    ]
    return html.Div(
        [
            html.P([band, " of 100"], className="score-line"),
            html.P("Rests on one doubtful link.") if dossier.in_doubt else None,
            _unrestricted(dossier.unrestricted),
            html.Ul(lines, className="reasons") if lines else html.P("Nothing weighs on it."),
        ]
    )


def _unrestricted(without: float | None) -> Component | None:
    said = "Without restricted information"
    return None if without is None else html.P(f"{said} {without:.1f}.")


def _reason(factor: str, because: str) -> str:
    title, rest, _ = titled(factor, because)
    return _short(f"{title}: {rest}" if title else because)


def _line(points: float, text: str) -> Component:
    return html.Li([html.Span(signed(points), className="points"), html.Span(_short(text))])


def _know(lines: list[Line]) -> Component:
    return html.Dl([html.Div([html.Dt(one.term), html.Dd(one.text)]) for one in lines])


def _contacts(dossier: Dossier) -> Component:
    if dossier.touchpoints.empty:
        return html.P("No agency has a dated contact with this business.")
    rows = [
        html.Tr(
            [
                html.Td(day(row[Touchpoint.event_on]), className="day"),
                html.Td(agency_name(row[Touchpoint.agency])),
                html.Td(_short(recorded(row))),
            ]
        )
        for row in dossier.touchpoints.head(LAST_CONTACTS).to_dict("records")
    ]
    head = [html.Th(text, scope="col") for text in ("Day", "Agency", "What was recorded")]
    return html.Table([html.Thead(html.Tr(head)), html.Tbody(rows)])


def _short(text: str) -> str:
    """Return the text, cut at a word where it is too long for the sheet."""
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rsplit(" ", 1)[0].rstrip(",;:") + " …"
