"""Which controls set the filters? Native ones, each group with its legend."""

from __future__ import annotations

from collections.abc import Mapping

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.columns import Columns
from dashboard.components.attributes import data
from dashboard.components.band import band_mark
from dashboard.filters import KNOWN, MOST_TEXT, PLACES, SORTS, VISITED
from dashboard.labels import agency_name, sector_name
from records.domain import BANDS

__all__ = ["ANY", "filter_panel", "search_box", "sort_choice"]

_TYPING_MS = 250
ANY = "any"
"""Value of a choice that lets everything through; the filter state says nothing of it."""

Options = list[dict[str, object]]


def filter_panel(columns: Columns) -> Component:
    """Return every filter but the free text, with the values that occur in the county."""
    bands: Options = [{"label": band_mark(band), "value": band} for band in reversed(BANDS)]
    agencies = {one: agency_name(one) for one in columns.agencies}
    sectors = [columns.sectors[code] for code in sorted(set(columns.sector.tolist()))]
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
            _checks("Sector", ids.SECTORS, _sorted({one: sector_name(one) for one in sectors})),
            _checks("District", ids.DISTRICTS, _sorted({one: one for one in columns.districts})),
            _checks("Known to", ids.AGENCIES, _sorted(agencies)),
            _select("How many agencies", ids.KNOWN, _labels(KNOWN), "Any number"),
            _select("Place", ids.PLACE, dict(PLACES), "Anywhere"),
        ],
        className="filters",
    )


def search_box() -> Component:
    """Return the field for free text; it is kept for the tab, and never in the address."""
    return html.Div(
        [
            html.Label("Name, address or postcode", htmlFor=ids.TEXT),
            dbc.Input(
                id=ids.TEXT,
                type="search",
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
    return html.Div(
        [
            html.Label("Sort by", htmlFor=ids.SORT),
            dbc.Select(id=ids.SORT, options=options, value="score", className="field"),
        ],
        className="sort",
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
    if not fold:
        return html.Fieldset([html.Legend(legend), boxes], className="group")
    return html.Details(
        [
            html.Summary([legend, html.Span(className="chosen", id=f"{id}-chosen")]),
            html.Fieldset([html.Legend(legend, className="hidden"), boxes]),
        ],
        className="group fold",
    )


def _select(label: str, id: str, choices: Mapping[str, str], any_value: str) -> Component:
    options: Options = [{"label": any_value, "value": ANY}]
    options += [{"label": name, "value": key} for key, name in choices.items()]
    return html.Div(
        [
            html.Label(label, htmlFor=id),
            dbc.Select(id=id, options=options, value=ANY, className="field"),
        ],
        className="group",
    )


def _labels(choices: Mapping[str, tuple[str, object, object]]) -> dict[str, str]:
    return {key: choice[0] for key, choice in choices.items()}


def _sorted(names: Mapping[str, str]) -> Options:
    return [{"label": names[one], "value": one} for one in sorted(names, key=lambda x: names[x])]
