"""What is known of each profile on a day?"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.schema import Profile, Touchpoint
from risk.contacts import NEVER, Contacts, days_of, places_of

__all__ = ["NOTHING_FOUND", "Flags", "History", "Kin", "Numbers", "history"]

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Numbers = npt.NDArray[np.float64]

NOTHING_FOUND = ("VISIT_NOFIND",)


@dataclass(frozen=True)
class Kin:
    """Contacts of other profiles that count for a profile which the same people run.

    contacts: as a history of the profiles they count for. factor: which line of the checklist each
    counts in. share: how much of it counts (0-1). path: what links each profile to the others, by
    factor, as a sentence without its end; empty where nothing does.
    """

    contacts: History
    factor: npt.NDArray[np.object_]
    share: Numbers
    path: Mapping[str, npt.NDArray[np.object_]]


@dataclass(frozen=True)
class History:
    """The touchpoints before a day, each with the number of its profile.

    contacts: the touchpoints, maybe among others, with the records behind them. rows: which of
    them, in order of day and id. who: profile number of each touchpoint. age_days: 1 or more.
    sector: of each profile, maybe missing. kin: what others' contacts tell of them; maybe nothing.
    """

    contacts: Contacts
    rows: Ints
    who: Ints
    age_days: Numbers
    sector: pd.Series[Any]
    kin: Kin | None = None
    _read: dict[Any, Any] = field(default_factory=dict, repr=False, compare=False)
    _faded: dict[float, Numbers] = field(default_factory=dict, repr=False, compare=False)

    @property
    def profiles(self) -> int:
        """Return the number of profiles, with touchpoints or not."""
        return len(self.sector)

    @property
    def records(self) -> pd.DataFrame:
        """Return the records behind the touchpoints, and others."""
        return self.contacts.records

    def _once(self, key: Any, read: Callable[[], Any]) -> Any:
        """Return what `read` gives; it is asked once, also by histories of the same rows."""
        if key not in self._read:
            found = read()
            found.setflags(write=False)
            self._read[key] = found
        return self._read[key]

    def column(self, name: str) -> pd.Series[Any]:
        """Return a column of the touchpoints."""
        return self.contacts.frame[name].take(self.rows).reset_index(drop=True)

    @property
    def severity(self) -> Numbers:
        """Return the severity 0-5 of each touchpoint."""
        found: Numbers = self._once("severity", lambda: self.contacts.severity[self.rows])
        return found

    def codes(self, column: str) -> Ints:
        """Return a number for each value of `column`, of any touchpoint; -1 where it is missing."""
        found: Ints = self._once(
            ("codes", column), lambda: self.contacts.coded(column)[0][self.rows]
        )
        return found

    def is_told(self, column: str) -> Flags:
        """Tell where `column` is not missing."""
        return self.codes(column) >= 0

    def is_any(self, column: str, *values: str) -> Flags:
        """Tell where `column` is one of `values`; false where it is missing."""

        def read() -> Flags:
            return _among(self.codes(column), self.contacts.coded(column)[1], values)

        found: Flags = self._once(("any", column, frozenset(values)), read)
        return found

    def of(self, codes: Collection[str]) -> Flags:
        """Tell which touchpoints are of these types."""
        return self.is_any(Touchpoint.event_code, *codes)

    @property
    def inside(self) -> Flags:
        """Tell at which touchpoints somebody was inside."""
        found: Flags = self._once("inside", lambda: self.contacts.inside[self.rows])
        return found

    @property
    def inspection(self) -> Flags:
        """Tell which touchpoints are visits that looked for problems, with access."""
        looked = self.is_any(Touchpoint.category, "inspection") | self.of(NOTHING_FOUND)
        return looked & self.inside

    @property
    def clean_visit(self) -> Flags:
        """Tell which visits found nothing, or recorded nothing; closed premises are not clean."""
        clear: Flags = (self.severity == 0) & ~self.is_any(Touchpoint.result, "closed")
        return self.inspection & clear

    def told(self, name: str, rows: Ints) -> npt.NDArray[np.object_]:
        """Return words of some touchpoints for a sentence; name: what, agency or day."""
        return self.contacts.words(name, self.rows[rows])

    def ids_of(self, rows: Ints) -> npt.NDArray[np.object_]:
        """Return the ids of some touchpoints."""
        found: npt.NDArray[np.object_] = self.contacts.ids[self.rows[rows]]
        return found

    @property
    def ids(self) -> npt.NDArray[np.object_]:
        """Return the id of each touchpoint."""
        found: npt.NDArray[np.object_] = self.contacts.ids[self.rows]
        return found

    @property
    def behind(self) -> Ints:
        """Return the row of the record behind each touchpoint; -1 where there is none."""
        found: Ints = self._once("behind", lambda: self.contacts.behind[self.rows])
        return found

    def of_record(self, column: str, rows: Ints) -> pd.Series[Any]:
        """Return `column` of the record behind some touchpoints; missing where there is none."""
        values = self.contacts.records[column].reset_index(drop=True)
        return values.reindex(self.behind[rows]).reset_index(drop=True)

    def coded_on_record(self, column: str) -> tuple[Ints, Any]:
        """Return the number of each record's text, -1 where it is missing, and the texts."""
        codes, values = self.contacts.record_codes(column)
        found = self._once(("on record", column), lambda: np.append(codes, -1)[self.behind])
        return found, values

    def told_on_record(self, column: str) -> Flags:
        """Tell where a text of the record is not missing."""
        return self.coded_on_record(column)[0] >= 0

    def on_record(self, column: str, *values: str) -> Flags:
        """Tell where a text of the record is one of `values`; false where it is missing."""
        return _among(*self.coded_on_record(column), values)

    def numbers_on_record(self, column: str) -> Numbers:
        """Return a number of the record behind each touchpoint; NaN where it is missing."""
        told = self.contacts.records[column].to_numpy("float64")
        return np.append(told, np.nan)[self.behind]

    def days_on_record(self, column: str) -> Ints:
        """Return a day of the record behind each touchpoint, since 1970; `NEVER`: it is missing."""
        return np.append(days_of(self.contacts.records[column]), NEVER)[self.behind]

    @property
    def holder(self) -> Ints:
        """Return the number of each touchpoint's agency; predecessors are their successor."""
        found: Ints = self._once("holder", lambda: self.contacts.holder[self.rows])
        return found

    def faded(self, half_life_days: float) -> Numbers:
        """Return for each touchpoint 1 on its day, halved for every half-life since."""
        if half_life_days not in self._faded:
            halved: Numbers = 0.5 ** (self.age_days / half_life_days)
            halved.setflags(write=False)
            self._faded[half_life_days] = halved
        return self._faded[half_life_days]

    def taken(self, rows: Ints, who: Ints, age_days: Numbers, sector: pd.Series[Any]) -> History:
        """Return some of the touchpoints, in this order, as a history of other profiles."""
        if len(rows) == len(self.rows) and (rows == np.arange(len(rows))).all():
            return History(self.contacts, self.rows, who, age_days, sector, _read=self._read)
        return History(self.contacts, self.rows[rows], who, age_days, sector)

    def sum(self, points: Numbers | Flags) -> Numbers:
        """Return the sum of `points` for each profile."""
        return np.bincount(self.who, points.astype("float64"), self.profiles).astype("float64")

    def most(self, values: Numbers, where: Flags) -> Numbers:
        """Return the greatest of `values` for each profile; -inf where there is none."""
        best = np.full(self.profiles, -np.inf)
        np.maximum.at(best, self.who[where], values[where])
        return best

    def least(self, values: Numbers, where: Flags) -> Numbers:
        """Return the least of `values` for each profile; inf where there is none."""
        return -self.most(-values, where)


def _among(codes: Ints, known: Any, values: Collection[str]) -> Flags:
    """Tell which codes are of one of `values`; -1, the code of what is missing, never is."""
    wanted = np.array([*(one in values for one in known), False], dtype=bool)
    return wanted[codes]


def history(
    profiles: pd.DataFrame, touchpoints: pd.DataFrame, records: pd.DataFrame, as_of: date
) -> History:
    """Return what is known of `profiles` before `as_of`; later touchpoints are the future."""
    past = (touchpoints[Touchpoint.event_on] < pd.Timestamp(as_of)).to_numpy("bool")
    who = places_of(touchpoints[Touchpoint.profile_id], profiles[Profile.profile_id])
    kept = np.flatnonzero(past & (who >= 0))
    by = [Touchpoint.event_on, Touchpoint.touchpoint_id]
    order = touchpoints[by].iloc[kept].reset_index(drop=True).sort_values(by)
    rows = kept[order.index.to_numpy("int64")]
    age = (pd.Timestamp(as_of) - order[Touchpoint.event_on]).dt.days
    return History(
        contacts=Contacts(touchpoints, records),
        rows=rows,
        who=who[rows],
        age_days=age.to_numpy("float64"),
        sector=profiles[Profile.sector].reset_index(drop=True),
    )
