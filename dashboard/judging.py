"""What do people say of the records of a business, and what where two say it at once?"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import flask
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from dashboard.access import View
from dashboard.accountable import by_viewer
from dashboard.asking import asking
from dashboard.desk import Desk
from dashboard.dossier import Dossier
from dashboard.guard import needs
from dashboard.office.layout import draw
from dashboard.seeing import shown
from dashboard.signin import demo
from dashboard.signin.accounts import account_of
from dashboard.viewer import Capability, Viewer
from records.audit import Entry
from records.errors import ConflictError
from records.schema import PlacedRecord, ScoredProfile
from records.state import Acting, Judged, Saying, judge, said_of, undo
from records.state.judgements import VERDICTS

__all__ = ["MOST_LETTERS", "NOTHING_SAID", "UNDO", "Words", "add_judging", "name_of", "words_of"]

MOST_LETTERS = 300
"""Letters a reason may have."""

UNDO = "undo"
"""What a form says to take a judgement back."""


@dataclass(frozen=True)
class Words:
    """What was said of a business's records, as one viewer may know it.

    said: newest first, only of pairs of which both records are seen. names: of who said it, by
    user. elsewhere: the business of each record named that is another's, by record id. judges:
    whether the viewer may say something too. address: where forms are sent. heeded: numbers of
    those that the build on show heeds.
    """

    said: tuple[Judged, ...]
    names: Mapping[str, str]
    elsewhere: Mapping[str, str]
    judges: bool
    address: str
    heeded: frozenset[int] = frozenset()

    def of(self, id_a: str, id_b: str) -> Judged | None:
        """Return the word in force on a pair; None: there is none."""
        pair = {id_a, id_b}
        return next(
            (one for one in self.said if one.in_force and {one.id_a, one.id_b} == pair), None
        )

    def name(self, user: str) -> str:
        """Return the name of who said something, or their user id where no account tells it."""
        return self.names.get(user, user)


NOTHING_SAID = Words((), {}, {}, judges=False, address="")
"""Where nobody said anything, and nobody may."""


def words_of(desk: Desk, view: View, dossier: Dossier) -> Words:
    """Return what was said of the records of a business, as the viewer may know it.

    Raises:
        StateError: the state database cannot be reached.
    """
    own = set(dossier.records[PlacedRecord.record_id])
    said = said_of(desk.state, own, _acting(view.viewer))
    elsewhere = _businesses(view, {end for one in said for end in (one.id_a, one.id_b)} - own)
    seen = own | set(elsewhere)
    known = tuple(one for one in said if one.id_a in seen and one.id_b in seen)
    profile_id = str(dossier.profile[ScoredProfile.profile_id])
    judges = view.viewer.may(Capability.JUDGE)
    address, heeded = f"/business/{profile_id}/links", view.county.about.heeded
    return Words(known, _names(desk, known), elsewhere, judges, address, heeded)


def add_judging(server: flask.Flask, desk: Desk) -> None:
    """Add the address at which an analyst says something of two records."""

    @server.post("/business/<profile_id>/links")
    @needs(Capability.JUDGE)
    def say(profile_id: str) -> Response | tuple[str, int]:
        view = shown(desk)
        asked = _asked(view, profile_id) if view else None
        if asked is None:
            flask.abort(404)
        if asked.fault:
            return draw(desk, "judging.html", asked=asked, standing=None, names={}), 400
        try:
            _write(desk, asked)
        except ConflictError as conflict:
            return _conflict(desk, asked, conflict.standing), 409
        return flask.redirect(f"/business/{profile_id}#links", 303)


@dataclass(frozen=True)
class _Asked:
    """What a form says. fault: why it cannot be taken, in a sentence; empty where it can."""

    profile_id: str
    pair: tuple[str, str]
    verdict: str
    why: str
    seen: int | None
    fault: str


def _asked(view: View, profile_id: str) -> _Asked | None:
    """What the request's form says of two records; None where the viewer sees no such two.

    400 where the form is none of ours.
    """
    form = flask.request.form
    pair = form.get("id_a", ""), form.get("id_b", "")
    verdict, seen = form.get("verdict", ""), form.get("seen", "")
    if verdict not in (*VERDICTS, UNDO) or not (seen == "" or (seen.isascii() and seen.isdigit())):
        flask.abort(400)
    row = view.county.row_of(profile_id)
    if row is None or not _sees(view, row, pair):
        return None
    why = " ".join(form.get("why", "").split())
    number = int(seen) if seen else None
    return _Asked(profile_id, pair, verdict, why, number, _fault(verdict, why, number))


def _sees(view: View, row: int, pair: tuple[str, str]) -> bool:
    """Whether both are records the viewer sees, two, and one of them of the business."""
    own = set(view.county.of("records", row)[PlacedRecord.record_id])
    others = set(pair) - own
    return len(set(pair)) == len(pair) > len(others) == len(_businesses(view, others))


def _fault(verdict: str, why: str, seen: int | None) -> str:
    if verdict == UNDO:
        return "" if seen is not None else "There is nothing to take back."
    if not why:
        return "Say why, so that others can check it."
    if len(why) > MOST_LETTERS or not why.isprintable():
        return f"A reason has at most {MOST_LETTERS} letters."
    return ""


def _write(desk: Desk, asked: _Asked) -> None:
    """Put the word and its audit on disk, or neither."""
    viewer, now = asking(), datetime.now(UTC)

    def audited(connection: Connection, judged: Judged) -> None:
        desk.trail.append_in(connection, _entry(viewer, asked, judged))

    if asked.verdict == UNDO:
        undo(desk.state, asked.seen or 0, (viewer.user, now), audited, _acting(viewer))
        return
    saying = Saying(asked.pair, asked.verdict, asked.why, viewer.user, now, asked.seen)
    judge(desk.state, saying, audited, _acting(viewer))


def _conflict(desk: Desk, asked: _Asked, standing: object) -> str:
    """The page that shows both: what the other said meanwhile, and what was not yet written."""
    held = standing if isinstance(standing, Judged) else None
    names = _names(desk, [held] if held else [])
    return draw(desk, "judging.html", asked=asked, standing=held, names=names)


def _entry(viewer: Viewer, asked: _Asked, judged: Judged) -> Entry:
    detail = {
        "link": [judged.id_a, judged.id_b],
        "verdict": asked.verdict,
        "judgement": judged.judgement_id,
        "instead_of": asked.seen,
    }
    return by_viewer(viewer, "alteration", ("profile", asked.profile_id), detail)


def _businesses(view: View, ids: Iterable[str]) -> dict[str, str]:
    """The business of each record the viewer sees, by record id."""
    wanted = set(ids)
    if not wanted:
        return {}
    records = view.county.table("records")
    found = records[records[PlacedRecord.record_id].isin(wanted)]
    keys, owners = found[PlacedRecord.record_id], found[PlacedRecord.profile_id]
    return dict(zip(keys, owners, strict=True))


def _names(desk: Desk, said: Iterable[Judged]) -> dict[str, str]:
    users = {user for one in said for user in (one.judged_by, one.undone_by) if user}
    named = {user: name_of(desk, user) for user in users}
    return {user: name for user, name in named.items() if name}


def name_of(desk: Desk, user: str) -> str:
    """Return the name of an account; empty where none tells it."""
    if invented := demo.person(desk, user):
        return invented.name
    account = account_of(desk.state, user)
    return account.person.name if account else ""


def _acting(viewer: Viewer) -> Acting:
    return Acting(viewer.role, viewer.user, viewer.agency)
