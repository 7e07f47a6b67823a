"""What do we hold on one business, and who told us? Everything its page shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from dashboard.access import View
from dashboard.county import County
from dashboard.related import Kin, Stay, kin_of, stays_of
from dashboard.rows import in_order
from dashboard.versions import CHECKLIST, Version
from linkage.addresses import Address, parse_address
from records.schema import Fact, Link, PlacedRecord, Reason, Relation, ScoredProfile, Touchpoint
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
    weakest first. kin: businesses before and after it, of the same people, or that share something.
    stays: who was at the premises when. premises, operator: other profiles there, or with its
    company number or phone, that are not among its kin.
    ask: who holds more than is shown, where that may be told. unrestricted: the score without
    restricted information; None where none of it is seen. disputed: records said to be wrong.
    corrections: fields of its records that people put right. took_over: ids it took over, and when.
    version: which gave the score. prediction: what version two says of it; None: version one.
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
    took_over: tuple[tuple[str, pd.Timestamp], ...] = ()
    kin: tuple[Kin, ...] = ()
    stays: tuple[Stay, ...] = ()
    version: Version = CHECKLIST
    prediction: pd.Series[Any] | None = None

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
    kin = kin_of(seen, row)
    told = {str(one.relation[Relation.other_id]) for one in kin}
    return Dossier(
        profile=profile,
        touchpoints=_newest_first(_told(seen.of("touchpoints", row), disputed)),
        reasons=_largest_first(seen.of("reasons", row)),
        facts=_chosen_first(seen.of("facts", row)),
        records=_by_source(records),
        links=seen.of("links", row).sort_values(Link.weight_bits),
        premises=_untold(_same_premises(seen, row), told),
        operator=_untold(_same_operator(seen, row), told),
        ask=view.contacts(own),
        unrestricted=view.unrestricted(own),
        disputed=disputed,
        corrections=_corrected(view, records),
        took_over=tuple(seen.took_over(row)),
        kin=kin,
        version=view.version,
        prediction=_prediction(view, row),
        stays=stays_of(seen, row, kin, pd.Timestamp(seen.about.as_of)),
    )


def _prediction(view: View, row: int) -> pd.Series[Any] | None:
    return view.county.of("predictions", row).iloc[0] if view.version.is_prediction else None


def _untold(profiles: pd.DataFrame, told: set[str]) -> pd.DataFrame:
    return profiles[~profiles[ScoredProfile.profile_id].isin(told)]


def _corrected(view: View, records: pd.DataFrame) -> tuple[Correction, ...]:
    ids = frozenset(records[PlacedRecord.record_id])
    return tuple(one for one in view.corrections if one.record_id in ids)


def _told(touchpoints: pd.DataFrame, disputed: frozenset[str]) -> pd.DataFrame:
    """Return the contacts, those that are disputed said to be wherever their sentence is shown."""
    if not disputed:
        return touchpoints
    summary = touchpoints[Touchpoint.summary]
    doubted = touchpoints[Touchpoint.touchpoint_id].isin(disputed)
    return touchpoints.assign(**{Touchpoint.summary: summary.mask(doubted, summary + DISPUTED)})


def _newest_first(contacts: pd.DataFrame) -> pd.DataFrame:
    keys = contacts[Touchpoint.event_on], contacts[Touchpoint.touchpoint_id]
    return in_order(contacts, *keys, descending=True)


def _largest_first(reasons: pd.DataFrame) -> pd.DataFrame:
    return in_order(reasons, reasons[Reason.points], descending=True)


def _chosen_first(facts: pd.DataFrame) -> pd.DataFrame:
    return in_order(facts, facts[Fact.field], ~facts[Fact.chosen])


def _by_source(records: pd.DataFrame) -> pd.DataFrame:
    """By source and day, those without a day last."""
    days = records[PlacedRecord.event_on]
    keys = records[PlacedRecord.source], days.isna(), days.fillna(pd.Timestamp(0))
    return in_order(records, *keys, records[PlacedRecord.record_id])


def _same_premises(seen: County, row: int) -> pd.DataFrame:
    """Other businesses of the same postcode whose address names the same number or street."""
    addresses = seen.profiles[ScoredProfile.address]
    here = _address(addresses.iloc[row])
    there = seen.alike(ScoredProfile.postcode, row)
    texts = addresses.iloc[there].tolist()
    return _profiles(
        seen,
        [at for at, text in zip(there, texts, strict=True) if _same_place(here, _address(text))],
    )


def _same_operator(seen: County, row: int) -> pd.DataFrame:
    """Other businesses with the same company number or telephone."""
    columns = ScoredProfile.company_number, ScoredProfile.phone
    return _profiles(seen, sorted({at for one in columns for at in seen.alike(one, row)}))


def _profiles(seen: County, rows: list[int]) -> pd.DataFrame:
    """The profiles in `rows`, those with the highest score first."""
    found = seen.profiles.iloc[rows]
    return in_order(found, found[ScoredProfile.score], descending=True)


def _address(text: object) -> Address | None:
    return parse_address(text) if isinstance(text, str) and text.strip() else None


def _same_place(here: Address | None, there: Address | None) -> bool:
    return (
        here is not None
        and there is not None
        and (here.low, here.letter) == (there.low, there.letter)
        and here.street == there.street
        and (here.low >= 0 or here.street != "")
    )
