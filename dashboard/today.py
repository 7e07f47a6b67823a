"""Which day is it where this machine stands?"""

from __future__ import annotations

from datetime import date, datetime

__all__ = ["today"]


def today() -> date:
    """Return the day of this moment, in the machine's own time zone."""
    return datetime.now().astimezone().date()
