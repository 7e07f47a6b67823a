"""How does a heading lead to the rooms? Those in sight, and a fold with the others."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria, data
from dashboard.rooms import ON_PHONE, Room, in_sight
from dashboard.viewer import ROLES, Viewer

__all__ = ["rooms_nav", "who"]


def rooms_nav(viewer: Viewer) -> Component:
    """Return the links to every room the viewer may go to.

    The fold holds the rooms that are not in sight and, on a phone, those past the fifth, who is
    here and the way out.
    `assets/rooms.js` gives the links that carry filters the filters, and closes the fold.
    """
    shown, folded = in_sight(viewer)
    also = [_room(room, "room-narrow") for room in shown[ON_PHONE:]]
    inside = [*also, *map(_room, folded), html.Div(who(viewer), className="viewer-narrow")]
    fold = html.Details(
        [html.Summary("More"), html.Div(inside, className="more-rooms")],
        className="rooms-more" if folded else "rooms-more more-narrow",
    )
    first = [_room(room, "room-wide" if i >= ON_PHONE else "") for i, room in enumerate(shown)]
    return html.Nav([*first, fold], className="rooms", **aria(label="Main"))


def who(viewer: Viewer) -> list[Component]:
    """Return who is signed in, and the way out. The form's word is added by session.js."""
    role = html.Span(f", {ROLES.get(viewer.role, viewer.role)}", className="viewer-role")
    return [
        html.A([html.B(viewer.name), role], href="/account"),
        html.Form(html.Button("Sign out", type="submit"), action="/sign-out", method="post"),
    ]


def _room(room: Room, place: str = "") -> Component:
    """A link to a part; the office is drawn by the server, so its pages are loaded anew.

    place: the class of a link that is elsewhere on a phone.
    """
    carried = data(turn="", carries=room.begins) if room.is_door else {}
    return html.A(room.title, href=room.address, className=place or None, **carried)
