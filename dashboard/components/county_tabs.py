"""What stands beside the county's map? Tabs: the list, districts, gaps, and the trend."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.access import View
from dashboard.components.attributes import aria, data
from dashboard.components.coverage_tables import districts_table, gaps_tables, trend_chart
from dashboard.coverage import BY, coverage, trend
from dashboard.filters import Filters

__all__ = ["LIST", "TABS", "county_tabs", "told"]

LIST = "list"
_PANELS = {LIST: "county-list"}


def _districts(view: View, filters: Filters) -> Component:
    return districts_table(coverage(view, filters, "district"), filters)


def _gaps(view: View, filters: Filters) -> Component:
    return gaps_tables({by: coverage(view, filters, by) for by in BY}, filters)


def _trend(view: View, filters: Filters) -> Component:
    return trend_chart(trend(view, filters), filters)


TABS: Mapping[str, tuple[str, str, Callable[[View, Filters], Component]]] = {
    "districts": ("Districts", "Districts", _districts),
    "gaps": ("Gaps", "High risk, nobody for a year", _gaps),
    "trend": ("Trend", "Contacts by month", _trend),
}
"""Each tab beside the list: its label, its heading, and what it shows of a filter state."""


def county_tabs(listed: list[Component]) -> list[Component]:
    """Return the tabs and their panels; listed: what the list is made of."""
    labels = {LIST: "List", **{name: label for name, (label, *_) in TABS.items()}}
    tabs = [_tab(name, label) for name, label in labels.items()]
    return [
        dcc.Store(id=ids.COUNTY_TAB, data=LIST),
        html.Div(tabs, className="county-tabs", role="tablist", **aria(label="What to look at")),
        html.Div(listed, id=_PANELS[LIST], role="tabpanel", **aria(labelledby=f"tab-{LIST}")),
        html.Div(
            id=ids.COUNTY_TOLD,
            className="county-told",
            role="tabpanel",
            tabIndex=0,
            hidden=True,
            **aria(labelledby="tab-districts"),
        ),
    ]


def told(view: View, filters: Filters, tab: str) -> list[Component]:
    """Return what the tab called `tab` shows; nothing for the list, which fills itself."""
    if tab not in TABS:
        return []
    _, heading, make = TABS[tab]
    return [html.H2(heading), make(view, filters)]


def _tab(name: str, label: str) -> Component:
    chosen = name == LIST
    return html.Button(
        label,
        type="button",
        role="tab",
        id=f"tab-{name}",
        tabIndex=0 if chosen else -1,
        **data(tab=name),
        **aria(selected=str(chosen).lower(), controls=_PANELS.get(name, ids.COUNTY_TOLD)),
    )
