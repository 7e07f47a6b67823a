"""Who asks in this request? The one place where a route or a callback learns it."""

from __future__ import annotations

import flask

from dashboard.viewer import Viewer

__all__ = ["asking", "remember"]


def asking() -> Viewer:
    """Return the viewer whose request this is; 401 where nobody signed in."""
    viewer: Viewer | None = flask.g.get("viewer")
    if viewer is None:
        flask.abort(401)
    return viewer


def remember(viewer: Viewer) -> None:
    """Note who asks; only the guard calls this."""
    flask.g.viewer = viewer
