"""The pages of clerical review: the queue, one pair, a decision, and what decisions changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache, partial
from typing import Any
from urllib.parse import parse_qsl, urlencode

import flask
from flask import Blueprint
from werkzeug.wrappers import Response

from dashboard import noting
from dashboard.access import View
from dashboard.clerical.changes import changes_of
from dashboard.clerical.opinions import Opinions, pair_of
from dashboard.clerical.pair import Shown, named_pair, pair_shown, record_of, title_of
from dashboard.clerical.queue import KINDS, Asked, cases, token_of, waiting
from dashboard.clerical.rejoining import add_rejoining
from dashboard.clerical.saying import Decision, fault_of, name_of, opinions_of, role_of, write
from dashboard.components.judging import SAID
from dashboard.desk import Desk
from dashboard.guard import needs
from dashboard.judging import UNDO
from dashboard.office.layout import draw
from dashboard.seeing import shown
from dashboard.viewer import Capability
from records.errors import ConflictError
from records.schema import Doubt, PlacedRecord
from records.state import Judged
from records.state.judgements import VERDICTS

__all__ = ["pages"]

AT_ONCE = 300
"""Pairs that a page knows of; when they are through it is loaded anew."""

REASONS = (
    "Same name and premises",
    "Same telephone",
    "Typing error only",
    "Trading name of the company",
    "Another branch",
    "New operator at the same premises",
    "Another house number",
    "Neighbours",
    "Too little is said",
)
"""Reasons that are often given."""


@dataclass(frozen=True)
class _Fall:
    """Where bits stand in the picture of a waterfall, in percent of its width."""

    low: float
    high: float

    @classmethod
    def of(cls, pair: Shown) -> _Fall:
        ends = [0.0, *(step.end for step in pair.steps), *(step.start for step in pair.steps)]
        return cls(min(ends), max(ends))

    def at(self, bits: float) -> str:
        return f"{100 * (bits - self.low) / max(self.high - self.low, 1.0):.2f}"

    def wide(self, bits: float) -> str:
        return f"{max(100 * abs(bits) / max(self.high - self.low, 1.0), 0.6):.2f}"


def pages(desk: Desk) -> Blueprint:
    """Return the pages of clerical review and what they answer to."""
    part = Blueprint("clerical", __name__, url_prefix="/review", template_folder="templates")

    @part.get("/")
    @needs(Capability.JUDGE)
    def queue() -> str:
        return _queue(desk, _view(desk))

    @part.get("/pair/<path:token>")
    @needs(Capability.JUDGE)
    def one_pair(token: str) -> str:
        view = _view(desk)
        opinions = opinions_of(desk, view)
        found = _drawn(desk, view, opinions, token)
        return flask.render_template("review_pair.html", **found)

    @part.get("/changes")
    @needs(Capability.JUDGE)
    def changed() -> str:
        view = _view(desk)
        found = changes_of(view, opinions_of(desk, view), partial(role_of, desk))
        ends = [end for turn in (*found.merged, *found.split) for end in turn.ends]
        noting.listed(desk.trail, view, [*dict.fromkeys(id for id, *_ in ends)], "changes")
        about = view.county.about
        return draw(desk, "review_changes.html", changes=found, about=about, verdicts=VERDICTS)

    @part.post("/decisions")
    @needs(Capability.JUDGE)
    def decide() -> Response | tuple[str, int]:
        view = _view(desk)
        opinions = opinions_of(desk, view)
        decision = _decision(view, opinions)
        try:
            _refuse_against(opinions, decision)
            said = write(desk, decision, _business(view, decision.pair))
        except ConflictError as conflict:
            return _conflict(desk, view, decision, {"standing": _standing(conflict)})
        except _AgainstOthers as others:
            return _conflict(desk, view, decision, {"against": others.words})
        return _done(desk, view, decision, said)

    add_rejoining(part, desk)
    return part


class _AgainstOthers(Exception):  # noqa: N818 - no error: it is asked back
    """What someone wants to say cannot hold with what others said."""

    def __init__(self, words: tuple[Judged, ...]) -> None:
        super().__init__()
        self.words = words


def _view(desk: Desk) -> View:
    view = shown(desk)
    if view is None:
        flask.abort(404)
    return view


# Reading -----------------------------------------------------------------------------------


def _queue(desk: Desk, view: View) -> str:
    opinions, asked = opinions_of(desk, view), _asked(flask.request.args)
    left, decided = waiting(view, opinions, asked)
    tokens = [str(row["token"]) for row in left[:AT_ONCE]]
    wanted = flask.request.args.get("pair", "") or (tokens[0] if tokens else "")
    known = cases(view)
    return draw(
        desk,
        "review.html",
        **(_drawn(desk, view, opinions, wanted) if wanted else _nothing(desk, view)),
        quarrels=opinions.quarrels,
        tokens=tokens,
        total=len(left) + decided,
        decided=decided,
        today=_today(opinions, view),
        asked=asked,
        query=_query(asked),
        agencies=known.agencies,
        districts=known.districts,
        kinds=KINDS,
        reasons=REASONS,
    )


def _asked(given: Mapping[str, str]) -> Asked:
    kind = given.get("kind", "")
    return Asked(given.get("agency", ""), given.get("district", ""), kind if kind in KINDS else "")


def _query(asked: Asked) -> str:
    return urlencode({name: value for name, value in vars(asked).items() if value})


def _pair(view: View, opinions: Opinions, token: str) -> tuple[str, str]:
    """The pair that an address names; 404 where the viewer does not see both records.

    token: of one in doubt, or of one of which something was said; or two record ids, `a,b`.
    """
    case = cases(view).by_token.get(token)
    if case is not None:
        return case[Doubt.id_a], case[Doubt.id_b]
    found = next((pair_of(one) for one in opinions.said if token_of(pair_of(one)) == token), None)
    found = found or named_pair(view, token)
    if found is None:
        flask.abort(404)
    return found


def _name(view: View, pair: tuple[str, str], asked: str) -> str:
    """What names a pair in the addresses of its page: its token, where that is known or asked."""
    token = token_of(pair)
    return token if asked == token or pair in cases(view).by_pair else ",".join(pair)


def _drawn(desk: Desk, view: View, opinions: Opinions, asked: str) -> dict[str, Any]:
    """What a pair's part of the page is drawn of; the look is noted before anything is shown."""
    pair = _pair(view, opinions, asked)
    found = pair_shown(view, pair, cases(view).by_pair.get(pair))
    if found is None:
        flask.abort(404)
    noting.listed(desk.trail, view, [*dict.fromkeys(s.profile_id for s in found.sides)], "pair")
    return {
        **_words(desk, view),
        "pair": found,
        "named": _name(view, pair, asked),
        "fall": _Fall.of(found),
        "standing": opinions.standing.get(pair),
        "words_said": opinions.on(pair),
    }


def _nothing(desk: Desk, view: View) -> dict[str, Any]:
    """What is drawn where no pair waits."""
    return {**_words(desk, view), "pair": None, "named": "", "standing": None}


def _words(desk: Desk, view: View) -> dict[str, Any]:
    """How people, pairs and verdicts are called in what is drawn."""
    return {
        "name": cache(partial(name_of, desk)),
        "title": partial(title_of, view),
        "token": token_of,
        "verdicts": SAID,
        "version": view.version,
    }


# Deciding ----------------------------------------------------------------------------------


def _decision(view: View, opinions: Opinions) -> Decision:
    """What the request's form says; 400 where it is none of ours, 404 where nothing is seen."""
    form = flask.request.form
    verdict, seen = form.get("verdict", ""), form.get("seen", "")
    why = " ".join(form.get("why", "").split())
    if verdict not in (*VERDICTS, UNDO) or fault_of(why) or not _is_number(seen):
        flask.abort(400)
    pair = _pair(view, opinions, form.get("pair", ""))
    return Decision(pair, verdict, why, int(seen) if seen else None)


def _is_number(text: str) -> bool:
    return text == "" or (text.isascii() and text.isdigit())


def _refuse_against(opinions: Opinions, decision: Decision) -> None:
    """Ask back before a word is said that cannot hold with others, unless that is known."""
    if flask.request.form.get("knowing") == "yes" or decision.verdict == UNDO:
        return
    words = opinions.against(decision.pair, decision.verdict)
    if words:
        raise _AgainstOthers(words)


def _business(view: View, pair: tuple[str, str]) -> str:
    """The business that the first record is of: under its id the audit finds the decision."""
    found = record_of(view, pair[0])
    return str(found[PlacedRecord.profile_id]) if found else ""


def _standing(conflict: ConflictError) -> Judged | None:
    held = conflict.standing
    return held if isinstance(held, Judged) else None


def _conflict(desk: Desk, view: View, decision: Decision, found: dict[str, Any]) -> tuple[str, int]:
    """Show what others said and what was not yet written, and ask which shall stand."""
    named = flask.request.form["pair"]
    values = {**_words(desk, view), "decision": decision, "named": named, **found}
    if _by_script():
        return flask.render_template("review_conflict.html", **values), 409
    return draw(desk, "review_refused.html", **values), 409


def _done(desk: Desk, view: View, decision: Decision, said: Judged) -> Response:
    """Say what was done, how far the queue is, and whether people contradict each other now."""
    told = _told(decision)
    asked = _asked(_parsed(flask.request.form.get("asked", "")))
    if not _by_script():
        flask.flash(told, "green")
        return flask.redirect(f"/review/?{_query(asked)}".removesuffix("?"), 303)
    opinions = opinions_of(desk, view)
    left, decided = waiting(view, opinions, asked)
    return flask.make_response(
        flask.render_template(
            "review_answer.html",
            **_words(desk, view),
            done=told,
            judgement=said.judgement_id if said.in_force else None,
            decided=decided,
            total=decided + len(left),
            today=_today(opinions, view),
            quarrels=opinions.quarrels,
        )
    )


def _parsed(query: str) -> dict[str, str]:
    return dict(parse_qsl(query))


def _told(decision: Decision) -> str:
    if decision.verdict == UNDO:
        return "Taken back."
    return f"Said: {SAID[decision.verdict]}. It takes effect at the next build."


def _by_script() -> bool:
    return flask.request.headers.get("X-Review") == "yes"


def _today(opinions: Opinions, view: View) -> int:
    """How many words of the viewer's own, said today, are in force."""
    today = datetime.now().astimezone().date()
    return sum(
        one.judged_by == view.viewer.user and one.judged_at.astimezone().date() == today
        for one in opinions.standing.values()
    )
