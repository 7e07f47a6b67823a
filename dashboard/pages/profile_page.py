"""One business: what is known, who has been, why this score, and what joins its records."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import Dash, dcc, html
from dash.development.base_component import Component

from dashboard.components.attributes import aria
from dashboard.components.contacts import contacts, last_seen
from dashboard.components.provenance import facts, links, others, records
from dashboard.components.score_card import score_card
from dashboard.dossier import Dossier, dossier_of
from dashboard.figures.timeline import timeline
from dashboard.live import Live
from dashboard.pages import Asked, Page
from records.domain import agencies, sectors
from records.schema import ScoredProfile

__all__ = ["PAGE"]

PLACED = {
    "source": "Placed by coordinates its sources gave.",
    "postcode": "Placed by its postcode: the point is the postcode's, not the door.",
    "outcode": "Placed by the first half of its postcode only: the point is rough.",
    "none": "Not on the map: no coordinates and no known postcode.",
}
"""What `located_by` means, in words."""


def title(asked: Asked) -> str:
    """Return the business's name."""
    dossier = dossier_of(asked.county, asked.viewer, asked.path)
    return str(dossier.profile[ScoredProfile.name]) if dossier else "Not found"


def layout(asked: Asked) -> Component | None:
    """Return the page of the business named in the address; None where there is none."""
    dossier = dossier_of(asked.county, asked.viewer, asked.path)
    if dossier is None:
        return None
    as_of = pd.Timestamp(asked.county.about.as_of)
    return html.Article(
        [
            _heading(dossier, as_of),
            html.Div(
                [
                    html.Div([_timeline(dossier, as_of), _contacts(dossier)], className="wide"),
                    score_card(dossier),
                ],
                className="two-thirds",
            ),
            *_below(dossier),
        ],
        className="profile",
    )


def _heading(dossier: Dossier, as_of: pd.Timestamp) -> Component:
    profile = dossier.profile
    also = [name for name in profile[ScoredProfile.other_names] if name]
    return html.Header(
        [
            html.P(dcc.Link("Back to the county", href="/", className="back")),
            html.H1(profile[ScoredProfile.name]),
            html.P(f"Also written: {'; '.join(also)}", className="hint") if also else None,
            html.P(" · ".join(_what(profile)), className="what"),
            html.P(
                [html.B(last_seen(dossier, as_of)), f" {_known_to(profile)}"],
                className="what",
            ),
            html.P(_marks(profile), className="hint"),
        ],
        className="profile-heading",
    )


def _what(profile: pd.Series[Any]) -> list[str]:
    sector = str(sectors()["label"].get(profile[ScoredProfile.sector], ""))
    place = [profile[c] for c in (ScoredProfile.address, ScoredProfile.postcode)]
    said = [
        sector,
        ", ".join(p for p in place if isinstance(p, str)),
        profile[ScoredProfile.district],
    ]
    ceased = ["No longer trading"] if profile[ScoredProfile.status] == "ceased" else []
    return [part for part in [*said, *ceased] if isinstance(part, str) and part]


def _known_to(profile: pd.Series[Any]) -> str:
    names = [str(agencies()["short_name"].get(a, a)) for a in profile[ScoredProfile.agencies]]
    if not names:
        return "Known from registers only."
    return (
        f"Known to {len(names)} {'agency' if len(names) == 1 else 'agencies'}: {', '.join(names)}."
    )


def _marks(profile: pd.Series[Any]) -> str:
    marks = [PLACED[profile[ScoredProfile.located_by]]]
    if not profile[ScoredProfile.in_county] and profile[ScoredProfile.located_by] != "none":
        marks.append("The point lies outside the county.")
    if profile[ScoredProfile.is_personal]:
        marks.append("A sole trader: the name is personal data.")
    return " ".join(marks)


def _timeline(dossier: Dossier, as_of: pd.Timestamp) -> Component | None:
    if dossier.touchpoints.empty:
        return None
    graph = dcc.Graph(
        figure=timeline(dossier.touchpoints, as_of.date()),
        config={"displayModeBar": False, "scrollZoom": False, "responsive": True},
    )
    return html.Figure(
        [
            html.Figcaption(
                "Every contact by every agency. A larger mark is graver; stretches without a "
                "visit by anyone are shaded."
            ),
            html.Div(graph, role="img", **aria(label="Timeline; the table below says the same")),
        ],
        className="timeline",
    )


def _contacts(dossier: Dossier) -> Component:
    count = len(dossier.touchpoints)
    heading = f"{count} contact{'' if count == 1 else 's'}, newest first"
    return html.Section([html.H2(heading), _scrolled(contacts(dossier), heading)])


def _below(dossier: Dossier) -> list[Component]:
    count = len(dossier.records)
    behind = f"The {count} records behind this page" if count > 1 else "The record behind this page"
    return [
        _section("What is known, and who says so", facts(dossier)),
        _section(
            "At the same premises",
            others(dossier.premises, "No other business is known at this address."),
        ),
        _section(
            "Same operator elsewhere",
            others(dossier.operator, "No other business has its company number or telephone."),
        ),
        _folded("What joins its records", links(dossier), dossier.in_doubt, "links"),
        _folded(behind, records(dossier), is_open=False, anchor="records"),
    ]


def _folded(heading: str, content: Component, is_open: bool, anchor: str) -> Component:
    """A long part that opens when asked, or when a link to something in it is followed."""
    return html.Section(
        html.Details(
            [html.Summary(heading), _scrolled(content, heading)], open=is_open, className="folded"
        ),
        id=anchor,
        className="block",
    )


def _section(heading: str, content: Component) -> Component:
    return html.Section([html.H2(heading), _scrolled(content, heading)], className="block")


def _scrolled(content: Component, label: str) -> Component:
    """A wide table scrolls by itself, by keyboard too; the page never does sideways."""
    if not isinstance(content, html.Table):
        return content
    return html.Div(content, className="scrolled", tabIndex=0, role="region", **aria(label=label))


def register(app: Dash, live: Live) -> None:
    """Wire nothing: the page is drawn whole for its address."""


PAGE = Page("/business/", title, layout, register)
