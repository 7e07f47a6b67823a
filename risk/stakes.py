"""How urgent would businesses be if a person said otherwise of two of their records?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from linkage.profiles import sectors_of
from linkage.review import chances
from records.domain import BANDS
from records.schema import Doubt, PlacedRecord, Profile, ScoredProfile, Touchpoint
from risk.checklist import standings
from risk.history import history

__all__ = ["MOST", "effects", "most_telling", "outcomes", "owners_of"]

MOST = 2_000
"""Doubts that a build keeps, those whose decision would change most."""

BAND_POINTS = 10.0
"""What a change of the band counts beside a change of the score by so many points."""

_UNKNOWN_SECTOR = "other"
_DOUBT, _OTHER, _SIDE = "doubt", "other", "side"

Tables = Mapping[str, pd.DataFrame]


def outcomes(
    tables: Tables, doubts: pd.DataFrame, as_of: date, disputed: Collection[str] = ()
) -> pd.DataFrame:
    """Return `doubts` with the highest score, and its band, if a person said otherwise of each.

    tables: records, touchpoints and profiles of the county. A pair inside one business is taken to
    part it as `moved` says; a pair between two joins them. A disputed record counts for no score.
    """
    if doubts.empty:
        return doubts
    members = _members(tables["records"], doubts)
    whose = np.unique(members[PlacedRecord.profile_id])
    said = members[~members[PlacedRecord.record_id].isin(disputed)].reset_index(drop=True)
    records = said.assign(**{PlacedRecord.record_id: _numbered(said, PlacedRecord.record_id)})
    sector = sectors_of(records).reindex(whose).fillna(_UNKNOWN_SECTOR)
    made = pd.DataFrame({Profile.profile_id: whose, Profile.sector: sector.to_numpy()})
    contacts = _contacts(tables["touchpoints"], said)
    scored = standings(history(made, contacts, records, as_of))
    of = made[Profile.profile_id].str.partition(".")[0].astype("int64")
    best = scored.assign(**{_DOUBT: of}).sort_values(ScoredProfile.score)
    best = best.drop_duplicates(_DOUBT, keep="last").set_index(_DOUBT).reindex(range(len(doubts)))
    found = {
        Doubt.score_then: best[ScoredProfile.score].to_numpy(),
        Doubt.band_then: best[ScoredProfile.band].to_numpy(),
    }
    return Doubt.shape(doubts.assign(**found))


def effects(profiles: pd.DataFrame, owners: pd.DataFrame, doubts: pd.DataFrame) -> pd.Series[Any]:
    """Return what a decision on each doubt is worth: its chance times what it would change.

    owners: the profile of either record. A change is the points by which the highest score of the
    businesses changes, `BAND_POINTS` where the band does, and log2 of one more than the records
    that change sides. 0: a decision changes nothing.
    """
    held = profiles.set_index(ScoredProfile.profile_id)
    a, b = (held.loc[owners[c]].reset_index(drop=True) for c in (Doubt.id_a, Doubt.id_b))
    scores = np.column_stack([a[ScoredProfile.score], b[ScoredProfile.score]])
    first = scores.argmax(axis=1)
    now = scores.max(axis=1)
    band = np.where(first == 0, a[ScoredProfile.band], b[ScoredProfile.band])
    is_one = (owners[Doubt.id_a].to_numpy() == owners[Doubt.id_b].to_numpy()).astype(bool)
    counts = np.minimum(*(one[ScoredProfile.record_count].to_numpy() for one in (a, b)))
    moved = np.where(is_one, doubts[Doubt.moved].str.len().to_numpy(), counts)
    rank = {name: number for number, name in enumerate(BANDS)}
    then = doubts[Doubt.band_then].map(rank).to_numpy(dtype="float64")
    turned = np.abs(then - pd.Series(band).map(rank).to_numpy(dtype="float64")) > 0
    points = np.abs(doubts[Doubt.score_then].to_numpy() - now)
    change = np.nan_to_num(points) + BAND_POINTS * turned + np.log2(1.0 + moved)
    worth = chances(doubts[Doubt.weight_bits].to_numpy(), is_one) * change
    return pd.Series(worth, index=doubts.index)


def owners_of(records: pd.DataFrame, doubts: pd.DataFrame) -> pd.DataFrame:
    """Return the profile of either record of each doubt, as columns id_a and id_b."""
    owner = records.set_index(PlacedRecord.record_id)[PlacedRecord.profile_id]
    ends = {str(c): doubts[c].map(owner) for c in (Doubt.id_a, Doubt.id_b)}
    return pd.DataFrame(ends, index=doubts.index)


def most_telling(
    tables: Tables,
    doubts: pd.DataFrame,
    as_of: date,
    disputed: Collection[str] = (),
    before: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Return the `MOST` doubts whose decision would change most, with their outcomes, by records.

    tables: also `profiles`, scored. before: doubts whose outcomes are known, to be told among them.
    """
    told = outcomes(tables, doubts, as_of, disputed)
    if before is not None:
        order = [Doubt.id_a, Doubt.id_b]
        told = pd.concat([before, told], ignore_index=True).sort_values(order, ignore_index=True)
    worth = effects(tables["profiles"], owners_of(tables["records"], told), told)
    kept = np.sort(np.argsort(-worth.to_numpy(), kind="stable")[:MOST])
    return told.iloc[kept].reset_index(drop=True)


def _members(records: pd.DataFrame, doubts: pd.DataFrame) -> pd.DataFrame:
    """Return every record of the businesses as each doubt would make them, once for each doubt."""
    owners = owners_of(records, doubts).reset_index(drop=True)
    ends = [
        pd.DataFrame({PlacedRecord.profile_id: owners[c], _DOUBT: owners.index})
        for c in (Doubt.id_a, Doubt.id_b)
    ]
    whose = pd.concat(ends).drop_duplicates()
    members = records.merge(whose, on=PlacedRecord.profile_id).reset_index(drop=True)
    one = (owners[Doubt.id_a] == owners[Doubt.id_b]).to_numpy()
    gone = {
        (number, record)
        for number, ids in enumerate(doubts[Doubt.moved])
        if one[number]
        for record in ids
    }
    keys = zip(members[_DOUBT], members[PlacedRecord.record_id], strict=True)
    side = np.array([key in gone for key in keys], dtype="int64").astype("str")
    made = members[_DOUBT].astype("str") + "." + pd.Series(side, index=members.index)
    return members.assign(**{PlacedRecord.profile_id: made})


def _numbered(members: pd.DataFrame, column: str) -> pd.Series[Any]:
    """Return ids that are each once although a record may be in several doubts."""
    return members[column] + "#" + members[_DOUBT].astype("str")


def _contacts(touchpoints: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Return the contacts that come from the records, one for each doubt that these are in."""
    whose = pd.DataFrame(
        {
            Touchpoint.touchpoint_id: members[PlacedRecord.record_id],
            _OTHER: members[PlacedRecord.profile_id],
            _SIDE: _numbered(members, PlacedRecord.record_id),
        }
    )
    here = touchpoints.merge(whose, on=Touchpoint.touchpoint_id)
    named = {Touchpoint.profile_id: here[_OTHER], Touchpoint.touchpoint_id: here[_SIDE]}
    return here.assign(**named).drop(columns=[_OTHER, _SIDE])
