"""Other businesses at these premises, of the same people, or that share a telephone or person."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pandas as pd
from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria, data
from dashboard.components.band import band_mark
from dashboard.components.scrolled import scrolled
from dashboard.components.wording import counted, day, source_word
from dashboard.dossier import Dossier
from dashboard.figures.stays import Bar, stays
from dashboard.related import HERE, RUNS, SHARES, Kin, Stay, percent
from records.schema import PlacedRecord, Relation, ScoredProfile

__all__ = ["before_and_after", "certainty", "same_operator", "shares"]

KINDS = {
    "follows": "Before it, the same people",
    "followed_by": "After it, the same people",
    "took_over": "Before it, others",
    "made_way_for": "After it, others",
    "neighbour": "At the same premises",
    "same_operator": "The same people",
    "shares": "Shares something",
}
"""What each kind of relation is called in front of people."""

_RUN_BY = {"this": "this business", "same": "the same people", "other": "others"}
_SHOWN = 10
_LIKELY, _SURE = 0.5, 0.9


def certainty(kin: Kin) -> str:
    """Return in words how sure it is that the same people run both."""
    chance = float(kin.relation[Relation.probability])
    if kin.kind in ("took_over", "made_way_for", "neighbour"):
        return "Nothing shows that the same people run both."
    sure = percent(kin)
    if chance >= _SURE:
        return f"The same people, {sure}% sure."
    if chance >= _LIKELY:
        return f"Probably the same people, {sure}% sure."
    return f"Perhaps by chance: {sure}% that the same people run both."


def before_and_after(dossier: Dossier, as_of: pd.Timestamp) -> Component:
    """Return who was at the premises before, after and beside, drawn in time and as a table."""
    found = [one for one in dossier.kin if one.kind in HERE]
    if not found:
        return html.P("No other business is known at these premises.", className="hint")
    drawn = _drawing(dossier.stays, as_of) if dossier.stays else None
    return html.Div(
        [drawn, _chain(dossier.stays), _table(found, dossier, "Businesses before and after")]
    )


def same_operator(dossier: Dossier) -> Component:
    """Return what else the same people run."""
    found = [one for one in dossier.kin if one.kind in RUNS]
    if not found:
        said = "Nothing shows that the same people run another business."
        return html.P(said, className="hint")
    return _table(found, dossier, "Businesses of the same people")


def shares(dossier: Dossier) -> Component | None:
    """Return who shares a telephone, person or officer, which may be chance; None: nobody."""
    found = [one for one in dossier.kin if one.kind in SHARES]
    return _table(found, dossier, "Businesses that share something") if found else None


def _drawing(told: Sequence[Stay], as_of: pd.Timestamp) -> Component:
    drawn = stays(told, as_of)
    label = "Who was here when, drawn in time; the tables below say the same"
    years = [
        html.Span(str(year), style={"left": f"{place:.2f}%"}, className="stay-year")
        for year, place in drawn.years
    ]
    picture = [*map(_bar, drawn.bars), html.Div(years, className="stay-years")]
    return html.Figure(
        [
            html.Div(picture, role="img", className="stay-picture", **aria(label=label)),
            html.Figcaption(
                "Filled: this business. Striped: the same people. Dotted: others. From the first "
                "to the last known day; the tables below say the same.",
                className="hint",
            ),
        ],
        className="stays",
    )


def _bar(bar: Bar) -> Component:
    """A bar under its name and days, its filling saying whose it is."""
    stay = bar.stay
    until = "now" if stay.ended is None else f"{stay.ended:%b %Y}"
    name = html.B(stay.name, className="stay-name")
    days = html.Span(f" ({_RUN_BY[stay.how]}) {stay.began:%b %Y} to {until}")
    place = {"left": f"{bar.left:.2f}%", "width": f"{bar.width:.2f}%"}
    cut = " stay-cut" if bar.is_cut else ""
    filled = html.Div(style=place, className=f"stay-bar stay-{stay.how}{cut}")
    return html.Div([html.P([name, days]), html.Div(filled, className="stay-track")])


def _chain(told: Sequence[Stay]) -> Component | None:
    """The drawing's twin: who was there from when to when."""
    if not told:
        return None
    head = [html.Th(text, scope="col") for text in ("Business", "From", "Until", "Run by")]
    lines = [
        html.Tr(
            [
                html.Th(_named(stay), scope="row"),
                html.Td([_word("From "), day(stay.began)], className="day"),
                html.Td(
                    [_word("Until "), "now" if stay.ended is None else day(stay.ended)],
                    className="day",
                ),
                html.Td(_RUN_BY[stay.how]),
            ]
        )
        for stay in told
    ]
    table = html.Table([html.Thead(html.Tr(head)), html.Tbody(lines)], className="relations")
    return scrolled(table, "Who was here when")


def _word(text: str) -> Component:
    """A word that stands where the heads of columns do not: on a narrow screen."""
    return html.Span(text, className="narrow-only")


def _record(record_id: str) -> str:
    source, _, key = record_id.partition(":")
    return f"{source_word(source)} {key}"


def _named(stay: Stay) -> Any:
    if not stay.profile_id:
        return stay.name
    return html.A(stay.name, href=f"/business/{stay.profile_id}", **data(turn=""))


def _table(found: Sequence[Kin], dossier: Dossier, label: str) -> Component:
    places = {
        record: place
        for place, record in enumerate(dossier.records[PlacedRecord.record_id].tolist())
    }
    items = [_row(kin, places) for kin in found]
    head = [
        html.Th(text, scope="col")
        for text in ("Business", "When", "What they share, and who says so", "How sure")
    ]
    table = html.Table(
        [html.Thead(html.Tr(head)), html.Tbody(items[:_SHOWN])], className="relations"
    )
    shown = scrolled(table, label)
    if len(items) <= _SHOWN:
        return shown
    rest = html.Table(
        [html.Thead(html.Tr(head)), html.Tbody(items[_SHOWN:])], className="relations"
    )
    more = counted(len(items) - _SHOWN, "more", "more")
    folded = html.Details([html.Summary(more), scrolled(rest, "More of them")])
    return html.Div([shown, folded])


def _row(kin: Kin, places: dict[str, int]) -> Component:
    profile = kin.profile
    href = f"/business/{profile[ScoredProfile.profile_id]}"
    address = profile[ScoredProfile.address]
    ceased = profile[ScoredProfile.status] == "ceased"
    about = [
        html.A(profile[ScoredProfile.name], href=href, **data(turn="")),
        html.Br(),
        band_mark(profile[ScoredProfile.band], float(profile[ScoredProfile.score])),
        html.Span(" no longer trading", className="hint") if ceased else None,
        html.Span([html.Br(), address], className="hint") if isinstance(address, str) else None,
    ]
    return html.Tr(
        [
            html.Th(about, scope="row"),
            html.Td([html.B(KINDS[kin.kind]), html.Br(), _when(kin)]),
            html.Td(html.Ul([_line(line, places) for line in kin.lines])),
            html.Td(certainty(kin)),
        ]
    )


def _when(kin: Kin) -> str:
    ended, began = kin.relation[Relation.ended_on], kin.relation[Relation.began_on]
    if kin.kind not in HERE or kin.kind == "neighbour":
        return ""
    parts: list[str] = []
    before = kin.kind in ("follows", "took_over")
    first, second = ("it", "this business") if before else ("this business", "it")
    if not pd.isna(ended):
        parts.append(f"{first} until {day(ended)}")
    if not pd.isna(began):
        parts.append(f"{second} from {day(began)}")
    return ", ".join(parts)


def _line(line: tuple[str, str, str], places: dict[str, int]) -> Component:
    """One piece of evidence, with the record here and the one there that say so."""
    said, own, other = line
    here = (
        html.A(f"record {places[own] + 1} here", href=f"#record-{places[own]}")
        if own in places
        else f"record {own}"
    )
    return html.Li(
        [
            said,
            html.Span([" \u2014 ", here, f", there {_record(other)}"], className="hint evidence"),
        ]
    )
