"""What joins the records of one business? Its links, weakest first, with their weights."""

from __future__ import annotations

from urllib.parse import quote

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria
from dashboard.components.help import help_button
from dashboard.components.judging import MOST_FORMS, judgement_cell, said_before
from dashboard.components.wording import signed, source_word
from dashboard.dossier import DOUBTFUL, Dossier
from dashboard.judging import NOTHING_SAID, Words
from dashboard.rows import Row, rows
from records.schema import Link, PlacedRecord, ScoredProfile

__all__ = ["links"]

FULL_BITS = 20.0
"""Match weight that fills the bar: a million to one."""

LINK = Link.id_a, Link.id_b, Link.probability, Link.weight_bits, Link.because
"""What is read of a link."""

HELP = (
    "Match weight counts the evidence that two records are one business, in bits: each bit doubles "
    "the odds, 0 bits are even odds, and the bar is full at 20 bits, a million to one. The number "
    "after a reason is what it adds or takes away; small reasons and the starting odds are in the "
    "weight but not always listed."
)


def links(dossier: Dossier, words: Words = NOTHING_SAID) -> Component:
    """Return the links that hold the profile together, weakest first, with their reasons.

    words: what people said of them, and whether who looks may say something too.
    """
    keys, sources = dossier.records[PlacedRecord.record_id], dossier.records[PlacedRecord.source]
    place = {key: (i, source) for i, (key, source) in enumerate(zip(keys, sources, strict=True))}
    ends = {key: (i, source_word(source)) for key, (i, source) in place.items()}
    said = html.Div([_rejoining(dossier) if words.judges else None, said_before(words, ends)])
    if dossier.links.empty:
        return html.Div([html.P("One record only: nothing was joined.", className="hint"), said])
    judged = words.judges or bool(words.said)
    found = enumerate(rows(dossier.links, *LINK))
    items = [
        _link(
            row,
            [*_ends(_pair(row), place), *(_beside(_pair(row)) if words.judges else ())],
            judgement_cell(words, _pair(row), number < MOST_FORMS) if judged else None,
        )
        for number, row in found
    ]
    heads = ("Records", "Match weight", "Because", *(("Said by people",) if judged else ()))
    head = [html.Th(text, scope="col") for text in heads]
    head[1].children = ["Match weight", help_button("weight")]
    table = html.Table([html.Thead(html.Tr(head)), html.Tbody(items)], className="links")
    scrolled = html.Div(
        table, className="scrolled", tabIndex=0, role="region", **aria(label="Links, weakest first")
    )
    return html.Div([html.P(HELP, className="hint"), scrolled, said])


def _rejoining(dossier: Dossier) -> Component:
    """The ways to say that the business is one with another, or that it is two."""
    one = dossier.profile[ScoredProfile.profile_id]
    ways = [html.A("Same business as another", href=f"/review/join?one={one}", className="button")]
    if len(dossier.records) > 1:
        href = f"/review/part?one={one}"
        ways.append(html.A("Some records belong elsewhere", href=href, className="button"))
    return html.P([part for way in ways for part in (way, " ")], className="rejoining")


def _pair(row: Row) -> tuple[str, str]:
    return row[Link.id_a], row[Link.id_b]


def _ends(pair: tuple[str, str], place: dict[str, tuple[int, str]]) -> list[Component | str]:
    """The two records of a link, each leading to where it stands on the page."""
    ends = [_end(*place[key]) for key in pair if key in place]
    return [ends[0], *(part for end in ends[1:] for part in (" and ", end))] if ends else []


def _beside(pair: tuple[str, str]) -> list[Component | str]:
    """The way to the review page of the two."""
    return [" ", html.A("Side by side", href=f"/review/?pair={quote(','.join(pair))}")]


def _link(row: Row, joined: list[Component | str], judged: Component | None) -> Component:
    doubt = float(row[Link.probability]) < DOUBTFUL
    cells = [
        html.Td(joined),
        html.Td(_weight(float(row[Link.weight_bits]), float(row[Link.probability]), doubt)),
        html.Td("; ".join(row[Link.because])),
    ]
    return html.Tr([*cells, judged] if judged else cells, className="doubt" if doubt else "")


def _end(number: int, source: str) -> Component:
    return html.A(f"{source_word(source)}, record {number + 1}", href=f"#record-{number}")


def _weight(bits: float, probability: float, doubt: bool) -> list[Component | str]:
    share = min(max(bits, 0.0) / FULL_BITS, 1.0)
    bar = html.Div(
        html.Div(style={"width": f"{100 * share:.0f}%"}),
        className="weight-bar",
        **aria(hidden="true"),
    )
    # Never said to be certain: the records may still be two businesses.
    chance = "over 99.9%" if probability > 0.999 else f"{100 * probability:.1f}%"  # noqa: PLR2004
    tag = [html.Span("In doubt", className="note-tag")] if doubt else []
    return [bar, f"{signed(bits)} bits, {chance} ", *tag]
