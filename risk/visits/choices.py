"""Did people follow the lists, and what was found where they did not?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from risk.visits.drawing import SCORE, Pick
from risk.visits.finding import WITHIN_DAYS, Visit
from risk.visits.keeping import LIST_ID, VisitList

__all__ = ["Choices", "choices"]


@dataclass(frozen=True)
class Choices:
    """What people did with lists whose time is over, the random part left aside.

    listed: businesses chosen by score. left_out: of those, how many nobody visited. taken: visits
    to others by the agency of a list in its time. found_on, known_on: of the visits to listed ones,
    how many found something serious, and of how many it is known; found_off, known_off: the same of
    visits to others.
    """

    listed: int = 0
    left_out: int = 0
    taken: int = 0
    found_on: int = 0
    known_on: int = 0
    found_off: int = 0
    known_off: int = 0

    @property
    def against(self) -> int:
        """Return how many choices went against the list."""
        return self.left_out + self.taken

    @property
    def all(self) -> int:
        """Return how many choices there were: listed ones, and visits to others."""
        return self.listed + self.taken

    def __add__(self, other: Choices) -> Choices:
        """Return both together."""
        mine, theirs = vars(self), vars(other)
        return Choices(**{name: mine[name] + theirs[name] for name in mine})


def choices(
    lists: Sequence[VisitList],
    picks: pd.DataFrame,
    visits: tuple[pd.DataFrame, pd.DataFrame],
    as_of: date,
    within_days: int = WITHIN_DAYS,
) -> Choices:
    """Return what people did with the lists whose time was over on `as_of`.

    visits: every visit, whatever came of it, as a frame with the columns of `Visit` but its result;
    and those whose result is known, as a `Visit` frame. Visits to others are counted only where a
    list names whose visits it is about: what other agencies do is no choice against it.
    """
    time = timedelta(days=within_days)
    over = [one for one in lists if one.drawn_on + time <= as_of]
    told = (_of(one, picks[picks[LIST_ID] == one.list_id], visits, time) for one in over)
    return sum(told, Choices())


def _of(
    drawn: VisitList,
    picks: pd.DataFrame,
    visits: tuple[pd.DataFrame, pd.DataFrame],
    time: timedelta,
) -> Choices:
    made, known = (_in_time(drawn, one, time) for one in visits)
    mine = picks.loc[picks[Pick.how] == SCORE, Pick.profile_id]
    on = known[known[Visit.profile_id].isin(mine)]
    off, taken = known.iloc[:0], 0
    if drawn.agency:
        off = known[~known[Visit.profile_id].isin(picks[Pick.profile_id])]
        others = made.loc[~made[Visit.profile_id].isin(picks[Pick.profile_id]), Visit.profile_id]
        taken = int(others.nunique())
    return Choices(
        listed=len(mine),
        left_out=int((~mine.isin(made[Visit.profile_id])).sum()),
        taken=taken,
        found_on=int(on[Visit.serious].sum()),
        known_on=len(on),
        found_off=int(off[Visit.serious].sum()),
        known_off=len(off),
    )


def _in_time(drawn: VisitList, visits: pd.DataFrame, time: timedelta) -> pd.DataFrame:
    begins = pd.Timestamp(drawn.drawn_on)
    kept = (visits[Visit.on] >= begins) & (visits[Visit.on] < begins + time)
    if drawn.agency:
        kept &= visits[Visit.agency] == drawn.agency
    return visits[kept]
