"""Who said so: facts, links and records behind one business, and the businesses near it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria
from dashboard.components.band import band_mark
from dashboard.components.wording import day, written
from dashboard.dossier import Dossier
from records.domain import sectors
from records.schema import Fact, Link, PlacedRecord, ScoredProfile

__all__ = ["facts", "links", "others", "records"]

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
    said = ", ".join(
        f"{name} ({count})" if count > 1 else str(name) for name, count in counted.items()
    )
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
                html.Td(written(row[PlacedRecord.source_record_id])),
                html.Td(written(row[PlacedRecord.name])),
                html.Td(
                    ", ".join(
                        filter(
                            None,
                            (
                                written(row[PlacedRecord.address]),
                                written(row[PlacedRecord.postcode]),
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
                        **aria(hidden="true"),
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
                html.Span(f" {written(row[ScoredProfile.address])}", className="hint"),
            ]
        )
        for row in profiles.to_dict("records")
    ]
    return html.Ul(items, className="others")
