"""How urgent is each business, and why? Version one: a checklist, nothing fitted.

A score puts visits in order. It is a prediction, not evidence, and says nothing of guilt.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.domain import BANDS
from records.errors import BuildError
from records.schema import PlacedRecord, Profile, Reason, ScoredProfile, Touchpoint
from risk.factors import FACTORS, LIMITS, Factor
from risk.history import History, Numbers, history
from risk.inheriting import kin_of
from risk.reasons import HUNDREDTHS, PROFILE_NUMBER, Part, limit_reasons, listed, reasons_of
from risk.rules import TIER_POINTS, Weighed

__all__ = [
    "INHERITED",
    "NEEDS_COMPANY",
    "NOTE",
    "VERSION",
    "ChecklistSettings",
    "Scores",
    "lines_of",
    "score",
    "standings",
]

VERSION = "v1"

NOTE = (
    "A prediction, not evidence: the score puts visits in order. It says nothing of guilt, and no "
    "decision about a business may rest on it alone."
)
"""Stands beside every score, on the page and in every export."""

TAPER = 60
"""Points from which each further one counts less than the one before."""

NEEDS_COMPANY = ("RF20", "RF34", "RF35")
"""Factors that count only beside a finding or a complaint, and are never the reason shown first."""

INHERITED = ("RF28", "RF34")
"""Factors that rest on what was found at others' premises; they are nobody's company."""

NETWORK_SHARE = (15, 85)
"""RF34 is at most 15 % of a score, so 15 points for 85 of others': risk_factors.csv."""

Hundredths = npt.NDArray[np.int64]


@dataclass(frozen=True)
class ChecklistSettings:
    """Where the bands begin, in points of 100, and which factors are left out.

    without: ids of factors that add nothing, such as {"RF01"} to see scores without the sector.

    Raises:
        BuildError: the bands do not rise, or a sector alone would pass the low band.
    """

    moderate: float = 9.0
    high: float = 25.0
    severe: float = 65.0
    without: frozenset[str] = field(default_factory=frozenset)

    def __post_init__(self) -> None:
        if not max(TIER_POINTS.values()) < self.moderate < self.high < self.severe <= 100:  # noqa: PLR2004
            raise BuildError(
                f"checklist: bands begin at {self.moderate}, {self.high} and {self.severe}; they "
                f"must rise, lie above {max(TIER_POINTS.values())} (a sector alone) and at most "
                "at 100. Mend them in the settings"
            )

    @property
    def begins(self) -> Hundredths:
        """Return where the bands above low begin, in hundredths."""
        return _hundredths(np.array([self.moderate, self.high, self.severe]))


@dataclass(frozen=True)
class Scores:
    """What the checklist says.

    profiles: scored profiles, in the order given. reasons: their parts, most points first; the
    points of a profile sum to its score.
    """

    profiles: pd.DataFrame
    reasons: pd.DataFrame


@dataclass(frozen=True)
class _Part:
    factor: Factor
    weighed: Weighed
    points: Hundredths


def score(  # noqa: PLR0913  # what is inherited belongs to what is known, on which day
    profiles: pd.DataFrame,
    touchpoints: pd.DataFrame,
    records: pd.DataFrame,
    as_of: date,
    settings: ChecklistSettings | None = None,
    *,
    inherited: pd.DataFrame | None = None,
) -> Scores:
    """Return the score 0-100, the band and the reasons of each profile, as of a day.

    `records` give the grades and sub-scores behind the touchpoints; touchpoints of `as_of` or
    later are not read. inherited: contacts of others that count for a profile, as
    `risk.inheriting` gives them. A profile with nothing that weighs scores 0 and has no reason.

    Raises:
        SchemaError: a frame lacks columns its table promises.
    """
    chosen = settings or ChecklistSettings()
    tables = ((Profile, profiles), (Touchpoint, touchpoints), (PlacedRecord, records))
    for table, frame in tables:
        table.check(frame)
    known = history(profiles, touchpoints, records, as_of)
    if inherited is not None and len(inherited):
        known = replace(known, kin=kin_of(inherited, profiles, as_of, known))
    parts, total, limits = _weighed(known, chosen)
    told = {one.factor.id: _told(one, known) for one in parts}
    fit = [reasons for factor, reasons in told.items() if factor not in NEEDS_COMPANY]
    bounds = [limit_reasons(limit, points) for limit, points in limits.items()]
    return Scores(
        _scored(profiles, total, _first_reasons(fit, known.profiles), chosen),
        _ordered([*told.values(), *bounds], profiles),
    )


def standings(known: History, settings: ChecklistSettings | None = None) -> pd.DataFrame:
    """Return the score 0-100 and the band of each profile of a history, without reasons.

    They are what `score` gives them, columns score and band of `ScoredProfile`.
    """
    chosen = settings or ChecklistSettings()
    return pd.DataFrame(_standing(_weighed(known, chosen)[1], chosen))


def lines_of(known: History) -> dict[str, tuple[Weighed, Hundredths]]:
    """Return what each line of the checklist weighs in a history, and its points in hundredths.

    The points are those of the line by itself, before a score is kept in its bounds.
    """
    parts = _gated([_part(one, known) for one in FACTORS])
    return {part.factor.id: (part.weighed, part.points) for part in parts}


def _weighed(
    known: History, settings: ChecklistSettings
) -> tuple[list[_Part], Hundredths, dict[str, Hundredths]]:
    """Return the parts of each score, the scores, and what keeps them in their bounds."""
    parts = _gated([_part(one, known) for one in FACTORS if one.id not in settings.without])
    return parts, *_bounded(parts, known.profiles, settings)


def _standing(total: Hundredths, settings: ChecklistSettings) -> dict[str, Any]:
    band = np.searchsorted(settings.begins, total, side="right")
    return {
        ScoredProfile.score: total / HUNDREDTHS,
        ScoredProfile.band: np.array(BANDS, dtype=object)[band],
    }


def _told(part: _Part, known: History) -> Part:
    return reasons_of(part.factor, part.weighed, part.points, part.weighed.of or known)


def _part(factor: Factor, known: History) -> _Part:
    weighed = factor.rule(known)
    return _Part(factor, weighed, _hundredths(np.clip(weighed.points, -factor.cap, factor.cap)))


def _hundredths(points: Numbers) -> Hundredths:
    return np.rint(points * HUNDREDTHS).astype("int64")


def _sum(parts: list[_Part], *kinds: str) -> Any:
    return sum(part.points for part in parts if part.factor.kind in kinds)


def _gated(parts: list[_Part]) -> list[_Part]:
    """Let intelligence and the like count only beside a finding or a complaint of its own.

    What the same people's other businesses did counts by its share of all the rest at most.
    """
    own = [part for part in parts if part.factor.id not in INHERITED]
    company = _sum(own, "finding") + sum(part.points for part in parts if part.factor.id == "RF38")
    gated = [
        _Part(part.factor, part.weighed, part.points * (company > 0))
        if part.factor.id in NEEDS_COMPANY
        else part
        for part in parts
    ]
    rest = [part for part in gated if part.factor.id != "RF34"]
    most = np.maximum(_sum(rest, "setting", "finding", "told", "protective"), 0)
    most = most * NETWORK_SHARE[0] // NETWORK_SHARE[1]
    return [
        replace(part, points=np.minimum(part.points, most)) if part.factor.id == "RF34" else part
        for part in gated
    ]


def _bounded(
    parts: list[_Part], count: int, settings: ChecklistSettings
) -> tuple[Hundredths, dict[str, Hundredths]]:
    """Return each score, and what had to be added or taken to keep it in its bounds.

    What was only told is held inside the band that findings alone give.
    """
    nothing = np.zeros(count, dtype="int64")
    found = nothing + _sum(parts, "setting", "finding", "protective")
    raw = found + _sum(parts, "told")
    above = np.maximum(raw, 0)
    tapered = _tapered(above)
    ends = np.append(settings.begins - 1, 100 * HUNDREDTHS)
    band = np.searchsorted(settings.begins, _tapered(found), side="right")
    total = np.minimum(tapered, ends[band])
    limits = {
        "FLOOR": above - raw,
        "CEILING": tapered - above,
        "HELD": total - tapered,
    }
    return total, limits


def _tapered(points: Hundredths) -> Hundredths:
    """Let points above `TAPER` count ever less: the order stays, and 100 is never passed."""
    room = (100 - TAPER) * HUNDREDTHS
    over = np.maximum(points - TAPER * HUNDREDTHS, 0)
    share: Hundredths = np.rint(-room * np.expm1(-over / room)).astype("int64")
    return np.where(over > 0, TAPER * HUNDREDTHS + share, points)


def _ordered(parts: list[Part], profiles: pd.DataFrame) -> pd.DataFrame:
    """Return all reasons in the order of the profiles, most points first, limits last."""
    limit = np.array([part.factor in LIMITS for part in parts])
    both = listed(parts, lambda who, part, points: np.lexsort((-points, limit[part], who)))
    ids = profiles[Profile.profile_id].to_numpy(dtype=object)
    return Reason.shape(both.assign(**{Reason.profile_id: ids[both[PROFILE_NUMBER]]}))


def _first_reasons(parts: list[Part], count: int) -> npt.NDArray[np.object_]:
    """Return the sentence that adds most to each profile, intelligence left aside; maybe None."""
    most, said = np.zeros(count), np.full(count, None, dtype=object)
    for part in parts:
        more = part.points > most[part.who]
        most[part.who[more]] = part.points[more]
        said[part.who[more]] = part.because[more]
    return said


def _scored(
    profiles: pd.DataFrame,
    total: Hundredths,
    first: npt.NDArray[np.object_],
    settings: ChecklistSettings,
) -> pd.DataFrame:
    values: dict[str, Any] = {
        **_standing(total, settings),
        ScoredProfile.top_reason: first,
        ScoredProfile.score_version: VERSION,
    }
    return ScoredProfile.check(ScoredProfile.shape(profiles.assign(**values)))
