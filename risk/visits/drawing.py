"""Whom should we visit? Most by their score, and 5-10 % drawn at random within strata.

What is found where a model sends people says nothing of where it does not. The random part is a
sample of all the rest, each with a known chance to be in it, so the rate at which visits would find
something serious anywhere can be told without bias.
"""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.errors import VisitError
from records.schema import Column, ScoredProfile, Table

__all__ = ["LEAST", "RANDOM", "SCORE", "WITHIN", "Pick", "VisitSettings", "draw", "spread"]

LEAST, MOST = 0.05, 0.10
"""Share of a list that is drawn at random."""

SCORE, RANDOM = "score", "random"
"""How a business came onto a list."""

WITHIN = {"place": "district and sector", "band": "band"}
"""What the strata may be made of, in words."""

_FEWEST = 10
"""Visits a list needs, so that one at random is a tenth of it."""

Ints = npt.NDArray[np.int64]


class Pick(Table):
    """One visit of a list, in the order to be made.

    Random picks stand anywhere among the others: at the end they would be dropped first.
    """

    place = Column("place", "integer", "place on the list, from 1", required=True)
    profile_id = Column("profile_id", "text", "business to visit", required=True)
    how = Column("how", "text", "score or random", required=True)
    stratum = Column("stratum", "text", "stratum it belongs to", required=True)
    propensity = Column(
        "propensity", "number", "0-1, chance it had to be on the list", required=True
    )


@dataclass(frozen=True)
class VisitSettings:
    """How a list is drawn.

    capacity: visits that can be made. share: 0.05 to 0.10, part drawn at random. within: a key of
    `WITHIN`. seed: any text; the same text draws the same list of the same businesses.

    Raises:
        VisitError: capacity, share or strata are none.
    """

    capacity: int
    seed: str
    share: float = 0.08
    within: str = "place"

    def __post_init__(self) -> None:
        """Refuse a list whose random part could not be between 5 and 10 %."""
        if self.capacity < _FEWEST:
            raise VisitError(
                f"A list of {self.capacity} visits has no room for a random check of at most "
                f"{MOST:.0%}; ask for {_FEWEST} or more."
            )
        if not LEAST <= self.share <= MOST:
            raise VisitError(
                f"The share drawn at random is {self.share:.3g}; expected {LEAST} to {MOST}."
            )
        if self.within not in WITHIN:
            raise VisitError(f"Strata of {self.within!r}; expected one of {', '.join(WITHIN)}.")

    @property
    def at_random(self) -> int:
        """Return how many visits are drawn at random: the share, never out of 5-10 %."""
        least = -int(-self.capacity * 5 // 100)
        return min(max(round(self.capacity * self.share), least), self.capacity // 10)


def draw(profiles: pd.DataFrame, settings: VisitSettings) -> pd.DataFrame:
    """Return the list as a `Pick` frame.

    profiles: businesses that may be visited, with their score, band, district, sector and last
    visit. Those of the highest score are on the list for certain, equal scores by the longest time
    since a visit, never visited first. The chance of every other is the same and exact, and each
    stratum has its share of them, to within one visit.

    Raises:
        VisitError: there are not more businesses than visits, or one is there twice.
    """
    _refuse_few(profiles, settings)
    ranked = _ranked(profiles)
    chosen = settings.capacity - settings.at_random
    strata = _strata(ranked, settings.within)
    rng = np.random.default_rng(_number(settings.seed))
    drawn = chosen + spread(pd.factorize(strata[chosen:])[0], settings.at_random, rng)
    chance = settings.at_random / (len(ranked) - chosen)
    rows, random = _mixed(chosen, drawn, rng)
    picks: dict[str, Any] = {
        Pick.place: np.arange(1, settings.capacity + 1),
        Pick.profile_id: ranked[ScoredProfile.profile_id].to_numpy(dtype=object)[rows],
        Pick.how: np.where(random, RANDOM, SCORE),
        Pick.stratum: strata[rows],
        Pick.propensity: np.where(random, chance, 1.0),
    }
    return Pick.check(Pick.shape(pd.DataFrame(picks)))


def spread(strata: Ints, count: int, rng: np.random.Generator) -> Ints:
    """Return `count` of the rows, each with a chance of exactly count / rows, spread over strata.

    strata: number of each row's stratum. Systematic sampling from a random start, over the strata
    in random order and the rows of each in random order (Madow, "On the theory of systematic
    sampling", 1949): a stratum of n rows has its share of `count`, rounded down or up.
    """
    rows = len(strata)
    order = rng.permutation(rows)
    turn = rng.permutation(int(strata.max()) + 1) if rows else strata
    order = order[np.argsort(turn[strata[order]], kind="stable")]
    # In whole numbers: of the `rows` starts there are, exactly `count` reach any one row.
    begins = int(rng.integers(rows))
    places: Ints = (begins + np.arange(count, dtype="int64") * rows) // count
    return order[places]


def _ranked(profiles: pd.DataFrame) -> pd.DataFrame:
    by = [ScoredProfile.score, ScoredProfile.last_visit_on, ScoredProfile.profile_id]
    return profiles.sort_values(
        [str(one) for one in by], ascending=[False, True, True], na_position="first", kind="stable"
    )


def _strata(ranked: pd.DataFrame, within: str) -> npt.NDArray[np.object_]:
    if within == "band":
        return ranked[ScoredProfile.band].to_numpy(dtype=object)
    district = ranked[ScoredProfile.district].fillna("no district").astype(str)
    named = district + " / " + ranked[ScoredProfile.sector].astype(str)
    return named.to_numpy(dtype=object)


def _mixed(
    chosen: int, drawn: Ints, rng: np.random.Generator
) -> tuple[Ints, npt.NDArray[np.bool_]]:
    """Return the rows in the order of the list, and which of them were drawn."""
    random = np.zeros(chosen + len(drawn), dtype=bool)
    random[rng.choice(len(random), len(drawn), replace=False)] = True
    rows = np.empty(len(random), dtype="int64")
    rows[~random], rows[random] = np.arange(chosen), rng.permutation(drawn)
    return rows, random


def _number(seed: str) -> int:
    return int.from_bytes(sha256(seed.encode()).digest()[:16])


def _refuse_few(profiles: pd.DataFrame, settings: VisitSettings) -> None:
    twice = profiles[ScoredProfile.profile_id].duplicated().sum()
    if twice:
        raise VisitError(f"{twice:,} businesses stand twice among those that may be visited.")
    if len(profiles) <= settings.capacity:
        raise VisitError(
            f"{len(profiles):,} businesses may be visited and there is room for "
            f"{settings.capacity:,}: visit them all, or ask for fewer visits or a larger part of "
            "the county."
        )
