"""When may someone come in by one click? Where the county is made up, and on this machine only."""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import urlsplit

import flask

from dashboard.desk import Desk
from dashboard.loopback import is_loopback
from dashboard.viewer import DEMO_PEOPLE, Viewer

__all__ = [
    "PREFIX",
    "PURPOSE",
    "is_demo",
    "looking_round",
    "person",
    "this_machine_only",
]

PREFIX = "demo-"
"""Begins the ids of the demo's people; no account may bear it."""
PURPOSE = "looking round the demo"

_PEOPLE = {one.user: one for one in DEMO_PEOPLE}


def is_demo(desk: Desk) -> bool:
    """Say whether the county is made up, now: a real build that is published ends the demo."""
    county = desk.live.county() if desk.demo else None
    return desk.demo and (county is None or county.about.synthetic)


def person(desk: Desk, user: str) -> Viewer | None:
    """Return the invented person of that id; None: there is none, or this is no demo."""
    found = _PEOPLE.get(user)
    return found if found is not None and is_demo(desk) else None


def looking_round(person: Viewer) -> Viewer:
    """Return the invented person with the purpose everyone has in a demo."""
    return replace(person, purpose=PURPOSE)


def this_machine_only() -> bool:
    """Say whether the request comes from this machine, and asked for it by a name of its own."""
    name = urlsplit(f"//{flask.request.host}").hostname or ""
    return is_loopback(name) and is_loopback(flask.request.remote_addr or "")
