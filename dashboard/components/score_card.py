"""The score of one business, and each reason with its points and its evidence."""

from __future__ import annotations

from operator import itemgetter
from typing import Any

import numpy as np
import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria
from dashboard.components.band import band_mark
from dashboard.components.help import help_button, help_of
from dashboard.components.likely import (
    CHANCE_HELP,
    RANGE_HELP,
    chance_line,
    doubt_line,
    range_bar,
    range_words,
)
from dashboard.components.lines import LIMITING, TITLES
from dashboard.components.plain import Element, element
from dashboard.components.wording import counted, day, signed
from dashboard.dossier import Dossier
from dashboard.labels import agency_name
from dashboard.rows import Row, rows
from records.schema import Reason, ScoredProfile, Touchpoint
from risk.prediction.scorecard import DOUBLING

__all__ = ["parted", "score_card", "summed", "titled"]

_CONTACT = Touchpoint.touchpoint_id, Touchpoint.event_on, Touchpoint.agency, Touchpoint.summary

SHOWN_CONTACTS = 2
"""Contacts a reason links to at once; the rest open on demand."""

SHOWN_REASONS = 5
"""Reasons told at once; smaller ones open on demand."""

_SUMMED = {
    False: "Points start at 0 and are shown to one decimal.",
    True: f"Points are shown to one decimal; {DOUBLING:g} of them double the odds.",
}
"""How to read the sum, by whether version two is shown."""


def parted(reasons: pd.DataFrame) -> tuple[list[Row], list[Row], list[Row]]:
    """Return the reasons that raise, those that lower (both by size), and the limits of a score."""
    told = rows(reasons, Reason.factor, Reason.points, Reason.because, Reason.touchpoint_ids)
    limits = [one for one in told if one[Reason.factor] in LIMITING]
    rest = [one for one in told if one[Reason.factor] not in LIMITING]
    rest.sort(key=itemgetter(Reason.points), reverse=True)
    raises = [one for one in rest if one[Reason.points] > 0]
    return raises, [one for one in reversed(rest) if one[Reason.points] < 0], limits


def summed(reasons: list[Row]) -> np.float64:
    """Return the points of reasons, added up."""
    return np.float64(np.sum([one[Reason.points] for one in reasons]))


def titled(factor: str, because: str) -> tuple[str, str, str]:
    """Return a reason's title, what it says besides, and its factor's help.

    The title is empty where the sentence does not begin with it.
    """
    title, help = TITLES.get(factor, ("", ""))
    if title and because.startswith(f"{title}: "):
        rest = because[len(title) + 2 :]
        return title, rest[:1].upper() + rest[1:], help
    return "", because, help


def score_card(dossier: Dossier) -> Component:
    """Return the score, its band, how its points add up, and each reason with its evidence."""
    profile = dossier.profile
    score = float(profile[ScoredProfile.score])
    raising, lowering, limits = parted(dossier.reasons)
    standing = [
        html.H2("Where this business stands", id="score"),
        html.P(
            [band_mark(profile[ScoredProfile.band], score), " of 100", help_button("score")],
            className="score-line",
        ),
        *_unrestricted(score, dossier.unrestricted),
        *(_how_sure(dossier) if dossier.prediction is not None else [_bar(score, profile)]),
        html.P("A prediction, not evidence: it says where to look first.", className="hint"),
        html.P(dossier.version.label, className="hint score-version"),
        *_doubt(dossier),
    ]
    why = [
        *_reasons("Raises the score", raising, dossier),
        *_reasons("Lowers the score", lowering, dossier),
        *_sum(raising, lowering, limits, dossier),
    ]
    return html.Section(
        [html.Div(standing, className="standing"), html.Div(why, className="why")],
        className="card score-card",
        **aria(labelledby="score"),
    )


def _bar(score: float, profile: pd.Series[Any]) -> Component:
    return html.Div(
        html.Div(style={"width": f"{score:.1f}%"}),
        className=f"score-bar band-{profile[ScoredProfile.band]}",
        **aria(hidden="true"),
    )


def _how_sure(dossier: Dossier) -> list[Component]:
    """The range of a prediction, drawn and in words, and its chance."""
    found = dossier.prediction
    if found is None:
        return []
    return [
        html.P([html.B(range_words(found)), " of 100"], className="range-words"),
        range_bar(dossier.profile, found),
        html.P(chance_line(found), className="chance"),
        html.Details(
            [
                html.Summary("How sure is that?"),
                html.P(RANGE_HELP, className="hint"),
                html.P(CHANCE_HELP, className="hint"),
            ],
            className="how-sure",
        ),
    ]


def _unrestricted(score: float, without: float | None) -> list[Component]:
    """The score with and without restricted information, where any is seen."""
    if without is None:
        return []
    said = f"{score:.1f}, without restricted information {without:.1f}"
    return [html.P(said, className="hint without-restricted")]


def _doubt(dossier: Dossier) -> list[Component]:
    said = doubt_line(dossier.prediction) if dossier.prediction is not None else ""
    if said:
        links = html.A("See the links", href="#links")
        return [html.P([f"{said.rstrip('.')}. ", links], className="warn")]
    if not dossier.in_doubt:
        return []
    percent = 100 * float(dossier.profile[ScoredProfile.weakest_link])
    return [
        html.P(
            [
                html.B("Rests on one doubtful link. "),
                f"A record is joined with a probability of {percent:.0f}%; some contacts may be "
                "another business's. ",
                html.A("See the links", href="#links"),
            ],
            className="warn",
        )
    ]


def _reasons(title: str, reasons: list[Row], dossier: Dossier) -> list[Component]:
    if not reasons:
        return [html.H3(title), html.P("Nothing.", className="hint")]
    contacts = rows(dossier.touchpoints, *_CONTACT)
    places = {row[Touchpoint.touchpoint_id]: place for place, row in enumerate(contacts)}
    items = [_reason(row, places, contacts) for row in reasons]
    shown, more = items[:SHOWN_REASONS], items[SHOWN_REASONS:]
    listed = html.Ul(shown, className="reasons")
    if not more:
        return [html.H3(title), listed]
    rest = signed(summed(reasons[SHOWN_REASONS:]))
    said = f"{counted(len(more), 'smaller reason')}, together {rest}"
    folded = html.Details([html.Summary(said), html.Ul(more, className="reasons")])
    return [html.H3(title), listed, folded]


def _reason(row: Row, where: dict[str, int], contacts: list[Row]) -> Component:
    title, rest, help = titled(row[Reason.factor], row[Reason.because])
    head = [html.B(title), help_of(title, help), html.Br()] if title else []
    places = sorted(where[key] for key in row[Reason.touchpoint_ids] if key in where)
    return html.Li(
        [
            html.Span(signed(row[Reason.points]), className="points"),
            html.Div([*head, rest, *_evidence(places, contacts)]),
        ]
    )


def _evidence(places: list[int], contacts: list[Row]) -> list[Component]:
    """Links to the contacts behind a reason, newest first."""
    if not places:
        return []
    links = [_link(place, contacts[place]) for place in places]
    shown, more = links[:SHOWN_CONTACTS], links[SHOWN_CONTACTS:]
    folded = html.Details([html.Summary(f"{len(more)} more"), *more], className="more")
    return [html.Div([*shown, folded if more else None], className="evidence")]


def _link(place: int, row: Row) -> Element:
    return element(
        "A",
        [
            day(row[Touchpoint.event_on]),
            element("Span", f", contact {place + 1}", className="hidden"),
        ],
        href=f"#contact-{place}",
        title=f"{agency_name(row[Touchpoint.agency])}: {row[Touchpoint.summary]}",
    )


def _sum(
    raising: list[Row], lowering: list[Row], limits: list[Row], dossier: Dossier
) -> list[Component]:
    """How the parts make the score, as a sum a person can check."""
    lines = [
        _line("Raises", signed(summed(raising))),
        _line("Lowers", signed(summed(lowering))),
        *(_line(one[Reason.because], signed(one[Reason.points])) for one in limits),
        _line("Score", f"{float(dossier.profile[ScoredProfile.score]):.1f}"),
    ]
    return [
        html.H3("How the points add up"),
        html.Table(html.Tbody(lines), className="sum"),
        html.P(_SUMMED[dossier.version.is_prediction], className="hint"),
    ]


def _line(word: str, points: str) -> Component:
    return html.Tr([html.Th(word, scope="row"), html.Td(points, className="points")])
