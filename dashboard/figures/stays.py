"""Who was at the premises when: a bar for each business, one under the other, in order of time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.related import Stay

__all__ = ["Bar", "Drawn", "stays"]

_BEFORE = pd.Timedelta(days=540)
_A_WEEK = pd.Timedelta(days=7)
_MOST_YEARS = 6


@dataclass(frozen=True)
class Bar:
    """One business: where its bar begins and how long it is, in hundredths of the picture.

    is_cut: it began before the picture does.
    """

    stay: Stay
    left: float
    width: float
    is_cut: bool


@dataclass(frozen=True)
class Drawn:
    """The bars, the earliest first, and years with the place of their first day, in hundredths."""

    bars: tuple[Bar, ...]
    years: tuple[tuple[int, float], ...]


def stays(told: Sequence[Stay], as_of: pd.Timestamp) -> Drawn:
    """Return what is drawn up to `as_of`; what began long before is cut off at the left."""
    first = _begin(told, as_of)
    length = max(as_of - first, _A_WEEK)
    bars = tuple(_bar(stay, first, length, as_of) for stay in told)
    found = range(first.year + 1, as_of.year + 1)
    step = -(-len(found) // _MOST_YEARS) or 1
    years = tuple((year, 100 * ((pd.Timestamp(year, 1, 1) - first) / length)) for year in found)
    return Drawn(bars, years[::-1][::step][::-1])


def _begin(told: Sequence[Stay], as_of: pd.Timestamp) -> pd.Timestamp:
    """Return where the drawing begins: a year and a half before the first change of hands."""
    ends = [stay.ended for stay in told if stay.ended is not None]
    later = sorted(stay.began for stay in told)[1:]
    change = min([*ends, *later, as_of])
    return max(min(stay.began for stay in told), change - _BEFORE)


def _bar(stay: Stay, first: pd.Timestamp, length: pd.Timedelta, as_of: pd.Timestamp) -> Bar:
    began = min(max(stay.began, first), as_of)
    ended = min(max(stay.ended if stay.ended is not None else as_of, began), as_of)
    left, long = 100 * ((began - first) / length), 100 * (max(ended - began, _A_WEEK) / length)
    return Bar(stay, min(left, 100 - min(long, 100)), min(long, 100), stay.began < first)
