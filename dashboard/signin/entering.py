"""Letting someone in and out: a session begins, changes its purpose and ends, all audited."""

from __future__ import annotations

from datetime import UTC, datetime

import flask
from werkzeug.wrappers import Response

from dashboard.accountable import by_viewer
from dashboard.desk import Desk
from dashboard.rooms import first_door
from dashboard.signin import cookies, sessions
from dashboard.signin.sessions import Limits
from dashboard.viewer import Viewer
from records.audit import Entry
from records.state import writing
from records.state.acting import SERVICE

__all__ = ["MOST_LETTERS", "PURPOSES", "leave", "let_in", "mean", "said_purpose"]

PURPOSES = (
    "planning visits",
    "enquiry on one business",
    "analysis",
    "data quality",
    "data protection",
    "managing access",
)
"""Why someone signs in; anything else is told in words."""

MOST_LETTERS = 200
NO_PAGE = "/"
"""What is wanted by someone who names no page."""


def said_purpose(form: dict[str, str]) -> str:
    """Return the purpose a form gives; empty where it gives none."""
    chosen = form.get("purpose", "")
    words = " ".join(form.get("words", "").split())[:MOST_LETTERS]
    if chosen == "other":
        return words if words.isprintable() else ""
    return chosen if chosen in PURPOSES else ""


def let_in(desk: Desk, viewer: Viewer, wanted: str, how: str) -> Response:
    """Begin a session with a new token for the viewer's purpose, and lead to the page wanted.

    Whoever wants none in particular begins where their role does.
    A session the browser brought along ends, whoever it was of.
    """
    now, limits, tls = datetime.now(UTC), Limits.of(desk.settings), desk.settings.behind_tls
    before = cookies.token_of(flask.request, tls)
    with writing(desk.state, SERVICE) as connection:
        sessions.end(connection, sessions.hashed(before), now)
        token = sessions.begin(connection, viewer.user, viewer.purpose, now, limits)
        desk.trail.append_in(connection, _entry(viewer, "sign-in", how))
    answer = flask.redirect(first_door(viewer) if wanted == NO_PAGE else wanted, code=303)
    cookies.give(answer, token, limits.longest, tls)
    return answer


def mean(desk: Desk, viewer: Viewer, purpose: str) -> None:
    """Note that the session of this request is for `purpose` from now on."""
    with writing(desk.state, SERVICE) as connection:
        sessions.change_purpose(connection, flask.g.session.key, purpose)
        desk.trail.append_in(connection, _entry(viewer, "purpose", purpose))


def leave(desk: Desk, viewer: Viewer) -> Response:
    """End the session of this request; the browser forgets everything of ours."""
    with writing(desk.state, SERVICE) as connection:
        sessions.end(connection, flask.g.session.key, datetime.now(UTC))
        desk.trail.append_in(connection, _entry(viewer, "sign-out", ""))
    flask.g.pop("session")
    flask.session.clear()
    answer = flask.redirect("/sign-in", code=303)
    answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
    cookies.drop(answer, desk.settings.behind_tls)
    return answer


def _entry(viewer: Viewer, what: str, how: str) -> Entry:
    detail = {"what": what, "how": how} if how else {"what": what}
    return by_viewer(viewer, "consultation", ("account", viewer.user), detail)
