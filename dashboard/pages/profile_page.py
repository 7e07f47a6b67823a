"""One business: what is known, who has been, why this score, and what joins its records."""

from __future__ import annotations

from typing import Any

import pandas as pd
from dash import Dash, dcc, html
from dash.development.base_component import Component

from dashboard import noting
from dashboard.access import View
from dashboard.briefing import briefing, last_seen, more_held, only_a_victim
from dashboard.components.attributes import aria, data
from dashboard.components.before import before_you_knock
from dashboard.components.contacts import contacts, who_has_been
from dashboard.components.glossary import glossary
from dashboard.components.links import links
from dashboard.components.print_brief import print_brief
from dashboard.components.provenance import facts, others, records
from dashboard.components.relations import before_and_after, same_operator, shares
from dashboard.components.score_card import score_card
from dashboard.components.wording import counted
from dashboard.desk import Desk
from dashboard.dossier import Dossier, dossier_of
from dashboard.figures.timeline import earlier, gaps, timeline
from dashboard.judging import NOTHING_SAID, Words, add_judging, words_of
from dashboard.labels import agency_name, in_words, sector_name
from dashboard.pages import Asked, Page
from linkage.profiles import NO_NAME
from records.schema import ScoredProfile

__all__ = ["PAGE", "drawn"]

PLACED = {
    "source": "Placed by coordinates its sources gave.",
    "postcode": "Placed by its postcode: the point is the postcode's, not the door.",
    "outcode": "Placed by the first half of its postcode only: the point is rough.",
    "none": "Not on the map: no coordinates and no known postcode.",
}
"""What `located_by` means, in words."""


def title(asked: Asked) -> str:
    """Return the business's name."""
    row = asked.county.row_of(asked.path)
    return "Not found" if row is None else str(asked.county.profile(row)[ScoredProfile.name])


def layout(asked: Asked) -> Component | None:
    """Return the page of the business named in the address; None where there is none."""
    dossier = dossier_of(asked.view, asked.path)
    if dossier is None:
        return None
    noting.opened(asked.desk.trail, asked.view, str(dossier.profile[ScoredProfile.profile_id]))
    return drawn(dossier, asked.view, words_of(asked.desk, asked.view, dossier))


def drawn(dossier: Dossier, view: View, words: Words = NOTHING_SAID) -> Component:
    """Return the page of a business; words: what people said of its links."""
    as_of = pd.Timestamp(view.county.about.as_of)
    lines = briefing(dossier, as_of)
    return html.Article(
        [
            _heading(dossier, as_of),
            html.Div(
                [
                    score_card(dossier),
                    before_you_knock(lines),
                    html.Div([_timeline(dossier, as_of), *_contacts(dossier)], className="wide"),
                ],
                className="two-thirds",
            ),
            *_below(dossier, words, as_of),
            print_brief(dossier, lines, as_of, view.viewer),
        ],
        className="profile",
    )


def _heading(dossier: Dossier, as_of: pd.Timestamp) -> Component:
    profile = dossier.profile
    also = [name for name in profile[ScoredProfile.other_names] if name]
    return html.Header(
        [
            html.P(html.A("Back to the county", href="/", className="back", **data(turn=""))),
            html.H1([profile[ScoredProfile.name], *_tags(dossier)]),
            html.P(f"Also written: {'; '.join(also)}", className="hint") if also else None,
            html.P(" · ".join(_what(profile)), className="what"),
            html.P([html.B(last_seen(dossier, as_of)), f" {_known_to(profile)}"], className="what"),
            html.P(" ".join(_marks(dossier)), className="hint"),
            html.P(_took_over(dossier), className="hint") if dossier.took_over else None,
            html.P(more_held(dossier.ask), className="warn held") if dossier.ask else None,
        ],
        className="profile-heading",
    )


def _took_over(dossier: Dossier) -> str:
    """Say which ids lead here, and since when."""
    said = [f"{old} on {day.day} {day:%B %Y}" for old, day in dossier.took_over]
    return f"{dossier.profile[ScoredProfile.profile_id]} took over {', '.join(said)}."


def _tags(dossier: Dossier) -> list[Component]:
    ceased = dossier.profile[ScoredProfile.status] == "ceased"
    said = [
        ("No longer trading", ceased),
        ("Link in doubt", dossier.in_doubt),
        ("Disputed", bool(dossier.disputed)),
    ]
    return [html.Span(word, className="note-tag") for word, holds in said if holds]


def _what(profile: pd.Series[Any]) -> list[str]:
    place = [profile[c] for c in (ScoredProfile.address, ScoredProfile.postcode)]
    said = [
        sector_name(profile[ScoredProfile.sector]),
        ", ".join(p for p in place if isinstance(p, str)) or "No address recorded",
        profile[ScoredProfile.district],
    ]
    return [part for part in said if isinstance(part, str) and part]


def _known_to(profile: pd.Series[Any]) -> str:
    names = [agency_name(code) for code in profile[ScoredProfile.agencies]]
    if not names:
        return "Known from registers only."
    return f"Known to {counted(len(names), 'agency', 'agencies')}: {', '.join(names)}."


def _marks(dossier: Dossier) -> list[str]:
    profile = dossier.profile
    placed = profile[ScoredProfile.located_by]
    said = (
        ("No source gives its name.", profile[ScoredProfile.name] == NO_NAME),
        (PLACED[placed], True),
        ("The point lies outside the county.",
         placed != "none" and not profile[ScoredProfile.in_county]),
        ("A sole trader: the name is personal data.", profile[ScoredProfile.is_personal]),
        ("Known to the police only as a victim.", only_a_victim(dossier.touchpoints)),
    )  # fmt: skip
    return [text for text, holds in said if holds]


def _timeline(dossier: Dossier, as_of: pd.Timestamp) -> Component | None:
    if dossier.touchpoints.empty:
        return None
    graph = dcc.Graph(
        figure=timeline(dossier.touchpoints, as_of.date()),
        config={"displayModeBar": False, "scrollZoom": False, "responsive": True},
    )
    said = (
        "Every contact by every agency. A larger mark is graver; stretches without a visit by "
        f"anyone are shaded. {_longest_gap(dossier, as_of)}{_earlier(dossier)}Drag across to look "
        "closer, double-click to come back. The tables below say the same."
    )
    return html.Figure(
        [
            html.H2("Timeline", id="timeline"),
            html.Figcaption(said),
            html.Div(graph, role="img", **aria(label="Timeline; the tables below say the same")),
        ],
        className="timeline",
    )


def _earlier(dossier: Dossier) -> str:
    found = earlier(dossier.touchpoints)
    if not found:
        return ""
    year = min(found).year
    return f"It opens at the first contact; registered in {year}, shown when you double-click. "


def _longest_gap(dossier: Dossier, as_of: pd.Timestamp) -> str:
    found = gaps(dossier.touchpoints, as_of.date())
    if not found:
        return ""
    return f"The longest lasted {in_words(max(gap.days for gap in found))}. "


def _contacts(dossier: Dossier) -> list[Component]:
    who = who_has_been(dossier)
    count = len(dossier.touchpoints)
    heading = f"{counted(count, 'contact')}, newest first" if count else "Contacts"
    return [
        html.Section([html.H2("Who has been in touch"), who]) if who else html.Div(),
        html.Section([html.H2(heading), contacts(dossier)]),
    ]


def _below(dossier: Dossier, words: Words, as_of: pd.Timestamp) -> list[Component]:
    count = len(dossier.records)
    behind = f"The {count} records behind this page" if count > 1 else "The record behind this page"
    return [
        _section("What is known, and who says so", facts(dossier), "facts"),
        *_related(dossier, as_of),
        _folded("What joins its records", links(dossier, words), dossier.in_doubt, "links"),
        _folded(behind, records(dossier), is_open=False, anchor="records"),
        _folded(
            "What the words mean",
            glossary(dossier.reasons, predicted=dossier.version.is_prediction),
            is_open=False,
            anchor="words",
        ),
    ]


def _related(dossier: Dossier, as_of: pd.Timestamp) -> list[Component]:
    """Who was there before and after, what the same people run, and who shares something."""
    shared = shares(dossier)
    here, elsewhere = (
        others(profiles, "") if len(profiles) else None
        for profiles in (dossier.premises, dossier.operator)
    )
    return [
        html.Section(
            [
                html.H2("Before and after at these premises"),
                before_and_after(dossier, as_of),
                html.Div([html.H3("Also at this address"), here]) if here else None,
            ],
            className="block",
            id="premises",
        ),
        html.Section(
            [
                html.H2("Same operator elsewhere"),
                same_operator(dossier),
                html.Div([html.H3("Same company number or telephone"), elsewhere])
                if elsewhere
                else None,
            ],
            className="block",
            id="operator",
        ),
        html.Section(
            [
                html.H2("Shares a telephone, person or officer with"),
                html.P(
                    "Two people may have one name, and tenants their landlord's telephone: this "
                    "alone says nothing against anyone.",
                    className="hint",
                ),
                shared,
            ],
            className="block",
            id="shares",
        )
        if shared
        else html.Div(),
    ]


def _folded(heading: str, content: Component, is_open: bool, anchor: str) -> Component:
    """A long part that opens when asked, or when a link to something in it is followed."""
    return html.Section(
        html.Details(
            [html.Summary(html.H2(heading)), _scrolled(content, heading)],
            open=is_open,
            className="folded",
        ),
        id=anchor,
        className="block",
    )


def _section(heading: str, content: Component, anchor: str) -> Component:
    return html.Section(
        [html.H2(heading), _scrolled(content, heading)], className="block", id=anchor
    )


def _scrolled(content: Component, label: str) -> Component:
    """A wide table scrolls by itself, by keyboard too; the page never does sideways."""
    if not isinstance(content, html.Table):
        return content
    return html.Div(content, className="scrolled", tabIndex=0, role="region", **aria(label=label))


def register(app: Dash, desk: Desk) -> None:
    """Add the address where links are judged; the page itself is drawn whole for its address."""
    add_judging(app.server, desk)


PAGE = Page("/business/", title, layout, register)
