"""How does a chart of the insights stand on the page? Sentence, picture, table, help."""

from __future__ import annotations

from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.attributes import aria, data
from dashboard.components.help import help_of
from dashboard.figures.template import figure
from dashboard.insights import Cell, Chart, Table

__all__ = ["insight_chart", "insight_table"]

_WAITING = 320


def insight_chart(chart: Chart) -> Component:
    """Return the place of a chart; sentence, picture and table come with the filter state."""
    heading, said = f"{chart.id}-heading", ids.insight(chart.id, "said")
    return html.Section(
        [
            html.Div(
                [html.H2(chart.title, id=heading), help_of(chart.title, chart.counted)],
                className="insight-head",
            ),
            html.P(id=said, className="insight-said"),
            _picture(chart, f"{heading} {said}") if chart.drawn else None,
            _table(chart),
            html.P(chart.leads, className="hint"),
        ],
        id=f"insight-{chart.id}",
        className=f"insight insight-{chart.id.replace('_', '-')}",
        **aria(labelledby=heading),
    )


def _picture(chart: Chart, named: str) -> Component:
    """The picture; for who cannot see it, its heading and its sentence."""
    hidden = {"visible": False}
    graph = dcc.Graph(
        id=ids.insight(chart.id, "plot"),
        figure=figure([], hidden, hidden, _WAITING),
        config={"displayModeBar": False, "scrollZoom": False, "responsive": True},
    )
    plot = html.Div(
        graph,
        role="img",
        className="insight-plot",
        **aria(labelledby=named),
        **data(chart=chart.id),
    )
    if chart.id != "overlaps":
        return plot
    # A matrix does not shrink: it scrolls by itself, by keyboard too.
    return html.Div(
        plot,
        className="insight-wide",
        tabIndex=0,
        role="region",
        **aria(label=f"{chart.title}, as a matrix"),
    )


def _table(chart: Chart) -> Component:
    label = f"{chart.title}, as a table"
    held = html.Div(
        id=ids.insight(chart.id, "table"),
        className="insight-scrolled",
        tabIndex=0,
        role="region",
        **aria(label=label),
    )
    if chart.open:
        return held
    return html.Details([html.Summary("Show as a table"), held], className="insight-twin")


def insight_table(table: Table, caption: str) -> Component:
    """Return the table; every cell that stands for businesses leads to them."""
    head = [html.Th(_content(cell), scope="col") for cell in table.head]
    body = [html.Tr([_cell(cell, at) for at, cell in enumerate(row)]) for row in table.rows]
    return html.Table(
        [
            html.Caption(caption, className="hidden"),
            html.Thead(html.Tr(head)),
            html.Tbody(body),
        ],
        className="insight-cells",
        **data(total=table.total),
    )


def _cell(cell: Cell, at: int) -> Component:
    shade = f"heat-{cell.heat}" if cell.heat else ""
    if at == 0:
        return html.Th(_content(cell), scope="row", className=shade)
    return html.Td(_content(cell), className=shade)


def _content(cell: Cell) -> list[Component | str]:
    more = [html.Span(cell.more, className="more")] if cell.more else []
    if cell.query is None:
        return [cell.text, *more]
    return [html.A(cell.text, href=f"/insights?{cell.query}", **data(turn="")), *more]
