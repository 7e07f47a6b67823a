"""How does the map ask the server? Its addresses, and the search that flies to what it finds."""

from __future__ import annotations

from typing import Any

from dash import ClientsideFunction, Dash, Input, Output, State

from dashboard import ids, noting
from dashboard.desk import Desk
from dashboard.finding import FEWEST_LETTERS, found, postcodes_near
from dashboard.map_routes import add_map_routes
from dashboard.seeing import held
from dashboard.tiles import tiles_of

__all__ = ["wire_map"]


def wire_map(app: Dash, desk: Desk) -> None:
    """Add the map's addresses and its search, once for the application."""
    add_map_routes(app.server, desk, tiles_of(desk.settings))
    app.clientside_callback(
        ClientsideFunction("concern_find", "fill"), Input(ids.FOUND_PLACES, "data")
    )

    @app.callback(
        Output(ids.FOUND_PLACES, "data"), Input(ids.FIND, "data"), State(ids.BUILD, "data")
    )
    def find(asked: dict[str, Any] | None, build: str) -> dict[str, Any] | None:
        text = str((asked or {}).get("text", ""))
        view = held(desk, build)
        if view is None or len(text.strip()) < FEWEST_LETTERS:
            return None
        noting.searched(desk.trail, view, text)
        hits = found(view, text, postcodes_near(desk.home, view.county.boundaries))
        names = [hit["id"] for hit in hits if "id" in hit]
        noting.listed(desk.trail, view, names, "search of the map")
        return {"text": text, "hits": hits}
