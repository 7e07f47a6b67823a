"""What does a build say anew, and what does it say as the build before did?"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from linkage.claims import by_the_day
from records.schema import Doubt, Fact, Link, PlacedRecord, Profile, Table, Tie, Touchpoint
from records.store import Build
from records.store.frames import arrow_schema, to_arrow
from risk.describing import Known, described

__all__ = ["Before", "Renewed", "renewed"]

Flags = NDArray[np.bool_]
Ints = NDArray[np.int64]

_SAID: dict[str, type[Table]] = {
    "profiles": Profile,
    "facts": Fact,
    "links": Link,
    "touchpoints": Touchpoint,
    "ties": Tie,
}
_OWN = (PlacedRecord.record_id, PlacedRecord.profile_id)


@dataclass(frozen=True)
class Before:
    """What the build before said.

    tables: those of `_SAID`, as Arrow columns. records, doubts: as frames. as_of: its day.
    """

    tables: dict[str, pa.Table]
    records: pd.DataFrame
    as_of: date
    doubts: pd.DataFrame = field(default_factory=Doubt.empty)

    @classmethod
    def of(cls, build: Build) -> Before:
        """Return what `build` says."""
        tables = {
            name: build.arrow(name, table.columns()).cast(arrow_schema(table))
            for name, table in _SAID.items()
        }
        as_of = date.fromisoformat(build.manifest.as_of)
        return cls(tables, build.table("records"), as_of, build.table("doubts"))


@dataclass(frozen=True)
class Renewed:
    """What is said of all businesses, as Arrow columns; anew: the ids of those described again."""

    tables: dict[str, pa.Table]
    anew: frozenset[str]


def renewed(before: Before, records: pd.DataFrame, touched: Flags, known: Known) -> Renewed:
    """Return what `described` would return of all `records`.

    touched: which records differ from what `before` held under their ids, or are named by a
    judgement that was made or undone since. Only businesses with such a record, with one that came,
    left or moved, or of which the day changes what is said, are described again.
    """
    stays = _staying(before, records, touched, known.as_of)
    anew = records[~records[PlacedRecord.profile_id].isin(stays)].reset_index(drop=True)
    made = described(anew, known)
    at = _Places.of(before.records, records, anew)
    profiles = _of(stays, before.tables["profiles"])
    fresh = to_arrow(Profile, made["profiles"])
    spliced = pa.concat_tables([profiles, fresh])
    ids = pc.sort_indices(spliced.column(str(Profile.profile_id)))
    profiles = spliced.take(ids)
    tables = {"profiles": profiles}
    for name, table in (("facts", Fact), ("links", Link)):
        both = [_of(stays, before.tables[name]), to_arrow(table, made[name])]
        tables[name] = _by_profile(pa.concat_tables(both), profiles)
    tables["touchpoints"] = _touchpoints(before, made["touchpoints"], stays, at)
    tables["ties"] = _ties(before, made["ties"], stays, at)
    whole = {name: table.combine_chunks() for name, table in tables.items()}
    return Renewed(whole, frozenset(anew[PlacedRecord.profile_id]))


def _staying(before: Before, records: pd.DataFrame, touched: Flags, as_of: date) -> pa.Array:
    """Return the ids of the profiles of which the same is said as before."""
    was, now = (
        pa.array(frame[PlacedRecord.record_id], pa.string()) for frame in (before.records, records)
    )
    place = _at(now, was)
    owner = records[PlacedRecord.profile_id]
    owned = before.records[PlacedRecord.profile_id]
    old = owned.iloc[place[place >= 0]].reset_index(drop=True)
    moved = np.ones(len(records), dtype=bool)
    moved[place >= 0] = (owner[place >= 0].reset_index(drop=True) != old).to_numpy()
    other = touched | moved
    if as_of != before.as_of:
        other |= by_the_day(records, before.as_of, as_of)
    gone = np.ones(len(before.records), dtype=bool)
    gone[place[place >= 0]] = moved[place >= 0]
    leaving = set(owner[other]) | set(owned[gone])
    ids = before.tables["profiles"].column(str(Profile.profile_id))
    return ids.filter(pc.invert(pc.is_in(ids, value_set=pa.array(sorted(leaving), pa.string()))))


def _of(profiles: Any, table: pa.Table) -> pa.Table:
    return table.filter(pc.is_in(table.column(str(Profile.profile_id)), value_set=profiles))


def _by_profile(table: pa.Table, profiles: pa.Table) -> pa.Table:
    """Return rows in the order of the profiles; those of one profile stay in theirs."""
    ids = profiles.column(str(Profile.profile_id)).combine_chunks()
    owner = pc.index_in(table.column(str(Profile.profile_id)), value_set=ids).to_numpy()
    return table.take(pa.array(np.argsort(owner, kind="stable")))


@dataclass(frozen=True)
class _Places:
    """Where records stand among all of a build in the order of their ids.

    ids: in order. before: of each place in the build before, the place now; -1: gone. anew: of each
    place among the records described again, the place among all.
    """

    ids: Any
    before: Ints
    anew: Ints

    @classmethod
    def of(cls, before: pd.DataFrame, records: pd.DataFrame, anew: pd.DataFrame) -> _Places:
        was, now, few = (_sorted(frame) for frame in (before, records, anew))
        return cls(now, _at(was, now), _at(few, now))


def _sorted(records: pd.DataFrame) -> pa.Array:
    """Return the record_ids in order."""
    ids = pa.array(records[PlacedRecord.record_id], pa.string())
    return ids.take(pc.array_sort_indices(ids))


def _at(ids: pa.Array, among: pa.Array) -> Ints:
    """Return where each of `ids` stands; -1: nowhere."""
    found: Ints = pc.index_in(ids, value_set=among).fill_null(-1).to_numpy().astype(np.int64)
    return found


def _touchpoints(before: Before, made: pd.DataFrame, stays: Any, at: _Places) -> pa.Table:
    kept = _of(stays, before.tables["touchpoints"])
    both = pa.concat_tables([kept, to_arrow(Touchpoint, made)])
    day = both.column(str(Touchpoint.event_on)).cast(pa.int64()).to_numpy()
    name = pc.index_in(both.column(str(Touchpoint.touchpoint_id)), value_set=at.ids).to_numpy()
    return both.take(pa.array(np.lexsort((name, day))))


def _ties(before: Before, made: pd.DataFrame, stays: Any, at: _Places) -> pa.Table:
    """Return the ties of the profiles that stay, and those made anew, by places among all."""
    ties = before.tables["ties"]
    ids, owner = (pa.array(before.records[column], pa.string()) for column in _OWN)
    owned = owner.take(pc.array_sort_indices(ids))
    staying = pc.is_in(owned, value_set=stays).to_numpy(zero_copy_only=False)
    left, right = (ties.column(str(c)).to_numpy() for c in (Tie.row_a, Tie.row_b))
    kept = staying[left]
    rest = [ties.column(str(c)).filter(pa.array(kept)) for c in (Tie.weight_bits, Tie.because)]
    old = pa.table(
        [pa.array(at.before[left[kept]]), pa.array(at.before[right[kept]]), *rest],
        schema=ties.schema,
    )
    ends = {c: at.anew[made[c].to_numpy()] for c in (Tie.row_a, Tie.row_b)}
    both = pa.concat_tables([old, to_arrow(Tie, made.assign(**ends))])
    ends_of = [both.column(str(c)).to_numpy() for c in (Tie.row_b, Tie.row_a)]
    return both.take(pa.array(np.lexsort(ends_of)))
