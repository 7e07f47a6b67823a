"""What would a decision on two records change, and what would it leave as it is?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.access import View
from dashboard.components.wording import counted
from dashboard.rows import Row
from records.schema import Doubt, PlacedRecord, ScoredProfile

__all__ = ["Consequence", "consequences"]

R, P = PlacedRecord, ScoredProfile


@dataclass(frozen=True)
class Consequence:
    """What one verdict would do at the next build. changes: whether anything is other than now."""

    verdict: str
    text: str
    changes: bool


def consequences(
    view: View, records: tuple[Row, Row], case: Row | None
) -> tuple[Consequence, Consequence]:
    """Return what "same" and "different" would do, as far as the viewer sees.

    case: what the build says of the pair, where it is one of its doubts.
    """
    left, right = records
    if left[R.profile_id] == right[R.profile_id]:
        return _of_one(view, left, case)
    return _of_two(view, records, case)


def _of_two(
    view: View, records: tuple[Row, Row], case: Row | None
) -> tuple[Consequence, Consequence]:
    profiles = [_profile(view, record) for record in records]
    counts = [int(one[P.record_count]) for one in profiles]
    high = max(profiles, key=lambda one: float(one[P.score]))
    told = f"They become one business of {sum(counts)} records. {_score(view, high, case)}"
    apart = "They stay two businesses, whatever later records say."
    return Consequence("same", told, changes=True), Consequence("different", apart, changes=False)


def _of_one(view: View, record: Row, case: Row | None) -> tuple[Consequence, Consequence]:
    profile = _profile(view, record)
    held = "They stay one business, whatever later records say."
    moved = len(case[Doubt.moved]) if case else 0
    if not moved:
        told = "They are parted; which records go with which, the next build works out."
    else:
        rest = int(profile[P.record_count]) - moved
        parts = f"{counted(moved, 'record')} and {counted(rest, 'record')}"
        told = f"It falls into two businesses, of {parts}. {_score(view, profile, case)}"
    return Consequence("same", held, changes=False), Consequence("different", told, changes=True)


def _profile(view: View, record: Row) -> pd.Series[Any]:
    # What a decision would change is worked out by the checklist, whichever version is shown.
    row = view.checklist.row_of(str(record[R.profile_id]))
    return view.checklist.profile(row or 0)


def _score(view: View, now: pd.Series[Any], case: Row | None) -> str:
    """What becomes of the highest score."""
    if case is None or pd.isna(case[Doubt.score_then]):
        return ""
    by = "By version one, the" if view.version.is_prediction else "The"
    before, after = float(now[P.score]), float(case[Doubt.score_then])
    bands = str(now[P.band]), str(case[Doubt.band_then])
    if bands[0] != bands[1]:
        return f"{by} highest score goes from {before:.0f}, {bands[0]}, to {after:.0f}, {bands[1]}."
    if round(before) == round(after):
        return f"{by} highest score stays {before:.0f}, {bands[0]}."
    return f"{by} highest score goes from {before:.0f} to {after:.0f}, still {bands[0]}."
