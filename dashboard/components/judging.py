"""How are judgements of links shown, and how is one said? What others said, and a form."""

from __future__ import annotations

from typing import Any

import dash_bootstrap_components as dbc
import flask
from dash import html
from dash.development.base_component import Component

from dashboard.judging import MOST_LETTERS, UNDO, Words
from records.state import Judged

__all__ = ["MOST_FORMS", "judgement_cell", "said_before", "when"]

MOST_FORMS = 40
"""Links that can be judged on the page, the weakest first; more would make it slow."""

SAID = {
    "same": "one business",
    "different": "two businesses",
    "unsure": "cannot be told",
}
"""What each verdict says of two records, in words."""

_BUTTONS = (("same", "Same"), ("different", "Different"), ("unsure", "Unsure"))

NEXT_BUILD = "It takes effect at the next build."


def judgement_cell(words: Words, pair: tuple[str, str], has_form: bool) -> Component:
    """Return what is said of a link now, and the form to say something else."""
    standing = words.of(*pair)
    form = _form(words, pair, standing) if words.judges and has_form else None
    return html.Td([_sentence(words, standing), form], className="judgement")


def said_before(words: Words, ends: dict[str, tuple[int, str]]) -> Component | None:
    """Return all that was ever said, newest first; ends: number and name of each record here."""
    if not words.said:
        return None
    items = [html.Li(_line(words, one, ends)) for one in words.said]
    return html.Div([html.H3("What people said"), html.Ul(items)], className="said-before")


def when(one: Judged) -> str:
    """Return the moment of a judgement, this place's time."""
    return f"{one.judged_at.astimezone():%d %b %Y %H:%M}"


def _sentence(words: Words, standing: Judged | None) -> Component | None:
    if standing is None:
        return None
    by = f"{words.name(standing.judged_by)}, {when(standing)}"
    said = f"{by}: {_why(standing)}{'' if standing.judgement_id in words.heeded else NEXT_BUILD}"
    return html.P([html.B(f"{SAID[standing.verdict].capitalize()}. "), said])


def _line(words: Words, one: Judged, ends: dict[str, tuple[int, str]]) -> list[Component | str]:
    by = f"{words.name(one.judged_by)}, {when(one)}: {_why(one)}"
    ended = f"Taken back by {words.name(one.undone_by or '')}. " if not one.in_force else ""
    if one.in_force != (one.judgement_id in words.heeded):
        ended += NEXT_BUILD
    line: list[Component | str] = [
        _end(words, one.id_a, ends),
        " and ",
        _end(words, one.id_b, ends),
        f": {SAID[one.verdict]}. {by}{ended} ",
    ]
    if one.in_force and words.judges:
        line.append(_undo_form(words, one))
    return line


def _why(one: Judged) -> str:
    return f"{one.why}. " if one.why else "No reason given. "


def _end(words: Words, record_id: str, ends: dict[str, tuple[int, str]]) -> Component:
    if record_id in ends:
        number, name = ends[record_id]
        return html.A(f"{name}, record {number + 1}", href=f"#record-{number}")
    owner = words.elsewhere.get(record_id, "")
    return html.A("a record of another business", href=f"/business/{owner}")


def _form(words: Words, pair: tuple[str, str], standing: Judged | None) -> Component:
    why = html.Label(["Why", dbc.Input(name="why", required=True, maxLength=MOST_LETTERS)])
    buttons = [
        html.Button(text, type="submit", name="verdict", value=verdict, className="button")
        for verdict, text in _BUTTONS
    ]
    asks = html.Form(
        [*_hidden(pair, standing), why, html.Div(buttons, className="verdicts")],
        action=words.address,
        method="post",
    )
    summary = "Say something else" if standing else "Judge"
    return html.Details([html.Summary(summary), asks], className="judging")


def _undo_form(words: Words, standing: Judged) -> Component:
    pair = standing.id_a, standing.id_b
    button = html.Button(
        "Take it back", type="submit", name="verdict", value=UNDO, className="button-plain"
    )
    return html.Form([*_hidden(pair, standing), button], action=words.address, method="post")


def _hidden(pair: tuple[str, str], standing: Judged | None) -> list[Component]:
    session: Any = flask.g.get("session") if flask.has_request_context() else None
    values = {
        "id_a": pair[0],
        "id_b": pair[1],
        "seen": str(standing.judgement_id) if standing else "",
        "csrf": str(session.csrf) if session else "",
    }
    return [dbc.Input(type="hidden", name=name, value=value) for name, value in values.items()]
