"""What is a county to one who may not see all its records? As if those had never been delivered."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.access.doubting import doubted, shifted
from dashboard.access.relating import related
from dashboard.access.sealed import Whole
from dashboard.access.splitting import Parting, led, parted
from dashboard.county import County
from linkage.id_history import MERGED
from linkage.profiles import make_profiles
from records.among import among
from records.schema import (
    IdEvent,
    PlacedRecord,
    Profile,
    Redirect,
    ScoredProfile,
    Touchpoint,
)

__all__ = ["Narrowed", "narrowed"]

Flags = NDArray[np.bool_]

_PARTS = ("records", "profiles", "facts", "touchpoints", "reasons", "links")


@dataclass(frozen=True)
class Narrowed:
    """A county made of the records that are seen.

    heirs: of the businesses that were made anew, the ids that each row of the whole county's
    profiles has now; rows of which nothing is seen have none.
    """

    county: County
    heirs: pd.Series[Any]


def narrowed(whole: Whole, seen: Flags, disputed: Flags) -> Narrowed:
    """Return the county made of the records that are `seen`, one flag for each row of `records`.

    Businesses without a hidden or disputed record stay as they are. The others are described,
    joined and scored anew from what is seen of them; one of which nothing is seen is not there.
    disputed: records that are shown and count for no score.
    """
    county = whole.county
    if (seen & ~disputed).all():
        return Narrowed(county, pd.Series([], dtype="object"))
    hit = np.zeros(len(county), dtype=bool)
    hit[whole.owner[~seen | disputed]] = True
    stay = {name: _of_rows(county, name, ~hit) for name in _PARTS}
    taken = set(stay["profiles"][Profile.profile_id])
    parting = parted(whole, seen & hit[whole.owner], ~seen, taken)
    anew = _described(whole, parting) if len(parting.rows) else {}
    tables = {
        name: pd.concat([frame, anew[name]], ignore_index=True) if name in anew else frame
        for name, frame in stay.items()
    }
    ids = county.table("records")[PlacedRecord.record_id]
    tables = related(tables, set(parting.ids), county.about.as_of, set(ids[seen & disputed]))
    tables |= {"doubts": doubted(whole, seen, hit), "shifts": shifted(whole, seen)}
    tables["weights"] = county.table("weights")
    tables["redirects"] = led(whole, hit, parting, tables["profiles"][Profile.profile_id])
    tables["histories"] = _given_up(whole, stay["profiles"], tables["redirects"])
    heirs = pd.Series(parting.ids, index=whole.owner[parting.rows], dtype="object")
    return Narrowed(County(county.about, tables, county.boundaries, county.wards), heirs)


def _given_up(whole: Whole, stay: pd.DataFrame, redirects: pd.DataFrame) -> pd.DataFrame:
    """Return when ids were given up that lead to businesses of which everything is seen.

    When one was given up that leads to a business made anew may tell of a hidden record.
    """
    led_there = redirects[among(redirects[Redirect.new_id], stay[Profile.profile_id])]
    events = whole.county.table("histories")
    told = among(events[IdEvent.about_id], led_there[Redirect.old_id])
    given_up = events[told & (events[IdEvent.event] == MERGED)]
    return given_up.assign(**{IdEvent.other_id: None}).reset_index(drop=True)


def _of_rows(county: County, name: str, rows: Flags) -> pd.DataFrame:
    if name == "profiles":
        return county.profiles[rows]
    return county.table(name)[rows[county.owners(name)]]


def _described(whole: Whole, parting: Parting) -> dict[str, pd.DataFrame]:
    """Return the tables of the businesses that the records make by themselves, not yet scored."""
    county, as_of = whole.county, whole.county.about.as_of
    owners = pd.Series(parting.ids, dtype="str")
    records = county.table("records").iloc[parting.rows].reset_index(drop=True)
    records = records.assign(**{PlacedRecord.profile_id: owners})
    contacts = _contacts(county.table("touchpoints"), records)
    place = whole.place[parting.rows]
    kept = np.zeros(len(whole.ids), dtype=bool)
    kept[place] = True
    pairs = whole.ties.among(kept).holding(whole.ids, parting.part)
    made = make_profiles(records, contacts, pairs, as_of)
    more = {"profiles": made.profiles, "facts": made.facts, "links": made.links}
    return {"records": records, "touchpoints": contacts, **more}


def _contacts(touchpoints: pd.DataFrame, records: pd.DataFrame) -> pd.DataFrame:
    """Return the contacts that come from these records, under the profiles those are in now."""
    names = pd.Index(records[PlacedRecord.record_id])
    at = names.get_indexer(pd.Index(touchpoints[Touchpoint.touchpoint_id]))
    owners = records[PlacedRecord.profile_id].iloc[at[at >= 0]].reset_index(drop=True)
    here = touchpoints[at >= 0].reset_index(drop=True)
    owned: pd.DataFrame = here.assign(**{ScoredProfile.profile_id: owners})
    return owned
