"""Pages at the door: by name and password, by the county's own sign-in, and as a demo person."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import flask
from flask import Blueprint
from werkzeug.wrappers import Response

from dashboard.desk import Desk
from dashboard.guard import for_all_signed_in, open_to_all
from dashboard.office.layout import TEMPLATES, plain
from dashboard.signin import cookies, demo, local, oidc
from dashboard.signin.entering import PURPOSES, leave, let_in, said_purpose
from dashboard.signin.gate import local_path
from dashboard.signin.limiting import WINDOW, key_of, network, take
from dashboard.signin.provider import Provider
from dashboard.viewer import DEMO_PEOPLE, ROLES
from records.domain import agencies
from records.errors import HomeError, ProviderError, SignInError

__all__ = ["pages"]

WRONG = (
    "The user name or the password is not right. After "
    f"{local.ACCOUNT_TRIES} wrong passwords none is taken for a while."
)
LOCKED = f"There were too many tries. Wait {WINDOW.seconds // 60} minutes, then try again."
NO_PURPOSE = "Say what you sign in for."
OVER = (
    "Your session is over. Sign in and you are back where you were; filters are kept, and nothing "
    "that was sent before is lost."
)


def pages(desk: Desk) -> Blueprint:
    """Return the pages and what they answer to."""
    door = Blueprint("signin", __name__, template_folder=f"../office/{TEMPLATES}")
    _by_password(door, desk)
    _by_provider(door, desk)

    @door.post("/sign-in/demo")
    @open_to_all
    def as_demo() -> Response:
        person = demo.person(desk, flask.request.form.get("user", ""))
        if person is None or not demo.this_machine_only():
            flask.abort(403)
        viewer = demo.looking_round(person)
        return let_in(desk, viewer, local_path(flask.request.form.get("next")), "demo")

    @door.post("/sign-out")
    @for_all_signed_in
    def sign_out() -> Response:
        return leave(desk, flask.g.viewer)

    return door


def _by_password(door: Blueprint, desk: Desk) -> None:
    @door.get("/sign-in")
    @open_to_all
    def sign_in() -> Response | str:
        wanted = local_path(flask.request.args.get("next"))
        said = OVER if "over" in flask.request.args else ""
        return flask.redirect(wanted) if flask.g.get("viewer") else _page(desk, wanted, said)

    @door.post("/sign-in")
    @open_to_all
    def with_password() -> Response | tuple[str, int]:
        form = flask.request.form
        wanted, purpose = local_path(form.get("next")), said_purpose(form)
        if not purpose:
            return _page(desk, wanted, NO_PURPOSE), 400
        given = local.Try(
            form.get("user", ""), form.get("password", ""), flask.request.remote_addr or ""
        )
        try:
            account = local.checked(desk.state, desk.trail, given, datetime.now(UTC))
        except local.TooManyTriesError:
            return _page(desk, wanted, LOCKED), 429
        if account is None:
            return _page(desk, wanted, WRONG), 401
        if account.failures:
            flask.flash(f"Wrong passwords since your last sign-in: {account.failures}.", "amber")
        return let_in(desk, account.viewer(purpose), wanted, "password")


def _by_provider(door: Blueprint, desk: Desk) -> None:
    tls = desk.settings.behind_tls

    @door.get("/sign-in/provider")
    @open_to_all
    def out() -> Response | tuple[str, int]:
        wanted, now = local_path(flask.request.args.get("next")), datetime.now(UTC)
        who = key_of("provider", network(flask.request.remote_addr or ""))
        if take(desk.state, {who: local.ADDRESS_TRIES}, now) is None:
            return _page(desk, wanted, LOCKED), 429
        try:
            with _provider(desk) as provider:
                begun = oidc.begin(desk.state, provider, wanted, now)
        except (ProviderError, HomeError) as error:
            return _down(desk, error)
        answer = flask.redirect(begun.address, code=303)
        cookies.give_state(answer, begun.state, oidc.LASTS, tls)
        return answer

    @door.get("/sign-in/back")
    @open_to_all
    def back() -> Response | tuple[str, int]:
        said = flask.request.args
        kept = flask.request.cookies.get(cookies.state_cookie(tls), "")
        returned = oidc.Returned(said.get("state", ""), kept, said.get("code", ""))
        try:
            with _provider(desk) as provider:
                account, wanted = oidc.finish(
                    desk.state, desk.trail, provider, returned, datetime.now(UTC)
                )
        except SignInError as error:
            return _page(desk, "/", str(error)), 403
        except (ProviderError, HomeError) as error:
            return _down(desk, error)
        answer = let_in(desk, account.viewer(), wanted, "provider")
        cookies.give_state(answer, "", timedelta(0), tls)
        return answer


def _provider(desk: Desk) -> Provider:
    if not desk.settings.oidc_issuer:
        flask.abort(404)
    scheme = "https" if desk.settings.behind_tls else flask.request.scheme
    return Provider(desk.settings, f"{scheme}://{flask.request.host}/sign-in/back")


def _down(desk: Desk, error: Exception) -> tuple[str, int]:
    flask.current_app.logger.error("sign-in at the provider failed: %s", error)
    said = "The county's own sign-in does not answer just now. Try again in a few minutes."
    return _page(desk, "/", said), 503


def _page(desk: Desk, wanted: str, fault: str = "") -> str:
    is_demo = demo.is_demo(desk)
    known = agencies()["short_name"].to_dict()
    one_click = DEMO_PEOPLE if is_demo and demo.this_machine_only() else ()
    return plain(
        desk,
        "sign_in.html",
        demo=is_demo,
        people=[(one, ROLES[one.role], known.get(one.agency, "")) for one in one_click],
        provider=bool(desk.settings.oidc_issuer),
        purposes=PURPOSES,
        fault=fault,
        next=wanted,
        given=flask.request.form,
    )
