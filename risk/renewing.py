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
from records.among import among
from records.schema import Doubt, Fact, Link, PlacedRecord, Profile, Table, Tie, Touchpoint
from records.splicing import in_order
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
    anew = records[~among(records[PlacedRecord.profile_id], stays)].reset_index(drop=True)
    made = described(anew, known)
    at = _Places.of(before.records, records, anew)
    profiles = _profiles(before, made["profiles"], stays)
    tables = {"profiles": profiles}
    for name, table in (("facts", Fact), ("links", Link)):
        both = _both(before.tables[name], to_arrow(table, made[name]))
        owner = _owners(both, profiles, stays, len(before.tables[name]))
        tables[name] = in_order(both, owner >= 0, owner)
    tables["touchpoints"] = _touchpoints(before, made["touchpoints"], stays, at)
    tables["ties"] = _ties(before, made["ties"], stays, at)
    return Renewed(tables, frozenset(anew[PlacedRecord.profile_id]))


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


def _both(was: pa.Table, fresh: pa.Table) -> pa.Table:
    return pa.concat_tables([was, fresh])


def _profiles(before: Before, made: pd.DataFrame, stays: pa.Array) -> pa.Table:
    both = _both(before.tables["profiles"], to_arrow(Profile, made))
    ids = both.column(str(Profile.profile_id)).combine_chunks()
    kept = among(ids, stays)
    kept[len(before.tables["profiles"]) :] = True
    return in_order(both, kept, pc.rank(ids, tiebreaker="dense").to_numpy())


def _owners(both: pa.Table, profiles: pa.Table, stays: pa.Array, old: int) -> Ints:
    """Return the place of the profile that each row is of; -1 for an old row said no longer.

    old: how many of the rows, the first ones, are of the build before.
    """
    ids = both.column(str(Profile.profile_id)).combine_chunks()
    owner = _at(ids, profiles.column(str(Profile.profile_id)).combine_chunks())
    owner[:old][~among(ids.slice(0, old), stays)] = -1
    return owner


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
    was = before.tables["touchpoints"]
    both = _both(was, to_arrow(Touchpoint, made))
    kept = among(both.column(str(Touchpoint.profile_id)), stays)
    kept[len(was) :] = True
    day = both.column(str(Touchpoint.event_on)).cast(pa.int64()).to_numpy()
    name = _at(both.column(str(Touchpoint.touchpoint_id)).combine_chunks(), at.ids)
    return in_order(both, kept, name, day)


def _ties(before: Before, made: pd.DataFrame, stays: Any, at: _Places) -> pa.Table:
    """Return the ties of the profiles that stay, and those made anew, by places among all."""
    was, fresh = before.tables["ties"], to_arrow(Tie, made)
    ids, owner = (pa.array(before.records[column], pa.string()) for column in _OWN)
    owned = owner.take(pc.array_sort_indices(ids))
    kept = np.ones(len(was) + len(fresh), dtype=bool)
    left = was.column(str(Tie.row_a)).to_numpy()
    kept[: len(was)] = among(owned, stays)[left]
    ends = [_ends(column, (was, fresh), at) for column in (Tie.row_a, Tie.row_b)]
    both = _both(was, fresh).drop_columns([str(Tie.row_a), str(Tie.row_b)])
    named = [both.column(name) for name in both.column_names]
    both = pa.table([*map(pa.array, ends), *named], schema=was.schema)
    return in_order(both, kept, ends[1], ends[0])


def _ends(column: str, ties: tuple[pa.Table, pa.Table], at: _Places) -> Ints:
    """Return the places among all records of one end of ties, of before and made anew."""
    was, fresh = (table.column(str(column)).to_numpy() for table in ties)
    return np.concatenate([at.before[was], at.anew[fresh]])
