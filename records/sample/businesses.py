"""Which businesses are there, who runs them, and what do they hide?"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from records.domain import sectors
from records.sample.columns import Business, Premises
from records.sample.decoys import add_decoys
from records.sample.names import company_names, people, trading_names
from records.sample.premises import draw_premises
from records.sample.settings import SampleSettings
from records.sample.successions import SPARE_FOR_EACH, add_successors
from records.sample.tables import happens, stream, words

__all__ = ["draw_businesses"]

_TIER_RISK = {"A": 0.75, "B": 0.35, "C": 0.0, "none": -0.35}
_GUESTS = {
    "car_wash": ("pub", "supermarket", "garage"),
    "massage": ("nail_bar", "hair", "gym"),
    "taxi": ("convenience", "takeaway"),
    "nail_bar": ("hair",),
    "caterer": ("pub", "social_club"),
    "courier": ("convenience", "warehouse"),
    "vape": ("convenience",),
    "cleaning": ("agency",),
}
_GUEST_SHARE = 0.12


def draw_businesses(settings: SampleSettings) -> pd.DataFrame:
    """Return the county's businesses, `Business` columns, one row each.

    Their hidden risk comes from sector, operator, the business itself and drift; names are drawn
    from a stream of their own, so nothing can be read from them that the sector does not tell.
    """
    newcomers = settings.successions + settings.long_chains + settings.takeovers
    size = settings.businesses - newcomers
    sites = _sites(size + SPARE_FOR_EACH * settings.moves, settings.seed)
    base, spare = sites.iloc[:size], sites.iloc[size:]
    base = _share_premises(base, stream(settings.seed, "shared premises"))
    base = _operators(base, settings.seed)
    base = _lives(base, settings)
    base = _risks(base, stream(settings.seed, "risk"))
    every = add_successors(base, spare, settings)
    ids = pd.Series(np.arange(len(every))).astype("str").str.zfill(5)
    every = every.reset_index(drop=True).assign(
        **{Business.shared: every[Business.premises_id].duplicated(keep=False).to_numpy()}
    )
    named = every.assign(**{Business.business_id: "B" + ids})
    return Business.shape(add_decoys(named, settings))


def _sites(size: int, seed: int) -> pd.DataFrame:
    rng = stream(seed, "kinds")
    kinds = words("kinds")
    weight = kinds["weight"].to_numpy()
    drawn = kinds.iloc[rng.choice(len(kinds), size, p=weight / weight.sum())].reset_index(drop=True)
    leaves, comes = happens(rng, size, 0.3), happens(rng, size, 0.14)
    site = drawn["site"].mask((drawn["site"] == "centre") & leaves, "parade")
    site = site.mask((drawn["site"] == "parade") & comes, "centre")
    plain = drawn.drop(columns=["weight", "site", "company", "chain"])
    known = plain.rename(columns={"kind": Business.kind, "activity": Business.activity})
    businesses = pd.concat([known, draw_premises(site.astype("str"), seed)], axis=1)
    return businesses.assign(
        **{
            Business.sic: known["sic"].astype("str").str.zfill(5),
            Business.footfall: known["footfall"] + 0.5 * businesses[Premises.retail_area],
            "company": drawn["company"],
            "chains": drawn["chain"],
        }
    )


def _share_premises(businesses: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the businesses, some of them moved to the premises of another of a fitting kind."""
    chosen = rng.random(len(businesses)) < _GUEST_SHARE
    columns = Premises.columns()
    moved = businesses.copy()
    for guest, hosts in _GUESTS.items():
        guests = businesses.index[chosen & (businesses[Business.kind] == guest)]
        open_to = businesses.index[~chosen & businesses[Business.kind].isin(hosts)]
        taken = rng.choice(open_to, size=min(len(guests), len(open_to)), replace=False)
        moved.loc[guests[: len(taken)], columns] = businesses.loc[taken, columns].to_numpy()
    return moved


def _operators(businesses: pd.DataFrame, seed: int) -> pd.DataFrame:
    rng, size = stream(seed, "operators"), len(businesses)
    number = pd.Series(np.arange(size)).astype("str")
    is_company = pd.Series(rng.random(size) < businesses["company"].to_numpy())
    person = pd.Series(people(size, rng), dtype="str")
    name = trading_names(businesses, stream(seed, "names"))
    registered = company_names(name, stream(seed, "company names"))
    operated = businesses.assign(
        **{
            Business.operator_id: "O" + number.str.zfill(5),
            Business.name: name,
            Business.person: person,
            Business.legal_name: registered.where(is_company, person),
            # Real numbers do not reach this far, so none is a real company's.
            Business.company_number: pd.Series(
                (97_000_000 + rng.permutation(900_000)[:size]).astype("str")
            ).where(is_company),
            Business.phone: phones(size, rng),
            Business.old_phone: phones(size, rng),
        }
    )
    return _several_sites(_chains(operated, rng), rng).drop(columns=["company", "chains"])


def phones(size: int, rng: np.random.Generator) -> pd.Series[str]:
    """Return `size` different numbers in 01632, the area code that belongs to nobody."""
    return "01632" + pd.Series(100_000 + rng.choice(899_999, size, replace=False)).astype("str")


def _chains(businesses: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the businesses with some of each kind made branches of one operator and one name."""
    branch = rng.random(len(businesses)) < businesses["chains"].to_numpy()
    size = int(rng.integers(4, 8))
    rank = businesses[branch].groupby(Business.kind).cumcount()
    head = rank.groupby([businesses.loc[rank.index, Business.kind], rank // size]).transform(
        lambda group: group.index[0]
    )
    alone = head.groupby(head).transform("size") == 1
    head = head[~alone]
    shared = [Business.operator_id, Business.name, Business.legal_name, Business.person]
    shared += [Business.company_number]
    chained = businesses.copy()
    chained.loc[head.index, shared] = businesses.loc[head.to_numpy(), shared].to_numpy()
    is_head = pd.Series(True, index=businesses.index)
    is_head.loc[head.index] = head.index == head
    in_chain = pd.Series(chained.index.isin(head.index), index=chained.index)
    return chained.assign(**{Business.chain: in_chain, Business.main_branch: is_head})


def _several_sites(businesses: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return the businesses with 2% run by another's operator under a name of their own."""
    single = businesses.index[~businesses[Business.chain]]
    picked = rng.choice(single, size=2 * int(0.02 * len(single)), replace=False)
    second, first = np.split(picked, 2)
    shared = [Business.operator_id, Business.legal_name, Business.person, Business.company_number]
    joined = businesses.copy()
    joined.loc[second, shared] = businesses.loc[first, shared].to_numpy()
    joined.loc[second, Business.main_branch] = False
    return joined


def _lives(businesses: pd.DataFrame, settings: SampleSettings) -> pd.DataFrame:
    rng, size = stream(settings.seed, "lives"), len(businesses)
    start, days = _day(settings.starts_on), settings.days
    old = start - rng.gamma(2.0, 1_400, size).astype("int64").clip(max=14_000) - 30
    young = start + rng.integers(0, days - 120, size)
    opened = np.where(happens(rng, size, 0.88), old, young)
    closing = np.maximum(opened, start) + 60 + (rng.random(size) * (days - 70)).astype("int64")
    closes = happens(rng, size, 0.07) & (closing < start + days - 10)
    renamed = np.maximum(opened, start) + rng.integers(60, days - 60, size)
    renames = happens(rng, size, 0.03) & ~businesses[Business.chain] & (renamed < start + days - 30)
    rebranded = businesses[renames & ~closes]
    former = trading_names(rebranded, stream(settings.seed, "former names"))
    life: dict[str, Any] = {
        Business.opened_on: _date(opened),
        Business.closed_on: _date(closing).where(closes),
        Business.renamed_on: _date(renamed).where(renames & ~closes),
        Business.former_name: former.reindex(businesses.index),
        Business.predecessor: pd.Series(np.nan, index=businesses.index, dtype="str"),
    }
    return businesses.assign(**life)


def _risks(businesses: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    size = len(businesses)
    tier = sectors()["tier"].reindex(businesses[Business.sector]).map(_TIER_RISK).to_numpy()
    operator = businesses[Business.operator_id].factorize()[0]
    risk = tier + rng.normal(0, 0.6, size)[operator] + rng.normal(0, 0.75, size)
    may_exploit = businesses[Business.sector].map(sectors()["tier"]).isin(["A", "B"]).to_numpy()
    exploits = may_exploit & (rng.random(size) < 0.10 / (1 + np.exp(-2.2 * (risk - 1.6))))
    return businesses.assign(
        **{
            Business.risk: risk + 0.8 * exploits,
            Business.drift: rng.normal(0, 0.5, size),
            Business.exploits: exploits,
        }
    )


def _day(day: date) -> int:
    return (day - date(1970, 1, 1)).days


def _date(days: np.ndarray) -> pd.Series[pd.Timestamp]:
    return pd.Series(days.astype("datetime64[D]").astype("datetime64[s]"))
