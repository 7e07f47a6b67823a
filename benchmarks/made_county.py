"""Which build tables would a made-up county have? For tests and timings; no real business in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import geopandas as gpd
import numpy as np
import pandas as pd
from numpy.typing import NDArray

from benchmarks.made_doubts import made_doubts, made_shifts, made_weights
from benchmarks.made_places import scattered
from benchmarks.made_relations import made_relations
from benchmarks.made_scores import made_reasons, scored
from benchmarks.made_words import (
    AGENCY,
    CONTACTS,
    DISTRICTS,
    FIRST,
    LAST,
    REFERENCE,
    STREETS,
    TRADES,
    made_postcodes,
)
from linkage.ties import Ties
from records.domain import event_types, sectors
from records.geography import indicative_boundaries
from records.schema import (
    BUILD_TABLES,
    WHERE_PREDICTED,
    Boundary,
    Fact,
    IdEvent,
    Link,
    PlacedRecord,
    Redirect,
    ScoredProfile,
    Touchpoint,
)

__all__ = ["AS_OF", "BOUNDARIES", "made_boundaries", "made_county"]

AS_OF = date(2026, 11, 21)
"""The day the made county is scored as of."""

BOUNDARIES = "boundaries"
"""Name of the boundary frame that `made_county` returns beside the build tables."""

Ints = NDArray[np.int64]

_PER_BUSINESS, _MOST = 5, 60
_UNPLACED, _AWAY, _AWAY_DEGREES = 0.03, 0.01, 1.4


@dataclass(frozen=True)
class _Draw:
    """The county's dice: one row for each business, one for each of its records."""

    rng: np.random.Generator
    businesses: int
    owner: Ints
    contact: Ints

    def take(self, values: Any, codes: Ints) -> pd.Series[Any]:
        return pd.Series(pd.array(list(values), dtype="str").take(codes))


def made_county(businesses: int, seed: int) -> dict[str, pd.DataFrame]:
    """Return every table of `BUILD_TABLES` for so many invented businesses, and the boundaries.

    The tables agree: ids exist, reasons sum to the score, agencies and last visits follow from the
    touchpoints. The same seed gives the same county.
    """
    draw = _draw(businesses, seed)
    records = _records(draw)
    touchpoints = _touchpoints(records)
    profiles = _profiles(draw, records, touchpoints)
    reasons = made_reasons(draw.contact, profiles, touchpoints)
    tables = {
        "records": records,
        "profiles": scored(profiles, reasons),
        "facts": _facts(records, profiles),
        "touchpoints": touchpoints,
        "reasons": reasons,
        "links": _links(records),
        "relations": made_relations(profiles, records),
        "ties": _ties(records),
        "redirects": _redirects(profiles),
        "histories": IdEvent.empty(),
        **{name: BUILD_TABLES[name].empty() for name in WHERE_PREDICTED},
    }
    shaped = {name: BUILD_TABLES[name].shape(frame) for name, frame in tables.items()}
    shaped["doubts"] = made_doubts(shaped, AS_OF)
    shaped |= {"weights": made_weights(), "shifts": made_shifts(shaped["doubts"])}
    return {**shaped, BOUNDARIES: made_boundaries()}


def made_boundaries() -> gpd.GeoDataFrame:
    """Return the indicative districts, in the order of `DISTRICTS`."""
    return indicative_boundaries().set_index(Boundary.district).loc[list(DISTRICTS)].reset_index()


def _draw(businesses: int, seed: int) -> _Draw:
    rng = np.random.default_rng(seed)
    counts = np.minimum(1 + rng.negative_binomial(1, 1 / _PER_BUSINESS, businesses), _MOST)
    owner = np.repeat(np.arange(businesses), counts)
    shares = np.array([row[4] for row in CONTACTS])
    return _Draw(rng, businesses, owner, rng.choice(len(CONTACTS), len(owner), p=shares))


def _records(draw: _Draw) -> pd.DataFrame:
    rng, owner, size = draw.rng, draw.owner, len(draw.owner)
    places = _places(draw).iloc[owner].reset_index(drop=True)
    source = draw.take([row[0] for row in CONTACTS], draw.contact)
    code = draw.take([row[1] for row in CONTACTS], draw.contact)
    number = pd.Series(np.arange(size)).astype("str").str.zfill(7)
    days = 1 + np.floor(rng.exponential(420, size)).astype("int64")
    return places.assign(
        **{
            PlacedRecord.record_id: source + ":" + number,
            PlacedRecord.source: source,
            PlacedRecord.source_record_id: number,
            PlacedRecord.agency: source.map(AGENCY),
            PlacedRecord.delivery_id: source + "-2026-11",
            PlacedRecord.row_number: np.arange(size) + 2,
            PlacedRecord.received_on: pd.Timestamp(AS_OF),
            PlacedRecord.event_code: code,
            PlacedRecord.event_on: pd.Timestamp(AS_OF) - pd.to_timedelta(days, "D"),
            PlacedRecord.result: draw.take([row[2] for row in CONTACTS], draw.contact).replace(
                "", np.nan
            ),
            PlacedRecord.handling: code.map(event_types()["handling"]),
        }
    )


def _places(draw: _Draw) -> pd.DataFrame:
    """One row for each business: what its records say of name, place and sector."""
    rng, size = draw.rng, draw.businesses
    shares = np.array(list(DISTRICTS.values()))
    district = rng.choice(len(DISTRICTS), size, p=shares / shares.sum())
    lon, lat = scattered(rng, made_boundaries(), district)
    placed, away = rng.random(size) > _UNPLACED, rng.random(size) < _AWAY
    sector = rng.choice(list(sectors().index), size)
    first, last = rng.integers(len(FIRST), size=size), rng.integers(len(LAST), size=size)
    trade = pd.Series(sector).map(TRADES).fillna("Trading")
    house = pd.Series(rng.integers(1, 240, size)).astype("str")
    names = draw.take(list(DISTRICTS), district)
    return pd.DataFrame(
        {
            PlacedRecord.profile_id: "M" + pd.Series(np.arange(size)).astype("str").str.zfill(7),
            PlacedRecord.name: draw.take(FIRST, first) + " " + draw.take(LAST, last) + " " + trade,
            PlacedRecord.address: house
            + " "
            + draw.take(STREETS, rng.integers(len(STREETS), size=size))
            + ", "
            + names,
            PlacedRecord.postcode: made_postcodes(rng, district),
            PlacedRecord.map_lon: np.where(placed, lon + away * _AWAY_DEGREES, np.nan),
            PlacedRecord.map_lat: np.where(placed, lat, np.nan),
            PlacedRecord.located_by: np.where(placed, "source", "none"),
            PlacedRecord.district: names.where(placed & ~away),
            PlacedRecord.in_county: placed & ~away,
            PlacedRecord.sector: sector,
        }
    )


def _touchpoints(records: pd.DataFrame) -> pd.DataFrame:
    types = event_types()
    code = records[PlacedRecord.event_code]
    category = code.map(types["category"])
    bad = records[PlacedRecord.result].map({"minor": 2, "serious": 4}).fillna(0)
    label = code.map(types["label"])
    kept = [
        PlacedRecord.profile_id,
        PlacedRecord.agency,
        PlacedRecord.source,
        PlacedRecord.event_code,
        PlacedRecord.event_on,
        PlacedRecord.result,
        PlacedRecord.handling,
    ]
    found = (": " + records[PlacedRecord.result]).fillna("")
    return records[kept].assign(
        **{
            Touchpoint.touchpoint_id: records[PlacedRecord.record_id],
            Touchpoint.category: category,
            Touchpoint.is_visit: category.eq("inspection"),
            Touchpoint.severity: np.maximum(code.map(types["severity"]), bad),
            Touchpoint.summary: label + found,
        }
    )


def _profiles(draw: _Draw, records: pd.DataFrame, touchpoints: pd.DataFrame) -> pd.DataFrame:
    key = Touchpoint.profile_id
    first = records.drop_duplicates(PlacedRecord.profile_id).set_index(PlacedRecord.profile_id)
    known = touchpoints[~touchpoints[Touchpoint.agency].isin(REFERENCE)]
    visits = touchpoints[touchpoints[Touchpoint.is_visit]].sort_values(Touchpoint.event_on)
    last_visit = visits.drop_duplicates(key, keep="last").set_index(key)
    agencies = _lists(known, Touchpoint.agency, first.index)
    contacts = touchpoints.groupby(key)[Touchpoint.event_on]
    number = np.arange(draw.businesses)
    alone = np.bincount(draw.owner) == 1
    company = pd.Series(number, first.index).astype("str").str.zfill(8)
    return (
        first.rename(
            columns={
                PlacedRecord.map_lat: ScoredProfile.lat,
                PlacedRecord.map_lon: ScoredProfile.lon,
            }
        )
        .assign(
            **{
                ScoredProfile.legal_name: (first[PlacedRecord.name] + " Ltd").where(
                    number % 3 == 0
                ),
                ScoredProfile.other_names: _spellings(first[PlacedRecord.name], number % 4 == 0),
                ScoredProfile.company_number: company.where(number % 3 == 0),
                ScoredProfile.status: np.where(number % 29 == 0, "ceased", "trading"),
                ScoredProfile.is_personal: number % 17 == 0,
                ScoredProfile.record_count: np.bincount(draw.owner),
                ScoredProfile.sources: _lists(touchpoints, Touchpoint.source, first.index),
                ScoredProfile.agencies: agencies,
                ScoredProfile.agency_count: agencies.str.len(),
                ScoredProfile.first_contact_on: contacts.min(),
                ScoredProfile.last_contact_on: contacts.max(),
                ScoredProfile.last_visit_on: last_visit[Touchpoint.event_on],
                ScoredProfile.last_visit_agency: last_visit[Touchpoint.agency],
                ScoredProfile.weakest_link: np.where(
                    alone, 1.0, draw.rng.uniform(0.5, 1, len(alone))
                ),
                ScoredProfile.rating: pd.Series(number % 6, first.index).astype("str"),
            }
        )
        .reset_index()
    )


def _spellings(names: pd.Series[Any], more: NDArray[np.bool_]) -> pd.Series[Any]:
    other = [[f"The {name}"] if has else [] for name, has in zip(names, more, strict=True)]
    return pd.Series(other, index=names.index, dtype="object")


def _lists(frame: pd.DataFrame, column: str, index: pd.Index[Any]) -> pd.Series[Any]:
    """The distinct values of `column` for each profile of `index`, sorted; empty where none."""
    pairs = frame[[Touchpoint.profile_id, column]].drop_duplicates()
    pairs = pairs.sort_values([Touchpoint.profile_id, column])
    ends = np.searchsorted(pairs[Touchpoint.profile_id], index, side="right")
    starts = np.searchsorted(pairs[Touchpoint.profile_id], index, side="left")
    values = list(pairs[column])
    held = [values[start:end] for start, end in zip(starts, ends, strict=True)]
    return pd.Series(held, index=index, dtype="object")


def _facts(records: pd.DataFrame, profiles: pd.DataFrame) -> pd.DataFrame:
    said = _lists(
        records.rename(columns={PlacedRecord.record_id: Fact.record_ids}),
        Fact.record_ids,
        pd.Index(profiles[ScoredProfile.profile_id]),
    )
    fields = (ScoredProfile.name, ScoredProfile.address, ScoredProfile.postcode)
    parts = [_fact(profiles, field, profiles[field], said) for field in fields]
    others = profiles[ScoredProfile.other_names].str[0].astype("str")
    parts.append(_fact(profiles, ScoredProfile.name, others, said).assign(**{Fact.chosen: False}))
    facts = pd.concat(parts, ignore_index=True).dropna(subset=[Fact.value])
    return facts.sort_values(Fact.profile_id, kind="stable", ignore_index=True)


def _fact(
    profiles: pd.DataFrame, field: str, value: pd.Series[Any], said: pd.Series[Any]
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            Fact.profile_id: profiles[ScoredProfile.profile_id],
            Fact.field: field,
            Fact.value: value,
            Fact.chosen: True,
            Fact.record_ids: said.to_numpy(),
        }
    )


def _links(records: pd.DataFrame) -> pd.DataFrame:
    """Link each record to the one before it of the same profile."""
    ids, owners = records[PlacedRecord.record_id], records[PlacedRecord.profile_id]
    same = owners.eq(owners.shift())
    here, before = ids[same].to_numpy(), ids.shift()[same].to_numpy()
    return pd.DataFrame(
        {
            Link.id_a: np.where(here < before, here, before),
            Link.id_b: np.where(here < before, before, here),
            Link.probability: 0.98,
            Link.weight_bits: 14.2,
            Link.profile_id: owners[same].to_numpy(),
            Link.because: [["same name (+8.1)", "same postcode (+6.1)"] for _ in here],
        }
    )


def _ties(records: pd.DataFrame) -> pd.DataFrame:
    """Tie all records of a profile to each other."""
    owners = records.sort_values(PlacedRecord.record_id)[PlacedRecord.profile_id]
    return Ties.of_all(owners, 14.2, "same name (+8.1)\nsame postcode (+6.1)").frame()


def _redirects(profiles: pd.DataFrame) -> pd.DataFrame:
    new = profiles[ScoredProfile.profile_id].iloc[:3]
    return pd.DataFrame({Redirect.old_id: "OLD" + new, Redirect.new_id: new})
