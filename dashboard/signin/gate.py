"""May this request pass? Asked before every view: where from, who, and what for."""

from __future__ import annotations

import hmac
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, unquote, urlsplit

import flask
from markupsafe import Markup
from werkzeug.wrappers import Response

from dashboard import ids
from dashboard.asking import remember
from dashboard.desk import Desk
from dashboard.guard import FILES, OPEN, SIGNED_IN, Rule, rule_of
from dashboard.holding import note_counts
from dashboard.pages import Page
from dashboard.rooms import first_door
from dashboard.settings import LOOPBACK
from dashboard.signin import cookies, demo
from dashboard.signin.sessions import Limits, Session, find
from dashboard.viewer import Capability, Viewer
from records.state import SERVICE, Acting, begin_acting

__all__ = ["Gate", "csrf_field", "local_path"]

READING = frozenset({"GET", "HEAD", "OPTIONS"})
OUR_SITES = frozenset({"", "same-origin", "none"})
SIGN_IN = "/sign-in"
OWN_PAGE = "/account"
_PORT = re.compile(r":[0-9]{1,5}$")

ANY_PAGE = "any page"
"""Whoever may see one of the dashboard's pages may ask."""
PAGE_OF_ADDRESS = "page of its address"
PAGE_OF_REFERRER = "page it is fetched for"
CALLBACK = "callback"

DASH: Mapping[str, Rule] = {
    "/": PAGE_OF_ADDRESS,
    "/<path:path>": PAGE_OF_ADDRESS,
    "/_dash-layout": PAGE_OF_REFERRER,
    "/_dash-dependencies": ANY_PAGE,
    "/_dash-update-component": CALLBACK,
}
"""What is needed for the addresses Dash makes; any other of them is refused."""


@dataclass(frozen=True)
class Gate:
    """The guard of one application. callbacks: what each callback needs, by its output."""

    desk: Desk
    pages: Sequence[Page]
    callbacks: Mapping[str, Rule]

    def admit(self) -> Response | None:
        """Let the request pass (None), lead it elsewhere, or abort: 400, 401, 403.

        Raises:
            StateError: the state database cannot be reached.
        """
        request = flask.request
        _check_host(self.desk.settings.hosts or LOOPBACK)
        _check_origin(self.desk.settings.behind_tls)
        if request.endpoint is None or request.endpoint in FILES:
            return None
        rule = DASH.get(request.endpoint) or rule_of(
            flask.current_app.view_functions[request.endpoint]
        )
        viewer = self._recognise()
        self._hold(rule)
        if rule == OPEN:
            return None
        return self._check(rule, viewer) if viewer else _nobody()

    def leave(self, _: BaseException | None = None) -> None:
        """Act as the program itself again, once the request is answered."""
        begin_acting(SERVICE)

    def _recognise(self) -> Viewer | None:
        """Find out whose session the request is of, and remember it."""
        token = cookies.token_of(flask.request, self.desk.settings.behind_tls)
        limits = Limits.of(self.desk.settings)
        session = find(self.desk.state, token, datetime.now(UTC), limits) if token else None
        viewer = self._viewer(session) if session else None
        if viewer is not None:
            flask.g.session = session
            remember(viewer)
            begin_acting(Acting(viewer.role, viewer.user, viewer.agency))
        return viewer

    def _hold(self, rule: Rule | None) -> None:
        """Have what was read with the session hold, unless the request may itself change it."""
        session: Session | None = flask.g.get("session")
        if session and (flask.request.method in READING or rule == CALLBACK):
            note_counts(session.counts)

    def _viewer(self, session: Session) -> Viewer | None:
        """Who the session is of, with the rights their account has now; None: it was closed."""
        if invented := demo.person(self.desk, session.user):
            return replace(invented, purpose=session.purpose)
        account = session.account
        if account is None or not account.is_active:
            return None
        flask.g.must_change = account.must_change
        return account.viewer(session.purpose)

    def _check(self, rule: Rule | None, viewer: Viewer) -> Response | None:
        """Rights before the word: looking for it reads the form, which may be a large file."""
        if rule != SIGNED_IN and (flask.g.get("must_change") or not viewer.purpose):
            return _first(OWN_PAGE)
        if not all(self._passes(one, viewer) for one in self._meant(rule)):
            if flask.request.path != "/":
                flask.abort(403)
            return flask.redirect(first_door(viewer))
        if flask.request.method not in READING:
            _check_csrf(flask.g.session)
        return None

    def _passes(self, rule: Rule | None, viewer: Viewer) -> bool:
        if rule == ANY_PAGE:
            return any(viewer.may(page.needs) for page in self.pages)
        if isinstance(rule, Capability):
            return viewer.may(rule)
        return rule == SIGNED_IN

    def _meant(self, rule: Rule | None) -> list[Rule | None]:
        """The rules of the page or the callback that is asked for; others stand for themselves."""
        request = flask.request
        if rule == PAGE_OF_ADDRESS:
            return [self._page_rule(request.path, ANY_PAGE)]
        if rule == PAGE_OF_REFERRER:
            return [ANY_PAGE, self._page_rule(_referring_path(), ANY_PAGE)]
        if rule == CALLBACK:
            return self._callback_rules(request.get_json(silent=True))
        return [rule]

    def _page_rule(self, path: str, otherwise: Rule) -> Rule:
        page = next((page for page in self.pages if page.answers(path)), None)
        return page.needs if page else otherwise

    def _callback_rules(self, body: Any) -> list[Rule | None]:
        """What the callback needs, and the page that it turns to; an unknown one: refused."""
        if not _is_callback(body):
            flask.abort(400)
        turned = [str(one.get("value")) for one in body["inputs"] if one["id"] == ids.URL]
        pages = [self._page_rule(unquote(path), ANY_PAGE) for path in turned]
        return [self.callbacks.get(body["output"]), *pages]

    def renew(self, response: Response) -> Response:
        """Give the browser the word its scripts repeat, where it lacks it."""
        session: Session | None = flask.g.get("session")
        if session and flask.request.cookies.get(cookies.CSRF_COOKIE) != session.csrf:
            cookies.give_csrf(response, session.csrf, self.desk.settings.behind_tls)
        return response


def csrf_field() -> Markup:
    """Return the hidden field every form of ours holds; empty where nobody is signed in."""
    session: Session | None = flask.g.get("session")
    if session is None:
        return Markup()
    return Markup('<input type="hidden" name="csrf" value="{}">').format(session.csrf)


def local_path(text: str | None) -> str:
    """Return `text` where it is an address within the application, else "/"."""
    text = text or "/"
    plain = text.isprintable() and "\\" not in text
    parts = urlsplit(text) if plain and text.startswith("/") and text[:2] != "//" else None
    ours = parts is not None and not parts.scheme and not parts.netloc
    return text if ours and not text.startswith(SIGN_IN) else "/"


def _check_host(names: Sequence[str]) -> None:
    """Refuse a request for a name that is not ours: links and cookies are made of it."""
    if _PORT.sub("", flask.request.host).lower() not in names:
        flask.abort(400)


def _check_origin(behind_tls: bool) -> None:
    """Refuse what another site makes the browser ask: changes, and anything but turning to us."""
    request = flask.request
    site = request.headers.get("Sec-Fetch-Site", "")
    if request.method in READING:
        if site == "cross-site" and request.headers.get("Sec-Fetch-Mode") != "navigate":
            flask.abort(403)
        return
    parts = urlsplit(request.headers.get("Origin") or request.headers.get("Referer") or "")
    ours = ("https" if behind_tls else request.scheme, request.host)
    if site not in OUR_SITES or (parts.scheme, parts.netloc) != ours:
        flask.abort(403)


def _is_callback(body: Any) -> bool:
    """Say whether it has the shape Dash's own pages send; ours name each component by a word."""
    if not isinstance(body, dict) or not isinstance(body.get("output"), str):
        return False
    given = [body.get("inputs"), body.get("state", [])]
    return all(
        isinstance(some, list)
        and all(isinstance(one, dict) and {"id", "property"} <= one.keys() for one in some)
        for some in given
    )


def _check_csrf(session: Session) -> None:
    request = flask.request
    said = request.headers.get("X-CSRFToken") or request.form.get("csrf", "")
    if not hmac.compare_digest(said.encode(), session.csrf.encode()):
        flask.abort(403)


def _nobody() -> Response:
    """Lead someone who asks for a page to the sign-in; 401 for what a script fetches."""
    if not _asks_for_page():
        flask.abort(401)
    return _first(SIGN_IN)


def _first(page: str) -> Response:
    """Lead to `page`, which leads on to what was asked for; 403 for what a script fetches."""
    if not _asks_for_page():
        flask.abort(403)
    request = flask.request
    wanted = request.full_path if request.query_string else request.path
    return flask.redirect(f"{page}?next={quote(local_path(wanted), safe='/')}")


def _asks_for_page() -> bool:
    request = flask.request
    return request.method in READING and not request.path.startswith(("/_", "/county/"))


def _referring_path() -> str:
    """The address of the page that fetches; empty where it is not ours or not told."""
    parts = urlsplit(flask.request.referrer or "")
    return (unquote(parts.path) or "/") if parts.netloc == flask.request.host else ""
