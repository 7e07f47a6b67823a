"""What was known of a business on the day of each question, about itself and those near to it?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.errors import SchemaError
from records.schema import Column, PlacedRecord, Profile, Table, Touchpoint
from risk.contacts import Contacts, days_of, places_of
from risk.history import Flags, History, Numbers
from risk.prediction.belonging import belonging
from risk.prediction.knowing import known_on

__all__ = ["Near", "Occasion", "Panel", "Seen", "panel"]

Ints = npt.NDArray[np.int64]
OPERATOR, PREMISES = "operator", "premises"


class Occasion(Table):
    """One row for each question: a business, and the day of which it is asked."""

    profile_id = Column("profile_id", "text", "profile asked about", required=True)
    on = Column("on", "date", "day of the question; that day and later are unknown", required=True)


class Near(Table):
    """One row for each profile whose past bears on another's."""

    profile_id = Column("profile_id", "text", "profile asked about", required=True)
    other_id = Column("other_id", "text", "profile whose past bears on it", required=True)
    kind = Column("kind", "text", "premises (others there before) or operator", required=True)
    probability = Column("probability", "number", "0-1 that they belong together", required=True)
    known_on = Column("known_on", "date", "day from which that was known; missing: always")


@dataclass(frozen=True)
class Seen:
    """The contacts that had come in before each occasion, with what each of them weighs.

    contacts: every contact once. row: which of them. who: on which occasion it was known.
    weight: 0-1, how sure it is that it is about the business asked about. others: how many other
    profiles the past is made of, each counted by its probability.
    """

    contacts: History
    row: Ints
    who: Ints
    age_days: Numbers
    weight: Numbers
    others: Numbers
    sector: pd.Series[Any]

    def __len__(self) -> int:
        """Return the number of occasions."""
        return len(self.others)

    def sum(self, values: Any) -> Numbers:
        """Return for each occasion the sum of a value of each row, weighted by how sure it is."""
        each = np.asarray(values, "float64") * self.weight
        return np.bincount(self.who, each, len(self)).astype("float64")

    def faded(self, half_life_days: float) -> Numbers:
        """Return for each row 1 on its day, halved for every half-life since."""
        return self.history.faded(half_life_days)

    def of(self, flags: Flags) -> Flags:
        """Return a flag of each contact for each row."""
        return flags if self._whole else flags[self.row]

    @cached_property
    def _whole(self) -> bool:
        """Tell whether the rows are all contacts in their order."""
        count = len(self.contacts.who)
        return len(self.row) == count and bool((self.row == np.arange(count)).all())

    def latest(self, where: Flags) -> Ints:
        """Return the place of the latest row of `where` for each occasion; -1 where there is none.

        Rows of one occasion are in order of day.
        """
        place = np.full(len(self), -1, dtype="int64")
        at = np.flatnonzero(where)
        np.maximum.at(place, self.who[at], at)
        return place

    @cached_property
    def history(self) -> History:
        """Return the rows as a history of the occasions, for sentences and evidence."""
        return self.contacts.taken(self.row, self.who, self.age_days, self.sector)


@dataclass(frozen=True)
class Panel:
    """Three pasts of each occasion: its own, of others at its premises, of its operator elsewhere.

    occasions: as `Occasion`, in the order asked. profile: the profile number of each. profiles:
    those numbered. contacts: all of theirs, each with the number of its profile. known: days since
    1970 from which each contact was known.
    """

    occasions: pd.DataFrame
    profile: Ints
    profiles: pd.DataFrame
    contacts: History
    known: Ints
    own: Seen
    premises: Seen
    operator: Seen

    def __len__(self) -> int:
        """Return the number of occasions."""
        return len(self.occasions)

    @cached_property
    def day(self) -> Ints:
        """Return the day of each occasion, in days since 1970."""
        return days_of(self.occasions[Occasion.on])


def panel(  # noqa: PLR0913, PLR0917  # what is known comes in six tables
    occasions: pd.DataFrame,
    profiles: pd.DataFrame,
    touchpoints: pd.DataFrame,
    records: pd.DataFrame,
    near: pd.DataFrame,
    links: pd.DataFrame | None = None,
) -> Panel:
    """Return what was known on each occasion, in their order; the day itself is the future.

    near: which profiles bear on which, as `Near`. links: `Link` rows of the build; a contact whose
    record hangs on the rest by a doubtful link weighs by its probability. None: all are sure.

    Raises:
        SchemaError: a frame lacks columns its table promises, or a profile asked about is unknown.
    """
    tables = ((Occasion, occasions), (Profile, profiles), (Touchpoint, touchpoints))
    for table, frame in (*tables, (PlacedRecord, records), (Near, near)):
        table.check(frame)
    ids = profiles[Profile.profile_id]
    asked = _found(ids, occasions)
    contacts = _contacts(profiles, touchpoints, records)
    known = known_on(contacts)
    sure = np.ones(len(contacts.who)) if links is None else belonging(contacts, links)
    lookup = _Lookup(contacts, known, sure, days_of(contacts.column(Touchpoint.event_on)))
    day = days_of(occasions[Occasion.on])
    sector = profiles[Profile.sector].take(asked).reset_index(drop=True)
    own = _Asked(np.arange(len(asked)), asked, day, np.ones(len(asked)), sector)
    premises, operator = (
        _beside(own, near[(near[Near.kind] == kind).to_numpy("bool")], ids)
        for kind in (PREMISES, OPERATOR)
    )
    seen = [lookup.seen(one) for one in (own, premises, operator)]
    return Panel(occasions, asked, profiles, contacts, known, *seen)


def _found(ids: pd.Series[Any], occasions: pd.DataFrame) -> Ints:
    asked = places_of(occasions[Occasion.profile_id], ids)
    if (asked < 0).any():
        strange = occasions[Occasion.profile_id][asked < 0].unique()
        raise SchemaError(
            f"occasions: {len(strange)} profile(s) asked about are not among the profiles, such as "
            f"{strange[0]!r}. Ask about profiles of the same build."
        )
    return asked


def _contacts(profiles: pd.DataFrame, touchpoints: pd.DataFrame, records: pd.DataFrame) -> History:
    """Return every contact of the profiles, by profile, day and id."""
    owner = places_of(touchpoints[Touchpoint.profile_id], profiles[Profile.profile_id])
    rows = _in_order(owner, days_of(touchpoints[Touchpoint.event_on]), touchpoints)
    sector = profiles[Profile.sector].reset_index(drop=True)
    return History(Contacts(touchpoints, records), rows, owner[rows], np.zeros(len(rows)), sector)


def _in_order(owner: Ints, day: Ints, touchpoints: pd.DataFrame) -> Ints:
    """Return the rows that have an owner by owner, day and id; ids are read where days are one."""
    kept = np.flatnonzero(owner >= 0)
    rows = kept[np.lexsort((day[kept], owner[kept]))]
    same = (np.diff(owner[rows]) == 0) & (np.diff(day[rows]) == 0)
    tied = np.append(same, False) | np.append(False, same)
    some = rows[tied[: len(rows)]]
    name = pd.factorize(touchpoints[Touchpoint.touchpoint_id].take(some), sort=True)[0]
    rows[tied[: len(rows)]] = some[np.lexsort((name, day[some], owner[some]))]
    return rows


@dataclass(frozen=True)
class _Asked:
    """Profiles looked up: for which occasion, which profile, before which day, how sure."""

    who: Ints
    profile: Ints
    day: Ints
    weight: Numbers
    sector: pd.Series[Any]


def _beside(own: _Asked, near: pd.DataFrame, ids: pd.Series[Any]) -> _Asked:
    """Return the profiles near to each occasion's own, where that was known by then."""
    left, right = (places_of(near[c], ids) for c in (Near.profile_id, Near.other_id))
    order = np.argsort(left, kind="stable")
    order = order[(left[order] >= 0) & (right[order] >= 0)]
    begin, end = (np.searchsorted(left[order], own.profile, side) for side in ("left", "right"))
    who, at = _spread(begin, end)
    pair = order[at]
    known = days_of(near[Near.known_on])[pair] < own.day[who]
    who, pair = who[known], pair[known]
    weight = near[Near.probability].to_numpy("float64")[pair]
    return _Asked(who, right[pair].astype("int64"), own.day[who], weight, own.sector)


def _spread(begin: Ints, end: Ints) -> tuple[Ints, Ints]:
    """Return every place from `begin` to before `end`, and of which of them it is."""
    count = np.maximum(end - begin, 0)
    who = np.repeat(np.arange(len(count)), count)
    within = np.arange(len(who)) - np.repeat(np.cumsum(count) - count, count)
    return who, begin[who] + within


@dataclass(frozen=True)
class _Lookup:
    contacts: History
    known: Ints
    sure: Numbers
    day: Ints

    def seen(self, asked: _Asked) -> Seen:
        """Return the contacts of the profiles asked for that were known before the day."""
        who = self.contacts.who
        begin, end = (np.searchsorted(who, asked.profile, side) for side in ("left", "right"))
        of, row = _spread(begin, end)
        past = (self.day[row] < asked.day[of]) & (self.known[row] < asked.day[of])
        of, row = of[past], row[past]
        occasion = asked.who[of]
        order = np.lexsort((row, self.day[row], occasion)) if len(of) else of
        of, row = of[order], row[order]
        return Seen(
            contacts=self.contacts,
            row=row,
            who=occasion[order],
            age_days=(asked.day[of] - self.day[row]).astype("float64"),
            weight=asked.weight[of] * self.sure[row],
            others=np.bincount(asked.who, asked.weight, len(asked.sector)).astype("float64"),
            sector=asked.sector,
        )
