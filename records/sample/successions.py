"""Which businesses follow another at the same premises?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from records.domain import sectors
from records.sample.columns import Business
from records.sample.names import company_names, people, trading_names
from records.sample.settings import SampleSettings
from records.sample.tables import happens, stream

__all__ = ["add_successors"]


def add_successors(
    businesses: pd.DataFrame, settings: SampleSettings, unrelated: int
) -> pd.DataFrame:
    """Return the businesses, and after them their successors.

    First come `settings.successions` phoenixes: a new company within 12 months of the old one's
    end, at its premises, sharing its person or telephone. Then `unrelated` newcomers who took
    over the premises of strangers.
    """
    rng = stream(settings.seed, "successions")
    size = settings.successions
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
    chosen = rng.choice(len(businesses), size, replace=False, p=weight / weight.sum())
    others = np.setdiff1d(np.flatnonzero(settled), chosen)
    left = np.concatenate([chosen, rng.choice(others, unrelated, replace=False)])
    gone = _closing(businesses, left, settings, rng)
    new = _newcomers(gone.iloc[left], settings, rng)
    phoenix = np.arange(len(left)) < size
    return pd.concat([gone, _continue(gone.iloc[left], new, phoenix, rng)], ignore_index=True)


def _closing(
    businesses: pd.DataFrame,
    left: np.ndarray,
    settings: SampleSettings,
    rng: np.random.Generator,
) -> pd.DataFrame:
    last = pd.Timestamp(settings.starts_on) + pd.to_timedelta(rng.integers(70, 200, len(left)), "D")
    closed = businesses[Business.closed_on].copy()
    closed.iloc[left] = last.astype("datetime64[s]")
    return businesses.assign(**{Business.closed_on: closed})


def _newcomers(
    old: pd.DataFrame, settings: SampleSettings, rng: np.random.Generator
) -> pd.DataFrame:
    """Return strangers of the same kind who open at the premises within 10 months."""
    new, size = old.reset_index(drop=True), len(old)
    name = trading_names(new, stream(settings.seed, "successor names"))
    number = pd.Series(np.arange(size)).astype("str").str.zfill(5)
    opened = new[Business.closed_on] + pd.to_timedelta(rng.integers(30, 260, size), "D")
    taken = pd.Series(rng.permutation(90_000)[:size]).astype("str").str.zfill(5)
    own: dict[str, Any] = {
        Business.operator_id: "N" + number,
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


def _continue(
    old: pd.DataFrame, new: pd.DataFrame, phoenix: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    """Return the newcomers with the phoenixes made the old people under a new company."""
    old_id = "B" + pd.Series(old.index.astype("str")).str.zfill(5)
    old, size = old.reset_index(drop=True), len(new)
    same_person = phoenix & happens(rng, size, 0.75)
    same_phone = phoenix & (~same_person | happens(rng, size, 0.5))
    alike = phoenix & happens(rng, size, 0.35)
    near_name = "New " + old[Business.name].str.replace(r"^(The|New) ", "", regex=True)
    return new.assign(
        **{
            Business.person: old[Business.person].where(same_person, new[Business.person]),
            Business.phone: old[Business.phone].where(same_phone, new[Business.phone]),
            Business.name: near_name.where(alike, new[Business.name]),
            Business.risk: (old[Business.risk] + 0.4).where(phoenix, new[Business.risk]),
            Business.exploits: old[Business.exploits] & phoenix,
            Business.predecessor: old_id.where(phoenix),
        }
    )
