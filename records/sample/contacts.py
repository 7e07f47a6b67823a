"""Which contacts do the agencies have with the businesses, and when?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from records.sample.columns import Business, Contact
from records.sample.risk import results, retail_uplift, risk_on
from records.sample.settings import SATURDAY, SampleSettings
from records.sample.tables import stream, words

__all__ = ["draw_contacts", "draw_days"]

# Weight of a Saturday or Sunday against a working day.
_WEEKEND = {"incident": 0.30, "complaint": 0.08, "visit": 0.02, "notice": 0.0, "other": 0.01}
# Part of the window's contacts that registers bring: ratings, new licences, new companies.
_FROM_REGISTERS = 0.077
_NO_NUMBER = ("cqc", "glaa_register", "nmw_naming", "environment_agency")
_NOTICE_AFTER = {"serious": 14.0, "minor": 1.0}


@dataclass(frozen=True)
class _Draw:
    """What the draws share.

    allowed: for each business and type, whether such a contact may happen.
    """

    businesses: pd.DataFrame
    allowed: np.ndarray
    types: pd.DataFrame
    settings: SampleSettings

    def counts(self, left: np.ndarray, wanted: np.ndarray | pd.Series[bool]) -> np.ndarray:
        """Return `left` for the wanted types, 0 for the others."""
        return np.where(wanted, left, 0)


def draw_contacts(
    businesses: pd.DataFrame,
    traits: pd.DataFrame,
    known: pd.DataFrame,
    covered: pd.DataFrame,
    settings: SampleSettings,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the contacts, `Contact` columns, and the businesses with their final hidden risk.

    known: for each business and authority, whether it knows the business; no other contacts it,
    and each does at least once, unless a register of its `covered` the business already.
    Visits come first and settle how much riskier retail areas are; notices follow visits that
    found something; complaints gather on a few businesses.
    """
    types = words("contacts")
    rng = stream(settings.seed, "contacts")
    holders = known.assign(PUBLIC=True)[types["agency"].to_list()].to_numpy()
    allowed = holders & traits[types["needs"].to_list()].to_numpy()
    draw = _Draw(businesses, allowed, types, settings)
    first = _one_each(draw, known & ~covered, rng)
    left = _left_over(types, first, settings)
    is_visit = types["category"] == "visit"
    visits = _spread(draw, draw.counts(left, is_visit), rng)
    early = first[is_visit.to_numpy()[first["type"]]]
    visits = _dated(pd.concat([early, visits], ignore_index=True), draw)
    businesses = _with_uplift(businesses, visits, settings)
    visits = results(visits, businesses, settings)
    others = _others(replace(draw, businesses=businesses), first, left, visits)
    return _finish(pd.concat([visits, others], ignore_index=True), types), businesses


def _with_uplift(
    businesses: pd.DataFrame, visits: pd.DataFrame, settings: SampleSettings
) -> pd.DataFrame:
    """Return the businesses with the risk of those in retail areas raised as settings ask."""
    uplift = retail_uplift(visits, businesses, settings)
    raised = businesses[Business.risk] + uplift * businesses[Business.retail_area]
    return businesses.assign(**{Business.risk: raised})


def _one_each(draw: _Draw, needed: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Return one contact for each business with each authority that must have one."""
    types, rows = draw.types, []
    for agency in needed:
        mine = np.flatnonzero((types["agency"] == agency).to_numpy() & types["first"].to_numpy())
        who = np.flatnonzero(needed[agency].to_numpy() & draw.allowed[:, mine].any(axis=1))
        share = np.log(types["share"].to_numpy()[mine])
        choice = np.where(draw.allowed[np.ix_(who, mine)], share, -np.inf)
        type_of = mine[(choice + rng.gumbel(size=choice.shape)).argmax(axis=1)]
        rows.append(pd.DataFrame({Contact.business: who, "type": type_of}))
    return pd.concat(rows, ignore_index=True)


def _left_over(types: pd.DataFrame, first: pd.DataFrame, settings: SampleSettings) -> np.ndarray:
    """Return how many contacts of each type are still to be drawn."""
    total = settings.contacts * (1 - _FROM_REGISTERS)
    share = types["share"].to_numpy() / types["share"].sum()
    done = np.bincount(first["type"], minlength=len(types))
    left = np.maximum(share * total - done, 0)
    counts: np.ndarray = np.round(left * (total - done.sum()) / left.sum()).astype("int64")
    return counts


def _spread(
    draw: _Draw,
    counts: np.ndarray,
    rng: np.random.Generator,
    proneness: np.ndarray | float = 0.0,
) -> pd.DataFrame:
    """Return `counts` contacts of each type, shared out by risk, exposure and proneness."""
    risk, footfall = (draw.businesses[c].to_numpy() for c in (Business.risk, Business.footfall))
    rows = [pd.DataFrame({Contact.business: [], "type": []}, dtype="int64")]
    for number in np.flatnonzero(counts * draw.allowed.any(axis=0)):
        rate = draw.types.iloc[number]
        pull = rate["risk"] * risk + rate["exposure"] * footfall + proneness
        weight = np.exp(pull) * draw.allowed[:, number]
        drawn = rng.multinomial(counts[number], weight / weight.sum())
        who = np.repeat(np.arange(len(risk)), drawn)
        rows.append(pd.DataFrame({Contact.business: who, "type": number}))
    return pd.concat(rows, ignore_index=True)


def _others(
    draw: _Draw, first: pd.DataFrame, left: np.ndarray, visits: pd.DataFrame
) -> pd.DataFrame:
    types, category = draw.types, draw.types["category"].to_numpy()
    visiting = types.loc[category == "visit", "source"]
    follows = (category == "notice") & types["source"].isin(visiting).to_numpy()
    plain = ~np.isin(category, ["visit", "complaint"]) & ~follows
    rng = stream(draw.settings.seed, "other contacts")
    rest = [
        first[(category != "visit")[first["type"]]],
        _spread(draw, draw.counts(left, plain), rng),
    ]
    notices = _notices(draw, visits, draw.counts(left, follows))
    counted = pd.concat([*rest, notices], ignore_index=True)
    counted = counted[np.isin(category[counted["type"]], ["notice", "complaint"])]
    rest.append(_complaints(draw, draw.counts(left, category == "complaint"), counted))
    return pd.concat([_dated(pd.concat(rest, ignore_index=True), draw), notices], ignore_index=True)


def _notices(draw: _Draw, visits: pd.DataFrame, counts: np.ndarray) -> pd.DataFrame:
    """Return the notices, each days after a visit of the same source that found faults."""
    found = list(_notices_by_type(draw, visits, counts))
    return pd.concat(found, ignore_index=True)


def _notices_by_type(
    draw: _Draw, visits: pd.DataFrame, counts: np.ndarray
) -> Iterator[pd.DataFrame]:
    types, settings = draw.types, draw.settings
    rng = stream(settings.seed, "notices")
    source = types["source"].to_numpy()
    last = np.datetime64(settings.ends_on, "D").astype("int64")
    for number in np.flatnonzero(counts):
        mine = visits[source[visits["type"]] == source[number]]
        pull = types["risk"].iloc[number] * risk_on(mine, draw.businesses, settings)
        weight = mine[Contact.result].map(_NOTICE_AFTER).fillna(0).to_numpy() * np.exp(pull)
        size = min(counts[number], int((weight > 0).sum()))
        if not size:
            continue
        cause = mine.iloc[rng.choice(len(mine), size, replace=False, p=weight / weight.sum())]
        day = np.minimum(cause[Contact.day].to_numpy() + rng.integers(0, 21, size), last)
        weekday = (day + 3) % 7
        day = day - np.maximum(weekday - 4, 0)
        columns = {Contact.business: cause[Contact.business].to_numpy(), "type": number}
        yield pd.DataFrame({**columns, Contact.day: day})


def _complaints(draw: _Draw, counts: np.ndarray, counted: pd.DataFrame) -> pd.DataFrame:
    """Return complaints so gathered that the busiest 5% make the share that settings ask for."""
    settings, size = draw.settings, len(draw.businesses)
    proneness = stream(settings.seed, "proneness").normal(size=size)
    low, high = 0.0, 3.0
    for _ in range(9):
        middle = (low + high) / 2
        rng = stream(settings.seed, "complaints")
        drawn = _spread(draw, counts, rng, middle * proneness)
        who = np.concatenate([drawn[Contact.business], counted[Contact.business]])
        busiest = np.sort(np.bincount(who, minlength=size))[::-1]
        share = busiest[: round(0.05 * size)].sum() / len(who)
        low, high = (middle, high) if share < settings.busiest_share else (low, middle)
    return drawn


def _dated(contacts: pd.DataFrame, draw: _Draw) -> pd.DataFrame:
    category = draw.types["category"].to_numpy()[contacts["type"]]
    rng = stream(draw.settings.seed, f"days of {category[-1]}")
    days = draw_days(
        contacts.assign(**{Contact.category: category}), draw.businesses, draw.settings, rng
    )
    return contacts.assign(**{Contact.day: days})


def draw_days(
    contacts: pd.DataFrame,
    businesses: pd.DataFrame,
    settings: SampleSettings,
    rng: np.random.Generator,
) -> np.ndarray:
    """Return a day in the window for each contact while its business trades."""
    start = int(np.datetime64(settings.starts_on, "D").astype("int64"))
    weekday = (start + np.arange(settings.days) + 3) % 7
    who, category = (contacts[c].to_numpy() for c in (Contact.business, Contact.category))
    opened = businesses[Business.opened_on].to_numpy().astype("datetime64[D]").astype("int64")
    closed = businesses[Business.closed_on].fillna(pd.Timestamp("2200-01-01"))
    shut = closed.to_numpy().astype("datetime64[D]").astype("int64")
    first = np.clip(opened[who] - start, 0, settings.days - 1)
    last = np.clip(shut[who] - start, 0, settings.days - 1)
    days, chance = np.zeros(len(who), dtype="int64"), rng.random(len(who))
    for name, weekend in _WEEKEND.items():
        mine = category == name
        passed = np.concatenate([[0.0], np.cumsum(np.where(weekday < SATURDAY, 1.0, weekend))])
        low, high = passed[first[mine]], passed[last[mine] + 1]
        at = low + chance[mine] * (high - low)
        days[mine] = np.searchsorted(passed, at, side="right") - 1
    return start + np.clip(days, first, last)


def _finish(contacts: pd.DataFrame, types: pd.DataFrame) -> pd.DataFrame:
    chosen = types.iloc[contacts["type"]].reset_index(drop=True)
    # Their rows have no number of their own: two of one kind on one day would be one record.
    twice = contacts.duplicated(["type", Contact.business, Contact.day]).to_numpy()
    kept = ~(twice & chosen["source"].isin(_NO_NUMBER).to_numpy())
    about = {
        Contact.source: chosen["source"],
        Contact.code: chosen["code"],
        Contact.category: chosen["category"],
    }
    return Contact.shape(contacts.assign(**about))[kept].sort_values(
        [Contact.day, Contact.source, Contact.business], kind="stable", ignore_index=True
    )
