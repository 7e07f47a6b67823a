"""What do we hold on one business, and who told us? Everything its page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.access import View
from linkage.addresses import Address, parse_address
from records.schema import Fact, Link, PlacedRecord, Reason, ScoredProfile, Touchpoint
from records.state.marks import Correction

__all__ = ["DISPUTED", "DOUBTFUL", "Dossier", "dossier_of"]

DOUBTFUL = 0.9
"""A profile held together by a link below this probability is said to rest on a doubtful one."""


DISPUTED = " (disputed)"
"""Said after what a record tells that somebody says is wrong."""


@dataclass(frozen=True)
class Dossier:
    """One business as its page shows it.

    profile: its scored profile. touchpoints: newest first. reasons: largest part of the score
    first. facts: chosen values first. records: every record joined, by source and day. links:
    weakest first. premises, operator: other profiles there, or with its company number or phone.
    ask: who holds more than is shown, where that may be told. unrestricted: the score without
    restricted information; None where none of it is seen. disputed: records said to be wrong.
    corrections: fields of its records that people put right.
    """

    profile: pd.Series[Any]
    touchpoints: pd.DataFrame
    reasons: pd.DataFrame
    facts: pd.DataFrame
    records: pd.DataFrame
    links: pd.DataFrame
    premises: pd.DataFrame
    operator: pd.DataFrame
    ask: tuple[str, ...] = ()
    unrestricted: float | None = None
    disputed: frozenset[str] = frozenset()
    corrections: tuple[Correction, ...] = ()

    @property
    def in_doubt(self) -> bool:
        """Whether it rests on a doubtful link."""
        return float(self.profile[ScoredProfile.weakest_link]) < DOUBTFUL


def dossier_of(view: View, profile_id: str) -> Dossier | None:
    """Return all the viewer may see of a business, under its id of this build or an earlier one.

    None where there is no such business.
    """
    seen = view.county
    row = seen.row_of(profile_id)
    if row is None:
        return None
    profile = seen.profile(row)
    own = str(profile[ScoredProfile.profile_id])
    records = seen.of("records", row)
    disputed = frozenset(records[PlacedRecord.record_id]) & view.disputed.keys()
    newest = [Touchpoint.event_on, Touchpoint.touchpoint_id]
    by_source = [PlacedRecord.source, PlacedRecord.event_on, PlacedRecord.record_id]
    return Dossier(
        profile=profile,
        touchpoints=_told(seen.of("touchpoints", row), disputed).sort_values(
            newest, ascending=False
        ),
        reasons=seen.of("reasons", row).sort_values(Reason.points, ascending=False, kind="stable"),
        facts=seen.of("facts", row).sort_values([Fact.field, Fact.chosen], ascending=[True, False]),
        records=records.sort_values(by_source),
        links=seen.of("links", row).sort_values(Link.weight_bits),
        premises=_same_premises(seen.profiles, profile),
        operator=_same_operator(seen.profiles, profile),
        ask=view.contacts(own),
        unrestricted=view.unrestricted(own),
        disputed=disputed,
        corrections=tuple(
            one for one in view.corrections if one.record_id in set(records[PlacedRecord.record_id])
        ),
    )


def _told(touchpoints: pd.DataFrame, disputed: frozenset[str]) -> pd.DataFrame:
    """Return the contacts, those that are disputed said to be wherever their sentence is shown."""
    summary = touchpoints[Touchpoint.summary]
    doubted = touchpoints[Touchpoint.touchpoint_id].isin(disputed)
    return touchpoints.assign(**{Touchpoint.summary: summary.mask(doubted, summary + DISPUTED)})


def _others(profiles: pd.DataFrame, same: pd.Series[Any], profile: pd.Series[Any]) -> pd.DataFrame:
    itself = profiles[ScoredProfile.profile_id] == profile[ScoredProfile.profile_id]
    found: pd.DataFrame = profiles[same & ~itself]
    return found.sort_values(ScoredProfile.score, ascending=False)


def _same_premises(profiles: pd.DataFrame, profile: pd.Series[Any]) -> pd.DataFrame:
    """Other businesses of the same postcode whose address names the same number or street."""
    there = _others(
        profiles,
        (profiles[ScoredProfile.postcode] == profile[ScoredProfile.postcode]).fillna(False),
        profile,
    )
    here = _address(profile[ScoredProfile.address])
    if here is None:
        return there.iloc[:0]
    alike = [_same_place(here, _address(text)) for text in there[ScoredProfile.address]]
    return there[pd.Series(alike, index=there.index, dtype="bool")]


def _address(text: object) -> Address | None:
    return parse_address(text) if isinstance(text, str) and text.strip() else None


def _same_place(here: Address, there: Address | None) -> bool:
    return (
        there is not None
        and (here.low, here.letter) == (there.low, there.letter)
        and here.street == there.street
        and (here.low >= 0 or here.street != "")
    )


def _same_operator(profiles: pd.DataFrame, profile: pd.Series[Any]) -> pd.DataFrame:
    """Other businesses with the same company number or telephone."""
    same = pd.Series(False, index=profiles.index)
    for column in (ScoredProfile.company_number, ScoredProfile.phone):
        if isinstance(profile[column], str):
            same |= (profiles[column] == profile[column]).fillna(False)
    return _others(profiles, same, profile)
