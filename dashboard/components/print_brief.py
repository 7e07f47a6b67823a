"""What goes on one sheet of A4? The business, its score and why, and the last ten contacts."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.briefing import Line
from dashboard.components.band import band_mark
from dashboard.components.contacts import CONTACT, recorded
from dashboard.components.likely import chance_line, doubt_line, range_bar, range_words
from dashboard.components.score_card import parted, summed, titled
from dashboard.components.wording import counted, day, signed
from dashboard.dossier import Dossier
from dashboard.figures.place import Picture
from dashboard.labels import agency_name
from dashboard.rows import Row, rows
from dashboard.viewer import Viewer
from records.schema import Reason, ScoredProfile, Touchpoint

__all__ = ["Sheet", "print_brief"]

LAST_CONTACTS = 10
SHOWN_REASONS = 7
LONGEST = 220
"""Characters of a sentence on the sheet; the page tells it whole."""


@dataclass(frozen=True)
class Sheet:
    """What stands on the sheet beside what is held of the business.

    lines: what to know before a visit. viewer: who prints it. picture: the map; None: no place.
    """

    lines: list[Line]
    as_of: pd.Timestamp
    viewer: Viewer
    picture: Picture | None = None


def print_brief(dossier: Dossier, sheet: Sheet) -> Component:
    """Return the sheet, seen on paper only; the moment of printing is filled in by the browser."""
    return html.Section(
        [
            html.Div(
                [_score(dossier), html.Div([_know(sheet.lines), _place(sheet.picture)])],
                className="brief-columns",
            ),
            html.H2("Last contacts"),
            _contacts(dossier),
            html.P(
                [
                    html.B("A prediction, not evidence. "),
                    "It says where to look first and is no finding against anyone. ",
                    f"{dossier.version.label}. ",
                    f"Printed by {sheet.viewer.name}",
                    html.Span(className="printed-at"),
                    f". Facts up to {day(sheet.as_of - pd.Timedelta(days=1))}.",
                ],
                className="brief-foot",
            ),
        ],
        className="print-brief",
    )


def _place(picture: Picture | None) -> Component | None:
    if picture is None:
        return None
    return html.Img(src=picture.address, alt=picture.said, className="brief-place")


def _score(dossier: Dossier) -> Component:
    profile = dossier.profile
    band = band_mark(profile[ScoredProfile.band], float(profile[ScoredProfile.score]))
    raising, lowering, limits = parted(dossier.reasons)
    largest = sorted([*raising, *lowering], key=lambda one: -abs(one[Reason.points]))
    shown, rest = largest[:SHOWN_REASONS], largest[SHOWN_REASONS:]
    lines = [_line(one[Reason.points], _reason(one)) for one in shown]
    if rest:
        lines.append(_line(summed(rest), counted(len(rest), "smaller reason")))
    lines += [_line(one[Reason.points], one[Reason.because]) for one in limits]
    return html.Div(
        [
            html.P([band, " of 100"], className="score-line"),
            None if dossier.prediction is None else range_bar(profile, dossier.prediction),
            html.P(" ".join(_sure(dossier))),
            _unrestricted(dossier.unrestricted),
            html.Ul(lines, className="reasons") if lines else html.P("Nothing weighs on it."),
        ]
    )


def _sure(dossier: Dossier) -> list[str]:
    """How sure the score is, and what is doubtful about it."""
    found = dossier.prediction
    if found is None:
        return ["Rests on one doubtful link."] if dossier.in_doubt else []
    doubt = doubt_line(found)
    return [f"{range_words(found)}.", chance_line(found), _short(doubt)]


def _unrestricted(without: float | None) -> Component | None:
    said = "Without restricted information"
    return None if without is None else html.P(f"{said} {without:.1f}.")


def _reason(reason: Row) -> str:
    title, rest, _ = titled(reason[Reason.factor], reason[Reason.because])
    return _short(f"{title}: {rest}" if title else rest)


def _line(points: float, text: str) -> Component:
    return html.Li([html.Span(signed(points), className="points"), html.Span(_short(text))])


def _know(lines: list[Line]) -> Component:
    return html.Dl([html.Div([html.Dt(one.term), html.Dd(one.text)]) for one in lines])


def _contacts(dossier: Dossier) -> Component:
    if dossier.touchpoints.empty:
        return html.P("No agency has a dated contact with this business.")
    lines = [
        html.Tr(
            [
                html.Td(day(row[Touchpoint.event_on]), className="day"),
                html.Td(agency_name(row[Touchpoint.agency])),
                html.Td(_short(recorded(row))),
            ]
        )
        for row in rows(dossier.touchpoints.head(LAST_CONTACTS), *CONTACT)
    ]
    head = [html.Th(text, scope="col") for text in ("Day", "Agency", "What was recorded")]
    return html.Table([html.Thead(html.Tr(head)), html.Tbody(lines)])


def _short(text: str) -> str:
    """Return the text, cut at a word where it is too long for the sheet."""
    if len(text) <= LONGEST:
        return text
    return text[:LONGEST].rsplit(" ", 1)[0].rstrip(",;:") + " …"
