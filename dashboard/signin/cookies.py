"""What does the browser keep of a session? A token no script can read, and the word for forms."""

from __future__ import annotations

from datetime import timedelta

from flask import Request
from werkzeug.wrappers import Response

__all__ = [
    "CSRF_COOKIE",
    "drop",
    "give",
    "give_csrf",
    "give_state",
    "session_cookie",
    "state_cookie",
    "token_of",
]

CSRF_COOKIE = "_csrf_token"
"""Name under which Dash looks for the word that its callbacks repeat in a heading."""


def session_cookie(behind_tls: bool) -> str:
    """Return the cookie's name; behind TLS one that no other host and no plain page can set."""
    return "__Host-concern" if behind_tls else "concern"


def state_cookie(behind_tls: bool) -> str:
    """Return the name of the cookie that binds a sign-in at the provider to this browser."""
    return f"{session_cookie(behind_tls)}_state"


def token_of(request: Request, behind_tls: bool) -> str:
    """Return the session's token that came with the request; empty: none."""
    return request.cookies.get(session_cookie(behind_tls), "")


def give(response: Response, token: str, lasts: timedelta, behind_tls: bool) -> None:
    """Let the browser keep the token of its session."""
    response.set_cookie(
        session_cookie(behind_tls),
        token,
        max_age=lasts,
        path="/",
        secure=behind_tls,
        httponly=True,
        samesite="Lax",
    )


def give_state(response: Response, state: str, lasts: timedelta, behind_tls: bool) -> None:
    """Let the browser keep the state it must come back from the provider with; empty: forget it."""
    response.set_cookie(
        state_cookie(behind_tls),
        state,
        max_age=lasts,
        path="/",
        secure=behind_tls,
        httponly=True,
        samesite="Lax",
    )


def give_csrf(response: Response, csrf: str, behind_tls: bool) -> None:
    """Let the pages' scripts know the word; it is checked against the session, not the cookie."""
    response.set_cookie(
        CSRF_COOKIE, csrf, path="/", secure=behind_tls, httponly=False, samesite="Strict"
    )


def drop(response: Response, behind_tls: bool) -> None:
    """Make the browser forget both."""
    for name in (session_cookie(behind_tls), CSRF_COOKIE):
        response.delete_cookie(name, path="/", secure=behind_tls)
