"""What does each source write down of what happened?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from records.sample.columns import Business, Contact, Written
from records.sample.risk import risk_on
from records.sample.settings import SampleSettings
from records.sample.tables import happens, stream, words

__all__ = ["tell"]

# Part scores of each rating: hygiene, structural, confidence in management.
_SCORES = {
    "5": [("0", "0", "0"), ("5", "5", "5"), ("5", "0", "5")],
    "4": [("5", "10", "5"), ("10", "5", "5")],
    "3": [("10", "10", "10"), ("10", "10", "5")],
    "2": [("15", "10", "10"), ("10", "15", "10")],
    "1": [("15", "15", "20"), ("15", "10", "20")],
    "0": [("20", "20", "20"), ("25", "20", "30")],
}
_RATING_OF = {"clean": "5", "minor": "3", "serious": "1"}
_RECORD_TYPES = {"COMPL_FOOD": "Service Request", "COMPL_NOISE": "Service Request"}
_RECORD_TYPES |= {"NOTICE_HYG_IMP": "Notice", "NOTICE_HYG_PROH": "Notice"}
_LINKED_HOUSES = 0.05
_HO_CODES = {"CRIME_MS": "N200/01", "CRIME_DRUG": "92D/01"}
_LAWS = (
    "Health and Safety at Work etc Act 1974 / 2(1)",
    "Workplace (Health, Safety and Welfare) Regulations 1992 / 5",
    "Provision and Use of Work Equipment Regulations 1998 / 11",
    "Control of Substances Hazardous to Health Regulations 2002 / 7",
)
_BREACHES = ("Use without permission", "Breach of opening hours", "Unauthorised building")
_OFFENCES = (
    "Environmental Permitting Regulations 2016 / 12",
    "Water Resources Act 1991 / 85",
    "Environmental Protection Act 1990 / 33",
)
_COMPLIED = {
    "planning_enforcement": ("Complied", "Outstanding", "Issued"),
    "hse_notices": ("Complied", "Not complied", "Ongoing"),
    "fire": ("Complied", "In force", "In force"),
}


def tell(
    contacts: pd.DataFrame, businesses: pd.DataFrame, settings: SampleSettings
) -> pd.DataFrame:
    """Return the `Written` columns that tell what happened, one row for each contact."""
    rng = stream(settings.seed, "told")
    who = businesses.iloc[contacts[Contact.business]].reset_index(drop=True)
    risk = risk_on(contacts, businesses, settings) + 1.5 * who[Business.exploits].to_numpy()
    wording, outcome = _worded(contacts, rng)
    return pd.DataFrame(
        {
            Written.reference: _references(contacts, who),
            Written.council_reference: "PREM" + who[Business.business_id].str.slice(1),
            Written.record_type: _record_types(contacts, wording),
            Written.wording: wording,
            Written.outcome: outcome,
            **_days(contacts, settings, rng),
            Written.complied: _complied(contacts, risk, rng),
            **_counts(contacts, risk, rng),
            **_scores(contacts, rng),
            **_policing(contacts, risk, rng),
            **_licensing(contacts, who),
            Written.linked: _linked(contacts, businesses, rng),
            Written.notes: _notes(contacts, risk, rng),
            Written.breach: _breaches(contacts, rng),
            Written.function: _pick(
                ("Waste", "Water quality", "Installations"), len(contacts), rng
            ),
        }
    )


def _pick(options: tuple[str, ...], size: int, rng: np.random.Generator) -> np.ndarray:
    return np.array(options, dtype=object)[rng.integers(0, len(options), size)]


def _chance(log_odds: np.ndarray) -> np.ndarray:
    chance: np.ndarray = 1 / (1 + np.exp(-log_odds))
    return chance


def _worded(
    contacts: pd.DataFrame, rng: np.random.Generator
) -> tuple[pd.Series[str], pd.Series[str]]:
    """Return type and result of each contact in its source's own words."""
    types, outcomes = words("contacts"), words("outcomes")
    wording = contacts[Contact.wording].fillna("").to_numpy(dtype=object).copy()
    outcome = np.full(len(contacts), "", dtype=object)
    source, code, result = (
        contacts[c].to_numpy(dtype=object) for c in (Contact.source, Contact.code, Contact.result)
    )
    is_new = (contacts[Contact.category] != "register").to_numpy()
    for of, kind, options in zip(types["source"], types["code"], types["wording"], strict=True):
        mine = np.flatnonzero((source == of) & (code == kind) & is_new)
        wording[mine] = _pick(tuple(options.split("|")), len(mine), rng)
    for of, found, options in zip(*(outcomes[c] for c in outcomes), strict=True):
        mine = np.flatnonzero((source == of) & (result == found) & is_new)
        outcome[mine] = _pick(tuple(options.split("|")), len(mine), rng)
    outcome[(source == "easi") & (outcome == "") & (code == "EAS_WARN")] = "warning letter"
    outcome[(source == "easi") & (outcome == "")] = "no action"
    return pd.Series(wording, dtype="str"), pd.Series(outcome, dtype="str")


def _references(contacts: pd.DataFrame, who: pd.DataFrame) -> pd.Series[str]:
    """Return the sources' own keys: a running number, or that of the licence or the place."""
    source = contacts[Contact.source]
    prefix = source.map(words("sources").set_index("source")["reference"])
    count = (contacts.groupby(Contact.source).cumcount() + 100_001).astype("str")
    own = who[Business.business_id].str.slice(1)
    shared = {"food_hygiene": "7", "cqc": "1-1", "glaa_register": "URN"}
    of_place = source.map(shared).fillna("") + own
    reference = (prefix + count).mask(source.isin(list(shared)), of_place)
    return contacts[Contact.case].fillna(reference)


def _record_types(contacts: pd.DataFrame, wording: pd.Series[str]) -> pd.Series[str]:
    types = contacts[Contact.code].map(_RECORD_TYPES)
    return types.fillna(wording)


def _days(
    contacts: pd.DataFrame, settings: SampleSettings, rng: np.random.Generator
) -> dict[str, pd.Series[str]]:
    size = len(contacts)
    day = contacts[Contact.day].to_numpy()
    notice = (contacts[Contact.category] == "notice").to_numpy()
    due = np.where(notice, day + rng.choice([14, 21, 28, 56, 90], size), 0)
    late = notice & happens(rng, size, 0.12)
    minute = rng.integers(0, 24 * 60, size)
    clock = pd.Series(minute // 60).astype("str").str.zfill(2) + ":"
    clock += pd.Series(minute % 60).astype("str").str.zfill(2)
    shown = _shown(day)
    return {
        Written.date: shown,
        Written.datetime: shown + " " + clock,
        Written.iso_date: _shown(day, iso=True),
        Written.due: _shown(due),
        Written.revised: _shown(np.where(late, due + 28, 0)),
        Written.ended: _shown(contacts[Contact.ended].to_numpy()),
        Written.extract_date: pd.Series(settings.ends_on.strftime("%d/%m/%Y"), index=shown.index),
    }


def _shown(days: np.ndarray, *, iso: bool = False) -> pd.Series[str]:
    """Return days as text, each different day formatted once; day 0 is left out."""
    unique, codes = np.unique(days, return_inverse=True)
    stamps = pd.Series(unique.astype("datetime64[D]").astype("datetime64[s]"))
    text = stamps.dt.strftime("%Y-%m-%d" if iso else "%d/%m/%Y").mask(unique == 0, "")
    return pd.Series(text.to_numpy()[codes], dtype="str")


def _complied(contacts: pd.DataFrame, risk: np.ndarray, rng: np.random.Generator) -> pd.Series[str]:
    size = len(contacts)
    notice = (contacts[Contact.category] == "notice").to_numpy()
    open_still = happens(rng, size, 0.15)
    failed = happens(rng, size, _chance(-1.6 + 0.5 * risk))
    state = np.select([open_still, failed], [2, 1], 0)
    words_of = contacts[Contact.source].map(_COMPLIED)
    usual = pd.Series([("Yes", "No", "Pending")] * size)
    chosen = words_of.where(words_of.notna(), usual)
    text = [options[at] for options, at in zip(chosen, state, strict=True)]
    return pd.Series(text, dtype="str").where(notice, "")


def _counts(
    contacts: pd.DataFrame, risk: np.ndarray, rng: np.random.Generator
) -> dict[str, pd.Series[str]]:
    size, source = len(contacts), contacts[Contact.source]
    pounds = np.round(np.exp(rng.normal(5.2, 1.1, size)), 2)
    worried = rng.poisson(np.exp(np.clip(0.9 + 0.35 * risk, -2, 2.5))) + 1
    fine = source.isin(["hse_cases", "environment_agency"])
    fine &= contacts[Contact.code] == "PROSECUTION"
    has_amount = fine | (source == "nmw_naming")
    pounds = np.where(fine, np.round(pounds * 40, -2), pounds)
    bought = (source == "trading_standards") & (contacts[Contact.code] == "COMPL_TS")
    bought &= happens(rng, size, 0.6)
    text = pd.Series(pounds).map("{:.2f}".format)
    score = np.select(
        [contacts[Contact.result] == r for r in ("clean", "minor", "serious")],
        [rng.integers(0, 8, size), rng.integers(8, 30, size), rng.integers(30, 90, size)],
        -1,
    )
    return {
        Written.amount: ("£" + text).where(bought, text.where(has_amount, "")),
        Written.quantity: pd.Series(worried).astype("str"),
        Written.beds: pd.Series(6 + contacts[Contact.business] % 55).astype("str"),
        Written.inspection_score: pd.Series(score).astype("str").mask(score < 0, ""),
    }


def _scores(contacts: pd.DataFrame, rng: np.random.Generator) -> dict[str, pd.Series[str]]:
    inspected = contacts[Contact.code] == "INSP_FOOD"
    rating = contacts[Contact.rating].fillna("")
    basis = rating.mask(inspected, contacts[Contact.result].map(_RATING_OF).fillna(""))
    chance = rng.random(len(contacts))
    none = ("", "", "")
    chosen = [
        _SCORES[r][int(c * len(_SCORES[r]))] if r in _SCORES else none
        for r, c in zip(basis, chance, strict=True)
    ]
    parts = pd.DataFrame(
        chosen, columns=[Written.score_hygiene, Written.score_structural, Written.score_management]
    ).astype("str")
    return {Written.rating: rating, **{str(column): parts[column] for column in parts}}


def _policing(
    contacts: pd.DataFrame, risk: np.ndarray, rng: np.random.Generator
) -> dict[str, pd.Series[str]]:
    size, code = len(contacts), contacts[Contact.code]
    hurt, guarded = happens(rng, size, 0.6), happens(rng, size, 0.35)
    crime = code.isin(list(_HO_CODES)).to_numpy()
    suspect = happens(rng, size, np.where(crime, 0.75, _chance(-2.7 + 0.7 * risk)))
    role = np.where(suspect, "Suspect", np.where(hurt, "Victim", "Scene"))
    role = np.where(crime & ~suspect, "Scene", role)
    visit = code.isin(["INSP_JOINT", "REFERRAL"]).to_numpy()
    grade = rng.choice(["A", "B", "C", "D", "E"], size, p=[0.14, 0.28, 0.30, 0.20, 0.08])
    doubtful = (grade == "A") & (risk < 0)
    return {
        Written.role: pd.Series(np.where(visit, "Scene", role), dtype="str"),
        Written.ho_code: code.map(_HO_CODES).fillna(""),
        Written.grade_source: pd.Series(
            rng.choice(["1", "2", "3"], size, p=[0.3, 0.55, 0.15]), dtype="str"
        ),
        Written.grade_information: pd.Series(np.where(doubtful, "D", grade), dtype="str"),
        Written.handling: pd.Series(np.where(guarded, "C", "P"), dtype="str"),
        Written.conditions: pd.Series(np.where(guarded, "Ask before sharing", ""), dtype="str"),
    }


def _licensing(contacts: pd.DataFrame, who: pd.DataFrame) -> dict[str, pd.Series[str]]:
    activity = words("licences").set_index("kind")["activity"]
    status = pd.Series("Active", index=who.index).mask(contacts[Contact.ended] > 0, "Dissolved")
    taxi = who[Business.kind] == "taxi"
    kind = pd.Series("Personal licence to sell alcohol", index=who.index)
    return {
        Written.licensed_for: who[Business.kind].map(activity).fillna("Regulated activity"),
        Written.licence_type: kind.mask(taxi, "Private hire operator licence"),
        Written.status: status,
    }


def _linked(
    contacts: pd.DataFrame, businesses: pd.DataFrame, rng: np.random.Generator
) -> pd.Series[str]:
    """Return the business whose workers live in a shared house, for a few houses."""
    employers = businesses.loc[businesses[Business.exploits], Business.name].to_numpy(dtype=object)
    house = (contacts[Contact.source] == "housing").to_numpy()
    chosen = np.flatnonzero(house & (rng.random(len(contacts)) < _LINKED_HOUSES))
    linked = np.full(len(contacts), "", dtype=object)
    if len(employers):
        linked[chosen] = employers[rng.integers(0, len(employers), len(chosen))]
    return pd.Series(linked, dtype="str")


def _notes(contacts: pd.DataFrame, risk: np.ndarray, rng: np.random.Generator) -> pd.Series[str]:
    notes = np.full(len(contacts), "", dtype=object)
    code = contacts[Contact.code].to_numpy(dtype=object)
    worse = contacts[Contact.result].isin(["serious"]).to_numpy()
    worrying = worse | (rng.random(len(contacts)) < _chance(-2.2 + 0.9 * risk))
    said = happens(rng, len(contacts), 0.5)
    table = words("notes")
    for kind, bad, plain in zip(table["code"], table["worrying"], table["plain"], strict=True):
        mine = (code == kind) & (said | (kind == "INTEL"))
        for rows, options in ((mine & worrying, bad), (mine & ~worrying, plain)):
            notes[rows] = _pick(tuple(options.split("|")), int(rows.sum()), rng)
    return pd.Series(notes, dtype="str")


def _breaches(contacts: pd.DataFrame, rng: np.random.Generator) -> pd.Series[str]:
    size, source = len(contacts), contacts[Contact.source].to_numpy()
    law = np.select(
        [source == "planning_enforcement", source == "environment_agency"],
        [_pick(_BREACHES, size, rng), _pick(_OFFENCES, size, rng)],
        _pick(_LAWS, size, rng),
    )
    return pd.Series(law, dtype="str")
