"""What is known of each profile on a day?"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.domain import agencies
from records.schema import PlacedRecord, Profile, Touchpoint
from records.touchpoints import plain_days

__all__ = ["NOTHING_FOUND", "READ", "Flags", "History", "Kin", "Numbers", "history"]

Flags = npt.NDArray[np.bool_]
Numbers = npt.NDArray[np.float64]

READ = (
    Touchpoint.touchpoint_id,
    Touchpoint.agency,
    Touchpoint.event_code,
    Touchpoint.category,
    Touchpoint.event_on,
    Touchpoint.is_visit,
    Touchpoint.severity,
    Touchpoint.result,
    Touchpoint.role,
    Touchpoint.summary,
)
"""What a factor may read of a touchpoint."""

NOTHING_FOUND = ("VISIT_NOFIND",)
_WHO = "who"


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

    frame: the touchpoints in order of day and id. records: those behind them, and others.
    who: profile number of each touchpoint. age_days: 1 or more.
    sector: of each profile, maybe missing. kin: what others' contacts tell of them; maybe nothing.
    """

    frame: pd.DataFrame
    who: npt.NDArray[np.int64]
    age_days: Numbers
    sector: pd.Series[Any]
    records: pd.DataFrame
    kin: Kin | None = None

    @property
    def profiles(self) -> int:
        """Return the number of profiles, with touchpoints or not."""
        return len(self.sector)

    @cached_property
    def severity(self) -> Numbers:
        """Return the severity 0-5 of each touchpoint."""
        return self.frame[Touchpoint.severity].to_numpy("float64")

    @cached_property
    def _code_numbers(self) -> tuple[npt.NDArray[np.int64], dict[str, int]]:
        codes, unique = pd.factorize(self.frame[Touchpoint.event_code])
        return codes, {str(code): number for number, code in enumerate(unique)}

    def of(self, codes: Iterable[str]) -> Flags:
        """Tell which touchpoints are of these types."""
        numbers, known = self._code_numbers
        return np.isin(numbers, [known[code] for code in codes if code in known])

    def is_any(self, column: str, *values: str) -> Flags:
        """Tell where `column` is one of `values`; false where it is missing."""
        return self.frame[column].isin(values).to_numpy("bool")

    @cached_property
    def inspection(self) -> Flags:
        """Tell which touchpoints are visits that looked for problems, with access."""
        looked = self.is_any(Touchpoint.category, "inspection") | self.of(NOTHING_FOUND)
        inside: Flags = self.frame[Touchpoint.is_visit].to_numpy("bool")
        return looked & inside

    @cached_property
    def clean_visit(self) -> Flags:
        """Tell which visits found nothing, or recorded nothing; closed premises are not clean."""
        clear: Flags = (self.severity == 0) & ~self.is_any(Touchpoint.result, "closed")
        return self.inspection & clear

    @cached_property
    def told(self) -> dict[str, npt.NDArray[np.object_]]:
        """Return the words of each touchpoint for a sentence: what, agency and day."""
        short = agencies()["short_name"]
        return {
            "what": self._worded(Touchpoint.summary, lambda said: said),
            "agency": self._worded(Touchpoint.agency, lambda one: one.map(short).fillna(one)),
            "day": self._worded(Touchpoint.event_on, plain_days),
        }

    @cached_property
    def ids(self) -> npt.NDArray[np.object_]:
        """Return the id of each touchpoint."""
        return self.frame[Touchpoint.touchpoint_id].to_numpy(dtype=object)

    def _worded(self, column: str, words: Callable[[pd.Series[Any]], Any]) -> Any:
        """Return each value of `column` in words; each distinct value is worded once."""
        codes, unique = pd.factorize(self.frame[column])
        return words(pd.Series(unique)).to_numpy(dtype=object)[codes]

    @cached_property
    def _record_rows(self) -> npt.NDArray[np.int64]:
        ids = pd.Index(self.records[PlacedRecord.record_id])
        rows: npt.NDArray[np.int64] = ids.get_indexer(self.frame[Touchpoint.touchpoint_id])
        return rows

    def of_record(self, column: str) -> pd.Series[Any]:
        """Return `column` of the record behind each touchpoint; missing where there is none."""
        values = self.records[column].reset_index(drop=True)
        return values.reindex(self._record_rows).reset_index(drop=True)

    @cached_property
    def holder(self) -> npt.NDArray[np.int64]:
        """Return the number of each touchpoint's agency; predecessors are their successor."""
        table = agencies()
        agency = self.frame[Touchpoint.agency]
        one = agency.map(table["successor"]).fillna(agency)
        numbers: npt.NDArray[np.int64] = pd.factorize(one)[0].astype("int64")
        return numbers

    def taken(
        self,
        rows: npt.NDArray[np.int64],
        who: npt.NDArray[np.int64],
        age_days: Numbers,
        sector: pd.Series[Any],
    ) -> History:
        """Return some of the touchpoints, in this order, as a history of other profiles.

        What is known of each already is not looked up again.
        """
        frame = self.frame.take(rows).reset_index(drop=True)
        made = History(frame, who, age_days, sector, self.records)
        # Where `cached_property` would put them.
        numbers, codes = self._code_numbers
        made.__dict__["_record_rows"] = self._record_rows[rows]
        made.__dict__["_code_numbers"] = numbers[rows], codes
        made.__dict__["severity"] = self.severity[rows]
        return made

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


def history(
    profiles: pd.DataFrame, touchpoints: pd.DataFrame, records: pd.DataFrame, as_of: date
) -> History:
    """Return what is known of `profiles` before `as_of`; later touchpoints are the future."""
    past = (touchpoints[Touchpoint.event_on] < pd.Timestamp(as_of)).to_numpy("bool")
    who = pd.Index(profiles[Profile.profile_id]).get_indexer(touchpoints[Touchpoint.profile_id])
    kept = touchpoints[past & (who >= 0)].assign(**{_WHO: who[past & (who >= 0)]})
    order = [Touchpoint.event_on, Touchpoint.touchpoint_id]
    frame = kept[[*READ, _WHO]].sort_values(order, ignore_index=True)
    age = (pd.Timestamp(as_of) - frame[Touchpoint.event_on]).dt.days
    return History(
        frame=frame.drop(columns=_WHO),
        who=frame[_WHO].to_numpy("int64"),
        age_days=age.to_numpy("float64"),
        sector=profiles[Profile.sector].reset_index(drop=True),
        records=records,
    )
