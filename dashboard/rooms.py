"""Which parts of the application are there, who may go where, and which opens first?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from dashboard.viewer import Capability, Viewer

__all__ = ["DOORS", "ON_PHONE", "Room", "first_door", "in_sight", "rooms"]

PATCH, COUNTY, ANALYSIS, INSIGHTS = "/patch", "/", "/analysis", "/insights"
PATCH_BEGINS = "due=due"

DOORS = (PATCH, COUNTY, ANALYSIS, INSIGHTS)
"""Addresses of the pages that share one filter state, which a link to them carries along."""

_ROOMS: tuple[tuple[Capability, str, str], ...] = (
    (Capability.BROWSE, PATCH, "My patch"),
    (Capability.BROWSE, COUNTY, "County"),
    (Capability.EXPORT, ANALYSIS, "Analysis"),
    (Capability.BROWSE, INSIGHTS, "Insights"),
    (Capability.JUDGE, "/review/", "Review"),
    (Capability.FIGURES, "/office/figures/", "Figures"),
    (Capability.FIGURES, "/office/evaluation/", "Evaluation"),
    (Capability.DELIVER, "/office/deliveries/", "Deliveries"),
    (Capability.AGREE, "/office/agreements/", "Agreements"),
    (Capability.RIGHTS, "/office/rights/", "Rights"),
    (Capability.AUDIT, "/office/audit/", "Audit"),
    (Capability.ACCOUNTS, "/office/accounts/", "People"),
    (Capability.EXPORT, "/office/visits/", "Visits"),
    (Capability.MODELS, "/office/models/", "Models"),
    (Capability.EXPLAIN, "/office/transparency/", "Transparency"),
)
"""What leads where, and who may go there."""

_FIRST: Mapping[str, str] = {
    "inspector": f"{PATCH}?{PATCH_BEGINS}",
    "lead": COUNTY,
    "analyst": ANALYSIS,
}
"""Where each role begins; another begins in the first of its rooms."""

ON_PHONE = 5
"""Rooms that a phone's heading shows in its one row; the others are in the fold there."""

_IN_SIGHT = 5
"""Rooms that a heading shows; the rest, if more than one, lie in a fold."""


class Room(NamedTuple):
    """A part of the application: its address and what it is called."""

    address: str
    title: str

    @property
    def is_door(self) -> bool:
        """Whether a link to it carries the filters along."""
        return self.address in DOORS

    @property
    def begins(self) -> str:
        """The filters it opens with where none were chosen: a patch with what is due."""
        return PATCH_BEGINS if self.address == PATCH else ""


def rooms(viewer: Viewer) -> list[Room]:
    """Return every part of the application the viewer may go to."""
    return [Room(address, title) for needed, address, title in _ROOMS if viewer.may(needed)]


def in_sight(viewer: Viewer) -> tuple[list[Room], list[Room]]:
    """Return the rooms a heading shows, and those that lie in its fold."""
    all_rooms = rooms(viewer)
    shown = len(all_rooms) if len(all_rooms) <= _IN_SIGHT + 1 else _IN_SIGHT
    return all_rooms[:shown], all_rooms[shown:]


def first_door(viewer: Viewer) -> str:
    """Return the address the viewer begins at when they asked for none in particular."""
    open_to = [room.address for room in rooms(viewer)]
    wanted = _FIRST.get(viewer.role, "")
    return wanted if wanted.partition("?")[0] in open_to else next(iter(open_to), COUNTY)
