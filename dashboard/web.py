"""What does the server promise the browser? Headers, error pages, nothing from elsewhere."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import flask
from dash import Dash
from werkzeug.exceptions import HTTPException

__all__ = ["document", "harden"]

_DOCUMENT = """<!DOCTYPE html>
<html lang="en-GB">
<head>
{metas}
<meta name="build" content="{build}">
<title>{title}</title>
<link rel="icon" href="data:,">
{css}
</head>
<body>
{app_entry}
<noscript><p class="message">This page needs JavaScript. Please allow it for this address.</p>
</noscript>
{config}
{scripts}
{renderer}
</body>
</html>"""
_PARTS = ("metas", "title", "css", "app_entry", "config", "scripts", "renderer")

_ERROR = """<!DOCTYPE html><html lang="en-GB"><head><title>{title}</title></head>
<body><h1>{title}</h1><p>{text}</p><p><a href="/">Go to the county</a></p></body></html>"""


def document(parts: Mapping[str, str], build: str) -> str:
    """Return the document that Dash's `parts` make; build: id of the build it will show."""
    return _DOCUMENT.format(build=escape(build), **{name: parts[name] for name in _PARTS})


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

    @server.after_request
    def promise(response: flask.Response) -> flask.Response:
        response.headers.setdefault("Content-Security-Policy", policy)
        response.headers.setdefault("X-Content-Type-Options", "nosniff")
        response.headers.setdefault("Referrer-Policy", "same-origin")
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    @server.errorhandler(HTTPException)
    def refused(error: HTTPException) -> tuple[str, int]:
        return _page("This cannot be shown", "The address or the request is not one of ours.",
                     error.code or 500)  # fmt: skip

    @server.errorhandler(Exception)
    def failed(error: Exception) -> tuple[str, int]:
        server.logger.error("a request failed: %s", type(error).__name__, exc_info=error)
        return _page("Something went wrong", "It was written to the server's log.", 500)


def _page(title: str, text: str, status: int) -> tuple[str, int]:
    return _ERROR.format(title=title, text=text), status
