"""Which day is meant?"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

import pandas as pd

from records.cleaning.text import each_once

__all__ = ["dates"]

Order = Literal["day-first", "month-first", "iso"]

_TIME = (
    r"(?:[T ,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::\d{2}(?:[.,]\d+)?)?\s*(?:[AaPp][Mm])?"
    r"\s*(?P<zone>Z|[+-]\d{2}:?\d{2})?)?"
)
_ISO = re.compile(rf"(\d{{4}})[-/.]?(\d{{2}})[-/.]?(\d{{2}}){_TIME}")
_NUMERIC = re.compile(rf"(\d{{1,2}})[-/. ](\d{{1,2}})[-/. ](\d{{4}}|\d{{2}}){_TIME}")
_WORDED = re.compile(
    r"(?:[A-Za-z]+,? )?(\d{1,2})(?:st|nd|rd|th)?[- /.,]*([A-Za-z]{3,9})[- /.,]*"
    rf"(\d{{4}}|\d{{2}}){_TIME}"
)
_MONTH_WORDED = re.compile(
    rf"([A-Za-z]{{3,9}})[- .]*(\d{{1,2}})(?:st|nd|rd|th)?,? +(\d{{4}}){_TIME}"
)
_SERIAL = re.compile(r"(\d{5})(?:\.\d+)?")
_MONTHS = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_MONTH_WORDS = {
    month[:signs]: n for n, month in enumerate(_MONTHS, 1) for signs in range(3, len(month) + 1)
}
_EXCEL_DAY_0 = date(1899, 12, 30)
_SERIALS = range(10959, 73051)  # 1930 to 2099
_PIVOT = 50
"""A year of two digits below this is 20xx, from this on 19xx."""

_LONDON = ZoneInfo("Europe/London")


def dates(values: pd.Series, order: Order) -> pd.Series:
    """Return days, the time left out; a time with a zone is the day it was in London.

    ISO days, months in words and Excel serial numbers are understood in any order of `order`.
    Missing: no text, a day that is not in the calendar, or anything else.
    """
    return each_once(
        values,
        lambda distinct: pd.Series(
            [_day(text, order) for text in distinct], index=distinct.index, dtype="datetime64[s]"
        ),
    )


def _day(text: str, order: Order) -> date | None:
    for form, read in _FORMS:
        found = form.fullmatch(text.strip())
        if found:
            try:
                return read(found, order)
            except (ValueError, LookupError, OverflowError):
                return None
    return None


def _iso(found: re.Match[str], order: Order) -> date | None:
    return _timed(date(int(found[1]), int(found[2]), int(found[3])), found)


def _numeric(found: re.Match[str], order: Order) -> date | None:
    first, second, year = int(found[1]), int(found[2]), _year(found[3])
    if order == "iso":
        return None  # a source that writes ISO leaves no way to tell day from month here
    day, month = (second, first) if order == "month-first" else (first, second)
    return _timed(date(year, month, day), found)


def _worded(found: re.Match[str], order: Order) -> date | None:
    return _timed(date(_year(found[3]), _month(found[2]), int(found[1])), found)


def _month_worded(found: re.Match[str], order: Order) -> date | None:
    return _timed(date(int(found[3]), _month(found[1]), int(found[2])), found)


def _serial(found: re.Match[str], order: Order) -> date | None:
    serial = int(found[1])
    return _EXCEL_DAY_0 + timedelta(days=serial) if serial in _SERIALS else None


def _year(text: str) -> int:
    year = int(text)
    if len(text) > 2:  # noqa: PLR2004 - two digits
        return year
    return 2000 + year if year < _PIVOT else 1900 + year


def _month(word: str) -> int:
    return _MONTH_WORDS[word.lower()]


def _timed(day: date, found: re.Match[str]) -> date:
    """Return the day in London of `day` at the time found, the day itself without a zone."""
    hour, minute, zone = found["hour"], found["minute"], found["zone"]
    if hour is None:
        return day
    at = datetime(day.year, day.month, day.day, int(hour), int(minute), tzinfo=UTC)
    if zone is None or zone == "Z":
        shift = timedelta()
    else:
        sign = -1 if zone[0] == "-" else 1
        shift = sign * timedelta(hours=int(zone[1:3]), minutes=int(zone[-2:]))
    return day if zone is None else (at - shift).astimezone(_LONDON).date()


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Order], date | None]], ...] = (
    (_ISO, _iso),
    (_NUMERIC, _numeric),
    (_WORDED, _worded),
    (_MONTH_WORDED, _month_worded),
    (_SERIAL, _serial),
)
