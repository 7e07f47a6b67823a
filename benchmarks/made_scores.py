"""Which reasons and scores would a made-up county have?"""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.made_words import CONTACTS
from records.domain import BANDS, sectors
from records.schema import Reason, ScoredProfile, Touchpoint

__all__ = ["made_reasons", "scored"]


def made_reasons(
    contact: NDArray[np.int64], profiles: pd.DataFrame, touchpoints: pd.DataFrame
) -> pd.DataFrame:
    """Return a reason for each contact that adds or takes points, cut to keep 0-100."""
    points = np.array([row[3] for row in CONTACTS])[contact]
    counted = touchpoints.assign(**{Reason.points: points})[points != 0]
    tier = profiles[ScoredProfile.sector].map(sectors()["tier"]).map({"A": 9, "B": 5, "C": 3})
    base = pd.DataFrame(
        {
            Reason.profile_id: profiles[ScoredProfile.profile_id],
            Reason.factor: "RF01",
            Reason.points: tier.fillna(1).astype("int64"),
            Reason.because: "a sector where workers are more often exploited",
            Reason.touchpoint_ids: [[] for _ in profiles.index],
        }
    )
    contacts = pd.DataFrame(
        {
            Reason.profile_id: counted[Touchpoint.profile_id],
            Reason.factor: np.where(counted[Reason.points] > 0, "RF05", "RF40"),
            Reason.points: counted[Reason.points],
            Reason.because: counted[Touchpoint.summary],
            Reason.touchpoint_ids: [[one] for one in counted[Touchpoint.touchpoint_id]],
        }
    )
    both = pd.concat([base, contacts], ignore_index=True)
    both = both.sort_values(Reason.profile_id, kind="stable", ignore_index=True)
    return _within_bounds(both)


def _within_bounds(reasons: pd.DataFrame) -> pd.DataFrame:
    """Cut the points at 100 and at 0 in order, so that they sum to a score in range."""
    groups = reasons[Reason.profile_id]
    bounded = reasons[Reason.points].groupby(groups).cumsum().clip(0, 100)
    before = bounded.groupby(groups).shift(fill_value=0)
    cut = reasons.assign(**{Reason.points: (bounded - before).astype("float64")})
    return cut[cut[Reason.points] != 0].reset_index(drop=True)


def scored(profiles: pd.DataFrame, reasons: pd.DataFrame) -> pd.DataFrame:
    """Return `profiles` with the sum of their reasons, its band and the strongest reason."""
    key = Reason.profile_id
    score = profiles[key].map(reasons.groupby(key)[Reason.points].sum()).fillna(0.0)
    top = reasons.sort_values(Reason.points, ascending=False).drop_duplicates(key)
    band = np.array(BANDS)[np.searchsorted([18, 36, 60], score, side="right")]
    return profiles.assign(
        **{
            ScoredProfile.score: score,
            ScoredProfile.band: band,
            ScoredProfile.top_reason: profiles[key].map(top.set_index(key)[Reason.because]),
            ScoredProfile.score_version: "v1",
        }
    )
