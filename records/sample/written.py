"""What does each source write down of a contact and its business?"""

from __future__ import annotations

import numpy as np
import pandas as pd

from records.sample.columns import Business, Contact, Written
from records.sample.noise import (
    as_phoned,
    mistaken_postcodes,
    misspelt,
    reworded_names,
    rewritten_streets,
)
from records.sample.settings import Noise, SampleSettings
from records.sample.tables import stream, words

__all__ = ["write_down"]

_OTHER_OFFICE = 0.20


def write_down(
    contacts: pd.DataFrame, businesses: pd.DataFrame, settings: SampleSettings
) -> pd.DataFrame:
    """Return the `Written` columns that tell who and where, one row for each contact.

    Every cell is text as the source writes it, empty where it leaves it out.
    """
    who = businesses.iloc[contacts[Contact.business]].reset_index(drop=True)
    habits = words("sources").set_index("source").loc[contacts[Contact.source]].reset_index()
    rng = stream(settings.seed, "written names")
    legal = rng.random(len(who)) < habits["legal"].to_numpy()
    trading = _name_on(contacts, who)
    named = _names(trading, who, habits, legal, settings.noise, rng)
    where = _elsewhere(contacts, who, stream(settings.seed, "offices"))
    return pd.DataFrame(
        {
            **named,
            **_addresses(where, habits, settings.noise, stream(settings.seed, "written places")),
            **_numbers(who, habits, settings.noise, stream(settings.seed, "written numbers")),
            **_points(where, settings.noise, stream(settings.seed, "written points")),
            Written.council: who[Business.district],
            Written.activity: who[Business.activity],
            Written.food: who[Business.food],
            Written.sic_text: who[Business.sic] + " - " + who[Business.activity],
        }
    )


def _name_on(contacts: pd.DataFrame, who: pd.DataFrame) -> pd.Series[str]:
    """Return the trading name on the contact's day; rebranded businesses had another before."""
    renamed = who[Business.renamed_on].to_numpy().astype("datetime64[D]").astype("int64")
    before = who[Business.former_name].notna() & (contacts[Contact.day].to_numpy() < renamed)
    current = (contacts[Contact.source] == "companies_house").to_numpy()
    return who[Business.name].mask(before & ~current, who[Business.former_name])


def _names(
    trading: pd.Series[str],
    who: pd.DataFrame,
    habits: pd.DataFrame,
    legal: np.ndarray,
    noise: Noise,
    rng: np.random.Generator,
) -> dict[str, pd.Series[str]]:
    formal = who[Business.legal_name]
    plain = reworded_names(trading.mask(legal, formal), noise, rng)
    both = formal + " t/a " + trading
    size, official = len(who), (habits["source"] == "companies_house").to_numpy()
    plain = plain.mask(legal & ~official & (rng.random(size) < noise.trading_as), both)
    plain = plain.mask(official, formal)
    typo = habits["typo"].to_numpy() * noise.name_typo
    spelt = misspelt(plain, typo, rng)
    spelt = spelt.mask(habits["upper"].to_numpy() == 1, spelt.str.upper())
    # Where two businesses share premises, nothing but the name tells whose record it is.
    may_lack = ~who[Business.shared].to_numpy() | (habits["unnamed"].to_numpy() == 1)
    lacks = may_lack & (rng.random(size) < habits["unnamed"].to_numpy())
    given = who[Business.person].str.replace(r" \S+$", "", regex=True)
    alias = trading.where(legal & (rng.random(size) < 0.7), "")
    person = who[Business.person].where(rng.random(size) < habits["person"].to_numpy(), "")
    return {
        Written.name: spelt.mask(lacks, ""),
        Written.alias: alias,
        Written.legal_name: formal,
        Written.person: person,
        Written.given: given,
        Written.surname: who[Business.person].str.replace(r"^.* ", "", regex=True),
    }


def _elsewhere(
    contacts: pd.DataFrame, who: pd.DataFrame, rng: np.random.Generator
) -> pd.DataFrame:
    """Return where each record says the business is: a company may be registered elsewhere.

    Then it keeps its trading name, so that name, town and number still tell whose it is.
    """
    like = who[Business.legal_name].str.replace(r" (Limited|Ltd)$", "", regex=True)
    same_name = like == who[Business.name].str.replace(r"^The ", "", regex=True)
    away = (contacts[Contact.source] == "companies_house") & same_name & ~who[Business.shared]
    away &= rng.random(len(who)) < _OTHER_OFFICE
    number = pd.Series(rng.integers(100, 240, len(who))).astype("str")
    # The number is one no business has, so that nobody else is at the office.
    return who.assign(
        **{
            Business.number: who[Business.number].mask(away, number + "A"),
            Business.unit: who[Business.unit].mask(away, ""),
            Business.estate: who[Business.estate].mask(away, ""),
        }
    )


def _addresses(
    where: pd.DataFrame, habits: pd.DataFrame, noise: Noise, rng: np.random.Generator
) -> dict[str, pd.Series[str]]:
    size = len(where)
    chance = rng.random((5, size))
    careless = habits["typo"].to_numpy()
    unit = _units(where[Business.unit], noise, chance[0], rng)
    number = where[Business.number].mask(chance[1] < noise.number_missing * careless, "")
    street = rewritten_streets(where[Business.street], noise, rng)
    street = misspelt(street, careless * noise.address_typo, rng)
    estate = misspelt(rewritten_streets(where[Business.estate], noise, rng), careless * 0.03, rng)
    road = (number + " " + street).str.strip()
    building = (unit + " " + estate).str.strip()
    line1 = building.where(building != "", road)
    locality = where[Business.locality].mask(chance[3] < 0.4, "")
    rest = road.where(building != "", "")
    line2 = _joined(rest, locality)
    town = where[Business.town].mask(chance[2] < noise.town_missing, "")
    upper = habits["upper"].to_numpy() == 1
    line1, line2 = (line.mask(upper, line.str.upper()) for line in (line1, line2))
    town = town.mask(upper, town.str.upper())
    postcode = mistaken_postcodes(
        where[Business.postcode], habits["no_postcode"].to_numpy(), noise, rng
    )
    address = _joined(_joined(line1, line2), town)
    return {
        Written.line1: line1,
        Written.line2: line2,
        Written.town: town,
        Written.postcode: postcode,
        Written.address: address,
        Written.place: address.mask(chance[4] < 0.12, "Outside " + address),
    }


def _joined(first: pd.Series[str], second: pd.Series[str]) -> pd.Series[str]:
    return (first + ", " + second).str.strip(", ")


def _units(
    unit: pd.Series[str], noise: Noise, chance: np.ndarray, rng: np.random.Generator
) -> pd.Series[str]:
    number = unit.str.replace(r"^(Unit|Barn) ", "", regex=True)
    rewritten = number.mask(rng.random(len(unit)) < 0.4, "U" + number)
    return unit.mask((chance < noise.unit_rewritten) & unit.str.startswith("Unit"), rewritten)


def _numbers(
    who: pd.DataFrame, habits: pd.DataFrame, noise: Noise, rng: np.random.Generator
) -> dict[str, pd.Series[str]]:
    size = len(who)
    chance = rng.random((4, size))
    phone = who[Business.phone].mask(chance[0] < noise.phone_stale, who[Business.old_phone])
    number = who[Business.company_number].fillna("")
    return {
        Written.phone: as_phoned(phone, rng).where(chance[1] < habits["phone"].to_numpy(), ""),
        Written.company_number: number.where(chance[2] < habits["company"].to_numpy(), ""),
        Written.uprn: who[Business.uprn].where(chance[3] < habits["uprn"].to_numpy(), ""),
    }


def _points(
    where: pd.DataFrame, noise: Noise, rng: np.random.Generator
) -> dict[str, pd.Series[str]]:
    size = len(where)
    chance = rng.random(size)
    lat, lon = (where[c] for c in (Business.lat, Business.lon))
    swapped = chance < noise.coordinates_swapped
    outside = (chance > 1 - noise.coordinates_outside) & ~swapped
    shown_lat = lat.mask(outside, lat + 1.3).mask(swapped, lon)
    shown_lon = lon.mask(outside, lon - 1.1).mask(swapped, lat)
    has_grid = rng.random(size) < 0.85
    metres = rng.integers(-12, 13, (2, size))
    east, north = where[Business.easting] + metres[0], where[Business.northing] + metres[1]
    return {
        Written.lat: shown_lat.round(6).astype("str"),
        Written.lon: shown_lon.round(6).astype("str"),
        Written.easting: east.astype("str").where(has_grid, ""),
        Written.northing: north.astype("str").where(has_grid, ""),
    }
