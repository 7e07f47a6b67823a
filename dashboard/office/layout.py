"""How is a page of the office drawn? One template around each, and nothing that runs."""

from __future__ import annotations

from typing import Any

import flask

from dashboard.asking import asking
from dashboard.desk import Desk
from dashboard.viewer import ROLES, Capability, Viewer

__all__ = ["TEMPLATES", "draw", "rooms"]

TEMPLATES = "templates"

_ROOMS: tuple[tuple[Capability, str, str], ...] = (
    (Capability.BROWSE, "/", "County"),
    (Capability.FIGURES, "/office/figures/", "Figures"),
    (Capability.DELIVER, "/office/deliveries/", "Deliveries"),
    (Capability.AGREE, "/office/agreements/", "Agreements"),
    (Capability.RIGHTS, "/office/rights/", "Rights"),
    (Capability.AUDIT, "/office/audit/", "Audit"),
    (Capability.ACCOUNTS, "/office/accounts/", "People"),
)
"""What leads where, and who may go there."""


def rooms(viewer: Viewer) -> list[tuple[str, str]]:
    """Return address and title of every part of the application the viewer may go to."""
    return [(address, title) for needed, address, title in _ROOMS if viewer.may(needed)]


def draw(desk: Desk, template: str, **values: Any) -> str:
    """Return the page that `template` of the office's folder makes of `values`.

    The template extends "office.html" and may use: viewer, role (in words), rooms, county, demo,
    csrf() for a form's hidden field. Every value is escaped.
    """
    viewer = asking()
    return flask.render_template(
        template,
        viewer=viewer,
        role=ROLES.get(viewer.role, viewer.role),
        rooms=rooms(viewer),
        county=desk.settings.county,
        demo=desk.demo,
        here=flask.request.path,
        **values,
    )
