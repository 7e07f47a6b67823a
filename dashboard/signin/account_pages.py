"""The page of one's own account: who am I here, what for, a new password, out."""

from __future__ import annotations

from datetime import UTC, datetime

import flask
from flask import Blueprint
from werkzeug.wrappers import Response

from dashboard.asking import asking
from dashboard.desk import Desk
from dashboard.guard import for_all_signed_in
from dashboard.labels import agency_name
from dashboard.office.layout import TEMPLATES, draw
from dashboard.signin import demo
from dashboard.signin.accounts import Account, account_of
from dashboard.signin.administering import change_password
from dashboard.signin.entering import PURPOSES, let_in, mean, said_purpose
from dashboard.signin.gate import local_path
from dashboard.signin.limiting import key_of, take
from dashboard.signin.local import ACCOUNT_TRIES
from dashboard.signin.passwords import SHORTEST, faults_of, hash_of, is_right
from dashboard.viewer import MAY, WHAT
from records.state import writing
from records.state.acting import SERVICE

__all__ = ["pages"]


def pages(desk: Desk) -> Blueprint:
    """Return the pages and what they answer to."""
    own = Blueprint("account", __name__, template_folder=f"../office/{TEMPLATES}")

    @own.get("/account")
    @for_all_signed_in
    def account() -> str:
        return _page(desk)

    @own.post("/account/purpose")
    @for_all_signed_in
    def purpose() -> Response | tuple[str, int]:
        said = said_purpose(flask.request.form)
        if not said:
            return _page(desk, "Choose a purpose, or say yours in words."), 400
        mean(desk, asking(), said)
        flask.flash("The purpose is noted.", "green")
        return flask.redirect(local_path(flask.request.form.get("next", "/account")), code=303)

    @own.post("/account/password")
    @for_all_signed_in
    def password() -> Response | tuple[str, int]:
        mine, form = account_of(desk.state, asking().user), flask.request.form
        if mine is None or mine.password_hash is None:
            flask.abort(404)
        tries = {key_of("password", mine.user): ACCOUNT_TRIES}
        if take(desk.state, tries, datetime.now(UTC)) is None:
            return _page(desk, "There were too many tries. Wait a quarter of an hour."), 429
        faults = _faults(mine, form.get("old", ""), form.get("new", ""), form.get("again", ""))
        if faults:
            return _page(desk, " ".join(faults)), 400
        hashed = hash_of(form["new"])
        with writing(desk.state, SERVICE) as connection:
            change_password(connection, desk.trail, asking(), hashed, datetime.now(UTC))
        flask.flash("Your password is changed. You are signed out everywhere else.", "green")
        return let_in(desk, asking(), "/account", "password changed")

    return own


def _faults(mine: Account, old: str, new: str, again: str) -> list[str]:
    faults = faults_of(new, mine.user, mine.person.name)
    if new != again:
        faults.append("The two new passwords differ.")
    if new == old:
        faults.append("The new password is the old one.")
    return faults if is_right(mine.password_hash, old) else ["The old password is not right."]


def _page(desk: Desk, fault: str = "") -> str:
    viewer = asking()
    mine = account_of(desk.state, viewer.user)
    may = sorted(MAY.get(viewer.role, frozenset()), key=list(WHAT).index)
    return draw(
        desk,
        "account.html",
        agency=agency_name(viewer.agency) if viewer.agency else "",
        may=[WHAT[one] for one in may],
        purposes=PURPOSES,
        has_password=mine is not None and mine.password_hash is not None,
        must_change=mine is not None and mine.must_change,
        shortest=SHORTEST,
        is_demo_person=mine is None and demo.is_demo(desk),
        fault=fault,
        next=local_path(flask.request.args.get("next", "/account")),
    )
