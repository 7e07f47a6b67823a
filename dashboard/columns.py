"""What does each business weigh in a filter? One number or code for each, in numpy."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from dashboard.habits import YEAR_DAYS, Months, busiest, kinds, overlapping
from records.domain import BANDS, agencies, sectors
from records.errors import BuildError
from records.schema import ScoredProfile, Touchpoint

__all__ = ["NEVER", "TRADING", "YEAR_DAYS", "Columns", "columns_of", "folded", "rescored"]

NEVER = 65535
"""Days since the last visit where there never was one."""
TRADING = "trading"
"""Status of a business that has not ceased."""

_COUNTED = ("complaint", "enforcement")
_SEARCHED = (
    ScoredProfile.name,
    ScoredProfile.legal_name,
    ScoredProfile.address,
    ScoredProfile.postcode,
)
_MOST_AGENCIES, _MOST_CODES = 64, 255


@dataclass(frozen=True)
class Columns:
    """One value for each business, in the order of the build's profiles.

    sectors, districts, wards, agencies, types, ratings: what the codes stand for; the code of a
    district, a ward or a rating is one more than its place there, 0 where there is none.
    agency_bits, type_bits: bit i is agencies[i], types[i].
    overlap: two agencies were there within some days. busiest: one of those with most contacts.
    months: when there was contact.
    visit_days: days from the last visit to as_of, `NEVER` where there was none.
    known_days: days from the first contact to as_of, `NEVER` where none is dated.
    trading: it has not ceased.
    contacts: touchpoints of the last `YEAR_DAYS`. adverse: its complaints and enforcement, ever.
    words: names, addresses and postcode, folded for searching.
    """

    sectors: tuple[str, ...]
    districts: tuple[str, ...]
    wards: tuple[str, ...]
    agencies: tuple[str, ...]
    ratings: tuple[str, ...]
    band: NDArray[np.uint8]
    score: NDArray[np.float64]
    sector: NDArray[np.uint8]
    district: NDArray[np.uint8]
    ward: NDArray[np.uint16]
    agency_bits: NDArray[np.uint64]
    agency_count: NDArray[np.uint8]
    visit_days: NDArray[np.uint16]
    known_days: NDArray[np.uint16]
    rating: NDArray[np.uint8]
    trading: NDArray[np.bool_]
    lon: NDArray[np.float64]
    lat: NDArray[np.float64]
    in_county: NDArray[np.bool_]
    contacts: NDArray[np.int64]
    adverse: NDArray[np.int64]
    words: Any
    types: tuple[str, ...]
    type_bits: NDArray[np.uint64]
    overlap: NDArray[np.bool_]
    busiest: NDArray[np.bool_]
    months: Months

    @cached_property
    def on_map(self) -> NDArray[np.bool_]:
        """Whether each business has a place on the map."""
        return ~(np.isnan(self.lon) | np.isnan(self.lat))


def columns_of(
    profiles: pd.DataFrame, touchpoints: pd.DataFrame, as_of: date, wards: pd.Series[Any]
) -> Columns:
    """Return the columns of `profiles`, with figures from their `touchpoints` before `as_of`.

    wards: of each profile, or missing.

    Raises:
        BuildError: more agencies, sectors, districts or ratings than codes can tell apart.
    """
    sector_ids = _known_first(sectors().index, profiles[ScoredProfile.sector])
    districts = tuple(sorted(profiles[ScoredProfile.district].dropna().unique()))
    ward_names = tuple(sorted(wards.dropna().unique()))
    agency_ids, bits = _agency_bits(profiles)
    _limit("sectors", sector_ids, _MOST_CODES)
    _limit("districts", districts, _MOST_CODES - 1)
    ratings = tuple(sorted(profiles[ScoredProfile.rating].dropna().unique()))
    _limit("ratings", ratings, _MOST_CODES - 1)
    ids = pd.Index(profiles[ScoredProfile.profile_id])
    owners = ids.get_indexer(pd.Index(touchpoints[Touchpoint.profile_id])).astype("int64")
    types, type_bits = kinds(touchpoints, owners, len(ids))
    contacts = _counts(owners[_recent(touchpoints, as_of)], len(ids))
    return Columns(
        sectors=sector_ids,
        districts=districts,
        wards=ward_names,
        agencies=agency_ids,
        ratings=ratings,
        band=_codes(profiles[ScoredProfile.band], BANDS),
        score=profiles[ScoredProfile.score].to_numpy(),
        sector=_codes(profiles[ScoredProfile.sector], sector_ids),
        district=_codes_from_1(profiles[ScoredProfile.district], districts),
        ward=(pd.Index(ward_names).get_indexer(wards) + 1).astype("uint16"),
        agency_bits=bits,
        agency_count=profiles[ScoredProfile.agency_count].clip(0, 255).to_numpy("uint8"),
        visit_days=_days_since(profiles[ScoredProfile.last_visit_on], as_of),
        known_days=_days_since(profiles[ScoredProfile.first_contact_on], as_of),
        rating=_codes_from_1(profiles[ScoredProfile.rating], ratings),
        trading=(profiles[ScoredProfile.status] == TRADING).to_numpy(),
        lon=profiles[ScoredProfile.lon].to_numpy(),
        lat=profiles[ScoredProfile.lat].to_numpy(),
        in_county=profiles[ScoredProfile.in_county].to_numpy(),
        contacts=contacts,
        adverse=_counts(owners[touchpoints[Touchpoint.category].isin(_COUNTED)], len(ids)),
        words=_words(profiles),
        types=types,
        type_bits=type_bits,
        overlap=overlapping(touchpoints, owners, len(ids), as_of),
        busiest=busiest(contacts, ids),
        months=Months.of(touchpoints, owners),
    )


def rescored(columns: Columns, profiles: pd.DataFrame) -> Columns:
    """Return the columns with the scores and bands of `profiles`, which are in the same order."""
    return replace(
        columns,
        band=_codes(profiles[ScoredProfile.band], BANDS),
        score=profiles[ScoredProfile.score].to_numpy(),
    )


def folded(text: str) -> str:
    """Return `text` in small letters without accents, its spaces made single."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", text) if not unicodedata.combining(c))
    return " ".join(bare.lower().split())


def _known_first(known: pd.Index[Any], held: pd.Series[Any]) -> tuple[str, ...]:
    return (*known, *sorted(set(held.unique()) - set(known)))


def _codes(values: pd.Series[Any], names: tuple[str, ...]) -> NDArray[np.uint8]:
    return pd.Index(names).get_indexer(pd.Index(values)).astype("uint8")


def _codes_from_1(values: pd.Series[Any], names: tuple[str, ...]) -> NDArray[np.uint8]:
    """Codes from 1; 0 where the value is missing."""
    return (pd.Index(names).get_indexer(pd.Index(values)) + 1).astype("uint8")


def _days_since(days: pd.Series[Any], as_of: date) -> NDArray[np.uint16]:
    age = (pd.Timestamp(as_of) - days).dt.days
    since: NDArray[np.uint16] = age.clip(0, NEVER - 1).fillna(NEVER).to_numpy("uint16")
    return since


def _agency_bits(profiles: pd.DataFrame) -> tuple[tuple[str, ...], NDArray[np.uint64]]:
    lists = profiles[ScoredProfile.agencies]
    flat = lists.explode().dropna()
    held = set(flat)
    names = tuple(name for name in _known_first(agencies().index, flat) if name in held)
    _limit("agencies", names, _MOST_AGENCIES)
    owners = np.repeat(np.arange(len(lists)), lists.str.len().to_numpy("int64"))
    code = pd.Index(names).get_indexer(pd.Index(flat)).astype("uint64")
    bits = np.zeros(len(lists), dtype="uint64")
    np.bitwise_or.at(bits, owners, np.uint64(1) << code)
    return names, bits


def _limit(what: str, names: tuple[str, ...], most: int) -> None:
    if len(names) > most:
        raise BuildError(
            f"The build names {len(names)} {what}; the dashboard can tell {most} apart. "
            "Join some of them in the mappings and build again."
        )


def _recent(touchpoints: pd.DataFrame, as_of: date) -> pd.Series[Any]:
    first = pd.Timestamp(as_of) - pd.Timedelta(days=YEAR_DAYS)
    return touchpoints[Touchpoint.event_on] >= first


def _counts(owners: NDArray[np.int64], businesses: int) -> NDArray[np.int64]:
    return np.bincount(owners[owners >= 0], minlength=businesses).astype("int64")


def _words(profiles: pd.DataFrame) -> Any:
    """What the free text is looked for in; the postcode also without its space."""
    joined = profiles[ScoredProfile.other_names].str.join(" ").astype("str")
    for column in _SEARCHED:
        joined = joined + " " + profiles[column].fillna("")
    joined = joined + " " + profiles[ScoredProfile.postcode].fillna("").str.replace(" ", "")
    joined = joined.str.normalize("NFKD")
    text = pa.array(joined.to_numpy(dtype="object"), type=pa.large_string())
    return pc.utf8_lower(pc.replace_substring_regex(text, r"\p{M}", ""))
