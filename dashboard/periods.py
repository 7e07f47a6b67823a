"""Which months does a period hold? Written as the first and the last: "2026-01..2026-03"."""

from __future__ import annotations

import re

__all__ = ["is_period", "month_key", "month_name", "month_of", "months_of", "period_name"]

_PERIOD = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])\.\.([0-9]{4})-(0[1-9]|1[0-2])", re.ASCII)
_YEAR = 12
_NAMES = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
"""Not those of the machine's language: the page is in English."""


def months_of(period: str) -> tuple[int, int] | None:
    """Return the first and the last month of `period`, counted from the year 0; None: it is none.

    A period ends in no earlier month than it begins.
    """
    found = _PERIOD.fullmatch(period)
    if not found:
        return None
    first, last = (month_of(int(found[i]), int(found[i + 1])) for i in (1, 3))
    return (first, last) if first <= last else None


def month_of(year: int, month: int) -> int:
    """Return the number of a month, counted from January of the year 0."""
    return year * _YEAR + month - 1


def is_period(text: str) -> bool:
    """Say whether `text` is a period."""
    return months_of(text) is not None


def month_key(month: int) -> str:
    """Return a month, counted from the year 0, as periods write it: '2026-01'."""
    return f"{month // _YEAR:04}-{month % _YEAR + 1:02}"


def month_name(month: int) -> str:
    """Return a month, counted from the year 0, in words: 'Jan 2026'."""
    return f"{_NAMES[month % _YEAR]} {month // _YEAR}"


def period_name(period: str) -> str:
    """Return a period in words: 'Contact Jan 2026', 'Contact Jan 2026 to Mar 2026'."""
    found = months_of(period)
    if found is None:
        return period
    first, last = map(month_name, found)
    return f"Contact {first}" if first == last else f"Contact {first} to {last}"
