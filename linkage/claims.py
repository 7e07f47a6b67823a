"""What does each record claim of its profile, and how far is it trusted?"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from linkage.facts import DAY, FIELD, PREFER, ROW, SOURCE, VALUE, WHO, candidates
from records.domain import agencies
from records.schema import PlacedRecord, Profile, Touchpoint
from records.touchpoints import agency_on

__all__ = [
    "BY_EAR",
    "REGISTER",
    "by_the_day",
    "claimants",
    "ended_on",
    "make_claims",
    "sector_claims",
]

REGISTER = "CH"
"""The register of companies: sure of the legal name and number, not of the trading place."""

BY_EAR = ("EPOL", "PUBLIC", REGISTER)
"""Agencies that write name, place and sector by ear, or of the registered office."""

ENDS = (REGISTER, "CQC")
"""Agencies whose "ended" means that the business itself has ended, not one licence of it."""

ALIVE = ("complaint", "rating", "service")
"""Categories of contact that only a trading business has, beside visits."""

OTHER, CEASED, TRADING = "other", "ceased", "trading"
UNDATED = 1_000_000
"""Age in days given to a rating without a day, so that any dated one is preferred."""


def make_claims(
    records: pd.DataFrame, base: pd.DataFrame, here: pd.DataFrame, as_of: date
) -> pd.DataFrame:
    """Return every claim of every record, one row each, in the columns of `linkage.facts`.

    `base` holds who, row, source and day of each record, `here` the touchpoints with who and row.
    """
    trust = records[PlacedRecord.agency].isin(BY_EAR).astype("int64")
    parts = [
        *_of_names(records, base, trust),
        *_of_places(records, base, trust),
        *_of_numbers(records, base),
        sector_claims(records, base),
        _claim(base, Profile.status, *_of_status(records, base, here, as_of)),
        _claim(base, Profile.rating, *_of_rating(records, as_of)),
        _claim(base, Profile.agencies, _knowing(records, as_of)),
        _claim(base, Profile.sources, records[PlacedRecord.source]),
        *_of_contacts(base, here),
    ]
    return pd.concat(parts, ignore_index=True)


def _claim(base: pd.DataFrame, field: str, values: pd.Series[Any], prefer: Any = 0) -> pd.DataFrame:
    made = base.assign(**{FIELD: field, VALUE: values, PREFER: prefer})
    return made[made[VALUE].notna()]


def _of_names(
    records: pd.DataFrame, base: pd.DataFrame, trust: pd.Series[Any]
) -> Iterable[pd.DataFrame]:
    name, registered = records[PlacedRecord.name], records[PlacedRecord.agency] == REGISTER
    yield _claim(base, Profile.name, name, trust)
    yield _claim(base, Profile.legal_name, name.where(registered))
    aliases = records[PlacedRecord.aliases].explode().dropna()
    yield _claim(base.loc[aliases.index], Profile.name, aliases, 2)
    personal = records[PlacedRecord.is_personal].map({True: "yes"})
    yield _claim(base, Profile.is_personal, personal)


def _of_places(
    records: pd.DataFrame, base: pd.DataFrame, trust: pd.Series[Any]
) -> Iterable[pd.DataFrame]:
    posted = _claim(base, Profile.postcode, records[PlacedRecord.postcode], trust)
    yield posted
    chosen = candidates(posted, records[PlacedRecord.record_id]).drop_duplicates(WHO)
    shown = base[WHO].map(chosen.set_index(WHO)[VALUE])
    elsewhere = (records[PlacedRecord.postcode] != shown) & shown.notna()
    yield _claim(
        base, Profile.address, records[PlacedRecord.address], trust + 2 * elsewhere.astype("int64")
    )


def _of_numbers(records: pd.DataFrame, base: pd.DataFrame) -> Iterable[pd.DataFrame]:
    for field in (Profile.company_number, Profile.uprn, Profile.phone):
        yield _claim(base, field, records[field])


def sector_claims(records: pd.DataFrame, base: pd.DataFrame) -> pd.DataFrame:
    """Return what every record claims of the sector, as `make_claims` does."""
    trust = records[PlacedRecord.agency].isin(BY_EAR).astype("int64")
    return _claim(base, Profile.sector, *_of_sector(records, trust))


def _of_sector(records: pd.DataFrame, trust: pd.Series[Any]) -> tuple[pd.Series[Any], Any]:
    """Count what an agency saw before what was declared; any sector before none."""
    sector = records[PlacedRecord.sector].fillna(OTHER)
    return sector, trust.mask(sector == OTHER, 9)


def _of_status(
    records: pd.DataFrame, base: pd.DataFrame, here: pd.DataFrame, as_of: date
) -> tuple[pd.Series[Any], Any]:
    """Call a profile ceased where the latest evidence is of its end, on that evidence."""
    end = ended_on(records, as_of)
    alive = here[here[Touchpoint.is_visit] | here[Touchpoint.category].isin(ALIVE)]
    alive = alive[alive[Touchpoint.result] != "closed"]
    last_end = end.groupby(base[WHO]).transform("max")
    seen = alive.groupby(WHO)[Touchpoint.event_on].max()
    last_alive = seen.reindex(base[WHO]).set_axis(base.index)
    ceased = last_end.notna() & ~(last_alive > last_end)
    says = pd.Series(TRADING, index=records.index).mask(end.notna(), CEASED)
    wrong = (says == CEASED) != ceased
    return says, wrong.astype("int64")


def ended_on(records: pd.DataFrame, as_of: date) -> pd.Series[Any]:
    """Return the day a record says the business ended; missing where it does not say so."""
    event_on = records[PlacedRecord.event_on]
    closed = (records[PlacedRecord.event_code] == "CLOSED") | (
        records[PlacedRecord.result] == "closed"
    )
    ended = (records[PlacedRecord.status] == "ended") & records[PlacedRecord.agency].isin(ENDS)
    day = records[PlacedRecord.ended_on].fillna(event_on).fillna(records[PlacedRecord.received_on])
    day = day.where(ended, event_on.where(closed))
    return day.where(day < pd.Timestamp(as_of))


def _of_rating(records: pd.DataFrame, as_of: date) -> tuple[pd.Series[Any], Any]:
    """Prefer the latest rating; one still awaited only where there is no other."""
    rating, age = records[PlacedRecord.rating], _age(records[PlacedRecord.event_on], as_of)
    waiting = ~rating.isin(("0", "1", "2", "3", "4", "5"))
    return rating.where(~(age <= 0)), age.fillna(UNDATED) + waiting * 2 * UNDATED


def _knowing(records: pd.DataFrame, as_of: date) -> pd.Series[Any]:
    """Return the authority that holds each record now: a successor holds what it took over."""
    now = pd.Series(pd.Timestamp(as_of), index=records.index)
    holder = agency_on(records[PlacedRecord.agency], now)
    table = agencies()
    return holder.where(holder.isin(table.index[table["authority"] == "yes"]))


def _of_contacts(base: pd.DataFrame, here: pd.DataFrame) -> Iterable[pd.DataFrame]:
    """Claim the first and latest contact and the latest visit, each by its own record."""
    visits = here[here[Touchpoint.is_visit]]
    ends = (
        (Profile.first_contact_on, here, "min"),
        (Profile.last_contact_on, here, "max"),
        (Profile.last_visit_on, visits, "max"),
    )
    for field, contacts, end in ends:
        day = contacts[Touchpoint.event_on]
        at_end = contacts[
            day == day.groupby(contacts[WHO]).agg(end).reindex(contacts[WHO]).to_numpy()
        ]
        claiming = base.loc[at_end[ROW]].reset_index(drop=True)
        text = at_end[Touchpoint.event_on].dt.strftime("%Y-%m-%d").reset_index(drop=True)
        yield _claim(claiming, field, text)


def _age(days: pd.Series[Any], as_of: date) -> pd.Series[Any]:
    age: pd.Series[Any] = (pd.Timestamp(as_of) - days).dt.days
    return age


def by_the_day(records: pd.DataFrame, one: date, other: date) -> Any:
    """Return which records claim something else as of one day than as of another."""
    ended, knowing = ((f(records, one), f(records, other)) for f in (ended_on, _knowing))
    rated = [_of_rating(records, day)[0] for day in (one, other)]
    unlike = np.zeros(len(records), dtype=bool)
    for before, after in (ended, knowing, rated):
        unlike |= ~((before == after) | (before.isna() & after.isna())).to_numpy()
    return unlike


def claimants(records: pd.DataFrame, who: Any) -> pd.DataFrame:
    """Return who, row, source (a number) and day (days since 1970) of each record."""
    day = records[PlacedRecord.event_on].fillna(records[PlacedRecord.received_on])
    known = (day - pd.Timestamp(0)).dt.days.fillna(0).astype("int64")
    columns: dict[str, Any] = {
        WHO: who,
        ROW: np.arange(len(records)),
        SOURCE: pd.factorize(records[PlacedRecord.source])[0],
        DAY: known,
    }
    return pd.DataFrame(columns, index=records.index)
