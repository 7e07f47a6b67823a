"""Who is told that a sharing agreement must be reviewed?"""

from __future__ import annotations

from datetime import date

from dashboard.desk import Desk
from dashboard.viewer import Viewer
from records.agreements import register, warnings

__all__ = ["reviews_due"]

_TOLD = frozenset({"steward", "officer", "analyst"})
"""Roles that keep agreements, watch over them, or work with what they share."""


def reviews_due(desk: Desk, viewer: Viewer, today: date) -> list[str]:
    """Return a sentence for each agreement that has lapsed or lapses within 60 days.

    Empty for those whose work it is not.

    Raises:
        StateError: the state database cannot be reached.
    """
    return warnings(register(desk.state), today) if viewer.role in _TOLD else []
