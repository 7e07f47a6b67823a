"""What may the map fetch besides the columns? Contacts by month, wards, and their index."""

from __future__ import annotations

import json

import flask

from dashboard import noting
from dashboard.access import View
from dashboard.area_index import index_of
from dashboard.desk import Desk
from dashboard.guard import needs
from dashboard.map_contacts import contacts_block
from dashboard.map_data import zipped
from dashboard.map_wards import wards_of
from dashboard.routes import held_or_gone, kept
from dashboard.tiles import Tiles
from dashboard.viewer import Capability

__all__ = ["add_map_routes"]

_JSON = "application/json"
_A_DAY = "private, max-age=86400"


def add_map_routes(server: flask.Flask, desk: Desk, tiles: Tiles | None) -> None:
    """Add the addresses; those of the county carry the key of a view, that of who asks."""

    @server.get("/county/<key>/contacts")
    @needs(Capability.BROWSE)
    def contacts(key: str) -> flask.Response:
        view = held_or_gone(desk, key)
        noting.listed(desk.trail, view, [], "contacts by month", len(view.county))
        return kept(contacts_block(view), "application/octet-stream")

    @server.get("/county/<key>/wards")
    @needs(Capability.BROWSE)
    def wards(key: str) -> flask.Response:
        return kept(wards_of(held_or_gone(desk, key)), "application/geo+json")

    @server.get("/map/tiles/<int:z>/<int:x>/<int:y>")
    @needs(Capability.BROWSE)
    def tile(z: int, x: int, y: int) -> flask.Response:
        picture = tiles.tile(z, x, y) if tiles else None
        if picture is None:
            flask.abort(404)
        headers = {"Cache-Control": _A_DAY, "Content-Disposition": "inline"}
        return flask.Response(picture.content, mimetype=picture.kind, headers=headers)

    @server.get("/county/<key>/index")
    @needs(Capability.BROWSE)
    def index(key: str) -> flask.Response:
        view = held_or_gone(desk, key)
        return kept(_index(view), _JSON)


def _index(view: View) -> bytes:
    """The zipped index; made once for all who see the same."""

    def make() -> bytes:
        return zipped(json.dumps(index_of(view).told()).encode())

    made: bytes = view.county.sent.get("index", make)
    return made
