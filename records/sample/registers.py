"""Which rows do the registers hold, most of them older than the contact window?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from records.sample.columns import Business, Contact
from records.sample.risk import register_findings
from records.sample.settings import SampleSettings
from records.sample.tables import stream, words

__all__ = ["covered_by_registers", "draw_registers"]

_RATINGS = {"clean": ("5", "5", "5", "4"), "minor": ("4", "3", "3", "2"), "serious": ("1", "1", "0")}
_UNDATED = 0


def covered_by_registers(traits: pd.DataFrame, known: pd.DataFrame) -> pd.DataFrame:
    """Return, for each business and authority, whether a register of its holds the business."""
    none = pd.DataFrame(False, index=known.index, columns=known.columns)
    return none.assign(
        LA_EH=traits["food"] & traits["open"],
        LA_LIC=traits["licensed"],
        LA_HOUS=traits["homes"],
        CQC=traits["care"],
        GLAA=traits["labour"],
    )


def draw_registers(
    businesses: pd.DataFrame, traits: pd.DataFrame, contacts: pd.DataFrame, settings: SampleSettings
) -> pd.DataFrame:
    """Return the registers' rows, `Contact` columns.

    With `contacts` they make the number of records that the settings ask for: what the registers
    leave open is filled with variations of licences.
    """
    rng = stream(settings.seed, "registers")
    rows = [
        _ratings(businesses, traits, contacts, settings),
        _companies(businesses, settings, rng),
        _licences(businesses, traits, settings, rng),
        _simple(businesses, traits["care"], "cqc", "LIC_GRANT", "Registration", rng),
        _houses(businesses, traits, settings, rng),
        _labour(businesses, traits, settings, rng),
        _personal(businesses, settings, rng),
    ]
    held = sum(len(part) for part in rows)
    missing = settings.records - len(contacts) - held
    rows.append(_variations(rows[2], businesses, missing, rng))
    shaped = [Contact.shape(part) for part in rows]
    return pd.concat(shaped, ignore_index=True).assign(**{Contact.category: "register"})


def _day(values: pd.Series[pd.Timestamp]) -> np.ndarray:
    days: np.ndarray = values.to_numpy().astype("datetime64[D]").astype("int64")
    return days


def _start(settings: SampleSettings) -> int:
    return int(np.datetime64(settings.starts_on, "D").astype("int64"))


def _rows(who: np.ndarray, source: str, code: str, day: np.ndarray | int) -> pd.DataFrame:
    return pd.DataFrame(
        {Contact.business: who, Contact.source: source, Contact.code: code, Contact.day: day}
    )


def _before(businesses: pd.DataFrame, who: np.ndarray, spread: int, rng: np.random.Generator):
    """Return a day soon before each business opened."""
    return _day(businesses[Business.opened_on])[who] - rng.integers(5, spread, len(who))


def _ratings(
    businesses: pd.DataFrame, traits: pd.DataFrame, contacts: pd.DataFrame, settings: SampleSettings
) -> pd.DataFrame:
    """Return one current rating for each food business: that of its last inspection."""
    rng = stream(settings.seed, "ratings")
    who = np.flatnonzero(traits["food"] & traits["open"])
    seen = contacts[(contacts[Contact.code] == "INSP_FOOD") & contacts[Contact.result].isin(_RATINGS)]
    last = seen.groupby(Contact.business)[[Contact.day, Contact.result]].last().reindex(who)
    start = _start(settings)
    opened = _day(businesses[Business.opened_on])[who]
    earlier = np.maximum(opened + 20, start - rng.integers(1, 1_500, len(who)))
    day = last[Contact.day].fillna(pd.Series(earlier, index=who)).to_numpy().astype("int64")
    unseen = last[Contact.day].isna().to_numpy()
    found = register_findings(businesses.iloc[who], rng)
    result = np.where(unseen, found, last[Contact.result].fillna("").to_numpy())
    pick = rng.random(len(who))
    rating = [_RATINGS[r][int(p * len(_RATINGS[r]))] for r, p in zip(result, pick, strict=True)]
    awaiting = unseen & (opened >= start)
    exempt = unseen & ~awaiting & (rng.random(len(who)) < 0.06)
    shown = np.select([awaiting, exempt], ["AwaitingInspection", "Exempt"], np.array(rating))
    undated = np.where(awaiting | exempt, _UNDATED, day)
    return _rows(who, "food_hygiene", "FHRS", undated).assign(
        **{Contact.rating: shown, Contact.result: result}
    )


def _companies(
    businesses: pd.DataFrame, settings: SampleSettings, rng: np.random.Generator
) -> pd.DataFrame:
    """Return one company for each company number, with its end where it was dissolved."""
    has = businesses[Business.company_number].notna() & businesses[Business.main_branch]
    who = np.flatnonzero(has)
    newcomer = businesses[Business.operator_id].str.startswith("N").to_numpy()[who]
    incorporated = _day(businesses[Business.opened_on])[who]
    incorporated = incorporated - np.where(newcomer, 2, rng.integers(5, 400, len(who)))
    shut = businesses[Business.closed_on].iloc[who]
    old = businesses[Business.business_id].isin(businesses[Business.predecessor]).to_numpy()[who]
    gone = shut.notna().to_numpy() & (old | (rng.random(len(who)) < 0.6))
    ended = _day(shut.fillna(pd.Timestamp(0))) + np.where(old, 10, rng.integers(30, 90, len(who)))
    last = int(np.datetime64(settings.ends_on, "D").astype("int64"))
    gone &= ended <= last
    rows = _rows(who, "companies_house", "CO_INC", incorporated)
    return rows.assign(**{Contact.ended: np.where(gone, ended, 0)})


def _licences(
    businesses: pd.DataFrame,
    traits: pd.DataFrame,
    settings: SampleSettings,
    rng: np.random.Generator,
) -> pd.DataFrame:
    who = np.flatnonzero(traits["licensed"])
    labels = words("licences").set_index("kind")["label"]
    label = businesses[Business.kind].map(labels).iloc[who].to_numpy()
    granted = _before(businesses, who, 90, rng)
    return _rows(who, "licensing", "LIC_GRANT", granted).assign(
        **{Contact.wording: label, Contact.case: _cases(who)}
    )


def _cases(who: np.ndarray) -> pd.Series[str]:
    return "PL" + pd.Series(who + 10_000).astype("str").str.zfill(6)


def _variations(
    licences: pd.DataFrame, businesses: pd.DataFrame, size: int, rng: np.random.Generator
) -> pd.DataFrame:
    """Return `size` variations of licences, each after its grant."""
    again = licences[licences[Contact.wording] == "Premises licence"]
    chosen = again.iloc[rng.integers(0, len(again), max(size, 0))].reset_index(drop=True)
    number = chosen.groupby(Contact.business).cumcount().to_numpy()
    later = chosen[Contact.day].to_numpy() + 1 + number * 31 + rng.integers(0, 30, len(chosen))
    return chosen.assign(
        **{Contact.day: later, Contact.wording: "Premises licence - variation"}
    )


def _simple(
    businesses: pd.DataFrame,
    held: pd.Series[bool],
    source: str,
    code: str,
    wording: str,
    rng: np.random.Generator,
) -> pd.DataFrame:
    who = np.flatnonzero(held)
    day = _before(businesses, who, 60, rng)
    return _rows(who, source, code, day).assign(**{Contact.wording: wording})


def _houses(
    businesses: pd.DataFrame,
    traits: pd.DataFrame,
    settings: SampleSettings,
    rng: np.random.Generator,
) -> pd.DataFrame:
    rows = _simple(businesses, traits["homes"], "housing", "LIC_GRANT", "", rng)
    granted = np.maximum(rows[Contact.day], _start(settings) - rng.integers(0, 1_700, len(rows)))
    return rows.assign(**{Contact.day: granted, Contact.ended: granted + 5 * 365})


def _labour(
    businesses: pd.DataFrame,
    traits: pd.DataFrame,
    settings: SampleSettings,
    rng: np.random.Generator,
) -> pd.DataFrame:
    rows = _simple(businesses, traits["labour"], "glaa_register", "LIC_GRANT", "licensed", rng)
    found = register_findings(businesses.iloc[rows[Contact.business]], rng)
    wording = np.select(
        [found == "serious", (found == "minor") & (rng.random(len(rows)) < 0.4)],
        ["revoked", "ALC"],
        "licensed",
    )
    day = np.maximum(rows[Contact.day], _start(settings) + rng.integers(-1_500, 300, len(rows)))
    return rows.assign(**{Contact.wording: wording, Contact.day: day})


def _personal(
    businesses: pd.DataFrame, settings: SampleSettings, rng: np.random.Generator
) -> pd.DataFrame:
    """Return personal licences of sole traders who live where they trade."""
    kinds = ["pub", "convenience", "guest_house", "taxi", "restaurant", "takeaway"]
    alone = businesses[Business.company_number].isna() & businesses[Business.kind].isin(kinds)
    alone &= ~businesses[Business.shared] & ~businesses[Business.chain]
    who = np.flatnonzero(alone.to_numpy() & (rng.random(len(businesses)) < 0.35))
    granted = _before(businesses, who, 700, rng)
    return _rows(who, "licensing_personal", "LIC_GRANT", granted).assign(
        **{Contact.ended: granted + 10 * 365}
    )
