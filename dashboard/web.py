"""What does the server promise the browser? Headers, error pages, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import blake2b
from html import escape

import flask
from dash import Dash
from dash.exceptions import DependencyException
from werkzeug.exceptions import HTTPException

from dashboard.guard import FILES
from records.errors import StateError

__all__ = ["document", "harden"]

_DOCUMENT = """<!DOCTYPE html>
<html lang="en-GB">
<head>
{metas}
<meta name="build" content="{build}">
<meta name="me" content="{me}">
{early}
<title>{title}</title>
<link rel="icon" href="data:,">
{css}
</head>
<body>
{app_entry}
<noscript><div class="message"><h1>This page needs JavaScript</h1>
<p>Map and list are drawn in the browser. Please allow JavaScript for this address, or ask whoever
keeps your computer to; nothing is fetched from anywhere else.</p></div></noscript>
{help}
{config}
{scripts}
{renderer}
</body>
</html>"""
_PARTS = ("metas", "title", "css", "app_entry", "config", "scripts", "renderer")

_EARLY = '<link rel="preload" href="{}" as="fetch" crossorigin>'
_LAYOUT = ("/_dash-layout", "/_dash-dependencies")
_DRAWN = {"columns": ("/", "/patch", "/analysis", "/insights"), "districts": ("/",)}
"""What scripts will ask for, on its way before them: by page, as `assets/map_data.js` has it."""

_ERROR = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title} - Businesses of concern</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/tokens.css">
<link rel="stylesheet" href="/assets/base.css">
</head>
<body>
<main class="message"><h1>{title}</h1><p>{text}</p>
<p><a class="button button-main" href="{href}">{link}</a></p></main>
</body>
</html>"""

_TO_COUNTY = ("/", "Go to the first page")
_TO_DOOR = ("/sign-in", "Sign in")
_SAID = {
    401: ("Sign in first", "You are not signed in, or no longer.", _TO_DOOR),
    403: ("Not for you", "Your role does not open this, or the request did not come from one of "
          "our own pages. Load the page anew and try again.", _TO_COUNTY),
    404: ("Nothing is here", "Nothing lives at this address. What it named may have left the "
          "newest build: look for it from the first page.", _TO_COUNTY),
    429: ("Too many at once", "You asked more often than one person does. Wait a minute, then try "
          "again.", _TO_COUNTY),
    413: ("Too large", "What was sent is larger than this address takes. Send a smaller file, or "
          "have the operator take it in with concern ingest.", _TO_COUNTY),
    500: ("Something went wrong", "It was written to the server's log, and nothing was changed. "
          "Try again; if it happens twice, tell whoever runs the server when it was.",
          _TO_COUNTY),
    503: ("Not just now", "What this needs cannot be reached. Nothing was lost; try again in a "
          "few minutes.", _TO_COUNTY),
}  # fmt: skip
_OTHERWISE = ("This cannot be shown", "The address or the request is not one of ours.", _TO_COUNTY)

MOST_BYTES = 1_000_000
"""What a request may bring, but for addresses that take files and say so themselves."""

_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # A phone's place, for what is near: asked for on a tap, and never sent to us.
    "Permissions-Policy": "camera=(), microphone=(), geolocation=(self), payment=(), usb=()",
    "X-Frame-Options": "DENY",
    # Also pages of errors and of the door: a browser keeps nothing that is not said to be kept.
    "Cache-Control": "no-store",
}
_FRESH = (200, 304)
_ASKED_AGAIN = "no-cache"
"""Of scripts whose address names no version: kept, and asked for again by their digest."""
_HSTS = {"Strict-Transport-Security": "max-age=31536000"}
"""A year, sent behind TLS only."""


def document(parts: Mapping[str, str], build: str, user: str = "") -> str:
    """Return the document that Dash's `parts` make.

    build: id of the build it will show. user: who asks; the document holds a digest of it, by
    which the browser remembers who has seen the tour.
    """
    me = blake2b(user.encode(), digest_size=6).hexdigest() if user else ""
    early = [*_LAYOUT, *_drawn(build)] if user else []
    return _DOCUMENT.format(
        build=escape(build),
        me=me,
        early="\n".join(_EARLY.format(escape(one)) for one in early),
        help=flask.render_template("help.html"),
        **{name: parts[name] for name in _PARTS},
    )


def _drawn(build: str) -> list[str]:
    """What the page at the request's address draws of a build."""
    path = flask.request.path
    return [f"/county/{build}/{one}" for one, of in _DRAWN.items() if build and path in of]


def harden(app: Dash, behind_tls: bool = False) -> None:
    """Add the headers every answer carries and the error pages, which tell nothing.

    Call it last: the scripts Dash writes into the page are allowed by their hashes.
    """
    policy = "; ".join(
        (
            "default-src 'self'",
            f"script-src 'self' {' '.join(app.csp_hashes())}",
            # Leaflet and Dash place things by style attributes.
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data:",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )
    server: flask.Flask = app.server
    server.config["MAX_CONTENT_LENGTH"] = MOST_BYTES
    headers = {"Content-Security-Policy": policy, **_ALWAYS, **(_HSTS if behind_tls else {})}

    @server.after_request
    def promise(response: flask.Response) -> flask.Response:
        _keep(response)
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response

    @server.errorhandler(HTTPException)
    def refused(error: HTTPException) -> tuple[str, int]:
        return _page(error.code or 500)

    @server.errorhandler(StateError)
    def unreachable(error: StateError) -> tuple[str, int]:
        server.logger.error("the state database: %s", error)
        return _page(503)

    @server.errorhandler(DependencyException)
    def not_of_ours(_: DependencyException) -> tuple[str, int]:
        return _page(404)

    @server.errorhandler(Exception)
    def failed(error: Exception) -> tuple[str, int]:
        server.logger.error("a request failed: %s", type(error).__name__, exc_info=error)
        return _page(500)


def _keep(response: flask.Response) -> None:
    """Say whose an answer is, and let a browser keep scripts and styles."""
    if flask.request.endpoint not in FILES:
        response.vary.add("Cookie")
    elif response.status_code in _FRESH:
        response.headers.setdefault("Cache-Control", _ASKED_AGAIN)


def _page(status: int) -> tuple[str, int]:
    title, text, (href, link) = _SAID.get(status, _OTHERWISE)
    return _ERROR.format(title=title, text=text, href=href, link=link), status
