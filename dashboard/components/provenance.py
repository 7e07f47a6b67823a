"""Who said so: facts and records behind one business, and the businesses near it."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import data
from dashboard.components.band import band_mark
from dashboard.components.plain import Element, element
from dashboard.components.wording import counted, day, source_word, written
from dashboard.dossier import Dossier
from dashboard.labels import sector_name
from dashboard.rows import Row, rows
from records.schema import Column, Fact, PlacedRecord, ScoredProfile

__all__ = ["facts", "others", "records"]

FIELD_WORDS: dict[Column, str] = {
    ScoredProfile.name: "Name",
    ScoredProfile.legal_name: "Registered name",
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
"""Fields in the order they are shown, in words; other names stand beside the name."""

PLACED_BY = {
    "source": "coordinates a source gave",
    "postcode": "its postcode",
    "outcode": "the first half of its postcode",
    "none": "nothing: it is not on the map",
}
RATINGS = {"AwaitingInspection": "Awaiting inspection", "Exempt": "Exempt"}

SHOWN_OTHERS = 8
"""Other businesses listed at once; the rest open on demand."""

RECORD_HEAD = (
    "No.",
    "Source",
    "Its own key",
    "Name as written",
    "Address as written",
    "Day",
    "Came",
)


Source = tuple[int, str]
"""The place of a record among those of the page, and its source."""


RECORD_COLUMNS = (
    PlacedRecord.record_id,
    PlacedRecord.source,
    PlacedRecord.source_record_id,
    PlacedRecord.name,
    PlacedRecord.address,
    PlacedRecord.postcode,
    PlacedRecord.event_on,
    PlacedRecord.received_on,
    PlacedRecord.row_number,
    PlacedRecord.delivery_id,
)
OTHER_COLUMNS = (
    ScoredProfile.profile_id,
    ScoredProfile.name,
    ScoredProfile.address,
    ScoredProfile.postcode,
    ScoredProfile.status,
    ScoredProfile.band,
    ScoredProfile.score,
)
"""What is read of a record, and of another business."""


def facts(dossier: Dossier) -> Component:
    """Return what is known, each value with the sources that say so and their records."""
    ids, sources = dossier.records[PlacedRecord.record_id], dossier.records[PlacedRecord.source]
    held = dict(zip(ids, enumerate(sources), strict=True))
    values: dict[str, list[Row]] = {}
    for row in rows(dossier.facts, Fact.field, Fact.value, Fact.record_ids):
        values.setdefault(row[Fact.field], []).append(row)
    lines = [
        _fact(field, word, [(row, _said_by(row, held)) for row in values[field]])
        for field, word in FIELD_WORDS.items()
        if field in values
    ]
    head = [html.Th(text, scope="col") for text in ("Field", "Value", "Who says so")]
    return html.Table([html.Thead(html.Tr(head)), html.Tbody(lines)], className="facts")


def _fact(field: Column, word: str, values: list[tuple[Row, Component]]) -> Component:
    (first, said), *rest = values
    also = [
        html.Li([html.Span(_shown(field, row[Fact.value])), said_too]) for row, said_too in rest
    ]
    more = html.Details(
        [html.Summary(counted(len(also), "other value")), html.Ul(also)], className="also"
    )
    return html.Tr(
        [
            html.Th(word, scope="row", title=field.help),
            html.Td([_shown(field, first[Fact.value]), more if also else None]),
            html.Td(said),
        ]
    )


def _said_by(row: Row, held: dict[str, Source]) -> Component:
    """The sources that say so, opening to links to each record."""
    found = [held[key] for key in row[Fact.record_ids] if key in held]
    if not found:
        return html.Span("Worked out from the place", className="hint")
    counts = Counter(source for _, source in sorted(set(found)))
    said = ", ".join(
        f"{source_word(source)} ({count})" if count > 1 else source_word(source)
        for source, count in counts.most_common()
    )
    # The browser makes a link of each number when the fold is opened: there may be hundreds.
    numbers = " ".join(str(place) for place, _ in found)
    return html.Details([html.Summary(said), html.Div(className="evidence")], **data(told=numbers))


def _shown(field: str, value: Any) -> str:
    if field == ScoredProfile.sector:
        return sector_name(str(value))
    if field == ScoredProfile.located_by:
        return PLACED_BY.get(value, str(value)).capitalize()
    if field == ScoredProfile.status:
        return "No longer trading" if value == "ceased" else str(value).capitalize()
    if field == ScoredProfile.rating:
        return RATINGS.get(value, f"{value} of 5")
    return str(value)


def records(dossier: Dossier) -> Component:
    """Return every record joined into the profile, as its source wrote it."""
    lines = [
        _record(i, row, _marks(dossier, row[PlacedRecord.record_id]))
        for i, row in enumerate(rows(dossier.records, *RECORD_COLUMNS))
    ]
    heading = html.Thead(html.Tr([html.Th(text, scope="col") for text in RECORD_HEAD]))
    return html.Table([heading, html.Tbody(lines)], className="records")


def _record(number: int, row: Row, marks: list[Component]) -> Element:
    place = [written(row[column]) for column in (PlacedRecord.address, PlacedRecord.postcode)]
    came = f"{day(row[PlacedRecord.received_on])}, row {row[PlacedRecord.row_number]}"
    cells = (
        element("Td", str(number + 1), className="number"),
        element("Td", source_word(row[PlacedRecord.source]), title=row[PlacedRecord.source]),
        element("Td", [written(row[PlacedRecord.source_record_id]), *marks]),
        element(
            "Td", written(row[PlacedRecord.name]) or element("Span", "none given", className="hint")
        ),
        element(
            "Td", ", ".join(filter(None, place)) or element("Span", "none given", className="hint")
        ),
        element("Td", day(row[PlacedRecord.event_on]), className="day"),
        element("Td", came, title=f"Delivery {row[PlacedRecord.delivery_id]}"),
    )
    return element("Tr", list(cells), id=f"record-{number}")


def _marks(dossier: Dossier, record_id: str) -> list[Component]:
    """Say that a record is disputed, and which of its fields people put right."""
    said = "Somebody says that this record is wrong; it counts for no score until that is decided"
    doubted = [(said, "Disputed")] if record_id in dossier.disputed else []
    right = [
        (f"By {one.by}, {day(one.at)}; shown by builds made since", f"Put right: {one.field}")
        for one in dossier.corrections
        if one.record_id == record_id
    ]
    return [html.Span(word, className="note-tag", title=title) for title, word in doubted + right]


def others(profiles: pd.DataFrame, nothing: str) -> Component:
    """Return other businesses as a list of links with band and place; or say `nothing`."""
    if profiles.empty:
        return html.P(nothing, className="hint")
    items = [_other(row) for row in rows(profiles, *OTHER_COLUMNS)]
    shown, more = items[:SHOWN_OTHERS], items[SHOWN_OTHERS:]
    if not more:
        return html.Ul(shown, className="others")
    rest = html.Details([html.Summary(counted(len(more), "more", "more")), html.Ul(more)])
    return html.Div([html.Ul(shown), rest], className="others")


def _other(row: Row) -> Component:
    place = [written(row[column]) for column in (ScoredProfile.address, ScoredProfile.postcode)]
    ceased = ["no longer trading"] if row[ScoredProfile.status] == "ceased" else []
    said = " · ".join(filter(None, [", ".join(filter(None, place)), *ceased]))
    href = f"/business/{row[ScoredProfile.profile_id]}"
    return html.Li(
        [
            band_mark(row[ScoredProfile.band], row[ScoredProfile.score]),
            html.Span(
                [
                    html.A(row[ScoredProfile.name], href=href, **data(turn="")),
                    html.Span(f" {said}", className="hint"),
                ]
            ),
        ]
    )
