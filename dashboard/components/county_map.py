"""What is on the map before a business is drawn? Leaflet's frame, a legend, a place for cards."""

from __future__ import annotations

import dash_leaflet as dl
from dash import dcc, html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.attributes import aria, data
from dashboard.components.band import band_mark
from dashboard.settings import Settings
from dashboard.tiles import DEEPEST
from records.domain import BANDS

__all__ = ["county_map"]

_START, _START_ZOOM = [51.78, 0.58], 9
_SAID = (
    "Map of the businesses. Arrow keys pan, plus and minus zoom. "
    "The list beside it holds the same businesses."
)


def county_map(settings: Settings) -> Component:
    """Return the map, which `assets/county_map.js` fills.

    settings: whether there is a background, and who must be named beside it.
    """
    leaflet = dl.Map(
        [dl.ZoomControl(position="topleft"), dl.ScaleControl(position="bottomright")],
        id=ids.MAP,
        center=_START,
        zoom=_START_ZOOM,
        minZoom=6,
        maxZoom=19,
        zoomSnap=0.25,
        zoomDelta=0.5,
        zoomControl=False,
        zoomAnimation=False,
        doubleClickZoom=False,
        attributionControl=False,
        trackViewport=False,
        className="leaflet",
    )
    drawn = html.Div(
        [
            leaflet,
            html.Button(
                html.Span("Whole county", className="hidden"),
                className="button fit",
                type="button",
                title="Whole county",
                **data(map="fit"),
            ),
            html.Div(className="hover-card", **aria(hidden="true")),
            html.Div(className="picked-card", role="region", **aria(label="Selected business")),
            _tools(),
            dcc.Store(id=ids.FIND),
            dcc.Store(id=ids.FOUND_PLACES),
        ],
        className="map",
        **data(label=_SAID, **_background(settings)),
    )
    months = html.Div(
        className="period-bar", hidden=True, role="group", **aria(label="Months shown on the map")
    )
    key = html.Ul(
        className="legend layer-key",
        hidden=True,
        **aria(label="Key of the layer, with how many are shown"),
    )
    return html.Div([drawn, months, _legend(), key], className="map-panel")


def _tools() -> Component:
    """What floats on the map: where to go, what it shows, how to select; filled by scripts."""
    return html.Div(
        [
            html.Div(className="finder"),
            html.Div(className="layer-choice"),
            html.Div(className="tools", role="toolbar", **aria(label="Select on the map")),
        ],
        className="map-bar",
    )


def _background(settings: Settings) -> dict[str, object]:
    """What the browser is told of the background; nothing where there is none."""
    if not (settings.tiles_url or settings.tiles_file):
        return {}
    return {"tiles": DEEPEST, "attribution": settings.tiles_attribution}


def _legend() -> Component:
    lines = [
        html.Li([band_mark(band), html.Span(className="band-count", **data(band=band))])
        for band in reversed(BANDS)
    ]
    cluster = html.Span(className="cluster-mark", **aria(hidden="true"))
    return html.Ul(
        [
            *lines,
            html.Li(
                [cluster, "several; wide arc: share severe, narrow: high"], className="cluster-line"
            ),
        ],
        className="legend",
        **aria(label="Key, with how many are shown"),
    )
