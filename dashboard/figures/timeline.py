"""The timeline of one business as plain data, which `assets/timeline.js` draws.

A lane for each agency, a mark for each contact, stretches without a visit shaded.
"""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

import pandas as pd

from dashboard.labels import agency_name, in_words
from dashboard.rows import rows
from records.schema import Touchpoint

__all__ = ["GAP_DAYS", "SHAPES", "Gap", "earlier", "gaps", "lanes", "timeline"]

GAP_DAYS = 180
"""Days without a visit by anyone from which a gap is shaded."""

SHAPES = {
    "inspection": "disc",
    "outcome": "ring",
    "complaint": "triangle",
    "enforcement": "square",
    "rating": "star",
    "licence": "pentagon",
    "intelligence": "diamond",
    "incident": "saltire",
    "registration": "frame",
    "service": "cross",
    "link": "hexagon",
}
"""Shape of each touchpoint category, one of those that assets/timeline.js can draw."""

_READ = (
    Touchpoint.agency,
    Touchpoint.category,
    Touchpoint.event_on,
    Touchpoint.severity,
    Touchpoint.summary,
)
_DAY = pd.Timedelta(days=1)
_EPOCH = pd.Timestamp(0)


class Gap(NamedTuple):
    """A stretch without a visit by anyone, and its length in days."""

    begin: pd.Timestamp
    end: pd.Timestamp
    days: int


def gaps(touchpoints: pd.DataFrame, as_of: date, min_days: int = GAP_DAYS) -> list[Gap]:
    """Return the stretches without a visit by anyone, the earliest first.

    The last stretch ends at `as_of`. A business never visited has none: it has no timeline to
    shade, and the page says "never visited" instead.
    """
    seen = zip(touchpoints[Touchpoint.event_on], touchpoints[Touchpoint.is_visit], strict=True)
    visits = sorted({on for on, is_visit in seen if is_visit})
    ends = [*visits[1:], pd.Timestamp(as_of)]
    found = (Gap(begin, end, (end - begin).days) for begin, end in zip(visits, ends, strict=False))
    return [gap for gap in found if gap.days >= min_days]


def lanes(touchpoints: pd.DataFrame) -> list[str]:
    """Return the agencies' short names, the one in touch last first."""
    latest: dict[str, pd.Timestamp] = {}
    for agency, on in zip(
        touchpoints[Touchpoint.agency], touchpoints[Touchpoint.event_on], strict=True
    ):
        latest[agency] = max(on, latest.get(agency, on))
    order = sorted(sorted(latest), key=latest.__getitem__, reverse=True)
    return [agency_name(agency) for agency in order]


def timeline(touchpoints: pd.DataFrame, as_of: date) -> dict[str, Any]:
    """Return what is drawn of one business's contacts before `as_of`; they are newest first.

    Days are counted from 1 January 1970. Keys: from and to, the days it opens with; since, the
    first day there is; today, `as_of`; lanes, the names of agencies; kinds, a name and a shape for
    each; gaps, each its first day, its last and its length in words; marks, each its day, lane,
    kind, severity (0-5), what was recorded, and the number of its row in the table, from 0.
    """
    told = rows(touchpoints, *_READ)
    order = lanes(touchpoints)
    lane = {name: at for at, name in enumerate(order)}
    kinds = sorted({row[Touchpoint.category] for row in told})
    begin, end, since = _span(touchpoints, as_of)
    return {
        "from": begin,
        "to": end,
        "since": since,
        "today": _day(pd.Timestamp(as_of)),
        "lanes": order,
        "kinds": [[kind.capitalize(), SHAPES.get(kind, "disc")] for kind in kinds],
        "gaps": [
            [_day(gap.begin), _day(gap.end), in_words(gap.days)] for gap in gaps(touchpoints, as_of)
        ],
        "marks": [
            [
                _day(row[Touchpoint.event_on]),
                lane[agency_name(row[Touchpoint.agency])],
                kinds.index(row[Touchpoint.category]),
                int(row[Touchpoint.severity]),
                row[Touchpoint.summary],
                number,
            ]
            for number, row in enumerate(told)
        ],
    }


def _day(moment: pd.Timestamp) -> int:
    return (moment - _EPOCH) // _DAY


def earlier(touchpoints: pd.DataFrame) -> list[pd.Timestamp]:
    """Return the days of registrations before the first contact, which the timeline opens without.

    A company registered decades ago would press every visit into a corner. None where nothing but
    registrations is known.
    """
    days, first = touchpoints[Touchpoint.event_on].tolist(), _first_contact(touchpoints)
    return [] if first is None else [on for on in days if on < first]


def _first_contact(touchpoints: pd.DataFrame) -> pd.Timestamp | None:
    known = zip(touchpoints[Touchpoint.event_on], touchpoints[Touchpoint.category], strict=True)
    return min((on for on, category in known if category != "registration"), default=None)


def _span(touchpoints: pd.DataFrame, as_of: date) -> tuple[int, int, int]:
    """The days the timeline opens from and to, and the first that can be seen."""
    oldest = touchpoints[Touchpoint.event_on].min()
    first, last = _first_contact(touchpoints) or oldest, pd.Timestamp(as_of)
    margin = max((last - first) * 0.03, pd.Timedelta(days=7))
    return _day(first - margin), _day(last + margin), _day(oldest - margin)
