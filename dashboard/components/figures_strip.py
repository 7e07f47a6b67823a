"""Which figures sum up the businesses on screen? Four, each with what it means."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.queries import Kpis

__all__ = ["MEANINGS", "figures_strip"]

_WHOLE_FROM = 10

MEANINGS = (
    ("Contacts a day", "Visits, complaints and other dated contacts of the last 365 days, a day."),
    (
        "Known to over 3 agencies",
        "Share of those shown that more than three agencies know.",
    ),
    ("Top 5% draw", "Share of complaints and enforcement that the busiest 5% of those shown draw."),
    (
        "High risk, no visit for a year",
        "High or severe, and nobody went there for 365 days.",
    ),
)


def figures_strip(kpis: Kpis) -> list[Component]:
    """Return the figures as terms and values, and a fold that says what they mean."""
    values = (
        _number(kpis.contacts_a_day),
        _percent(kpis.known_share),
        _percent(kpis.top_share),
        f"{kpis.overlooked:,}",
    )
    pairs = [
        html.Div([html.Dt(term), html.Dd(value)])
        for (term, _), value in zip(MEANINGS, values, strict=True)
    ]
    meanings = [part for term, text in MEANINGS for part in (html.Dt(term), html.Dd(text))]
    help_text = html.Details(
        [html.Summary("What these mean"), html.Dl(meanings)], className="meanings"
    )
    return [html.Dl(pairs, className="figures"), help_text]


def _percent(share: float | None) -> str:
    return "none" if share is None else f"{share:.0%}"


def _number(value: float) -> str:
    """A number a person can read: whole from 10, else two digits that count."""
    return f"{value:,.0f}" if value >= _WHOLE_FROM or value == 0 else f"{value:.2g}"
