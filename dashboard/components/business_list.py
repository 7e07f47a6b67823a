"""How is the list of businesses shown? A table that a phone shows as cards, page by page."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from dash import dcc, html
from dash.development.base_component import Component

from dashboard.components.attributes import aria, data
from dashboard.components.band import band_mark
from dashboard.filters import Filters
from dashboard.labels import filter_value
from dashboard.queries import PAGE_ROWS

__all__ = ["business_table", "chips", "nothing_matches", "pager"]

_HEADS = (
    ("score", "Risk"),
    ("name", "Business"),
    ("visit", "Last visit"),
    ("agencies", "Agencies"),
)
_NAMES = {
    "band": "risk band",
    "sector": "sector",
    "agency": "known to",
    "district": "district",
    "visited": "last visit",
    "known": "how many agencies",
    "place": "place",
    "text": "text",
}


def business_table(cards: list[dict[str, Any]], filters: Filters) -> Component:
    """Return one row for each card, with headings that sort."""
    heads = [_head(key, label, filters) for key, label in _HEADS]
    return html.Table(
        [
            html.Caption("Businesses that match the filters", className="hidden"),
            html.Thead(html.Tr(heads, role="row"), role="rowgroup"),
            html.Tbody([_row(card) for card in cards], role="rowgroup"),
        ],
        className="businesses",
        role="table",
    )


def chips(filters: Filters) -> list[Component]:
    """Return a link for each filter in force that removes it."""
    return [_chip(filters, name, value) for name, value in filters.chosen()]


def pager(page: int, matching: int) -> Component | None:
    """Return the way to other pages, or None where one page holds all."""
    last = -(-matching // PAGE_ROWS)
    if last <= 1:
        return None
    return html.Nav(
        [
            _turn("Previous", page - 1, page > 1),
            html.Span(f"Page {page:,} of {last:,}"),
            _turn("Next", page + 1, page < last),
        ],
        className="pager",
        **aria(label="Pages of businesses"),
    )


def nothing_matches(filters: Filters, drops: list[tuple[str, int]]) -> Component:
    """Say that nothing matches, and how many would without each filter."""
    useful = [(name, count) for name, count in drops if count]
    advice = [_drop(filters, name, count) for name, count in useful]
    return html.Div(
        [
            html.H3("Nothing matches these filters"),
            html.P("Drop one of them:" if advice else "No single filter explains it."),
            html.Ul(advice) if advice else None,
            html.Button(
                "Clear all filters", className="button", type="button", **data(clear="all")
            ),
        ],
        className="nothing",
    )


def _head(key: str, label: str, filters: Filters) -> Component:
    chosen = filters.sort == key
    order = "ascending" if key == "name" else "descending"
    link = dcc.Link(label, href=_address(replace(filters, sort=key)), className="sorter")
    sort = aria(sort=order if chosen else "none")
    return html.Th(link, scope="col", className=f"col-{key}", role="columnheader", **sort)


def _row(card: dict[str, Any]) -> Component:
    link = dcc.Link(card["name"], href=f"/business/{card['id']}", className="name")
    ceased = [html.Span("ceased", className="tag")] if card["ceased"] else []
    unplaced = [] if card["on_map"] else [html.Span("not on the map", className="tag")]
    where = " · ".join(part for part in (card["place"], card["sector"]) if part)
    return html.Tr(
        [
            html.Td(band_mark(card["band"], card["score"]), className="col-score", role="cell"),
            html.Th(
                [link, *ceased, *unplaced, html.Span(where, className="where")],
                scope="row",
                role="rowheader",
            ),
            html.Td(card["visit"], className="col-visit", role="cell"),
            html.Td(
                [str(card["agencies"]), html.Span(" agencies", className="unit")],
                className="col-agencies",
                role="cell",
            ),
        ],
        role="row",
        **data(row=card["row"]),
    )


def _chip(filters: Filters, name: str, value: str) -> Component:
    label = f"“{value}”" if name == "text" else filter_value(name, value)
    inside: list[Any] = [
        html.Span("Remove filter: ", className="hidden"),
        label,
        html.Span(className="cross", **aria(hidden="true")),
    ]
    if name == "text":
        return html.Button(inside, className="chip", type="button", **data(clear="text"))
    return dcc.Link(inside, href=_address(filters.without(name, value)), className="chip")


def _drop(filters: Filters, name: str, count: int) -> Component:
    values = ", ".join(filter_value(name, value) for key, value in filters.chosen() if key == name)
    text = f"{_NAMES[name]} ({values}): {count:,} would match"
    if name == "text":
        return html.Li(
            html.Button(text, className="button button-plain", type="button", **data(clear="text"))
        )
    return html.Li(dcc.Link(text, href=_address(filters.without(name))))


def _turn(label: str, page: int, possible: bool) -> Component:
    return html.Button(
        label, className="button", type="button", disabled=not possible, **data(page=page)
    )


def _address(filters: Filters) -> str:
    query = filters.to_query()
    return f"/?{query}" if query else "/"
