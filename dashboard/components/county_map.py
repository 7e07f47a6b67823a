"""What is on the map before a business is drawn? Leaflet's frame, a legend, a place for cards."""

from __future__ import annotations

import dash_leaflet as dl
from dash import html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.attributes import aria, data
from dashboard.components.band import band_mark
from records.domain import BANDS

__all__ = ["county_map"]

_START, _START_ZOOM = [51.78, 0.58], 9
_SAID = (
    "Map of the businesses. Arrow keys pan, plus and minus zoom. "
    "The list beside it holds the same businesses."
)


def county_map() -> Component:
    """Return the map, which `assets/county_map.js` fills."""
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
            html.Button("Whole county", className="button fit", type="button", **data(map="fit")),
            html.Div(className="hover-card", **aria(hidden="true")),
            html.Div(className="picked-card", role="region", **aria(label="Selected business")),
        ],
        className="map",
        **data(label=_SAID),
    )
    return html.Div([drawn, _legend()], className="map-panel")


def _legend() -> Component:
    lines = [
        html.Li([band_mark(band), html.Span(className="band-count", **data(band=band))])
        for band in reversed(BANDS)
    ]
    cluster = html.Span(className="cluster-mark", **aria(hidden="true"))
    return html.Ul(
        [*lines, html.Li([cluster, "several; arc: share at high risk"], className="cluster-line")],
        className="legend",
        **aria(label="Key, with how many are shown"),
    )
