"""Which rows do the registers hold, most of them older than the contact window?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from records.sample.columns import Business, Contact
from records.sample.risk import register_findings
from records.sample.settings import SampleSettings
from records.sample.tables import happens, stream, words

__all__ = ["NOMINEE", "covered_by_registers", "draw_registers"]

DIRECTOR, NOMINEE = "director", "nominee-director"
"""Roles of a company's officers; a nominee lends many companies a name."""

_RATINGS = {
    "clean": ("5", "5", "5", "4"),
    "minor": ("4", "3", "3", "2"),
    "serious": ("1", "1", "0"),
}
_UNDATED = 0
_OLD_NOTICES = (
    ("HSE", "hse_notices", "NOTICE_HSE_IN", "Improvement Notice"),
    ("LA_PLAN", "planning_enforcement", "NOTICE_PLAN", "Enforcement notice"),
)


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
    businesses: pd.DataFrame,
    traits: pd.DataFrame,
    known: pd.DataFrame,
    contacts: pd.DataFrame,
    settings: SampleSettings,
) -> pd.DataFrame:
    """Return the registers' rows, `Contact` columns.

    With `contacts` they make the number of records that the settings ask for: what the registers
    leave open is filled with variations of licences.
    """
    rng = stream(settings.seed, "registers")
    rows = [
        _ratings(businesses, traits, contacts, settings),
        _companies(businesses, settings, rng),
        _officers(businesses, settings),
        _licences(businesses, traits, rng),
        _simple(businesses, traits["care"], ("cqc", "Registration"), rng),
        _houses(businesses, traits, settings, rng),
        _labour(businesses, traits, settings, rng),
        _personal(businesses, rng),
        _food_registrations(businesses, traits, settings),
        _old_notices(businesses, traits, known, settings),
    ]
    held = sum(len(part) for part in rows)
    missing = settings.records - len(contacts) - held
    rows.append(_variations(rows[3], businesses, missing, settings))
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


def _before(
    businesses: pd.DataFrame, who: np.ndarray, spread: int, rng: np.random.Generator
) -> np.ndarray:
    """Return a day soon before each business opened."""
    days: np.ndarray = _day(businesses[Business.opened_on])[who] - rng.integers(5, spread, len(who))
    return days


def _ratings(
    businesses: pd.DataFrame, traits: pd.DataFrame, contacts: pd.DataFrame, settings: SampleSettings
) -> pd.DataFrame:
    """Return one current rating for each food business: that of its last inspection."""
    rng = stream(settings.seed, "ratings")
    who = np.flatnonzero(traits["food"] & traits["open"])
    seen = contacts[
        (contacts[Contact.code] == "INSP_FOOD") & contacts[Contact.result].isin(_RATINGS)
    ]
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
    exempt = unseen & ~awaiting & happens(rng, len(who), 0.06)
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
    gone = shut.notna().to_numpy() & happens(rng, len(who), np.where(old, 0.8, 0.6))
    soon = np.where(old, rng.integers(5, 45, len(who)), rng.integers(30, 90, len(who)))
    ended = _day(shut.fillna(pd.Timestamp(0))) + soon
    last = int(np.datetime64(settings.ends_on, "D").astype("int64"))
    gone &= ended <= last
    rows = _rows(who, "companies_house", "CO_INC", incorporated)
    return rows.assign(**{Contact.ended: np.where(gone, ended, 0)})


def _officers(businesses: pd.DataFrame, settings: SampleSettings) -> pd.DataFrame:
    """Return the appointments that were asked for: of companies that came or went, and others."""
    rng = stream(settings.seed, "officers")
    held = businesses[Business.company_number].notna() & businesses[Business.main_branch]
    start = pd.Timestamp(settings.starts_on)
    changed = (businesses[Business.opened_on] >= start) | businesses[Business.closed_on].notna()
    ends = pd.concat([businesses[c] for c in (Business.predecessor, Business.taken_from)])
    followed = businesses[Business.business_id].isin(ends) | ends.notna().groupby(level=0).any()
    share = np.select([followed, changed], [1.0, 0.3], 0.03)
    asked = held & happens(rng, len(businesses), share)
    agents = held & businesses[Business.nominee].notna()
    who = np.concatenate([np.flatnonzero(asked), np.flatnonzero(agents)])
    wording = np.repeat([DIRECTOR, NOMINEE], [int(asked.sum()), int(agents.sum())])
    appointed = _day(businesses[Business.opened_on])[who] - rng.integers(0, 30, len(who))
    return _rows(who, "company_officers", "", appointed).assign(**{Contact.wording: wording})


def _licences(
    businesses: pd.DataFrame, traits: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    who = np.flatnonzero(traits["licensed"])
    labels = words("licences").set_index("kind")["label"]
    label = businesses[Business.kind].map(labels).iloc[who].reset_index(drop=True)
    granted = _before(businesses, who, 90, rng)
    return _rows(who, "licensing", "LIC_GRANT", granted).assign(
        **{Contact.wording: label, Contact.case: _cases(who)}
    )


def _cases(who: np.ndarray) -> pd.Series[str]:
    return "PL" + pd.Series(who + 10_000).astype("str").str.zfill(6)


def _variations(
    licences: pd.DataFrame, businesses: pd.DataFrame, size: int, settings: SampleSettings
) -> pd.DataFrame:
    """Return `size` variations of licences, spread over the time each was held."""
    rng = stream(settings.seed, "variations")
    again = licences[licences[Contact.wording] == "Premises licence"]
    chosen = again.iloc[rng.integers(0, len(again), max(size, 0))].reset_index(drop=True)
    held = chosen.groupby(Contact.business)[Contact.day]
    part = (held.cumcount() + 1) / (held.transform("size") + 1)
    shut = businesses[Business.closed_on].fillna(pd.Timestamp(settings.ends_on))
    end = _day(shut)[chosen[Contact.business]]
    later = chosen[Contact.day] + part * (end - chosen[Contact.day])
    wording = pd.Series("Premises licence - variation", index=chosen.index)
    return chosen.assign(**{Contact.day: later.astype("int64"), Contact.wording: wording})


def _food_registrations(
    businesses: pd.DataFrame, traits: pd.DataFrame, settings: SampleSettings
) -> pd.DataFrame:
    """Return the registration of each food business that opened in the twenty years before."""
    opened = _day(businesses[Business.opened_on])
    start = _start(settings)
    who = np.flatnonzero(traits["food"].to_numpy() & (opened < start) & (opened > start - 7_300))
    rows = _rows(who, "food_inspections", "REG_FOOD", opened[who] - 28)
    return rows.assign(**{Contact.wording: "Registration"})


def _old_notices(
    businesses: pd.DataFrame, traits: pd.DataFrame, known: pd.DataFrame, settings: SampleSettings
) -> pd.DataFrame:
    """Return the notices of the five years before the window that public registers still show."""
    rng = stream(settings.seed, "old notices")
    found = register_findings(businesses, rng)
    opened, start = _day(businesses[Business.opened_on]), _start(settings)
    bad = (found == "serious") | ((found == "minor") & happens(rng, len(businesses), 0.15))
    rows = []
    for agency, source, code, wording in _OLD_NOTICES:
        held = bad & known[agency].to_numpy() & (opened < start - 200)
        held &= traits["unique"].to_numpy() | (agency != "HSE")
        who = np.flatnonzero(held)
        first = np.maximum(opened[who] + 30, start - 1_825)
        day = first + (rng.random(len(who)) * (start - first)).astype("int64")
        rows.append(_rows(who, source, code, day).assign(**{Contact.wording: wording}))
    return pd.concat(rows, ignore_index=True)


def _simple(
    businesses: pd.DataFrame, held: pd.Series[bool], like: tuple[str, str], rng: np.random.Generator
) -> pd.DataFrame:
    """Return one licence for each business that holds one; like: its source and wording."""
    who = np.flatnonzero(held)
    rows = _rows(who, like[0], "LIC_GRANT", _before(businesses, who, 60, rng))
    return rows.assign(**{Contact.wording: like[1]})


def _houses(
    businesses: pd.DataFrame,
    traits: pd.DataFrame,
    settings: SampleSettings,
    rng: np.random.Generator,
) -> pd.DataFrame:
    rows = _simple(businesses, traits["homes"], ("housing", ""), rng)
    granted = np.maximum(rows[Contact.day], _start(settings) - rng.integers(0, 1_700, len(rows)))
    return rows.assign(**{Contact.day: granted, Contact.ended: granted + 5 * 365})


def _labour(
    businesses: pd.DataFrame,
    traits: pd.DataFrame,
    settings: SampleSettings,
    rng: np.random.Generator,
) -> pd.DataFrame:
    rows = _simple(businesses, traits["labour"], ("glaa_register", "licensed"), rng)
    found = register_findings(businesses.iloc[rows[Contact.business]], rng)
    wording = np.select(
        [found == "serious", (found == "minor") & happens(rng, len(rows), 0.4)],
        ["revoked", "ALC"],
        "licensed",
    )
    day = np.maximum(rows[Contact.day], _start(settings) + rng.integers(-1_500, 300, len(rows)))
    return rows.assign(**{Contact.wording: wording, Contact.day: day})


def _personal(businesses: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return personal licences of sole traders who live where they trade."""
    kinds = ["pub", "convenience", "guest_house", "taxi", "restaurant", "takeaway"]
    alone = businesses[Business.company_number].isna() & businesses[Business.kind].isin(kinds)
    alone &= ~businesses[Business.shared] & ~businesses[Business.chain]
    who = np.flatnonzero(alone.to_numpy() & happens(rng, len(businesses), 0.35))
    granted = _before(businesses, who, 700, rng)
    return _rows(who, "licensing_personal", "LIC_GRANT", granted).assign(
        **{Contact.ended: granted + 10 * 365}
    )
