"""What do visits find, given what a business hides?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from records.sample.columns import Business, Contact
from records.sample.settings import SampleSettings
from records.sample.tables import happens, stream, words

__all__ = ["register_findings", "results", "retail_uplift", "risk_on"]

_SERIOUS_PER_RISK = 1.3
_EXPLOITED = 0.7


def risk_on(
    contacts: pd.DataFrame, businesses: pd.DataFrame, settings: SampleSettings
) -> np.ndarray:
    """Return the hidden risk, log-odds, of each contact's business on the contact's day."""
    start = int(np.datetime64(settings.starts_on, "D").astype("int64"))
    who = contacts[Contact.business].to_numpy()
    passed = (contacts[Contact.day].to_numpy() - start) / settings.days - 0.5
    risk = businesses[Business.risk].to_numpy()[who]
    drift: np.ndarray = risk + businesses[Business.drift].to_numpy()[who] * np.clip(passed, -2, 0.5)
    return drift


def retail_uplift(
    visits: pd.DataFrame, businesses: pd.DataFrame, settings: SampleSettings
) -> float:
    """Return the log-odds by which retail areas are riskier.

    So a business there is expected to have a serious finding `settings.retail_ratio` times as
    often as one elsewhere.
    """
    base = _serious_logit(visits, businesses, settings)
    who = visits[Contact.business].to_numpy()
    retail = businesses[Business.retail_area].to_numpy()
    low, high = 0.0, 6.0
    for _ in range(30):
        middle = (low + high) / 2
        logit = base + _SERIOUS_PER_RISK * middle * retail[who]
        spared = np.bincount(who, -np.logaddexp(0, logit), minlength=len(businesses))
        found = 1 - np.exp(spared)
        ratio = found[retail].mean() / found[~retail].mean()
        low, high = (middle, high) if ratio < settings.retail_ratio else (low, middle)
    return low


def results(
    visits: pd.DataFrame, businesses: pd.DataFrame, settings: SampleSettings
) -> pd.DataFrame:
    """Return the visits with their results: clean, minor, serious, no_access or closed."""
    rng = stream(settings.seed, "results")
    found = _findings(visits, businesses, settings, rng)
    return _closed(visits.assign(**{Contact.result: found}), businesses, settings, rng)


def register_findings(businesses: pd.DataFrame, rng: np.random.Generator) -> np.ndarray:
    """Return what an inspection before the window found: clean, minor or serious."""
    risk = businesses[Business.risk].to_numpy() - 0.5 * businesses[Business.drift].to_numpy()
    chance = rng.random((2, len(businesses)))
    bad = chance[0] < _chance(-4.6 + _SERIOUS_PER_RISK * risk)
    return np.select([bad, chance[1] < _chance(-1.0 + 0.55 * risk)], ["serious", "minor"], "clean")


def _findings(
    visits: pd.DataFrame,
    businesses: pd.DataFrame,
    settings: SampleSettings,
    rng: np.random.Generator,
) -> np.ndarray:
    """Return what each visit finds: clean, minor, serious or no_access."""
    risk = risk_on(visits, businesses, settings)
    harsh = _harshness(visits, businesses, settings)
    serious = _chance(_serious_logit(visits, businesses, settings))
    minor = _chance(-1.0 + 0.55 * risk + harsh)
    refused = _chance(-3.3 + 0.4 * risk)
    chance = rng.random((3, len(visits)))
    return np.select(
        [chance[0] < refused, chance[1] < serious, chance[2] < minor],
        ["no_access", "serious", "minor"],
        "clean",
    )


def _chance(log_odds: np.ndarray) -> np.ndarray:
    chance: np.ndarray = 1 / (1 + np.exp(-log_odds))
    return chance


def _serious_logit(
    visits: pd.DataFrame, businesses: pd.DataFrame, settings: SampleSettings
) -> np.ndarray:
    habit = words("reach").set_index("agency")["habit"]
    agency = words("contacts")["agency"].iloc[visits["type"]]
    who = visits[Contact.business].to_numpy()
    exploits = businesses[Business.exploits].to_numpy()[who]
    logit: np.ndarray = (
        agency.map(habit).to_numpy()
        + _harshness(visits, businesses, settings)
        + _SERIOUS_PER_RISK * risk_on(visits, businesses, settings)
        + _EXPLOITED * exploits
    )
    return logit


def _harshness(
    visits: pd.DataFrame, businesses: pd.DataFrame, settings: SampleSettings
) -> np.ndarray:
    """Return how much harsher than usual each visiting team is, log-odds: a nuisance."""
    agencies = words("contacts")["agency"]
    district = businesses[Business.district].factorize(sort=True)[0]
    table = stream(settings.seed, "teams").normal(0, 0.45, (agencies.nunique(), district.max() + 1))
    team = agencies.factorize()[0][visits["type"]]
    harsh: np.ndarray = table[team, district[visits[Contact.business].to_numpy()]]
    return harsh


def _closed(
    visits: pd.DataFrame,
    businesses: pd.DataFrame,
    settings: SampleSettings,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Return the visits, some of them made weeks after the business had closed."""
    visits = visits.reset_index(drop=True)
    last = visits.groupby(Contact.business).tail(1)
    shut = businesses[Business.closed_on].iloc[last[Contact.business]]
    day = shut.to_numpy().astype("datetime64[D]").astype("int64") + rng.integers(3, 25, len(last))
    finds_closed = set(words("outcomes").query("result == 'closed'")["source"])
    source = words("contacts")["source"].iloc[last["type"]].isin(finds_closed).to_numpy()
    end = int(np.datetime64(settings.ends_on, "D").astype("int64"))
    late = shut.notna().to_numpy() & source & happens(rng, len(last), 0.5) & (day <= end)
    rows = last.index[late]
    moved = visits.copy()
    moved.loc[rows, Contact.day] = day[late]
    moved.loc[rows, Contact.result] = "closed"
    return moved
