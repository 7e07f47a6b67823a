"""What does a score leave out while people dispute it?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from linkage.profiles import make_profiles
from records.among import among
from records.schema import PlacedRecord, Profile, Reason, Touchpoint
from risk.checklist import Scores, score

__all__ = ["DISPUTED", "in_order_of", "score_undisputed", "undisputed"]

DISPUTED = "DISPUTED"
"""Factor of the reason that says what was left out; it has no points."""

_UNKNOWN_SECTOR = "other"


def score_undisputed(
    tables: dict[str, pd.DataFrame], pairs: pd.DataFrame, as_of: date, disputed: Collection[str]
) -> Scores:
    """Return the scores of a build's profiles as if the disputed records were not there.

    tables: profiles, touchpoints and records of the build, and what is inherited, where anything
    is (`risk.inheriting`). Each profile with a disputed record
    has a reason of 0 points that says how many were left out, and which. A record that is
    disputed so neither raises nor lowers a score; the profile itself still shows it.
    """
    profiles, kin = tables["profiles"], tables.get("inherited")
    weighed, said = undisputed(tables, pairs, as_of, disputed)
    known = weighed["profiles"], weighed["touchpoints"], weighed["records"]
    scored = score(*known, as_of, inherited=kin)
    if said.empty:
        return scored
    # What is shown of a profile stays; only what its score was made from was left out.
    shown = scored.profiles.assign(**{str(c): profiles[c].to_numpy() for c in Profile.columns()})
    reasons = pd.concat([scored.reasons, said], ignore_index=True)
    return Scores(shown, in_order_of(profiles, reasons))


def undisputed(
    tables: Mapping[str, pd.DataFrame],
    pairs: pd.DataFrame,
    as_of: date,
    disputed: Collection[str],
) -> tuple[dict[str, pd.DataFrame], pd.DataFrame]:
    """Return the tables as if the disputed records were not there, and a reason that says so.

    The reasons have 0 points; there are none where nothing is disputed.
    """
    profiles, contacts, records = tables["profiles"], tables["touchpoints"], tables["records"]
    hit = records[PlacedRecord.record_id].isin(disputed)
    if not hit.any():
        return dict(tables), Reason.empty()
    kept = records[~hit].reset_index(drop=True)
    left = contacts[~contacts[Touchpoint.touchpoint_id].isin(disputed)].reset_index(drop=True)
    touched = records.loc[hit, PlacedRecord.profile_id]
    weighed = _without(profiles, (kept, left, pairs), set(touched), as_of)
    found = {**tables, "profiles": weighed, "touchpoints": left, "records": kept}
    return found, _said(records[hit])


def _without(
    profiles: pd.DataFrame,
    known: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame],
    touched: set[Any],
    as_of: date,
) -> pd.DataFrame:
    """Return the profiles with those that are touched described from what is not disputed."""
    records, contacts, pairs = known
    members = records[among(records[PlacedRecord.profile_id], touched)].reset_index(drop=True)
    theirs = contacts[among(contacts[Touchpoint.profile_id], touched)].reset_index(drop=True)
    sector = pd.Series(_UNKNOWN_SECTOR, index=sorted(touched), dtype="str")
    if len(members):
        again = make_profiles(members, theirs, pairs, as_of).profiles
        sector.update(again.set_index(Profile.profile_id)[Profile.sector])
    own = profiles[Profile.profile_id].map(sector)
    return profiles.assign(**{Profile.sector: own.fillna(profiles[Profile.sector])})


def _said(disputed: pd.DataFrame) -> pd.DataFrame:
    """Return the reason of each profile that says which records were left out."""
    ids = disputed.groupby(PlacedRecord.profile_id)[PlacedRecord.record_id].agg(sorted)
    frame = pd.DataFrame(
        {
            Reason.profile_id: ids.index,
            Reason.factor: DISPUTED,
            Reason.points: 0.0,
            Reason.because: [_sentence(len(records)) for records in ids],
            Reason.touchpoint_ids: ids.to_numpy(),
        }
    )
    return Reason.shape(frame)


def _sentence(count: int) -> str:
    what = "1 disputed record is" if count == 1 else f"{count} disputed records are"
    return f"{what} left out of the score until it is decided whether what it says is right"


def in_order_of(profiles: pd.DataFrame, reasons: pd.DataFrame) -> pd.DataFrame:
    """Return the reasons in the order of the profiles; what was left out comes last of each."""
    place = pd.Index(profiles[Profile.profile_id]).get_indexer(reasons[Reason.profile_id])
    order = np.argsort(place, kind="stable")
    return reasons.iloc[order].reset_index(drop=True)
