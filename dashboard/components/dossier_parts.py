"""The parts of a business's page: what is known, why the score, who said so."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.components.bands import band_mark
from dashboard.dossier import Dossier
from dashboard.figures.timeline import in_words
from records.domain import agencies, event_types, sectors
from records.schema import Fact, Link, PlacedRecord, Reason, ScoredProfile, Touchpoint

__all__ = ["contacts", "day", "facts", "links", "others", "records", "score_card"]

SHOWN_CONTACTS = 3
"""Contacts a reason links to by name; the rest are counted."""

FIELD_WORDS = {
    ScoredProfile.name: "Name",
    ScoredProfile.legal_name: "Registered name",
    ScoredProfile.other_names: "Other names",
    ScoredProfile.address: "Address",
    ScoredProfile.postcode: "Postcode",
    ScoredProfile.district: "District",
    ScoredProfile.sector: "Sector",
    ScoredProfile.company_number: "Company number",
    ScoredProfile.uprn: "UPRN",
    ScoredProfile.phone: "Telephone",
    ScoredProfile.status: "Status",
    ScoredProfile.rating: "Food hygiene rating",
    ScoredProfile.located_by: "Placed by",
}
"""Fields in the order they are shown, in words."""


def day(value: Any) -> str:
    """Return a day as '3 May 2026'; 'no date' where it is missing."""
    return "no date" if pd.isna(value) else f"{value.day} {value:%b %Y}"


def _agency(code: str) -> str:
    return str(agencies()["short_name"].get(code, code))


def _label(code: Any) -> str:
    return str(event_types()["label"].get(code, "")) if isinstance(code, str) else ""


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


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
                [band_mark(profile[ScoredProfile.band]), html.B(f" {score:.0f}"), " of 100"],
                className="score-line",
            ),
            html.Div(
                html.Div(style={"width": f"{score:.1f}%"}),
                className=f"score-bar band-{profile[ScoredProfile.band]}",
                **{"aria-hidden": "true"},
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
        **{"aria-labelledby": "score"},
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


def contacts(dossier: Dossier) -> Component:
    """Return every contact as a table, newest first, under a heading for each year."""
    touchpoints = dossier.touchpoints
    if touchpoints.empty:
        return html.P("No agency has a dated contact with this business.", className="hint")
    head = [
        html.Th(text, scope="col") for text in ("", "Day", "Agency", "Contact", "What was recorded")
    ]
    bodies, number = [], 0
    for year, part in touchpoints.groupby(touchpoints[Touchpoint.event_on].dt.year, sort=False):
        rows = [_contact(number + i, row) for i, row in enumerate(part.to_dict("records"))]
        number += len(rows)
        heading = html.Tr(html.Th(str(year), colSpan=len(head), scope="rowgroup"), className="year")
        bodies.append(html.Tbody([heading, *rows]))
    return html.Table([html.Thead(html.Tr(head)), *bodies], className="contacts")


def _contact(number: int, row: dict[Any, Any]) -> Component:
    grave = int(row[Touchpoint.severity])
    return html.Tr(
        [
            html.Td(str(number + 1), className="number"),
            html.Td(day(row[Touchpoint.event_on]), className="day"),
            html.Td(_agency(row[Touchpoint.agency])),
            html.Td(_label(row[Touchpoint.event_code])),
            html.Td([row[Touchpoint.summary], *_severity(grave)]),
        ],
        id=f"contact-{number}",
        className="grave" if grave >= 3 else "",  # noqa: PLR2004
    )


def _severity(grave: int) -> list[Component]:
    if not grave:
        return []
    return [html.Span(f"severity {grave} of 5", className="severity")]


def facts(dossier: Dossier) -> Component:
    """Return what is known, each value with the sources that say so and their records."""
    place = {key: i for i, key in enumerate(dossier.records[PlacedRecord.record_id])}
    sources = dossier.records.set_index(PlacedRecord.record_id)[PlacedRecord.source]
    rows = []
    for field, word in FIELD_WORDS.items():
        part = dossier.facts[dossier.facts[Fact.field] == field]
        rows += [_fact(word, row, sources, place) for row in part.to_dict("records")]
    head = [html.Th(text, scope="col") for text in ("", "Value", "Who says so")]
    return html.Table([html.Thead(html.Tr(head)), html.Tbody(rows)], className="facts")


def _fact(
    word: str, row: dict[Any, Any], sources: pd.Series[Any], place: dict[str, int]
) -> Component:
    ids = [key for key in row[Fact.record_ids] if key in place]
    counted = sources[sources.index.isin(ids)].value_counts()
    said = ", ".join(f"{name} ({count})" if count > 1 else name for name, count in counted.items())
    opened = [html.A(f"record {place[key] + 1}", href=f"#record-{place[key]}") for key in ids]
    spaced = [part for link in opened for part in (link, " ")]
    return html.Tr(
        [
            html.Th(word if row[Fact.chosen] else f"{word}, also", scope="row"),
            html.Td(_shown(row[Fact.field], row[Fact.value])),
            html.Td(html.Details([html.Summary(said or "worked out from the place"), *spaced])),
        ],
        className="" if row[Fact.chosen] else "also",
    )


def _shown(field: str, value: Any) -> str:
    if field == ScoredProfile.sector:
        return str(sectors()["label"].get(value, value))
    return str(value)


def records(dossier: Dossier) -> Component:
    """Return every record joined into the profile, as its source wrote it."""
    head = ("", "Source", "Its own key", "Name as written", "Address as written", "Day", "Came in")
    rows = [
        html.Tr(
            [
                html.Td(str(i + 1), className="number"),
                html.Td(row[PlacedRecord.source]),
                html.Td(_text(row[PlacedRecord.source_record_id])),
                html.Td(_text(row[PlacedRecord.name])),
                html.Td(
                    ", ".join(
                        filter(
                            None,
                            (
                                _text(row[PlacedRecord.address]),
                                _text(row[PlacedRecord.postcode]),
                            ),
                        )
                    )
                ),
                html.Td(day(row[PlacedRecord.event_on]), className="day"),
                html.Td(
                    [
                        html.Span(row[PlacedRecord.delivery_id]),
                        html.Span(f" row {row[PlacedRecord.row_number]}", className="hint"),
                    ]
                ),
            ],
            id=f"record-{i}",
        )
        for i, row in enumerate(dossier.records.to_dict("records"))
    ]
    heading = html.Thead(html.Tr([html.Th(text, scope="col") for text in head]))
    return html.Table([heading, html.Tbody(rows)], className="records")


def links(dossier: Dossier) -> Component:
    """Return the links that hold the profile together, weakest first, with their reasons."""
    if dossier.links.empty:
        return html.P("One record only: nothing was joined.", className="hint")
    place = {key: i for i, key in enumerate(dossier.records[PlacedRecord.record_id])}
    items = [_link(row, place) for row in dossier.links.to_dict("records")]
    head = [html.Th(text, scope="col") for text in ("Records", "Match weight", "Because")]
    return html.Table([html.Thead(html.Tr(head)), html.Tbody(items)], className="links")


def _link(row: dict[Any, Any], place: dict[str, int]) -> Component:
    ends = [
        html.A(f"record {place[key] + 1}", href=f"#record-{place[key]}")
        for key in (row[Link.id_a], row[Link.id_b])
        if key in place
    ]
    bits, probability = float(row[Link.weight_bits]), float(row[Link.probability])
    return html.Tr(
        [
            html.Td([ends[0], " and ", ends[-1]] if ends else ""),
            html.Td(
                [
                    html.Div(
                        html.Div(style={"width": f"{100 * probability:.0f}%"}),
                        className="weight-bar",
                        **{"aria-hidden": "true"},
                    ),
                    f"{bits:+.1f} bits, {100 * probability:.1f}%",
                ]
            ),
            html.Td("; ".join(row[Link.because])),
        ]
    )


def others(profiles: pd.DataFrame, nothing: str) -> Component:
    """Return other businesses as a list of links with band and last visit; or say `nothing`."""
    if profiles.empty:
        return html.P(nothing, className="hint")
    items = [
        html.Li(
            [
                band_mark(row[ScoredProfile.band]),
                f" {row[ScoredProfile.score]:.0f} ",
                html.A(row[ScoredProfile.name], href=f"/business/{row[ScoredProfile.profile_id]}"),
                html.Span(f" {_text(row[ScoredProfile.address])}", className="hint"),
            ]
        )
        for row in profiles.to_dict("records")
    ]
    return html.Ul(items, className="others")


def last_seen(dossier: Dossier, as_of: pd.Timestamp) -> str:
    """Return who was there last and how long ago, in words."""
    visited = dossier.profile[ScoredProfile.last_visit_on]
    if pd.isna(visited):
        return "Never visited by any agency that shares its records."
    who = _agency(str(dossier.profile[ScoredProfile.last_visit_agency]))
    return f"Last visited {in_words((as_of - visited).days)} ago by {who}, on {day(visited)}."
