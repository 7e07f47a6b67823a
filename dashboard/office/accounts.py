"""Pages of the office: who may sign in. Whoever works here sees no business at all."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import flask
from flask import Blueprint
from werkzeug.wrappers import Response

from dashboard.asking import asking
from dashboard.desk import Desk
from dashboard.guard import needs
from dashboard.labels import agency_name
from dashboard.office.layout import TEMPLATES, draw
from dashboard.signin.accounts import CLEARANCES, Account, Person, account_of, everyone
from dashboard.signin.administering import People
from dashboard.viewer import MAY, ROLES, WHAT, Capability
from records.domain import agencies
from records.errors import AccountError

__all__ = ["pages"]

HOME = "/office/accounts/"


def pages(desk: Desk) -> Blueprint:
    """Return the pages and what they answer to."""
    part = Blueprint("accounts", __name__, url_prefix=HOME[:-1], template_folder=TEMPLATES)
    _listing(part, desk)
    _changing(part, desk)
    return part


def _listing(part: Blueprint, desk: Desk) -> None:
    @part.get("/")
    @needs(Capability.ACCOUNTS)
    def people() -> str:
        return _list(desk)

    @part.post("/")
    @needs(Capability.ACCOUNTS)
    def add() -> str | tuple[str, int]:
        form = flask.request.form
        person, provider = (
            _person(form.get("user", "").strip().lower()),
            form.get("by") == "provider",
        )
        try:
            password = _people(desk).add(person, datetime.now(UTC), provider=provider)
        except AccountError as error:
            return _list(desk, str(error)), 400
        return draw(desk, "one_time.html", person=person, password=password, made=True)

    @part.get("/<user>")
    @needs(Capability.ACCOUNTS)
    def person(user: str) -> str:
        return _one(desk, user)


def _changing(part: Blueprint, desk: Desk) -> None:
    @part.post("/<user>")
    @needs(Capability.ACCOUNTS)
    def change(user: str) -> Response | tuple[str, int]:
        return _done(desk, user, lambda: _people(desk).change(_person(user), datetime.now(UTC)),
                     "The rights are changed, and the person is signed out.")  # fmt: skip

    @part.post("/<user>/disable")
    @needs(Capability.ACCOUNTS)
    def disable(user: str) -> Response | tuple[str, int]:
        return _done(desk, user, lambda: _people(desk).disable(user, datetime.now(UTC)),
                     "Access is taken away, and the person is signed out.")  # fmt: skip

    @part.post("/<user>/enable")
    @needs(Capability.ACCOUNTS)
    def enable(user: str) -> Response | tuple[str, int]:
        return _done(desk, user, lambda: _people(desk).enable(user, datetime.now(UTC)),
                     "Access is given back.")  # fmt: skip

    @part.post("/<user>/reset")
    @needs(Capability.ACCOUNTS)
    def reset(user: str) -> str | tuple[str, int]:
        account = _known(desk, user)
        try:
            password = _people(desk).reset(user, datetime.now(UTC))
        except AccountError as error:
            return _one(desk, user, str(error)), 400
        # Shown in the answer itself, never kept or sent on: the one time it can be read.
        return draw(desk, "one_time.html", person=account.person, password=password, made=False)


def _people(desk: Desk) -> People:
    return People(desk.state, desk.trail, asking())


def _person(user: str) -> Person:
    form = flask.request.form
    cleared = frozenset(form.getlist("clearance"))
    return Person(user, form.get("name", ""), form.get("role", ""), form.get("agency", ""), cleared)


def _known(desk: Desk, user: str) -> Account:
    account = account_of(desk.state, user)
    if account is None:
        flask.abort(404)
    return account


def _done(desk: Desk, user: str, act: Any, said: str) -> Response | tuple[str, int]:
    _known(desk, user)
    try:
        act()
    except AccountError as error:
        return _one(desk, user, str(error)), 400
    flask.flash(said, "green")
    return flask.redirect(flask.url_for("accounts.person", user=user), code=303)


def _list(desk: Desk, fault: str = "") -> str:
    return draw(
        desk,
        "accounts.html",
        people=[_told(one) for one in everyone(desk.state)],
        matrix=[(title, [WHAT[one] for one in WHAT if one in MAY[role]])
                for role, title in ROLES.items()],
        fault=fault,
        given=flask.request.form,
        provider=bool(desk.settings.oidc_issuer),
        **_choices(),
    )  # fmt: skip


def _one(desk: Desk, user: str, fault: str = "") -> str:
    account = _known(desk, user)
    return draw(desk, "person.html", one=_told(account), account=account, fault=fault, **_choices())


def _choices() -> dict[str, Any]:
    held = agencies()
    real = held[held["authority"] != "no"]
    return {
        "roles": list(ROLES.items()),
        "agencies": sorted((agency_name(code), code) for code in real.index),
        "clearances": sorted(CLEARANCES),
    }


def _told(account: Account) -> dict[str, Any]:
    """What the pages say of an account."""
    one = account.person
    now = datetime.now(UTC)
    states = (
        ("closed", not account.is_active),
        ("locked for a while", account.is_locked(now)),
        ("waits for the first sign-in", account.password_hash is None and not account.issuer),
        ("must choose a password", account.must_change),
    )
    return {
        "user": one.user,
        "name": one.name,
        "role": ROLES[one.role],
        "agency": agency_name(one.agency) if one.agency else "",
        "cleared": ", ".join(["P", *sorted(one.clearances)]),
        "by": "password" if account.password_hash else "work account",
        "state": next((said for said, holds in states if holds), "open"),
        "is_active": account.is_active,
    }
