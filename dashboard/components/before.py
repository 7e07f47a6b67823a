"""What to know before you knock: a short list for whoever stands at the door."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.briefing import Line
from dashboard.components.attributes import aria

__all__ = ["before_you_knock"]


def before_you_knock(lines: list[Line]) -> Component:
    """Return the briefing, each line under its term."""
    pairs = [html.Div([html.Dt(line.term), _said(line)]) for line in lines]
    return html.Section(
        [html.H2("What to know before you knock", id="knock"), html.Dl(pairs, className="knock")],
        className="card before",
        **aria(labelledby="knock"),
    )


def _said(line: Line) -> Component:
    return html.Dd(html.A(line.text, href=line.href) if line.href else line.text)
