"""How are districts, gaps and the trend shown? Tables and bars; every figure is a link."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from urllib.parse import quote

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria, data
from dashboard.coverage import BY, HIGH, UNSEEN, Coverage, Month, narrowed
from dashboard.filters import Filters
from dashboard.labels import sector_name
from dashboard.periods import month_name, months_of
from dashboard.rooms import COUNTY
from dashboard.rows import Row, rows

__all__ = ["districts_table", "gaps_tables", "trend_chart"]

_COLUMNS = (
    Coverage.value,
    Coverage.businesses,
    Coverage.high,
    Coverage.unseen,
    Coverage.gap,
    Coverage.a_day,
)
_WHOLE_FROM = 10
_JANUARY = "01"


def districts_table(frame: pd.DataFrame, filters: Filters) -> Component:
    """Return a row for each district: how many, at high risk, unseen for a year, contacts a day."""
    heads = ("District", "Businesses", "High and severe", "Nobody for a year", "Contacts a day")
    lines = [_district(one, filters) for one in rows(frame, *_COLUMNS)]
    return _table("Districts of the businesses shown", heads, lines)


def _district(row: Row, filters: Filters) -> Component:
    here = _here("district", row)
    cells = (
        (f"{row[Coverage.businesses]:,}", here),
        (f"{row[Coverage.high]:,}", here | {"band": HIGH}),
        (f"{row[Coverage.unseen]:,}", here | {"visited": UNSEEN}),
        (_a_day(row[Coverage.a_day]), here),
    )
    name = _name("district", row)
    return html.Tr(
        [
            html.Th(_link(name, filters, here, ""), scope="row"),
            *(html.Td(_link(text, filters, set_to, name)) for text, set_to in cells),
        ]
    )


def gaps_tables(frames: dict[str, pd.DataFrame], filters: Filters) -> Component:
    """Return for each way of `BY` where high risk goes unseen; only where there is any."""
    return html.Div([part for by, frame in frames.items() for part in _gaps(by, frame, filters)])


def _gaps(by: str, frame: pd.DataFrame, filters: Filters) -> list[Component]:
    found = frame[frame[Coverage.gap] > 0]
    found = found.sort_values(Coverage.gap, ascending=False, kind="stable")
    head = html.H3(f"By {BY[by].lower()}")
    if found.empty:
        return [head, html.P("Somebody went to every business of high risk within a year.")]
    heads = (BY[by], "High risk, nobody for a year", "Of its high and severe")
    lines = [_gap(by, one, filters) for one in rows(found, *_COLUMNS)]
    return [head, _table(f"High risk that nobody visits, {head.children.lower()}", heads, lines)]


def _gap(by: str, row: Row, filters: Filters) -> Component:
    name, here = _name(by, row), _here(by, row) | {"band": HIGH}
    share = row[Coverage.gap] / row[Coverage.high]
    bar = html.Span(
        html.Span(style={"width": f"{100 * share:.0f}%"}),
        className="share-bar",
        **aria(hidden="true"),
    )
    gap = _link(f"{row[Coverage.gap]:,}", filters, here | {"visited": UNSEEN}, name)
    of = _link(f"{share:.0%} of {row[Coverage.high]:,}", filters, here, name)
    return html.Tr([html.Th(name, scope="row"), html.Td(gap), html.Td([bar, of])])


def trend_chart(frame: pd.DataFrame, filters: Filters) -> Component:
    """Return contacts by month as columns, each a link, and the same as a table."""
    most = max(int(frame[Month.contacts].max()), 1)
    found = rows(frame, Month.month, Month.contacts)
    bars = [_bar(one, most, filters) for one in found]
    lines = [
        html.Tr([html.Th(_month(one), scope="row"), html.Td(f"{one[Month.contacts]:,}")])
        for one in found
    ]
    table = _table("Contacts by month", ("Month", "Contacts"), lines)
    total = f"{int(frame[Month.contacts].sum()):,} contacts in {len(frame)} months, "
    return html.Div(
        [
            html.P(f"{total}{most:,} in the busiest. The last month may not be whole."),
            html.Ol(bars, className="trend", **aria(label="Contacts by month")),
            html.Details([html.Summary("As a table"), table], className="twin"),
        ]
    )


def _bar(row: Row, most: int, filters: Filters) -> Component:
    month, count = row[Month.month], int(row[Month.contacts])
    filled = html.Span(style={"height": f"{100 * count / most:.1f}%"}, className="trend-bar")
    year = month[:4] if month.endswith(_JANUARY) else ""
    set_to = {"period": f"{month}..{month}"}
    link = html.A(
        [filled, html.Span(f"{_month(row)}: {count:,} contacts", className="hidden")],
        href=_address(filters, set_to),
        title=f"{_month(row)}: {count:,}",
        **data(turn=""),
    )
    return html.Li([link, html.Span(year, className="trend-year", **aria(hidden="true"))])


def _month(row: Row) -> str:
    found = months_of(f"{row[Month.month]}..{row[Month.month]}")
    return month_name(found[0]) if found else str(row[Month.month])


def _here(by: str, row: Row) -> dict[str, object]:
    value = row[Coverage.value]
    return {by: (value,)} if isinstance(value, str) else {}


def _name(by: str, row: Row) -> str:
    value = row[Coverage.value]
    if not isinstance(value, str):
        return f"No {by}"
    return sector_name(value) if by == "sector" else value


def _link(text: str, filters: Filters, set_to: dict[str, object], name: str) -> Component | str:
    """A figure that leads to the businesses it counts; those without a district have no filter."""
    if not {"district", "sector"} & set_to.keys():
        return text
    whose = [html.Span(f"{name}: ", className="hidden")] if name else []
    return html.A([*whose, text], href=_address(filters, set_to), **data(turn=""))


def _address(filters: Filters, set_to: Mapping[str, object]) -> str:
    query = narrowed(filters, **set_to)
    return f"{quote(COUNTY)}?{query}" if query else COUNTY


def _a_day(value: float) -> str:
    if value >= _WHOLE_FROM or not value:
        return f"{value:,.0f}"
    return f"{value:.1f}" if value >= 1 else f"{value:.2g}"


def _table(caption: str, heads: tuple[str, ...], lines: Sequence[Component]) -> Component:
    return html.Table(
        [
            html.Caption(caption, className="hidden"),
            html.Thead(html.Tr([html.Th(head, scope="col") for head in heads])),
            html.Tbody(lines),
        ],
        className="coverage",
    )
