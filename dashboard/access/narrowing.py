"""What is a county to one who may not see all its records? As if those had never been delivered."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.county import County
from linkage.profiles import make_profiles
from records.schema import Link, PlacedRecord, Profile, Redirect, Touchpoint
from risk.checklist import score

__all__ = ["narrowed"]

Flags = NDArray[np.bool_]

_DESCRIBED = ("profiles", "facts", "touchpoints", "reasons", "links", "records")


def narrowed(county: County, seen: Flags, disputed: Flags) -> County:
    """Return the county made of the records that are `seen`, one flag for each row of `records`.

    Businesses without a hidden or disputed record stay as they are. The others are described,
    joined and scored anew from what is seen of them; one of which nothing is seen is not there.
    disputed: records that are shown and count for no score.
    """
    if (seen & ~disputed).all():
        return county
    hit = np.zeros(len(county), dtype=bool)
    hit[county.owners("records")[~seen | disputed]] = True
    whole = {name: _of_rows(county, name, ~hit) for name in _DESCRIBED}
    left = county.table("records")[seen & hit[county.owners("records")]]
    doubted = county.table("records")[PlacedRecord.record_id][disputed]
    anew = _described(county, left, doubted) if len(left) else {}
    tables = {
        name: pd.concat([frame, anew[name]], ignore_index=True) if anew else frame
        for name, frame in whole.items()
    }
    tables["profiles"] = tables["profiles"].sort_values(Profile.profile_id, ignore_index=True)
    ids = whole["profiles"][Profile.profile_id]
    redirects = county.redirects[county.redirects[Redirect.new_id].isin(ids)]
    return County(county.about, {**tables, "redirects": redirects}, county.boundaries)


def _of_rows(county: County, name: str, rows: Flags) -> pd.DataFrame:
    if name == "profiles":
        return county.profiles[rows]
    return county.table(name)[rows[county.owners(name)]]


def _described(
    county: County, records: pd.DataFrame, disputed: pd.Series[Any]
) -> dict[str, pd.DataFrame]:
    """Return the tables of the businesses that `records` make by themselves."""
    as_of = county.about.as_of
    contacts = _of_records(county.table("touchpoints"), Touchpoint.touchpoint_id, records)
    links = county.table("links")
    both = links[Link.id_a].isin(records[PlacedRecord.record_id]) & links[Link.id_b].isin(
        records[PlacedRecord.record_id]
    )
    made = make_profiles(records, contacts, links[both], as_of)
    weighing = contacts[~contacts[Touchpoint.touchpoint_id].isin(disputed)]
    scores = score(made.profiles, weighing, records, as_of)
    return {
        "records": records,
        "touchpoints": contacts,
        "profiles": scores.profiles,
        "facts": made.facts,
        "reasons": scores.reasons,
        "links": made.links,
    }


def _of_records(frame: pd.DataFrame, key: str, records: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that come from these records, under the profiles those are in now."""
    owner: Any = records.set_index(PlacedRecord.record_id)[PlacedRecord.profile_id]
    here = frame[frame[key].isin(owner.index)]
    return here.assign(**{PlacedRecord.profile_id: here[key].map(owner).astype("str")})
