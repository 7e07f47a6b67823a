"""What may the county page fetch besides its callbacks? Columns, outlines, cards, and files."""

from __future__ import annotations

import re
from collections.abc import Iterable

import flask
import numpy as np
from werkzeug.datastructures import MultiDict
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge, ServiceUnavailable

from dashboard import noting
from dashboard.access import View
from dashboard.components.header import marking
from dashboard.desk import Desk
from dashboard.export import File, Wish, dictionary_of, file_of
from dashboard.filters import Filters
from dashboard.guard import needs
from dashboard.map_data import block_of, outlines_of
from dashboard.purposes import said_purpose
from dashboard.queries import MOST_CARDS, cards
from dashboard.seeing import held
from dashboard.viewer import Capability
from records.errors import ConcernError, SourceError

__all__ = ["add_routes", "held_or_gone", "kept"]

_KEPT = "private, max-age=31536000, immutable"
_PASSING = "private, no-store"
_ROW = re.compile(r"[0-9]{1,9}")
_CSV = "text/csv; charset=utf-8"


def add_routes(server: flask.Flask, desk: Desk) -> None:
    """Add the county page's addresses.

    Each carries the key of a view, which is checked to be that of who asks. What belongs to a view
    may be kept by the browser it was sent to, and by nobody else.
    """

    @server.get("/county/<key>/columns")
    @needs(Capability.BROWSE)
    def columns(key: str) -> flask.Response:
        view = held_or_gone(desk, key)
        noting.listed(desk.trail, view, [], "columns", len(view.county))
        return kept(block_of(view), "application/octet-stream")

    @server.get("/county/<key>/districts")
    @needs(Capability.BROWSE)
    def districts(key: str) -> flask.Response:
        return kept(outlines_of(held_or_gone(desk, key)), "application/geo+json")

    @server.get("/county/<key>/cards")
    @needs(Capability.BROWSE)
    def some_cards(key: str) -> flask.Response:
        view = held_or_gone(desk, key)
        asked = flask.request.args.get("rows", "").split(",")[:MOST_CARDS]
        rows = [int(one) for one in asked if _ROW.fullmatch(one)]
        found = cards(view, np.array(rows, dtype="int64"))
        noting.listed(desk.trail, view, [one["id"] for one in found], "cards")
        answer = flask.jsonify(found)
        answer.headers["Cache-Control"] = _PASSING
        return answer

    @server.post("/county/export")
    @needs(Capability.EXPORT)
    def export() -> flask.Response:
        form = flask.request.form
        view = held_or_gone(desk, form.get("build", ""))
        said, wish = said_purpose(form), _wish(form)
        filters = Filters.from_query(form.get("query", ""), form.get("text", ""))
        file = _made(view, filters, wish)
        took = noting.Took(filters, file.ids, wish.format, wish.columns)
        noting.taken(desk.trail, view, took, said)
        return _file(file.pieces, file.name, file.mimetype)

    @server.get("/county/columns.csv")
    @needs(Capability.BROWSE)
    def dictionary() -> flask.Response:
        return _file([dictionary_of()], "businesses-columns.csv", _CSV)


def _wish(form: MultiDict[str, str]) -> Wish:
    """The file that a form asks for; 400 where there is none such."""
    columns = tuple(dict.fromkeys(form.getlist("column")))
    try:
        return Wish(form.get("format", "csv"), columns, marked=form.get("as") != "bare")
    except SourceError as error:
        raise BadRequest(str(error)) from error


def _made(view: View, filters: Filters, wish: Wish) -> File:
    """The file; 413 where its format cannot hold as much, 503 where there is no room to make it."""
    try:
        return file_of(view, filters, wish, marking(view.county.about))
    except SourceError as error:
        raise RequestEntityTooLarge(str(error)) from error
    except ConcernError as error:
        flask.current_app.logger.error("an export failed: %s", error)
        raise ServiceUnavailable from error


def held_or_gone(desk: Desk, key: str) -> View:
    """Return the view that the address names; 404 where it is gone or another's."""
    view = held(desk, key)
    if view is None:
        flask.abort(404)
    return view


def kept(body: bytes, kind: str) -> flask.Response:
    """Return an answer that was zipped beforehand and never changes."""
    headers = {"Content-Encoding": "gzip", "Cache-Control": _KEPT, "Vary": "Cookie"}
    return flask.Response(body, mimetype=kind, headers=headers)


def _file(pieces: Iterable[bytes], name: str, kind: str) -> flask.Response:
    """A file to be kept, sent as it is made."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": _PASSING,
    }
    return flask.Response(pieces, content_type=kind, headers=headers)
