"""How is a page of the office drawn? One template around each, and nothing that runs."""

from __future__ import annotations

from typing import Any

import flask

from dashboard.asking import asking
from dashboard.components.header import DEMO_LINE, DEMO_TAG, build_lines
from dashboard.components.wording import day
from dashboard.desk import Desk
from dashboard.reviewing import reviews_due
from dashboard.rooms import ON_PHONE, in_sight
from dashboard.today import today
from dashboard.viewer import ROLES

__all__ = ["TEMPLATES", "draw", "plain"]

TEMPLATES = "templates"


def draw(desk: Desk, template: str, **values: Any) -> str:
    """Return the page that `template` of the office's folder makes of `values`.

    The template extends "office.html" and may use: viewer, role (in words), rooms, folded (rooms
    in the fold), county, demo, csrf() for a form's hidden field. Every value is escaped. A page
    that shows scores gives its `version`, which the heading names.
    """
    viewer = asking()
    shown, folded = in_sight(viewer)
    return flask.render_template(
        template,
        viewer=viewer,
        role=ROLES.get(viewer.role, viewer.role),
        rooms=shown,
        folded=folded,
        on_phone=ON_PHONE,
        county=desk.settings.county,
        demo=desk.demo,
        **_heading(desk),
        here=flask.request.path,
        reviews=reviews_due(desk, viewer, today()),
        **values,
    )


def _heading(desk: Desk) -> dict[str, Any]:
    """What the heading says of the demo and, on a page that shows scores, of the build."""
    shown = desk.live.county()
    return {
        "demo_tag": DEMO_TAG,
        "demo_line": DEMO_LINE,
        "heading_build": shown and shown.about,
        "build_lines": build_lines,
        "day": day,
    }


def plain(desk: Desk, template: str, **values: Any) -> str:
    """Return a page of the office's folder for someone who is not signed in: no rooms, no name."""
    return flask.render_template(
        template,
        viewer=None,
        rooms=[],
        county=desk.settings.county,
        **_heading(desk),
        here=flask.request.path,
        **values,
    )
