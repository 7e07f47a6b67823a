"""Which controls set the filters? Native ones, each group with its legend."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.choices import (
    DUES,
    KNOWN,
    LISTS,
    OVERLAPS,
    PLACES,
    RATINGS,
    SHARES,
    SORTS,
    UNRATED,
    VISITED,
)
from dashboard.columns import Columns
from dashboard.components.attributes import data
from dashboard.components.band import band_mark
from dashboard.components.help import help_button
from dashboard.filters import MOST_TEXT
from dashboard.labels import filter_value
from dashboard.periods import month_key, month_name
from records.domain import BANDS

__all__ = ["ANY", "filter_panel", "occurring", "search_box", "sort_choice"]

_TYPING_MS = 250
_MOST_MONTHS = 120
_WORDS = {
    ids.BANDS: "band",
    ids.VISITED: "last-visit",
    ids.DUE: "due",
    ids.KNOWN: "agencies",
    ids.OVERLAP: "overlap",
    ids.SHARE: "busiest",
    ids.PLACE: "place",
}
"""Words of the glossary that say what a control is about."""
ANY = "any"
"""Value of a choice that lets everything through; the filter state says nothing of it."""

Options = list[dict[str, object]]


def filter_panel(columns: Columns) -> Component:
    """Return every filter but the free text, with the values that occur in the county."""
    bands: Options = [{"label": band_mark(band), "value": band} for band in reversed(BANDS)]
    held = {name: _options(name, values) for name, values in occurring(columns).items()}
    return html.Div(
        [
            html.Div(
                [
                    html.H2("Filters"),
                    html.Button(
                        "Clear all", className="button-plain", type="button", **data(clear="all")
                    ),
                ],
                className="panel-head",
            ),
            _checks("Risk band", ids.BANDS, bands, fold=False),
            _select("Last visit by anyone", ids.VISITED, _labels(VISITED), "Any time"),
            _select("Due for a visit", ids.DUE, _labels(DUES), "Due or not"),
            _checks(LISTS["sector"], ids.SECTORS, held["sector"]),
            _checks(LISTS["district"], ids.DISTRICTS, held["district"]),
            _checks(LISTS["ward"], ids.WARDS, held["ward"]),
            _checks(LISTS["agency"], ids.AGENCIES, held["agency"]),
            _select("How many agencies", ids.KNOWN, _labels(KNOWN), "Any number"),
            _checks(LISTS["type"], ids.TYPES, held["type"]),
            _period(columns),
            _select("In the last year", ids.OVERLAP, OVERLAPS, "With or without overlap"),
            _select("Most contacts", ids.SHARE, SHARES, "All businesses"),
            _checks(LISTS["rating"], ids.RATINGS, held["rating"]),
            _select("Place", ids.PLACE, PLACES, "Anywhere"),
        ],
        className="filters",
    )


def occurring(columns: Columns) -> dict[str, list[str]]:
    """Return the values of each list but the bands that occur, in the order they are shown."""
    named = {
        "sector": [columns.sectors[code] for code in sorted(set(columns.sector.tolist()))],
        "agency": columns.agencies,
        "district": columns.districts,
        "ward": columns.wards,
    }
    shown = {
        name: sorted(some, key=lambda one: filter_value(name, one)) for name, some in named.items()
    }
    order = [*RATINGS, *sorted(set(columns.ratings) - set(RATINGS))]
    held = {(UNRATED, *columns.ratings)[code] for code in set(columns.rating.tolist())}
    return {**shown, "type": list(columns.types), "rating": [one for one in order if one in held]}


def search_box() -> Component:
    """Return the field for free text; it is kept for the tab, and never in the address."""
    return html.Div(
        [
            html.Label("Name, address or postcode", htmlFor=ids.TEXT, className="hidden"),
            dbc.Input(
                id=ids.TEXT,
                type="search",
                placeholder="Name, address or postcode",
                value="",
                maxlength=MOST_TEXT,
                debounce=_TYPING_MS,
                autocomplete="off",
                persistence=True,
                persistence_type="session",
                className="field",
            ),
        ],
        className="search",
    )


def sort_choice() -> Component:
    """Return the choice of the table's order."""
    options: Options = [{"label": label, "value": key} for key, label in SORTS.items()]
    options.append({"label": "A column of Analysis", "value": "column", "disabled": True})
    return html.Div(
        [
            html.Label("Sort by", htmlFor=ids.SORT),
            dbc.Select(id=ids.SORT, options=options, value="score", className="field"),
        ],
        className="sort",
    )


def _period(columns: Columns) -> Component:
    """The first and the last month of contact; the newest months first."""
    held = columns.months.month
    months = range(int(held[0]), int(held[-1]) + 1)[-_MOST_MONTHS:] if len(held) else range(0)
    named = {month_key(one): month_name(one) for one in reversed(months)}
    return html.Div(
        [
            _select("Contact from", ids.FROM, named, "Any month", group="month"),
            _select("to", ids.TO, named, "Any month", group="month"),
        ],
        className="group months",
    )


def _checks(legend: str, id: str, options: Options, *, fold: bool = True) -> Component:
    boxes = dbc.Checklist(
        id=id,
        options=options,
        value=[],
        className="checks",
        input_class_name="check-box",
        label_class_name="check-label",
    )
    if not options:
        return html.Div(boxes, hidden=True)
    if not fold:
        return html.Fieldset([html.Legend(legend), _help(id), boxes], className="group")
    return html.Details(
        [
            html.Summary([legend, html.Span(className="chosen", id=f"{id}-chosen")]),
            html.Fieldset([html.Legend(legend, className="hidden"), boxes]),
        ],
        className="group fold",
    )


def _select(
    label: str, id: str, choices: Mapping[str, str], any_value: str, group: str = "group"
) -> Component:
    options: Options = [{"label": any_value, "value": ANY}]
    options += [{"label": name, "value": key} for key, name in choices.items()]
    return html.Div(
        [
            html.Label(label, htmlFor=id),
            _help(id),
            dbc.Select(id=id, options=options, value=ANY, className="field"),
        ],
        className=group,
    )


def _help(id: str) -> Component | None:
    """The "?" of a control that is called by a word of the glossary."""
    return help_button(_WORDS[id]) if id in _WORDS else None


def _labels(choices: Mapping[str, tuple[Any, ...]]) -> dict[str, str]:
    return {key: choice[0] for key, choice in choices.items()}


def _options(name: str, values: list[str]) -> Options:
    return [{"label": filter_value(name, one), "value": one} for one in values]
