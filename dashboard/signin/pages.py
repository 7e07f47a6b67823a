"""Pages at the door: signing in and signing out."""

from __future__ import annotations

from datetime import UTC, datetime

import flask
from flask import Blueprint
from werkzeug.wrappers import Response

from dashboard.desk import Desk
from dashboard.guard import for_all_signed_in, open_to_all
from dashboard.office.layout import TEMPLATES
from dashboard.signin import cookies, demo, sessions
from dashboard.signin.gate import local_path
from dashboard.signin.sessions import Limits
from dashboard.viewer import DEMO_PEOPLE, ROLES
from records.audit import Entry

__all__ = ["pages"]


def pages(desk: Desk) -> Blueprint:
    """Return the pages and what they answer to."""
    door = Blueprint("signin", __name__, template_folder=f"../office/{TEMPLATES}")

    @door.get("/sign-in")
    @open_to_all
    def sign_in() -> str:
        one_click = DEMO_PEOPLE if demo.is_demo(desk) and demo.this_machine_only() else ()
        return flask.render_template(
            "sign_in.html",
            people=[(one, ROLES[one.role]) for one in one_click],
            county=desk.settings.county,
            demo=demo.is_demo(desk),
            next=local_path(flask.request.args.get("next")),
        )

    @door.post("/sign-in/demo")
    @open_to_all
    def as_demo() -> Response:
        person = demo.person(desk, flask.request.form.get("user", ""))
        if person is None or not demo.this_machine_only():
            flask.abort(403)
        return _let_in(desk, person.user, demo.PURPOSE)

    @door.post("/sign-out")
    @for_all_signed_in
    def sign_out() -> Response:
        viewer, now = flask.g.viewer, datetime.now(UTC)
        sessions.end(desk.state, flask.g.session.key, now)
        desk.trail.append(
            Entry("consultation", viewer.user, viewer.role, viewer.agency, viewer.purpose,
                  subject_kind="account", subject=viewer.user, detail={"what": "sign-out"})
        )  # fmt: skip
        flask.g.pop("session")
        answer = flask.redirect("/sign-in", code=303)
        answer.headers["Clear-Site-Data"] = '"cache", "cookies", "storage"'
        cookies.drop(answer, desk.settings.behind_tls)
        return answer

    return door


def _let_in(desk: Desk, user: str, purpose: str) -> Response:
    limits = Limits.of(desk.settings)
    token = sessions.begin(desk.state, user, purpose, datetime.now(UTC), limits)
    answer = flask.redirect(local_path(flask.request.form.get("next")), code=303)
    cookies.give(answer, token, limits.longest, desk.settings.behind_tls)
    return answer
