"""What does each source write down of a contact and its business?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from records.sample.columns import Business, Contact, Premises, Written
from records.sample.noise import (
    as_phoned,
    misspelt,
    mistaken_postcodes,
    reworded_names,
    rewritten_streets,
)
from records.sample.registers import NOMINEE
from records.sample.settings import Noise, SampleSettings
from records.sample.tables import happens, stream, words

__all__ = ["write_down"]

REGISTERS = ("companies_house", "company_officers")
_OTHER_OFFICE = 0.20
_ALIAS_GIVEN = 0.85
_OWNER_AND_TRADE = 0.75
_LOCALITY_LEFT_OUT = 0.4
_SAID_OUTSIDE = 0.12


def write_down(
    contacts: pd.DataFrame, businesses: pd.DataFrame, settings: SampleSettings
) -> pd.DataFrame:
    """Return the `Written` columns that tell who and where, one row for each contact.

    Every cell is text as the source writes it, empty where it leaves it out.
    """
    who = businesses.iloc[contacts[Contact.business]].reset_index(drop=True)
    habits = words("sources").set_index("source").loc[contacts[Contact.source]].reset_index()
    trading = _name_on(contacts, who)
    rows = _Rows(who, habits, _bridges(contacts, who), settings.noise, _telling(contacts, who))
    named = _names(trading, rows, stream(settings.seed, "written names"))
    where = _elsewhere(contacts, who, stream(settings.seed, "offices"))
    unnamed = (named[Written.name] == "").to_numpy()
    placed = _Rows(where, habits, unnamed, settings.noise, np.zeros(len(who), dtype=bool))
    return pd.DataFrame(
        {
            **named,
            **_addresses(placed, stream(settings.seed, "written places")),
            **_numbers(rows, stream(settings.seed, "written numbers")),
            Written.officer: _officers(contacts, who),
            **_points(where, settings.noise, stream(settings.seed, "written points")),
            Written.council: who[Business.district],
            Written.activity: who[Business.activity],
            Written.food: who[Business.food],
            Written.sic_text: who[Business.sic] + " - " + who[Business.activity],
        }
    )


@dataclass(frozen=True)
class _Rows:
    """What the writers of a row know: its business, its source's habits, and a mark.

    marked: for names and numbers, the row ties registered to trading name; for addresses, the
    row has no name. telling: the row gives the telephone.
    """

    who: pd.DataFrame
    habits: pd.DataFrame
    marked: np.ndarray
    noise: Noise
    telling: np.ndarray


def _same_name(who: pd.DataFrame) -> pd.Series[bool]:
    like = who[Business.legal_name].str.replace(r" (Limited|Ltd)$", "", regex=True)
    return like == who[Business.name].str.replace(r"^The ", "", regex=True)


def _bridges(contacts: pd.DataFrame, who: pd.DataFrame) -> np.ndarray:
    """Return one row of each business whose registered name is not its trading name.

    There both can be read, so that a careful person can tell whose the other records are.
    """
    registers = contacts[Contact.source].isin(REGISTERS)
    # A company registered at an accountant's is told by its number alone.
    apart = (~_same_name(who) | who[Business.office].notna()) & ~registers
    may = (
        apart
        & (words("sources").set_index("source")["legal"] > 0)
        .loc[contacts[Contact.source]]
        .to_numpy()
    )
    bridge = may & ~contacts[Contact.business].where(may).duplicated()
    return bridge.to_numpy()


def _telling(contacts: pd.DataFrame, who: pd.DataFrame) -> np.ndarray:
    """Return the first row of each business in whose story the telephone matters that can give it.

    Those are the phoenixes, whom they follow, and those that share a telephone with strangers.
    """
    ids, followed = who[Business.business_id], who[Business.predecessor].dropna().unique()
    matters = who[Business.predecessor].notna() | ids.isin(followed) | who[Business.line].notna()
    gives = words("sources").set_index("source")["phone"] > 0
    may = matters & gives.loc[contacts[Contact.source]].to_numpy()
    telling = may & ~contacts[Contact.business].where(may).duplicated()
    return telling.to_numpy()


def _name_on(contacts: pd.DataFrame, who: pd.DataFrame) -> pd.Series[str]:
    """Return the trading name on the contact's day; rebranded businesses had another before."""
    renamed = who[Business.renamed_on].to_numpy().astype("datetime64[D]").astype("int64")
    before = who[Business.former_name].notna() & (contacts[Contact.day].to_numpy() < renamed)
    current = contacts[Contact.source].isin(REGISTERS).to_numpy()
    return who[Business.name].mask(before & ~current, who[Business.former_name])


def _officers(contacts: pd.DataFrame, who: pd.DataFrame) -> pd.Series[str]:
    """Return the officer of each appointment, surname first."""
    agent = (contacts[Contact.wording] == NOMINEE).to_numpy()
    name = who[Business.person].mask(agent, who[Business.nominee])
    return name.str.replace(r"^(.*) (\S+)$", lambda m: f"{m[2].upper()}, {m[1]}", regex=True)


def _names(
    trading: pd.Series[str], rows: _Rows, rng: np.random.Generator
) -> dict[str, pd.Series[str]]:
    who, habits, noise, size = rows.who, rows.habits, rows.noise, len(rows.who)
    formal = who[Business.legal_name]
    legal = rng.random(size) < habits["legal"].to_numpy()
    official = habits["source"].isin(REGISTERS).to_numpy()
    # An owner's name alone tells nobody which trade is meant, so both are mostly given.
    owner = who[Business.company_number].isna().to_numpy()
    both_share = np.where(owner, _OWNER_AND_TRADE, noise.trading_as)
    both = (legal & (rng.random(size) < both_share)) | rows.marked
    plain = reworded_names(trading.mask(legal, formal), noise, rng)
    plain = plain.mask(both & ~official, formal + " t/a " + trading).mask(official, formal)
    spelt = misspelt(plain, habits["typo"].to_numpy() * noise.name_typo, rng)
    spelt = spelt.mask(habits["upper"].to_numpy() == 1, spelt.str.upper())
    # Where two businesses share premises, nothing but the name tells whose record it is.
    may_lack = ~who[Business.shared].to_numpy() | (habits["unnamed"].to_numpy() == 1)
    lacks = may_lack & (rng.random(size) < habits["unnamed"].to_numpy())
    tells = habits["person"].to_numpy()
    return {
        Written.name: spelt.mask(lacks, ""),
        Written.alias: trading.where(legal & (rng.random(size) < _ALIAS_GIVEN), ""),
        Written.legal_name: formal,
        Written.person: who[Business.person].where(rng.random(size) < tells, ""),
        Written.given: who[Business.person].str.replace(r" \S+$", "", regex=True),
        Written.surname: who[Business.person].str.replace(r"^.* ", "", regex=True),
    }


def _elsewhere(contacts: pd.DataFrame, who: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return where each record says the business is: a company may be registered elsewhere.

    Then it keeps its trading name, so that name and town still tell whose it is.
    """
    registered = contacts[Contact.source].isin(REGISTERS)
    company = pd.factorize(contacts[Contact.business])[0]
    away = registered & _same_name(who) & ~who[Business.shared]
    away &= rng.random(len(who))[company] < _OTHER_OFFICE
    number = pd.Series(rng.integers(100, 240, len(who))[company]).astype("str")
    # The number is one no business has, so that nobody else is at the office.
    moved = who.assign(
        **{
            Business.number: who[Business.number].mask(away, number + "A"),
            Business.unit: who[Business.unit].mask(away, ""),
            Business.estate: who[Business.estate].mask(away, ""),
        }
    )
    return _at_accountants(moved, registered & who[Business.office].notna())


def _at_accountants(who: pd.DataFrame, clients: pd.Series[bool]) -> pd.DataFrame:
    """Return where the businesses are, clients at the first floor of one of their accountant's."""
    rows = np.flatnonzero(clients)
    if not len(rows):
        return who
    own = who.iloc[rows]
    hosts = own.drop_duplicates(Business.office).set_index(Business.office)
    there = hosts.loc[own[Business.office], [str(column) for column in Premises.columns()]]
    there = there.assign(
        **{
            Business.number: "7B",
            Business.unit: "Suite 4",
            Business.estate: "Chancery House",
        }
    )
    moved = who.copy()
    moved.iloc[rows, who.columns.get_indexer(there.columns)] = there.to_numpy()
    return moved


def _addresses(rows: _Rows, rng: np.random.Generator) -> dict[str, pd.Series[str]]:
    where, habits, noise, size = rows.who, rows.habits, rows.noise, len(rows.who)
    chance = rng.random((5, size))
    careless = habits["typo"].to_numpy()
    unit = _units(where[Business.unit], noise, chance[0], rng)
    dropped = (chance[1] < noise.number_missing * careless) & ~rows.marked
    number = where[Business.number].mask(dropped, "")
    street = rewritten_streets(where[Business.street], noise, rng)
    street = misspelt(street, careless * noise.address_typo, rng)
    estate = misspelt(rewritten_streets(where[Business.estate], noise, rng), careless * 0.03, rng)
    road = (number + " " + street).str.strip()
    building = (unit + " " + estate).str.strip()
    line1 = building.where(building != "", road)
    locality = where[Business.locality].mask(chance[3] < _LOCALITY_LEFT_OUT, "")
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
        Written.place: address.mask(chance[4] < _SAID_OUTSIDE, "Outside " + address),
    }


def _joined(first: pd.Series[str], second: pd.Series[str]) -> pd.Series[str]:
    return (first + ", " + second).str.strip(", ")


def _units(
    unit: pd.Series[str], noise: Noise, chance: np.ndarray, rng: np.random.Generator
) -> pd.Series[str]:
    number = unit.str.replace(r"^(Unit|Barn) ", "", regex=True)
    rewritten = number.mask(happens(rng, len(unit), 0.4), "U" + number)
    return unit.mask((chance < noise.unit_rewritten) & unit.str.startswith("Unit"), rewritten)


def _numbers(rows: _Rows, rng: np.random.Generator) -> dict[str, pd.Series[str]]:
    who, habits, noise = rows.who, rows.habits, rows.noise
    chance = rng.random((4, len(who)))
    gives = (chance[2] < habits["company"].to_numpy()) | rows.marked
    stale = (chance[0] < noise.phone_stale) & ~rows.telling
    phone = who[Business.phone].mask(stale, who[Business.old_phone])
    told = (chance[1] < habits["phone"].to_numpy()) | rows.telling
    number = who[Business.company_number].fillna("")
    return {
        Written.phone: as_phoned(phone, rng).where(told, ""),
        Written.company_number: number.where(gives, ""),
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
    has_grid = happens(rng, size, 0.85)
    metres = rng.integers(-12, 13, (2, size))
    east, north = where[Business.easting] + metres[0], where[Business.northing] + metres[1]
    return {
        Written.lat: shown_lat.round(6).astype("str"),
        Written.lon: shown_lon.round(6).astype("str"),
        Written.easting: east.astype("str").where(has_grid, ""),
        Written.northing: north.astype("str").where(has_grid, ""),
    }
