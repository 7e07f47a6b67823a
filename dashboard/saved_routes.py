"""What do pages ask of the saved views? A list, and what changes it; all as JSON."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from functools import wraps

import flask

from dashboard.asking import asking
from dashboard.desk import Desk
from dashboard.guard import needs
from dashboard.saved import Shelf
from dashboard.viewer import Capability
from records.errors import AccessError, SourceError

__all__ = ["pages"]

Answer = Callable[..., flask.Response]


def pages(desk: Desk) -> flask.Blueprint:
    """Return the addresses; what cannot be done is answered with 400 and why."""
    views = flask.Blueprint("views", __name__, url_prefix="/views")

    @views.get("/")
    @needs(Capability.BROWSE)
    def listed() -> flask.Response:
        return _answer([asdict(one) for one in _shelf(desk).views()])

    @views.post("/")
    @needs(Capability.BROWSE)
    @_saying_why
    def save() -> flask.Response:
        form = flask.request.form
        place = (form.get("page", ""), form.get("query", ""))
        shared = form.get("shared") == "yes"
        kept = _shelf(desk).save(form.get("name", ""), place, shared, datetime.now(UTC))
        return _answer(asdict(kept))

    @views.post("/<int:view_id>")
    @needs(Capability.BROWSE)
    @_saying_why
    def change(view_id: int) -> flask.Response:
        form = flask.request.form
        shared = form["shared"] == "yes" if "shared" in form else None
        return _answer(asdict(_shelf(desk).change(view_id, name=form.get("name"), shared=shared)))

    @views.post("/<int:view_id>/delete")
    @needs(Capability.BROWSE)
    @_saying_why
    def remove(view_id: int) -> flask.Response:
        _shelf(desk).remove(view_id)
        return _answer({})

    return views


def _shelf(desk: Desk) -> Shelf:
    return Shelf(desk.state, desk.trail, asking())


def _answer(said: object, status: int = 200) -> flask.Response:
    answer = flask.jsonify(said)
    answer.status_code = status
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _saying_why(answers: Answer) -> Answer:
    @wraps(answers)
    def said(*args: object, **kwargs: object) -> flask.Response:
        try:
            return answers(*args, **kwargs)
        except (AccessError, SourceError) as error:
            return _answer({"error": str(error)}, 400)

    return said
