"""What do we say of each business, and which records say so?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from linkage.claims import claimants, make_claims, sector_claims
from linkage.facts import FIELD, ROW, VALUE, WHO, candidates, facts
from linkage.holding import IN_TREE, holding_links, within_profiles
from linkage.locating import best_points, place_claims
from records.grouping import lists_of
from records.schema import Fact, Link, PlacedRecord, Profile, Touchpoint

__all__ = ["NO_NAME", "Profiles", "make_profiles", "sectors_of"]

NO_NAME = "Name not recorded"
UNKNOWN = "other"

SINGLE = (
    Profile.name,
    Profile.legal_name,
    Profile.address,
    Profile.postcode,
    Profile.sector,
    Profile.company_number,
    Profile.uprn,
    Profile.phone,
    Profile.status,
    Profile.rating,
)
"""Fields that show one value; the others that records give stay as facts beside it."""

MANY = (Profile.other_names, Profile.sources, Profile.agencies)
"""Fields that show every value."""


@dataclass(frozen=True)
class Profiles:
    """What a build says of each business.

    profiles: one row for each profile_id, in order of it.
    facts: every value shown, and those that lost, with the records that say so.
    links: at most ten pairs of each profile; `because` is empty until the caller fills it.
    """

    profiles: pd.DataFrame
    facts: pd.DataFrame
    links: pd.DataFrame


def make_profiles(
    records: pd.DataFrame, touchpoints: pd.DataFrame, pairs: pd.DataFrame, as_of: date
) -> Profiles:
    """Return the profiles of placed records, their facts and their links.

    A value is chosen by how far its agencies are trusted with it, then by the number of sources
    that give it, then the latest, then the fullest. `touchpoints` are those before `as_of`;
    `pairs` need not hold every pair of a profile.
    """
    records = PlacedRecord.check(records).sort_values(PlacedRecord.record_id, ignore_index=True)
    who, ids = _numbered(records[PlacedRecord.profile_id])
    here = _touched(touchpoints, records, who)
    base, points = claimants(records, who), best_points(records, who)
    claims = [make_claims(records, base, here, as_of), place_claims(records, base, points)]
    found = candidates(pd.concat(claims, ignore_index=True), records[PlacedRecord.record_id])
    found = _with_other_names(found)
    inside = within_profiles(pairs, records[PlacedRecord.record_id], who)
    columns: dict[str, Any] = {
        Profile.profile_id: ids,
        **_shown(found, len(ids)),
        **_located(records, points, len(ids)),
        **_dated(here, len(ids)),
        **_joined(records, inside, who, len(ids)),
    }
    profiles = Profile.shape(pd.DataFrame(columns, index=range(len(ids))))
    return Profiles(Profile.check(profiles), Fact.check(facts(found, ids)), _links(inside, ids))


def sectors_of(records: pd.DataFrame) -> pd.Series[Any]:
    """Return the sector that `make_profiles` would give each profile, by profile_id, in order."""
    records = records.sort_values(PlacedRecord.record_id, ignore_index=True)
    who, ids = _numbered(records[PlacedRecord.profile_id])
    claims = sector_claims(records, claimants(records, who))
    found = candidates(claims, records[PlacedRecord.record_id])
    first = found[found[Fact.chosen]].set_index(WHO)[VALUE]
    return pd.Series(first.reindex(range(len(ids))).to_numpy(), index=ids, dtype="str")


def _numbered(profile_id: pd.Series[Any]) -> tuple[npt.NDArray[np.int64], npt.NDArray[Any]]:
    """Return the number of each record's profile, and the ids in order."""
    codes, ids = pd.factorize(profile_id, sort=True)
    return codes, np.asarray(ids, dtype=object)


def _touched(
    touchpoints: pd.DataFrame, records: pd.DataFrame, who: npt.NDArray[np.int64]
) -> pd.DataFrame:
    """Return the touchpoints of these records, with who and row."""
    row_of = pd.Series(records.index, index=records[PlacedRecord.record_id])
    row = touchpoints[Touchpoint.touchpoint_id].map(row_of)
    here = touchpoints.assign(**{ROW: row}).dropna(subset=[ROW]).astype({ROW: "int64"})
    return here.assign(**{WHO: who[here[ROW]]})


def _with_other_names(found: pd.DataFrame) -> pd.DataFrame:
    """Show every name that lost as another name, and every value of the fields that show all."""
    unheard = (found[FIELD] == Profile.sector) & (found[VALUE] == UNKNOWN) & ~found[Fact.chosen]
    found = found[~unheard]
    lost = found[(found[FIELD] == Profile.name) & ~found[Fact.chosen]]
    both = pd.concat([found, lost.assign(**{FIELD: Profile.other_names})], ignore_index=True)
    return both.assign(**{Fact.chosen: both[Fact.chosen] | both[FIELD].isin(MANY)})


def _shown(found: pd.DataFrame, count: int) -> dict[str, Any]:
    """Return the columns of `SINGLE` and `MANY`, and what is counted from them."""
    chosen = found[found[Fact.chosen]]
    of = {field: rows.set_index(WHO)[VALUE] for field, rows in chosen.groupby(FIELD)}
    nothing = pd.Series([], index=pd.Index([], dtype="int64"), dtype="str")
    columns: dict[str, Any] = {
        field: of.get(field, nothing).reindex(range(count)) for field in SINGLE
    }
    for field in MANY:
        values = of.get(field, nothing).sort_values()
        columns[field] = lists_of(values, values.index.to_numpy(), count)
    columns[Profile.name] = columns[Profile.name].fillna(NO_NAME)
    columns[Profile.agency_count] = columns[Profile.agencies].str.len()
    personal = of.get(Profile.is_personal, nothing)
    columns[Profile.is_personal] = np.isin(np.arange(count), personal.index)
    return columns


def _located(records: pd.DataFrame, points: pd.DataFrame, count: int) -> dict[str, Any]:
    """Return where each profile is, as the first record at its best point says."""
    first = points.drop_duplicates(WHO).set_index(WHO)[ROW]
    at = records.iloc[first].set_axis(first.index).reindex(range(count))
    return {
        Profile.lat: at[PlacedRecord.map_lat],
        Profile.lon: at[PlacedRecord.map_lon],
        Profile.district: at[PlacedRecord.district],
        Profile.located_by: at[PlacedRecord.located_by].fillna("none"),
        Profile.in_county: at[PlacedRecord.in_county].eq(True),
    }


def _dated(here: pd.DataFrame, count: int) -> dict[str, Any]:
    """Return the first and latest contact and the latest visit; missing where there was none."""
    days = here.groupby(WHO)[Touchpoint.event_on]
    order = [Touchpoint.event_on, Touchpoint.touchpoint_id]
    visits = here[here[Touchpoint.is_visit]].sort_values(order)
    last = visits.drop_duplicates(WHO, keep="last").set_index(WHO)
    return {
        Profile.first_contact_on: days.min().reindex(range(count)),
        Profile.last_contact_on: days.max().reindex(range(count)),
        Profile.last_visit_on: last[Touchpoint.event_on].reindex(range(count)),
        Profile.last_visit_agency: last[Touchpoint.agency].reindex(range(count)),
    }


def _joined(
    records: pd.DataFrame, inside: pd.DataFrame, who: npt.NDArray[np.int64], count: int
) -> dict[str, Any]:
    """Return how many records were joined, and the link that holds them least.

    Missing where several records were joined without any pair, by a person's judgement alone.
    """
    size = np.bincount(who, minlength=count)
    weakest = inside[inside[IN_TREE]].groupby(WHO)[Link.probability].min().reindex(range(count))
    return {
        Profile.record_count: size,
        Profile.weakest_link: weakest.where(size > 1, 1.0),
    }


def _links(inside: pd.DataFrame, ids: npt.NDArray[Any]) -> pd.DataFrame:
    kept = holding_links(inside)
    links = Link.shape(kept.assign(**{Link.profile_id: ids[kept[WHO]]}))
    order = [Link.profile_id, Link.id_a, Link.id_b]
    return Link.check(links.sort_values(order, ignore_index=True))
