"""Which authorities know each business?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from records.domain import sectors
from records.sample.columns import Business
from records.sample.settings import SampleSettings
from records.sample.tables import stream, words

__all__ = ["draw_reach", "draw_traits"]

# Of businesses known to more than three authorities, and of the others: how many know them.
_MANY = {4: 0.46, 5: 0.30, 6: 0.14, 7: 0.07, 8: 0.03}
_FEW = {1: 0.30, 2: 0.36, 3: 0.34}
_NAME_ONLY = ("HSE", "EA")


def draw_traits(businesses: pd.DataFrame, settings: SampleSettings) -> pd.DataFrame:
    """Return what decides who may contact each business, one flag column each.

    food: sells food. licensed: needs a licence. care: registered with CQC. labour: needs a GLAA
    licence. homes: licensed for multiple occupation. watched: in a sector of labour abuse.
    unique: no other in the county has its name, so a list without addresses can name it.
    """
    rng = stream(settings.seed, "traits")
    licences = words("licences").set_index("kind")["share"]
    kind = businesses[Business.kind]
    share = kind.map(licences).fillna(0).to_numpy()
    names = pd.concat([businesses[Business.name], businesses[Business.former_name]]).str.lower()
    repeated = set(names[names.duplicated()].dropna())
    legal = businesses[Business.legal_name].str.lower()
    twice = legal.duplicated(keep=False) | businesses[Business.name].str.lower().isin(repeated)
    last = settings.starts_on + (settings.ends_on - settings.starts_on)
    open_still = ~(businesses[Business.closed_on] <= pd.Timestamp(last))
    return pd.DataFrame(
        {
            "": True,
            "food": businesses[Business.food] != "",
            "licensed": rng.random(len(businesses)) < share,
            "care": kind.isin(["care_home", "home_care", "dentist"]),
            "labour": kind == "labour_provider",
            "homes": kind == "hmo",
            "watched": businesses[Business.sector].map(sectors()["tier"]).isin(["A", "B"]),
            "unique": ~twice & businesses[Business.predecessor].isna(),
            "open": open_still,
        }
    )


def draw_reach(
    businesses: pd.DataFrame, traits: pd.DataFrame, settings: SampleSettings
) -> pd.DataFrame:
    """Return, for each business and authority, whether the authority knows it.

    Every business is known to one at least, and to more than three the share that the settings
    ask for: those with most risk and most passers-by, with chance.
    """
    rng = stream(settings.seed, "reach")
    table = words("reach")
    affinity = _affinity(businesses, traits, table)
    forced = _forced(traits, table)
    wanted = np.minimum(_how_many(businesses, settings, rng), (affinity > -np.inf).sum(axis=1))
    wanted = np.maximum(wanted, np.maximum(forced.sum(axis=1), 1))
    preference = affinity + rng.gumbel(size=affinity.shape) + 1_000.0 * forced
    rank = (-preference).argsort(axis=1).argsort(axis=1)
    return pd.DataFrame(rank < wanted[:, None], columns=table["agency"].to_list())


def _affinity(businesses: pd.DataFrame, traits: pd.DataFrame, table: pd.DataFrame) -> np.ndarray:
    log_odds = np.empty((len(businesses), len(table)))
    rows = zip(*(table[c] for c in ("agency", "base", "risk", "exposure", "sectors")), strict=True)
    for column, (agency, base, risk, exposure, text) in enumerate(rows):
        special = {s: float(x) for s, x in (pair.split(":") for pair in text.split())}
        # An authority with no base knows only the sectors it names.
        times = businesses[Business.sector].map(special).fillna(1.0 if base else 0.0).to_numpy()
        rate = times * (base or 1.0)
        if agency in _NAME_ONLY:
            rate = rate * traits["unique"].to_numpy()
        if agency == "CQC":
            rate = rate * traits["care"].to_numpy()
        log_rate = np.log(rate, out=np.full(len(rate), -np.inf), where=rate > 0)
        log_odds[:, column] = (
            log_rate
            + risk * businesses[Business.risk].to_numpy()
            + exposure * businesses[Business.footfall].to_numpy()
        )
    return log_odds


def _forced(traits: pd.DataFrame, table: pd.DataFrame) -> np.ndarray:
    by_trait = {
        "LA_EH": "food",
        "LA_LIC": "licensed",
        "CQC": "care",
        "GLAA": "labour",
        "LA_HOUS": "homes",
    }
    never = np.zeros(len(traits), dtype=bool)
    columns = [
        traits[by_trait[agency]].to_numpy() if agency in by_trait else never
        for agency in table["agency"]
    ]
    return np.column_stack(columns)


def _how_many(
    businesses: pd.DataFrame, settings: SampleSettings, rng: np.random.Generator
) -> np.ndarray:
    size = len(businesses)
    drive = 0.5 * businesses[Business.risk] + 0.5 * businesses[Business.footfall]
    order = (-(drive.to_numpy() + rng.normal(size=size))).argsort()
    wanted = rng.choice(list(_FEW), size, p=list(_FEW.values()))
    many = order[: round(settings.known_to_more_than_three * size)]
    wanted[many] = rng.choice(list(_MANY), len(many), p=list(_MANY.values()))
    return wanted
