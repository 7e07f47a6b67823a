"""How many points does a part of the history weigh, and on what evidence?

A rule takes a `History` and returns `Weighed`. Every rule here keeps the laws of `docs/risk.md`:
a clean visit or a blank never adds, and a graver severity never takes away.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

import numpy as np

from records.domain import event_types, sectors
from records.schema import PlacedRecord, Touchpoint
from risk.choosing import Where, accused, found_on_visits
from risk.history import Flags, History, Numbers

__all__ = [
    "Rule",
    "Weighed",
    "adverse_types",
    "agencies_that_found",
    "complaints",
    "decaying",
    "flat",
    "intelligence",
    "lapsed",
    "left_open",
    "low_twice",
    "management",
    "no_access",
    "officer_changes",
    "protective",
    "rated_low",
    "sector_tier",
]

SEVERITY_POINTS = np.array([0.0, 2.0, 5.0, 10.0, 16.0, 24.0])
"""Points of a contact of severity 0 to 5 on its day."""

TIER_POINTS = {"A": 8.0, "B": 5.0, "C": 3.0}

SOURCE_WEIGHT = {"1": 1.0, "2": 0.7, "3": 0.3}
INFORMATION_WEIGHT = {"A": 1.0, "B": 0.8, "C": 0.5, "D": 0.3, "E": 0.0}
"""3x5x2: what intelligence weighs by its source and its assessment; ungraded weighs nothing."""

YEAR = 365.0
RATINGS = ("FHRS_LOW", "FHRS_OK", "FHRS_GOOD")
COUNTED_COMPLAINTS = ("COMPL_FOOD", "COMPL_TS", "COMPL_EAS", "COMPL_NMW")


@dataclass(frozen=True)
class Weighed:
    """Points of each profile, and the weight of each touchpoint in them (0: no evidence).

    said: what the sentence of the factor names of each profile. of: the history whose touchpoints
    are weighed, where it is not the profiles' own.
    """

    points: Numbers
    weights: Numbers
    said: Mapping[str, Any] = field(default_factory=dict)
    of: History | None = None


def _weighed(points: Any, weights: Any, **said: Any) -> Weighed:
    return Weighed(np.asarray(points, "float64"), np.asarray(weights, "float64"), said)


Rule = Callable[[History], Weighed]


def decaying(where: Where, half_life_days: float, share: float = 1.0) -> Rule:
    """Weigh each contact by its severity, halved for every half-life that has passed."""

    def rule(history: History) -> Weighed:
        graded = SEVERITY_POINTS[history.severity.astype("int64")]
        weights = where(history) * graded * share * history.faded(half_life_days)
        return _weighed(history.sum(weights), weights)

    return rule


def flat(where: Where, points: float, half_life_days: float) -> Rule:
    """Weigh each contact alike, halved for every half-life that has passed."""

    def rule(history: History) -> Weighed:
        weights = where(history) * points * history.faded(half_life_days)
        return _weighed(history.sum(weights), weights)

    return rule


def sector_tier(history: History) -> Weighed:
    """Weigh the sector by its tier; other, or not known, weighs nothing."""
    table = sectors()
    tier = history.sector.map(table["tier"])
    points = tier.map(TIER_POINTS).fillna(0.0).to_numpy("float64")
    label = history.sector.map(table["label"]).fillna("").to_numpy(dtype=object)
    return _weighed(points, np.zeros(len(history.who)), sector=label)


def agencies_that_found(history: History) -> Weighed:
    """Weigh each agency beyond the first that found a problem, by the share that found one."""
    window = history.age_days <= 3 * YEAR
    adverse = _adverse(history) & window
    looked = (history.inspection & window) | adverse
    found, dealt = _distinct_agencies(history, adverse), _distinct_agencies(history, looked)
    share = found / np.maximum(dealt, 1)
    points = 6.0 * np.maximum(found - 1, 0) * share
    said = {"found": found.astype("int64"), "looked": dealt.astype("int64")}
    return _weighed(points, adverse * (history.severity + 1), **said)


def left_open(history: History) -> Weighed:
    """Weigh how long the oldest serious finding has had no clear visit after it."""
    serious = history.inspection & (history.severity >= 2)  # noqa: PLR2004 - severity scale
    clear = history.least(history.age_days, history.clean_visit)
    still = serious & (history.age_days <= clear[history.who])
    days = np.maximum(history.most(history.age_days, still), 0)
    return _weighed(
        5.0 * np.minimum(days / (2 * YEAR), 1), still * history.age_days, days=days.astype("int64")
    )


def rated_low(half_life_days: float) -> Rule:
    """Weigh the latest food hygiene rating where it is below 3."""

    def rule(history: History) -> Weighed:
        latest = _latest_rating(history) & history.of(("FHRS_LOW",))
        graded = SEVERITY_POINTS[history.severity.astype("int64")]
        weights = latest * graded * history.faded(half_life_days)
        return _worst(history, weights)

    return rule


def management(half_life_days: float) -> Rule:
    """Weigh poor confidence in management (20 or 30 of 30) at the latest food hygiene rating."""

    def rule(history: History) -> Weighed:
        score = np.nan_to_num(history.numbers_on_record(PlacedRecord.score_management))
        poor = np.clip((score - 10.0) * 0.4, 0.0, 8.0) * history.faded(half_life_days)
        return _worst(history, _latest_rating(history) * poor)

    return rule


def low_twice(history: History) -> Weighed:
    """Weigh a low rating that followed a low rating: it has not improved."""
    rating, low = history.of(RATINGS), history.of(("FHRS_LOW",)) & (history.severity > 0)
    latest = _latest_rating(history)
    before = rating & ~latest
    age = history.least(history.age_days, before)
    previous = before & (history.age_days == age[history.who])
    both = (history.sum(latest & low) > 0) & (history.sum(previous & low) > 0)
    return _weighed(4.0 * both, (latest | previous) & low & both[history.who])


def lapsed(history: History) -> Weighed:
    """Weigh licences lapsed over 60 days ago and not granted since, and licences under review."""
    granted = history.least(history.age_days, history.of(("LIC_GRANT",)))
    renewed = granted[history.who] <= history.age_days
    overdue = history.of(("LIC_LAPSE",)) & (history.age_days > 60) & ~renewed  # noqa: PLR2004
    graded = 0.6 * SEVERITY_POINTS[history.severity.astype("int64")]
    weights = (overdue | history.of(("LIC_REVIEW",))) * graded * history.faded(2 * YEAR)
    return _weighed(history.sum(weights), weights)


def officer_changes(history: History) -> Weighed:
    """Weigh each change at Companies House beyond the second in two years."""
    changed = history.of(("CO_OFFCHG", "CO_DIS")) & (history.age_days <= 2 * YEAR)
    count = history.sum(changed)
    return _weighed(np.maximum(count - 2, 0), changed * 1.0)


def no_access(history: History) -> Weighed:
    """Weigh attempts without access in two years, beyond the first since someone was let in."""
    tried = history.is_any(Touchpoint.category, "inspection")
    refused = history.of(("VISIT_NOACCESS",)) | (
        tried & history.is_any(Touchpoint.result, "no_access")
    )
    let_in = history.least(history.age_days, history.inspection)
    since = refused & (history.age_days < let_in[history.who])
    since &= history.age_days <= 2 * YEAR
    return _weighed(3.0 * np.maximum(history.sum(since) - 1, 0), since * 1.0)


def complaints(history: History) -> Weighed:
    """Weigh the complaints of two years, less with every clean visit; many weigh little more.

    A report of the public counts once there are two, or any complaint beside it.
    """
    recent = history.age_days <= 2 * YEAR
    graded = history.severity * recent * history.faded(YEAR)
    made, told = history.of(COUNTED_COMPLAINTS), history.of(("REPORT_PUBLIC",))
    heard = (history.sum((made | told) & recent) > 1)[history.who]
    weights = graded * (made | (told & heard))
    rate = history.sum(weights) / (1 + history.sum(history.clean_visit & recent))
    return _weighed(3.0 * np.log2(1 + rate), weights)


def intelligence(history: History) -> Weighed:
    """Weigh graded intelligence: reliable and known counts most, suspected false nothing."""
    told = np.flatnonzero(history.of(("INTEL",)))
    source = _worth(history.of_record(PlacedRecord.grade_source, told), SOURCE_WEIGHT)
    assessed = history.of_record(PlacedRecord.grade_information, told)
    weights = np.zeros(len(history.who))
    weights[told] = 6.0 * source * _worth(assessed, INFORMATION_WEIGHT)
    weights *= history.faded(YEAR)
    return _weighed(history.sum(weights), weights)


def protective(history: History) -> Weighed:
    """Weigh clean visits, advice taken, licences granted and a good latest rating, below 0."""
    untroubled = history.severity == 0
    low = history.sum(_latest_rating(history) & history.of(("FHRS_LOW",))) > 0
    good = _latest_rating(history) & history.of(("FHRS_GOOD",)) & ~low[history.who]
    weights = (
        history.clean_visit * 4.0 * history.faded(1.5 * YEAR)
        + history.of(("ADVICE",)) * untroubled * 2.0 * history.faded(YEAR)
        + good * untroubled * 4.0 * history.faded(2 * YEAR)
        + history.of(("LIC_GRANT",)) * untroubled * 1.0 * history.faded(YEAR)
    )
    return _weighed(-history.sum(weights), weights)


def _worth(marks: Any, weights: Mapping[str, float]) -> Numbers:
    worth: Numbers = marks.map(weights).astype("float64").fillna(0.0).to_numpy("float64")
    return worth


@cache
def adverse_types() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the types by which agencies tell what they found: always, and under suspicion."""
    types = event_types()
    return tuple(types.index[types["raises"] == "yes"]), tuple(
        types.index[types["raises"] == "role"]
    )


def _adverse(history: History) -> Flags:
    """Tell what an agency found itself: no complaint, no intelligence, no victim."""
    plain, by_role = adverse_types()
    found = history.of(plain) | accused(*by_role)(history) | found_on_visits()(history)
    return found & (history.severity >= 2)  # noqa: PLR2004 - severity scale


def _distinct_agencies(history: History, where: Flags) -> Numbers:
    most = int(history.holder.max(initial=0)) + 1
    known = np.zeros((history.profiles, most), dtype="bool")
    known[history.who[where], history.holder[where]] = True
    count: Numbers = known.sum(axis=1).astype("float64")
    return count


def _latest_rating(history: History) -> Flags:
    rating = history.of(RATINGS)
    newest: Flags = history.age_days == history.least(history.age_days, rating)[history.who]
    return rating & newest


def _worst(history: History, weights: Numbers) -> Weighed:
    most = np.maximum(history.most(weights, weights > 0), 0)
    return _weighed(most, weights)
