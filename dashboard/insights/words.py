"""What are the rows of the insights called? Months, quarters, numbers of agencies, places."""

from __future__ import annotations

from calendar import month_abbr

from dashboard.filters import KNOWN
from dashboard.insights.contacts import OTHER
from dashboard.labels import agency_name, sector_name

__all__ = ["agency_word", "known_word", "month_word", "quarter_word", "share_word", "value_word"]

_YEAR, _QUARTER, _SMALL = 12, 3, 0.1


def month_word(month: int) -> str:
    """Return a month counted from the year 0 in words: 'Oct 2026'."""
    return f"{month_abbr[month % _YEAR + 1]} {month // _YEAR}"


def quarter_word(first: int, last: int) -> str:
    """Return the months of a quarter in words: 'Jul to Sep 2026', 'Oct 2026'."""
    if first == last:
        return month_word(first)
    return f"{month_abbr[first % _YEAR + 1]} to {month_word(last)}"


def agency_word(agency: str) -> str:
    """Return the agency's short name; of those that are not named, 'All others'."""
    return "All others" if agency == OTHER else agency_name(agency)


def known_word(choice: str) -> str:
    """Return a value of the filter of how many agencies as the chart calls it."""
    return _KNOWN.get(choice, str(KNOWN[choice][0]))


_KNOWN = {"0": "None", "1": "One", "2": "Two", "3": "Three", "from4": "More"}


def value_word(by: str, value: str) -> str:
    """Return the name of a district or a sector; by: which of the two."""
    if not value:
        return "No district"
    return sector_name(value) if by == "sector" else value


def share_word(share: float) -> str:
    """Return a share (0-1) in words: '39%', '2.6%' where it is small."""
    return f"{share:.1%}" if 0 < share < _SMALL else f"{share:.0%}"
