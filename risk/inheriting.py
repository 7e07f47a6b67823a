"""What was found elsewhere counts for a business because the same people run it?

Only grave findings count, never a clean visit, and less the less sure the link is. Nothing is
counted without the path that links the two.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from linkage.relations import relate
from records.among import among
from records.schema import PlacedRecord, Profile, Relation, Touchpoint
from records.touchpoints import plain_day
from risk.choosing import accused, found_on_visits
from risk.history import Flags, History, Kin, history
from risk.rules import SEVERITY_POINTS, YEAR, Rule, Weighed, adverse_types

__all__ = ["OPENLY", "inherited", "inherits", "kin_of"]

FACTOR, SHARE, PATH, OPENLY = "factor", "share", "path", "openly"
"""Columns beside a touchpoint's own: what it counts in, how much of it (0-1), and why; whether it
and what links it may be told without restricted information."""

PHOENIX, NETWORK = "RF28", "RF34"
_HEIR, _SOURCE, _UNTIL, _RESTS = "heir", "kin", "until", "rests"
_NAME = "{name}"
_HERE = "same premises"
Tables = Mapping[str, pd.DataFrame]

GRAVE = 3
"""Severity from which a finding counts for others."""
WITHIN_DAYS = 365
"""Days after the end of one by which the next must have begun."""
FRESH_START_DAYS = 1.5 * YEAR
"""Time in which what a predecessor did counts half, from the day the new one began."""
RECENT_DAYS = 3 * YEAR
SURE = 0.9
"""Probability from which other premises are held to be run by the same people."""
_LATE_DAYS = 30
_RESTRICTED = "C"


def inherited(tables: Tables, as_of: date, disputed: Collection[str] = ()) -> pd.DataFrame:
    """Return the touchpoints that count for other profiles, under the profiles they count for.

    tables: profiles, touchpoints, records and relations of a build. What is disputed counts for
    nothing, neither as a finding nor in a link. Columns: those of `Touchpoint`, factor, share,
    path and openly.
    """
    links = _links(tables, as_of, disputed)
    contacts = tables["touchpoints"]
    theirs = contacts[among(contacts[Touchpoint.profile_id], links[_SOURCE])]
    theirs = theirs[~theirs[Touchpoint.touchpoint_id].isin(disputed)]
    grave = theirs[_grave(theirs, tables, as_of)]
    both = links.merge(grave, left_on=_SOURCE, right_on=str(Touchpoint.profile_id))
    late = pd.to_timedelta(_LATE_DAYS, "D")
    kept = (both[FACTOR] == NETWORK) | (both[Touchpoint.event_on] <= both[_UNTIL] + late)
    both = both[kept].reset_index(drop=True)
    columns: dict[str, Any] = {
        Touchpoint.profile_id: both[_HEIR],
        PATH: _named(both, tables["profiles"]),
        OPENLY: _openly(both, tables["records"]),
    }
    owned: pd.DataFrame = both.assign(**columns)
    return owned[[*map(str, Touchpoint.columns()), FACTOR, SHARE, PATH, OPENLY]]


def _links(tables: Tables, as_of: date, disputed: Collection[str]) -> pd.DataFrame:
    """Return who inherits from whom, by links that hold without the disputed records."""
    relations, records = tables["relations"], tables["records"]
    hit = records[PlacedRecord.record_id].isin(disputed)
    if hit.any():
        relations = relate(records[~hit], as_of).frame
    rows = [*_phoenixes(relations, as_of), *_networks(relations)]
    links = pd.DataFrame(rows, columns=[_HEIR, _SOURCE, FACTOR, SHARE, PATH, _UNTIL, _RESTS])
    days = pd.to_datetime(links[_UNTIL])
    columns: dict[str, Any] = {_UNTIL: days, SHARE: links[SHARE].astype("float64")}
    return links.assign(**columns)


def _named(both: pd.DataFrame, profiles: pd.DataFrame) -> list[str]:
    """Return the paths with the names of the profiles they lead to."""
    names = profiles.set_index(Profile.profile_id)[Profile.name]
    others = both[_SOURCE].map(names).fillna("another business")
    pairs = zip(both[PATH], others, strict=True)
    return [str(text).replace(_NAME, str(name)) for text, name in pairs]


def _openly(both: pd.DataFrame, records: pd.DataFrame) -> list[bool]:
    secret = _restricted(records)
    plain = both[Touchpoint.handling] != _RESTRICTED
    return [
        bool(open_) and secret.isdisjoint(rests)
        for open_, rests in zip(plain, both[_RESTS], strict=True)
    ]


def _restricted(records: pd.DataFrame) -> set[Any]:
    hidden = records[PlacedRecord.handling] == _RESTRICTED
    return set(records.loc[hidden, PlacedRecord.record_id])


def _grave(contacts: pd.DataFrame, tables: Tables, as_of: date) -> Flags:
    """Tell which contacts are grave findings of an agency before `as_of`."""
    profiles = tables["profiles"]
    some = profiles[among(profiles[Profile.profile_id], contacts[Touchpoint.profile_id])]
    known = history(some, contacts, tables["records"], as_of)
    found = known.of(adverse_types()[0]) | accused(*adverse_types()[1])(known)
    found |= found_on_visits()(known)
    recent = known.age_days <= RECENT_DAYS
    ids = known.ids_of(np.flatnonzero(found & (known.severity >= GRAVE) & recent))
    grave: Flags = among(contacts[Touchpoint.touchpoint_id], ids)
    return grave


def _phoenixes(relations: pd.DataFrame, as_of: date) -> list[tuple[Any, ...]]:
    """Return whom each profile in a chain of successors follows, also through others."""
    follows = relations[relations[Relation.kind] == "follows"]
    step = {
        (before, after): row
        for before, after, row in zip(
            follows[Relation.other_id], follows[Relation.profile_id],
            follows.itertuples(index=False), strict=True,
        )
    }  # fmt: skip
    rows = []
    for chain in dict.fromkeys(map(tuple, follows[Relation.chain])):
        for at, heir in enumerate(chain):
            rows += _ancestors(chain, at, heir, step, as_of)
    return rows


def _ancestors(
    chain: tuple[str, ...], at: int, heir: str, step: dict[tuple[str, str], Any], as_of: date
) -> list[tuple[Any, ...]]:
    """Return the earlier ones of a chain as far back as each followed the last within a year."""
    if not at:
        return []
    found, sure = [], 1.0
    rests: list[str] = []
    began = getattr(step[chain[at - 1], heir], Relation.began_on)
    fresh = 0.5 ** (max((pd.Timestamp(as_of) - began).days, 0) / FRESH_START_DAYS)
    for back in range(at - 1, -1, -1):
        link = step[chain[back], chain[back + 1]]
        gap = (getattr(link, Relation.began_on) - getattr(link, Relation.ended_on)).days
        if not gap <= WITHIN_DAYS:
            break
        sure *= float(getattr(link, Relation.probability))
        rests += _rests(link)
        until = getattr(link, Relation.began_on)
        said = _followed(link, sure, through=back < at - 1)
        found.append((heir, chain[back], PHOENIX, sure * fresh, said, until, tuple(rests)))
    return found


def _followed(link: Any, sure: float, *, through: bool) -> str:
    day = plain_day(getattr(link, Relation.ended_on))
    more = ", through another" if through else ""
    return f"{_shared(link)} as {_NAME}, last known on {day}{more} ({_certainty(sure)})"


def _shared(link: Any) -> str:
    """Return what is shared in words, without the values: 'same telephone and premises'."""
    kinds = ("telephone", "person", "officer", "company number", "premises")
    found = [kind for kind in kinds if any(one.startswith(f"same {kind}") for one in _says(link))]
    words = found or ["people"]
    return "same " + (" and ".join([", ".join(words[:-1]), words[-1]]) if words[1:] else words[0])


def _says(link: Any) -> list[str]:
    return list(getattr(link, Relation.because))


def _certainty(sure: float) -> str:
    return f"{min(max(round(100 * sure), 1), 99)}% sure"


def _networks(relations: pd.DataFrame) -> list[tuple[Any, ...]]:
    """Return which other premises the same people run, where that is sure.

    One company at one premises twice is one business that was not joined, and no other premises.
    """
    sure = relations[Relation.probability] >= SURE
    links = relations[(relations[Relation.kind] == "same_operator") & sure]
    return [_network(link) for link in links.itertuples(index=False) if _HERE not in _says(link)]


def _network(link: Any) -> tuple[Any, ...]:
    sure = float(getattr(link, Relation.probability))
    said = f"{_shared(link)} as {_NAME} ({_certainty(sure)})"
    ends = getattr(link, Relation.profile_id), getattr(link, Relation.other_id)
    return (*ends, NETWORK, sure, said, pd.NaT, _rests(link))


def _rests(link: Any) -> tuple[str, ...]:
    return (*getattr(link, Relation.own_records), *getattr(link, Relation.other_records))


def kin_of(borrowed: pd.DataFrame, profiles: pd.DataFrame, as_of: date, known: History) -> Kin:
    """Return the inherited contacts of `profiles` as the checklist reads them."""
    ids = pd.Index(profiles[Profile.profile_id])
    mine = borrowed[among(borrowed[Touchpoint.profile_id], ids)]
    order = [Touchpoint.event_on, Touchpoint.touchpoint_id, FACTOR, Touchpoint.profile_id]
    mine = mine.sort_values(order, ignore_index=True)
    contacts = history(profiles, mine, known.records, as_of)
    # `history` sorts by day and id, stably: these rows are in that order already.
    factor = mine[FACTOR].to_numpy(dtype=object)
    share = mine[SHARE].to_numpy("float64")
    paths = {
        one: _paths(mine[factor == one], contacts, factor == one) for one in (PHOENIX, NETWORK)
    }
    return Kin(contacts, factor, share, paths)


def _paths(mine: pd.DataFrame, contacts: History, rows: Flags) -> npt.NDArray[np.object_]:
    """Return the paths of each profile, those that count most first; two are told at most."""
    told = pd.DataFrame({"who": contacts.who[rows], "path": mine[PATH].to_numpy(dtype=object)})
    told = told.assign(share=mine[SHARE].to_numpy())
    told = told.sort_values(["who", "share", "path"], ascending=[True, False, True])
    told = told.drop_duplicates(["who", "path"])
    few = told[told.groupby("who").cumcount() < 2].groupby("who")["path"].agg("; ".join)  # noqa: PLR2004
    path = np.full(contacts.profiles, "", dtype=object)
    path[few.index.to_numpy("int64")] = few.to_numpy(dtype=object)
    return path


def inherits(factor: str, part: float, half_life_days: float) -> Rule:
    """Weigh others' grave findings that count in this factor: a part of what they weigh there."""

    def rule(known: History) -> Weighed:
        kin = known.kin
        if kin is None:
            nothing, none = np.zeros(known.profiles), np.zeros(len(known.who))
            return Weighed(nothing, none, {"path": np.full(known.profiles, "", dtype=object)})
        graded = SEVERITY_POINTS[kin.contacts.severity.astype("int64")]
        decay = kin.contacts.faded(half_life_days)
        weights = (kin.factor == factor) * graded * decay * kin.share * part
        said = {"path": kin.path[factor]}
        return Weighed(kin.contacts.sum(weights), weights, said, kin.contacts)

    return rule
