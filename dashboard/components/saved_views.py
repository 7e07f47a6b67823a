"""Where are filter states saved and opened again? One menu, the same on every page that filters."""

from __future__ import annotations

import dash_bootstrap_components as dbc
from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import data
from dashboard.saved import MOST_NAME
from dashboard.viewer import Capability, Viewer

__all__ = ["saved_views"]


def saved_views(viewer: Viewer) -> Component:
    """Return the menu; `assets/saved.js` fills it when it is opened."""
    may_share = viewer.may(Capability.SHARE)
    panel = html.Div(
        [
            html.Ul(id="saved-list", className="saved-list"),
            html.Form(
                [
                    html.Label("Save these filters as", htmlFor="saved-name"),
                    dbc.Input(
                        id="saved-name",
                        name="name",
                        type="text",
                        maxlength=MOST_NAME,
                        required=True,
                        autocomplete="off",
                        className="field",
                    ),
                    html.P(
                        "Name no person or business. Words looked for are not saved.",
                        className="saved-note",
                    ),
                    _sharing() if may_share else None,
                    html.Button("Save", type="submit", className="button button-main"),
                ],
                id="saved-form",
                className="saved-form",
            ),
            html.P(id="saved-said", role="status", className="saved-said"),
        ],
        className="saved-panel",
    )
    return html.Details(
        [html.Summary("Saved views", className="button"), panel],
        className="saved menu",
        id="saved",
        **data(share="yes" if may_share else "no"),
    )


def _sharing() -> Component:
    boxes: Component = dbc.Checklist(
        id="saved-shared",
        options=[{"label": "Share with everyone who sees businesses", "value": "yes"}],
        value=[],
        className="checks",
        input_class_name="check-box",
        label_class_name="check-label",
    )
    return boxes
