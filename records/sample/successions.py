"""Which businesses follow another, at the same premises or at others?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from records.domain import sectors
from records.sample.columns import Business, Premises
from records.sample.names import company_names, people, trading_names
from records.sample.settings import SampleSettings
from records.sample.tables import happens, stream

__all__ = ["SPARE_FOR_EACH", "add_successors"]

SPARE_FOR_EACH = 4
"""Empty premises from which each phoenix that moves takes the nearest."""

_SHOP_DAYS = (70, 200)
"""Days of the window after which the first of a chain of two ends."""
_EARLY_DAYS = (30, 90)
"""The same of a chain of three, so that the third still has its contacts."""
_REOPENS = (30, 260)
_REOPENS_SOON = (20, 90)


def add_successors(
    businesses: pd.DataFrame, spare: pd.DataFrame, settings: SampleSettings
) -> pd.DataFrame:
    """Return the businesses, and after them their successors.

    First come `settings.successions` phoenixes: a new company within 12 months of the old one's
    end, sharing its person or telephone; `settings.moves` of them both, at the nearest of the
    `spare` premises, the others at the old ones. Then `settings.takeovers` newcomers who took over
    the premises of strangers. Last the third companies of `settings.long_chains` of the phoenixes.
    """
    rng = stream(settings.seed, "successions")
    size, long = settings.successions, settings.long_chains
    left = _leaving(businesses, settings, rng)
    gone = _closing(businesses, left, settings, rng)
    names = _Fresh(len(left) + long, settings.seed)
    ranks = np.arange(len(left))
    new = _newcomers(gone.iloc[left], names.rows(0, len(left)), ranks < long, rng)
    new = _moved(new, spare, (long <= ranks) & (ranks < long + settings.moves))
    both = _continue(gone.iloc[left], new, ranks < size, rng)
    every = pd.concat([gone, both], ignore_index=True)
    second = len(gone) + np.arange(long)
    every = _closing_again(every, second, rng)
    third = _newcomers(every.iloc[second], names.rows(len(left), long), np.ones(long, bool), rng)
    last = _continue(every.iloc[second], third, np.ones(long, dtype=bool), rng)
    return pd.concat([every, last], ignore_index=True)


def _leaving(
    businesses: pd.DataFrame, settings: SampleSettings, rng: np.random.Generator
) -> np.ndarray:
    """Return the rows of those who make way: first the phoenixes', then the strangers'."""
    single = ~businesses[Business.chain] & businesses[Business.main_branch]
    single &= ~businesses[Business.operator_id].duplicated(keep=False)
    single &= ~businesses[Business.premises_id].duplicated(keep=False)
    starts = pd.Timestamp(settings.starts_on)
    settled = (
        single & (businesses[Business.opened_on] < starts) & businesses[Business.renamed_on].isna()
    )
    tier = businesses[Business.sector].map(sectors()["tier"])
    likely = settled & tier.isin(["A", "B"]) & businesses[Business.company_number].notna()
    weight = np.exp(1.5 * businesses[Business.risk].clip(-2, 2)).where(likely, 0).to_numpy()
    size = settings.successions
    chosen = rng.choice(len(businesses), size, replace=False, p=weight / weight.sum())
    others = np.setdiff1d(np.flatnonzero(settled), chosen)
    return np.concatenate([chosen, rng.choice(others, settings.takeovers, replace=False)])


def _closing(
    businesses: pd.DataFrame,
    left: np.ndarray,
    settings: SampleSettings,
    rng: np.random.Generator,
) -> pd.DataFrame:
    early = np.arange(len(left)) < settings.long_chains
    days = np.where(
        early, rng.integers(*_EARLY_DAYS, len(left)), rng.integers(*_SHOP_DAYS, len(left))
    )
    last = pd.Timestamp(settings.starts_on) + pd.to_timedelta(days, "D")
    closed = businesses[Business.closed_on].copy()
    closed.iloc[left] = last.astype("datetime64[s]")
    return businesses.assign(**{Business.closed_on: closed})


def _closing_again(every: pd.DataFrame, rows: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """Return the businesses with the second of each chain of three ended after some months."""
    closed = every[Business.closed_on].copy()
    last = every[Business.opened_on].iloc[rows] + pd.to_timedelta(
        rng.integers(90, 150, len(rows)), "D"
    )
    closed.iloc[rows] = last.astype("datetime64[s]").to_numpy()
    return every.assign(**{Business.closed_on: closed})


@dataclass(frozen=True)
class _Fresh:
    """Numbers no other business has, for newcomers."""

    size: int
    seed: int

    def rows(self, start: int, size: int) -> pd.DataFrame:
        """Return the numbers of `size` newcomers from the one of rank `start` on."""
        rng = stream(self.seed, "newcomers' numbers")
        taken = pd.Series(rng.permutation(90_000)[: self.size]).astype("str").str.zfill(5)
        rank = pd.Series(np.arange(self.size)).astype("str").str.zfill(5)
        return pd.DataFrame({"rank": rank, "taken": taken}).iloc[start : start + size]


def _newcomers(
    old: pd.DataFrame, fresh: pd.DataFrame, soon: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    """Return strangers of the same kind who open at the premises within 10 months."""
    new, size, fresh = old.reset_index(drop=True), len(old), fresh.reset_index(drop=True)
    name = trading_names(new, rng)
    days = np.where(soon, rng.integers(*_REOPENS_SOON, size), rng.integers(*_REOPENS, size))
    opened = new[Business.closed_on] + pd.to_timedelta(days, "D")
    taken = fresh["taken"]
    own: dict[str, Any] = {
        Business.operator_id: "N" + fresh["rank"],
        Business.name: name,
        Business.legal_name: company_names(name, rng),
        Business.company_number: "980" + taken,
        Business.person: people(size, rng),
        Business.phone: "016329" + taken.str[::-1],
        Business.old_phone: "016329" + taken,
        Business.opened_on: opened.astype("datetime64[s]"),
        Business.closed_on: pd.Series(pd.NaT, index=new.index, dtype="datetime64[s]"),
        Business.risk: rng.normal(0.1, 0.8, size),
        Business.drift: rng.normal(0, 0.5, size),
        Business.exploits: False,
    }
    return new.assign(**own)


def _moved(new: pd.DataFrame, spare: pd.DataFrame, moves: np.ndarray) -> pd.DataFrame:
    """Return the newcomers, those who move at the nearest empty premises, each at its own."""
    columns = Premises.columns()
    open_to, moved = spare.reset_index(drop=True), new.copy()
    for row in np.flatnonzero(moves):
        north = (open_to[Premises.lat] - new[Premises.lat].iloc[row]) * 111.2
        east = (open_to[Premises.lon] - new[Premises.lon].iloc[row]) * 69.0
        nearest = (north**2 + east**2).idxmin()
        moved.loc[row, columns] = open_to.loc[nearest, columns].to_numpy()
        open_to = open_to.drop(index=nearest)
    return moved


def _continue(
    old: pd.DataFrame, new: pd.DataFrame, phoenix: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the newcomers with the phoenixes made the old people under a new company."""
    old_id = "B" + pd.Series(old.index.astype("str")).str.zfill(5)
    old, size = old.reset_index(drop=True), len(new)
    # Elsewhere one of them alone would tell nobody that it is the old business.
    moved = (old[Business.premises_id] != new[Business.premises_id]).to_numpy()
    same_person = phoenix & (moved | happens(rng, size, 0.75))
    same_phone = phoenix & (moved | ~same_person | happens(rng, size, 0.5))
    alike = phoenix & happens(rng, size, 0.35)
    bare = old[Business.name].str.replace(r"^(The|New) ", "", regex=True)
    again = old[Business.predecessor].notna()
    near_name = ("New " + bare).mask(again, bare + " " + old[Business.town])
    return new.assign(
        **{
            Business.person: old[Business.person].where(same_person, new[Business.person]),
            Business.phone: old[Business.phone].where(same_phone, new[Business.phone]),
            Business.name: near_name.where(alike, new[Business.name]),
            Business.risk: (old[Business.risk] + 0.4).where(phoenix, new[Business.risk]),
            Business.exploits: old[Business.exploits] & phoenix,
            Business.predecessor: old_id.where(phoenix),
            Business.taken_from: old_id.where(~phoenix),
        }
    )
