"""What did people's decisions change? As far as the viewer sees both records of each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.access import View
from dashboard.clerical.opinions import Opinions
from dashboard.clerical.pair import record_of
from dashboard.clerical.queue import token_of
from dashboard.rows import Row, rows
from linkage.model import PRIOR
from linkage.questions import COMPARISONS
from records.schema import PlacedRecord, ScoredProfile, Shift, Weight

__all__ = ["Changes", "Curve", "Turn", "changes_of"]

MOST_TURNS = 200
"""Businesses that merged or split which are listed."""
EVER_MOVED = 0.05
"""Bits from which a weight is said to have moved."""
_WIDE, _HIGH = 120.0, 32.0


@dataclass(frozen=True)
class Curve:
    """Weights of one comparison: at full disagreement and agreement, in bits.

    now, before, shipped: (disagreement, agreement); of the prior, twice the same. lines: points of
    two lines in a picture of 120 by 32, before and now; zero: where 0 bits is in it.
    """

    name: str
    now: tuple[float, float]
    before: tuple[float, float]
    shipped: tuple[float, float]
    lines: tuple[str, str]
    zero: float

    @property
    def moved(self) -> bool:
        """Whether it is other than in the build before."""
        pairs = zip(self.now, self.before, strict=True)
        return any(abs(a - b) >= EVER_MOVED for a, b in pairs)


@dataclass(frozen=True)
class Turn:
    """Two records that came together or were parted. decided: a person decided on the two."""

    token: str
    merged: bool
    decided: bool
    ends: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class Changes:
    """What decisions changed between the build before and the one on show.

    heeded: decisions that the build heeds, by role and verdict. waiting: said since, or taken back,
    which the next build heeds. turned: pairs that other weights put on the other side of even odds.
    """

    heeded: Mapping[str, Counter[str]]
    waiting: int
    curves: tuple[Curve, ...]
    turned: int
    merged: tuple[Turn, ...]
    split: tuple[Turn, ...]
    learnt: Mapping[str, Any]


def changes_of(view: View, opinions: Opinions, role_of: Callable[[str], str]) -> Changes:
    """Return what the build on show learnt from people.

    opinions: what was said of pairs both records of which are seen. role_of: of a user, in words.
    """
    about = view.county.about
    heeded: dict[str, Counter[str]] = {}
    for one in opinions.said:
        if one.judgement_id in about.heeded:
            heeded.setdefault(role_of(one.judged_by), Counter())[one.verdict] += 1
    shifts = view.county.table("shifts")
    turns = [_turn(view, row) for row in rows(shifts, *Shift.columns())]
    found = [one for one in turns if one]
    decided = shifts[Shift.decided].to_numpy(dtype=bool)
    return Changes(
        heeded=heeded,
        waiting=sum(one.in_force != (one.judgement_id in about.heeded) for one in opinions.said),
        curves=_curves(view.county.table("weights")),
        turned=int((~decided).sum()),
        merged=tuple(one for one in found if one.merged)[:MOST_TURNS],
        split=tuple(one for one in found if not one.merged)[:MOST_TURNS],
        learnt=about.learnt,
    )


def _turn(view: View, row: Row) -> Turn | None:
    """A pair that came together or was parted, where the viewer sees it so; else None."""
    ends = [record_of(view, row[c]) for c in (Shift.id_a, Shift.id_b)]
    if row[Shift.one_before] == row[Shift.one_now] or None in ends:
        return None
    owners = [str(end[PlacedRecord.profile_id]) for end in ends if end]
    if (owners[0] == owners[1]) != row[Shift.one_now]:
        return None
    token = token_of((row[Shift.id_a], row[Shift.id_b]))
    named = tuple(_end(view, owner) for owner in dict.fromkeys(owners))
    return Turn(token, bool(row[Shift.one_now]), bool(row[Shift.decided]), named)


def _end(view: View, profile_id: str) -> tuple[str, str, str]:
    """The id, name and address of a business."""
    profile = view.county.profile(view.county.row_of(profile_id) or 0)
    place = [profile[ScoredProfile.address], profile[ScoredProfile.postcode]]
    said = ", ".join(part for part in place if isinstance(part, str))
    return profile_id, str(profile[ScoredProfile.name]), said


def _curves(weights: pd.DataFrame) -> tuple[Curve, ...]:
    known = {one.name: one.same for one in COMPARISONS}
    groups = weights.groupby(Weight.comparison, sort=False)
    found = [_curve(str(name), known.get(str(name), ""), rows) for name, rows in groups]
    return tuple(sorted(found, key=lambda one: -_far(one)))


def _far(curve: Curve) -> float:
    return max(abs(a - b) for a, b in zip(curve.now, curve.before, strict=True))


def _curve(name: str, words: str, rows: pd.DataFrame) -> Curve:
    bits = {c: rows[c].to_numpy(float) for c in (Weight.bits, Weight.before, Weight.shipped)}
    ends = {c: (float(values[0]), float(values[-1])) for c, values in bits.items()}
    low = min(0.0, *(values.min() for values in bits.values()))
    high = max(0.5, *(values.max() for values in bits.values()))
    at = rows[Weight.similarity].fillna(0.5).to_numpy(float)
    lines = [_line(at, bits[c], (low, high)) for c in (Weight.before, Weight.bits)]
    called = "Before anything is compared" if name == PRIOR else words.capitalize()
    return Curve(
        called or name.replace("_", " ").capitalize(),
        ends[Weight.bits], ends[Weight.before], ends[Weight.shipped],
        (lines[0], lines[1]), _height(0.0, (low, high)),
    )  # fmt: skip


def _line(at: Any, bits: Any, ends: tuple[float, float]) -> str:
    return " ".join(
        f"{x * _WIDE:.1f},{_height(y, ends):.1f}" for x, y in zip(at, bits, strict=True)
    )


def _height(bits: float, ends: tuple[float, float]) -> float:
    low, high = ends
    return (1.0 - (bits - low) / (high - low)) * (_HIGH - 4) + 2
