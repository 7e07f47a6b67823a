"""What may the county page fetch besides its callbacks? Columns, outlines, cards, and the CSV."""

from __future__ import annotations

import json
import re
from functools import lru_cache

import flask
import numpy as np

from dashboard.access import visible
from dashboard.components.header import marking
from dashboard.county import County
from dashboard.desk import Desk
from dashboard.export import csv_of, dictionary_of
from dashboard.filters import Filters
from dashboard.live import Live
from dashboard.map_data import district_outlines, packed, zipped
from dashboard.queries import MOST_CARDS, cards
from dashboard.viewer import DEMO

__all__ = ["add_routes"]

_KEPT = "private, max-age=31536000, immutable"
_ROW = re.compile(r"[0-9]{1,9}")
_CSV = "text/csv; charset=utf-8"


def add_routes(server: flask.Flask, desk: Desk) -> None:
    """Add the county page's addresses; what belongs to a build may be kept by the browser."""
    live = desk.live

    @server.get("/county/<build>/columns")
    def columns(build: str) -> flask.Response:
        return _kept(_block(visible(_held(live, build), DEMO)), "application/octet-stream")

    @server.get("/county/<build>/districts")
    def districts(build: str) -> flask.Response:
        return _kept(_outlines(_held(live, build)), "application/geo+json")

    @server.get("/county/<build>/cards")
    def some_cards(build: str) -> flask.Response:
        asked = flask.request.args.get("rows", "").split(",")[:MOST_CARDS]
        rows = [int(one) for one in asked if _ROW.fullmatch(one)]
        answer = flask.jsonify(cards(_held(live, build), DEMO, np.array(rows, dtype="int64")))
        answer.headers["Cache-Control"] = _KEPT
        return answer

    @server.post("/county/export")
    def export() -> flask.Response:
        form = flask.request.form
        county = _held(live, form.get("build", ""))
        filters = Filters.from_query(form.get("query", ""), form.get("text", ""))
        marked = form.get("as") != "bare"
        body = csv_of(county, DEMO, filters, marked=marked, mark=marking(county.about))
        return _file(body, f"businesses-{county.about.as_of}.csv")

    @server.get("/county/columns.csv")
    def dictionary() -> flask.Response:
        return _file(dictionary_of(), "businesses-columns.csv")


def _held(live: Live, build: str) -> County:
    """The county of that build; 404 where it is gone."""
    county = live.held(build)
    if county is None:
        flask.abort(404)
    return county


@lru_cache(maxsize=4)
def _block(county: County) -> bytes:
    return zipped(packed(county))


@lru_cache(maxsize=4)
def _outlines(county: County) -> bytes:
    return zipped(json.dumps(district_outlines(county)).encode())


def _kept(body: bytes, kind: str) -> flask.Response:
    """An answer that was zipped beforehand and never changes."""
    headers = {"Content-Encoding": "gzip", "Cache-Control": _KEPT}
    return flask.Response(body, mimetype=kind, headers=headers)


def _file(body: bytes, name: str) -> flask.Response:
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return flask.Response(body, content_type=_CSV, headers=headers)
