"""What to know before you knock: a short list for whoever stands at the door."""

from __future__ import annotations

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.briefing import Line, briefing
from dashboard.components.attributes import aria
from dashboard.dossier import Dossier

__all__ = ["before_you_knock"]


def before_you_knock(dossier: Dossier, as_of: pd.Timestamp) -> Component:
    """Return the lines of the briefing, each under its term."""
    pairs = [html.Div([html.Dt(line.term), _said(line)]) for line in briefing(dossier, as_of)]
    return html.Section(
        [html.H2("What to know before you knock", id="knock"), html.Dl(pairs, className="knock")],
        className="card before",
        **aria(labelledby="knock"),
    )


def _said(line: Line) -> Component:
    return html.Dd(html.A(line.text, href=line.href) if line.href else line.text)
