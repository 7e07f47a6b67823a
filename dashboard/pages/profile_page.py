"""One business: what is known, who has been, why this score, and what joins its records."""

from __future__ import annotations

from typing import Any

import flask
import pandas as pd
from dash import MATCH, ClientsideFunction, Dash, Input, Output, State, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import ids, noting
from dashboard.access import View
from dashboard.briefing import briefing, last_seen, more_held, only_a_victim
from dashboard.components.attributes import data
from dashboard.components.before import before_you_knock
from dashboard.components.contacts import contacts, who_has_been
from dashboard.components.folds import holding, lazy_fold
from dashboard.components.notes import notes_section
from dashboard.components.place import place_card
from dashboard.components.print_brief import Sheet, print_brief
from dashboard.components.provenance import facts, others
from dashboard.components.relations import before_and_after, same_operator, shares
from dashboard.components.score_card import score_card
from dashboard.components.scrolled import scrolled
from dashboard.components.timeline import drawing_store, timeline_frame
from dashboard.components.walk import walk
from dashboard.components.wording import counted
from dashboard.desk import Desk
from dashboard.dossier import Dossier, dossier_of
from dashboard.figures.place import place_picture
from dashboard.filters import Filters
from dashboard.judging import NOTHING_SAID, add_judging, words_of
from dashboard.labels import agency_name, sector_name
from dashboard.notes import NO_NOTES, Notes, add_noting, known_notes
from dashboard.pages import Asked, Page
from dashboard.pages.profile_parts import LINKS, RECORDS, WORDS, part_of
from dashboard.seeing import held
from dashboard.walking import walk_of
from linkage.profiles import NO_NAME
from records.schema import ScoredProfile

__all__ = ["PAGE", "drawn", "standing_in_list", "unfolded"]

MOST_SAID = 100
"""Letters of an id, a key or a name that the browser may send."""

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
    noting.opened(asked.desk.trail, asked.view, _id(dossier))
    return drawn(dossier, asked.view, known_notes(asked.desk, asked.view, dossier))


def drawn(dossier: Dossier, view: View, notes: Notes = NO_NOTES) -> Component:
    """Return the page of a business, but for what its folds hold; notes: what people noted."""
    as_of = pd.Timestamp(view.county.about.as_of)
    lines = briefing(dossier, as_of)
    picture = place_picture(view, _id(dossier))
    return html.Article(
        [
            _heading(dossier, as_of),
            html.Div(
                [
                    html.Div([score_card(dossier), place_card(picture)], className="beside"),
                    before_you_knock(lines),
                    html.Div(
                        [timeline_frame(dossier, as_of), *_contacts(dossier)], className="wide"
                    ),
                ],
                className="two-thirds",
            ),
            notes_section(notes),
            *_below(dossier, as_of),
            print_brief(dossier, Sheet(lines, as_of, view.viewer, picture)),
            dcc.Store(id=ids.OPENED, data={"id": _id(dossier), "key": view.key}),
            drawing_store(dossier, as_of),
            dcc.Store(id=ids.DRAWN),
        ],
        className="profile",
        **data(profile=_id(dossier), row=view.county.row_of(_id(dossier))),
    )


def _id(dossier: Dossier) -> str:
    return str(dossier.profile[ScoredProfile.profile_id])


def _heading(dossier: Dossier, as_of: pd.Timestamp) -> Component:
    profile = dossier.profile
    also = [name for name in profile[ScoredProfile.other_names] if name]
    return html.Header(
        [
            html.Div(
                [
                    html.A("Back to the list", href="/", className="back", **data(turn="")),
                    html.Div(id=ids.WALK),
                ],
                className="ways",
            ),
            html.H1([profile[ScoredProfile.name], *_tags(dossier)]),
            html.P(f"Also written: {'; '.join(also)}", className="hint") if also else None,
            html.P(" · ".join(_what(profile)), className="what"),
            html.P(" · ".join(_operator(profile)), className="what"),
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


def _operator(profile: pd.Series[Any]) -> list[str]:
    """Who runs it, by the registers, and whether it trades."""
    legal, number = profile[ScoredProfile.legal_name], profile[ScoredProfile.company_number]
    ceased = profile[ScoredProfile.status] == "ceased"
    said = [
        f"Run by {legal}" if isinstance(legal, str) and legal else "Operator not told by a source",
        f"company {number}" if isinstance(number, str) and number else "",
        "No longer trading" if ceased else "",
    ]
    return [part for part in said if part]


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


def _contacts(dossier: Dossier) -> list[Component]:
    who = who_has_been(dossier)
    count = len(dossier.touchpoints)
    heading = f"{counted(count, 'contact')}, newest first" if count else "Contacts"
    return [
        html.Section([html.H2("Who has been in touch"), who]) if who else html.Div(),
        html.Section([html.H2(heading), contacts(dossier)]),
    ]


def _below(dossier: Dossier, as_of: pd.Timestamp) -> list[Component]:
    count = len(dossier.records)
    behind = f"The {count} records behind this page" if count > 1 else "The record behind this page"
    return [
        _section("What is known, and who says so", facts(dossier), "facts"),
        *_related(dossier, as_of),
        _folded(_joined(dossier), LINKS),
        _folded(behind, RECORDS, holding("record", 0, count - 1)),
        _folded("What the words mean", WORDS),
    ]


def _joined(dossier: Dossier) -> list[Component | str]:
    tag = html.Span("Link in doubt", className="note-tag")
    return ["What joins its records", *((" ", tag) if dossier.in_doubt else ())]


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


def _folded(heading: Any, name: str, held: dict[str, Any] | None = None) -> Component:
    """A long part that is sent when it is opened, or when a link to something in it is followed."""
    fold = lazy_fold(html.H2(heading), name, held, className="folded")
    return html.Section(fold, id=name, className="block")


def _section(heading: str, table: Component, anchor: str) -> Component:
    return html.Section([html.H2(heading), scrolled(table, heading)], className="block", id=anchor)


def register(app: Dash, desk: Desk) -> None:
    """Add the addresses of judgements and notes, and what a fold asks for when it is opened."""
    add_judging(app.server, desk)
    add_noting(app.server, desk)
    app.clientside_callback(
        ClientsideFunction("concern_profile", "draw"),
        Output(ids.DRAWN, "data"),
        Input(ids.DRAWING, "data"),
    )

    @app.callback(Output(ids.WALK, "children"), Input(ids.DRAWN, "data"), State(ids.OPENED, "data"))
    def stand(drawn: Any, opened: Any) -> Any:
        return standing_in_list(desk, drawn, opened)

    @app.callback(
        Output(ids.part(MATCH), "children"),
        Input(ids.fold(MATCH), "n_clicks"),
        State(ids.fold(MATCH), "id"),
        State(ids.OPENED, "data"),
        prevent_initial_call=True,
    )
    def unfold(clicks: int | None, fold: Any, opened: Any) -> Any:
        return no_update if clicks != 1 else unfolded(desk, opened, fold)


def standing_in_list(desk: Desk, drawn: Any, opened: Any) -> Component | None:
    """Return the way on through the list that a business was come from; None: from none.

    drawn: what `ids.DRAWN` holds; opened: what `ids.OPENED` does.
    """
    if not isinstance(drawn, dict) or not isinstance(drawn.get("query"), str):
        return None
    profile_id, text = _said(opened, "id"), drawn.get("text")
    view = held(desk, _said(opened, "key"))
    filters = Filters.from_query(drawn["query"], text if isinstance(text, str) else "")
    found = walk_of(view, filters, profile_id) if view else None
    if view is None or found is None:
        return None
    noting.listed(desk.trail, view, [one for one in (found.before, found.after) if one], "walk")
    return walk(found, filters.to_query())


def unfolded(desk: Desk, opened: Any, fold: Any) -> Component:
    """Return what a fold holds, audited as the page is; where the page is out of date, that.

    opened: the id of the business, and the key of the view its page was drawn from. fold: its id.
    400 where it is none of ours.
    """
    profile_id, key, name = _said(opened, "id"), _said(opened, "key"), _said(fold, "name")
    view = held(desk, key)
    dossier = dossier_of(view, profile_id) if view else None
    if view is None or dossier is None:
        return html.P("A newer build was published. Load the page anew.", className="warn")
    noting.opened(desk.trail, view, _id(dossier), name)
    words = words_of(desk, view, dossier) if name == LINKS else NOTHING_SAID
    part = part_of(name, dossier, words)
    return html.P("There is nothing here.", className="hint") if part is None else part


def _said(told: Any, name: str) -> str:
    """What the browser says of `name`; 400 where that is no text."""
    value = told.get(name) if isinstance(told, dict) else None
    if not isinstance(value, str) or len(value) > MOST_SAID:
        flask.abort(400)
    return value


PAGE = Page("/business/", title, layout, register)
