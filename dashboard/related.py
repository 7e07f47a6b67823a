"""Whom does a business follow, who follows it, and what else do the same people run?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.county import County
from dashboard.rows import Row, rows
from records.schema import Relation, ScoredProfile

__all__ = ["HERE", "RUNS", "SHARES", "Kin", "Stay", "followed", "kin_of", "percent", "stays_of"]

HERE = ("follows", "followed_by", "took_over", "made_way_for", "neighbour")
"""Kinds of relation that are about the premises, or about one business after another."""
RUNS = ("same_operator",)
SHARES = ("shares",)

_ORDER = {kind: at for at, kind in enumerate((*HERE, *RUNS, *SHARES))}
_MOST_STAYS = 8
_YEAR = pd.Timedelta(days=365)


@dataclass(frozen=True)
class Kin:
    """A business that the one shown has to do with.

    relation: the row of `Relation`. profile: the other one's scored profile. lines: each piece of
    evidence in words, with the record of the one shown and that of the other.
    """

    relation: Row
    profile: Any
    lines: tuple[tuple[str, str, str], ...]

    @property
    def kind(self) -> str:
        """Return the kind of relation, as the one shown has it."""
        return str(self.relation[Relation.kind])


@dataclass(frozen=True)
class Stay:
    """A business and from when to when it was there, as far as is known; None: still there.

    how: this, same (run by the same people) or other. profile_id: empty for the one shown.
    """

    name: str
    profile_id: str
    began: pd.Timestamp
    ended: pd.Timestamp | None
    how: str


def kin_of(seen: County, row: int) -> tuple[Kin, ...]:
    """Return the businesses that the one in `row` has to do with, those before and after first."""
    found = rows(seen.of("relations", row), *Relation.columns())
    kin = []
    for one in found:
        at = seen.row_of(str(one[Relation.other_id]))
        if at is None:
            continue
        lines = zip(
            one[Relation.because],
            one[Relation.own_records],
            one[Relation.other_records],
            strict=True,
        )
        kin.append(Kin(one, seen.profile(at), tuple(lines)))
    return tuple(sorted(kin, key=_placed))


def _placed(kin: Kin) -> tuple[int, float, str]:
    weight = float(kin.relation[Relation.weight_bits])
    return _ORDER[kin.kind], -weight, str(kin.relation[Relation.other_id])


def stays_of(seen: County, row: int, kin: Sequence[Kin], as_of: pd.Timestamp) -> tuple[Stay, ...]:
    """Return who was there when, the earliest first; none where nobody came before or after.

    Those of a chain of successors are all told, also where the one shown follows them through
    another; a neighbour is told from the first contact with it on.
    """
    own = seen.profile(row)
    here = [one for one in kin if one.kind in HERE]
    if not any(one.kind != "neighbour" for one in here):
        return ()
    stays = {str(own[ScoredProfile.profile_id]): _own(own, here, as_of)}
    for one in here:
        stays[str(one.relation[Relation.other_id])] = _other(one, as_of)
    for one in here:
        for member in one.relation[Relation.chain]:
            if member not in stays and (at := seen.row_of(member)) is not None:
                stays[member] = _member(seen, at, as_of)
    told = sorted(stays.values(), key=lambda stay: (stay.began, stay.name))
    return tuple(told[-_MOST_STAYS:])


def _own(profile: Any, here: Sequence[Kin], as_of: pd.Timestamp) -> Stay:
    later = [one for one in here if one.kind in ("follows", "took_over")]
    earlier = [one for one in here if one.kind in ("followed_by", "made_way_for")]
    began = _least([one.relation[Relation.began_on] for one in later])
    ended = _least([one.relation[Relation.ended_on] for one in earlier])
    return _stay(profile, (began, ended), "this", as_of)


def _other(kin: Kin, as_of: pd.Timestamp) -> Stay:
    same = kin.kind in ("follows", "followed_by")
    before = kin.kind in ("follows", "took_over")
    after = kin.kind in ("followed_by", "made_way_for")
    began = kin.relation[Relation.began_on] if after else None
    ended = kin.relation[Relation.ended_on] if before else None
    return _stay(kin.profile, (began, ended), "same" if same else "other", as_of)


def _member(seen: County, row: int, as_of: pd.Timestamp) -> Stay:
    of = [one for one in kin_of(seen, row) if one.kind in ("follows", "followed_by")]
    stay = _own(seen.profile(row), of, as_of)
    profile_id = str(seen.profile(row)[ScoredProfile.profile_id])
    return Stay(stay.name, profile_id, stay.began, stay.ended, "same")


def _stay(profile: Any, days: tuple[Any, Any], how: str, as_of: pd.Timestamp) -> Stay:
    began, ended = (None if pd.isna(one) else one for one in days)
    first, last = (
        profile[column]
        for column in (ScoredProfile.first_contact_on, ScoredProfile.last_contact_on)
    )
    began = began if began is not None else _known(first, as_of - _YEAR)
    if ended is None and profile[ScoredProfile.status] == "ceased":
        ended = _known(last, began)
    name = str(profile[ScoredProfile.name])
    own = how == "this"
    profile_id = "" if own else str(profile[ScoredProfile.profile_id])
    return Stay(name, profile_id, began, None if ended is None else max(ended, began), how)


def _known(day: Any, otherwise: pd.Timestamp) -> pd.Timestamp:
    return otherwise if pd.isna(day) else pd.Timestamp(day)


def _least(days: Sequence[Any]) -> Any:
    known = [one for one in days if not pd.isna(one)]
    return min(known) if known else None


def followed(kin: Sequence[Kin]) -> str:
    """Return in one line whom it follows and who follows it; empty where nobody is known."""
    parts = []
    for word, kind in (("Follows", "follows"), ("Followed by", "followed_by")):
        one = next((one for one in kin if one.kind == kind), None)
        if one is not None:
            name = one.profile[ScoredProfile.name]
            parts.append(f"{word} {name}: the same people, {percent(one)}% sure.")
    return " ".join(parts)


def percent(kin: Kin) -> int:
    """Return how sure it is that the same people run both, 1-99: it is never certain."""
    chance = float(kin.relation[Relation.probability])
    return min(max(round(100 * chance), 1), 99)
