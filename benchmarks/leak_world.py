"""An invented county in which every value of every record can be traced back to that record."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from typing import Any, Literal

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from benchmarks.made_county import made_boundaries
from dashboard.access import Sealed, seal
from dashboard.county import About, County
from dashboard.viewer import Viewer
from linkage.cutting import Tree, cut
from linkage.identity import ENTITY_ID, new_id, profile_ids
from linkage.profiles import make_profiles
from linkage.relations import relate
from linkage.ties import Ties
from records.agreements import Shared
from records.domain import sectors
from records.schema import Doubt, Redirect, Shift, Weight
from records.schema import PlacedRecord as R
from records.touchpoints import touchpoints
from risk.checklist import score
from risk.inheriting import inherited
from risk.prediction.model import RiskModel
from risk.prediction.predicting import predicted
from risk.prediction.training import train_of_build
from risk.registry import Approved

__all__ = [
    "AS_OF",
    "BUILD",
    "Agreed",
    "World",
    "leaked",
    "made_model",
    "made_world",
    "may_see",
    "sealed_of",
    "tables_of",
    "without",
]

AS_OF = date(2026, 11, 21)
BUILD = "000009-00000000000000aa"

SOURCES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "companies_house": ("CH", ("CO_INC", "CO_OFFCHG")),
    "fire": ("ECFRS", ("INSP_FIRE", "NOTICE_FIRE")),
    "food_inspections": ("LA_EH", ("INSP_FOOD", "COMPL_FOOD", "FHRS_LOW")),
    "glaa_register": ("GLAA", ("GLAA_ALC", "GLAA_REVOKE")),
    "police_incidents": ("EPOL", ("INCIDENT",)),
    "police_intelligence": ("EPOL", ("INTEL",)),
    "public_reports": ("PUBLIC", ("REPORT_PUBLIC",)),
    "trading_standards": ("ECC_TS", ("INSP_TS", "COMPL_TS")),
    "nmw_naming": ("HMRC_NMW", ("NMW_NAMED",)),
}
SUCCESSORS = {"GLAA": "FWA", "HMRC_NMW": "FWA"}
AGENCIES = ("", "EPOL", "ECFRS", "LA_EH", "ECC_TS", "FWA", "GLAA", "HSE")


@dataclass(frozen=True)
class World:
    """Records, which of them are one business, and which pairs say so; all by record_id.

    earlier: records whose ids made profile ids of an earlier build.
    """

    records: pd.DataFrame
    entity: Mapping[str, int]
    ties: frozenset[tuple[str, str]]
    earlier: tuple[str, ...]

    def number(self, record_id: str) -> int:
        """Return the number that stands in every value of the record."""
        return int(record_id.rpartition(":")[2])


@dataclass(frozen=True)
class Agreed:
    """Terms drawn by lot: what each agency may see, and what is told of each source."""

    plain: Mapping[str, frozenset[str]]
    restricted: Mapping[str, frozenset[str]]
    told: frozenset[str]

    def shared_with(self, agency: str) -> Shared:
        """Return what the agency may see of others' records."""
        return Shared(self.plain.get(agency, frozenset()), self.restricted.get(agency, frozenset()))

    def notice(self, source: str) -> Literal["contact", "silent"]:
        """Return what one who may not see a record of the source is told."""
        return "contact" if source in self.told else "silent"

    def covers(self, source: str) -> bool:
        """Say whether the source may be combined with others at all."""
        return source in SOURCES

    @classmethod
    def drawn(cls, dice: random.Random, *, silent: bool) -> Agreed:
        """Return terms drawn by lot; silent: nothing is told of what is hidden."""
        plain = {one: _some(dice, SOURCES) for one in AGENCIES}
        restricted = {one: _some(dice, SOURCES) if one else frozenset[str]() for one in AGENCIES}
        return cls(plain, restricted, frozenset() if silent else frozenset(SOURCES))


def _some(dice: random.Random, names: Iterable[str]) -> frozenset[str]:
    return frozenset(one for one in names if dice.random() < 0.5)  # noqa: PLR2004


def made_world(seed: int, businesses: int = 24) -> World:
    """Return a county drawn by lot; the same seed gives the same."""
    dice = random.Random(seed)  # noqa: S311 - no secret
    rows: list[dict[Any, Any]] = []
    entity: dict[str, int] = {}
    ties: set[tuple[str, str]] = set()
    for business in range(businesses):
        ids = []
        for _ in range(1 + min(7, int(dice.expovariate(0.4)))):
            row = _row(dice, len(rows), business)
            rows.append(row)
            ids.append(str(row[R.record_id]))
        entity |= dict.fromkeys(ids, business)
        for at, one in enumerate(ids[1:], 1):
            others = {ids[dice.randrange(at)], ids[dice.randrange(at)]}
            ties |= {(min(one, other), max(one, other)) for other in others}
    records = R.shape(pd.DataFrame(rows)).sort_values(R.record_id, ignore_index=True)
    earlier = tuple(dice.sample(sorted(entity), min(len(entity), businesses)))
    return World(records, entity, frozenset(ties), earlier)


def _row(dice: random.Random, number: int, business: int) -> dict[Any, Any]:
    """One record; its number stands in every value that could be shown."""
    source = dice.choice(sorted(SOURCES))
    agency, codes = SOURCES[source]
    mark = f"qz{number:04d}"
    own = {
        R.record_id: f"{source}:{number:04d}",
        R.source: source,
        R.agency: agency,
        R.delivery_id: f"{source}-{mark}",
        R.row_number: 70_000 + number,
        R.received_on: pd.Timestamp(AS_OF),
        R.source_record_id: f"{mark}k",
        R.name: f"Firm{business} {mark}n",
        R.aliases: [f"{mark}l"] if dice.random() < 0.3 else [],  # noqa: PLR2004
        R.address: f"{number + 1} {mark}a Street",
        R.postcode: f"CM1 {mark}",
        R.phone: f"07{number:04d}99999",
        R.person: f"{mark}p",
        R.company_number: f"QZ{number:06d}" if dice.random() < 0.5 else None,  # noqa: PLR2004
        R.uprn: f"99{number:04d}999999",
        R.is_personal: dice.random() < 0.2,  # noqa: PLR2004
        R.event_code: dice.choice(codes),
        R.event_on: pd.Timestamp(AS_OF) - pd.Timedelta(days=number + 1),
        R.result: dice.choice(["clean", "minor", "serious", "no_access", "closed", None]),
        R.rating: dice.choice(["0", "3", "5", None]),
        R.role: dice.choice(["suspect", "scene", "victim", None]),
        R.grade_source: dice.choice(["1", "2", "3"]),
        R.grade_information: dice.choice(list("ABCDE")),
        R.handling: "C" if dice.random() < 0.35 else "P",  # noqa: PLR2004
        R.handling_conditions: f"{mark}c",
        R.due_on: pd.Timestamp(AS_OF) + pd.Timedelta(days=number + 1),
        R.complied: dice.choice(["yes", "no", None]),
        R.amount_gbp: 7_000_000.0 + number,
        R.quantity: 8_000_000.0 + number,
        R.details: f"{mark}d sleeping on the premises",
        R.lat: 51.5 + number * 1e-4,
        R.lon: 0.1 + number * 1e-4,
        R.map_lat: 51.5 + number * 1e-4,
        R.map_lon: 0.1 + number * 1e-4,
        R.located_by: dice.choice(["source", "postcode"]),
        R.district: dice.choice(["Chelmsford", "Basildon", "Harlow"]),
        R.in_county: True,
        R.sector: dice.choice(list(sectors().index)),
        R.profile_id: "",
    }
    return own | _in_common(dice)


def _in_common(dice: random.Random) -> dict[Any, Any]:
    """What a record may share with other businesses': door, telephone, person, company number."""
    one = dice.randrange(4)
    kinds: tuple[dict[Any, Any], ...] = (
        {R.phone: f"0163250000{one}"},
        {R.person: f"{('Ann', 'Bo', 'Cy', 'Di')[one]} Common"},
        {R.company_number: f"SH00000{one}"},
    )
    shared: dict[Any, Any] = {}
    for kind, chance in zip(kinds, (0.35, 0.35, 0.04), strict=True):
        shared |= kind if dice.random() < chance else {}
    if dice.random() < 0.5:  # noqa: PLR2004
        shared |= {R.address: f"{one + 1} Common Yard", R.postcode: "CM2 1AA", R.uprn: None}
    return shared


def may_see(row: Mapping[Any, Any], viewer: Viewer, agreed: Agreed, barred: frozenset[str]) -> bool:
    """Say whether the viewer may see the record, told in other words than the code under test."""
    if row[R.record_id] in barred:
        return False
    agency = str(row[R.agency])
    if viewer.agency and viewer.agency in (agency, SUCCESSORS.get(agency)):
        return True
    shared = agreed.shared_with(viewer.agency)
    if row[R.handling] == "P":
        return row[R.source] in shared.plain
    return "C" in viewer.clearances and row[R.source] in shared.restricted


def without(world: World, hidden: frozenset[str]) -> World:
    """Return the county into which the hidden records were never delivered.

    Records are one business where pairs that are left say so.
    """
    kept = [one for one in world.records[R.record_id] if one not in hidden]
    place = {one: at for at, one in enumerate(kept)}
    ties = frozenset(pair for pair in world.ties if not hidden & set(pair))
    ends = np.array([[place[a], place[b]] for a, b in ties]).reshape(-1, 2)
    graph = coo_array((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), (len(kept), len(kept)))
    part = connected_components(graph.tocsr(), directed=False)[1] if kept else []
    records = world.records[~world.records[R.record_id].isin(hidden)].reset_index(drop=True)
    entity = {one: int(at) for one, at in zip(kept, part, strict=True)}
    earlier = tuple(one for one in world.earlier if one not in hidden)
    return replace(world, records=records, entity=entity, ties=ties, earlier=earlier)


@cache
def made_model(seed: int = 5, businesses: int = 240) -> Approved:
    """Return a model of version two that was trained on another county drawn by lot."""
    model = train_of_build(tables_of(made_world(seed, businesses))[0], AS_OF)
    return Approved(model.model_id, model.to_json(), AS_OF + timedelta(days=365))


def sealed_of(world: World, approved: Approved | None = None) -> Sealed:
    """Return the build that the pipeline would publish of these records, sealed.

    approved: the model that scores it too.
    """
    tables, ties = tables_of(world)
    if approved is not None:
        tables |= predicted(tables, RiskModel.from_json(approved.body), AS_OF).tables()
    about = About(BUILD, AS_OF, "21 Nov 2026 06:00", "v1", synthetic=True)
    return seal(County(about, tables, made_boundaries()), ties)


def tables_of(world: World) -> tuple[dict[str, pd.DataFrame], Ties]:
    """Return the tables of that build, and what ties its records."""
    ids = world.records[R.record_id]
    entities = pd.DataFrame({str(R.record_id): ids, ENTITY_ID: ids.map(world.entity)})
    nothing = R.empty()[[R.record_id, R.profile_id]]
    restricted = world.records[R.handling] != "P"
    owned = profile_ids(entities, nothing, Redirect.empty(), restricted).ids
    records = world.records.assign(**{R.profile_id: owned[R.profile_id].astype("str")})
    ties = _ties(world, list(ids))
    contacts = touchpoints(records, AS_OF)
    pairs = ties.holding(ids, ids.map(world.entity))
    made = make_profiles(records, contacts, pairs, AS_OF)
    known = {
        "records": records,
        "touchpoints": contacts,
        "profiles": made.profiles,
        "relations": relate(records, AS_OF).frame,
    }
    kin = inherited(known, AS_OF)
    scores = score(made.profiles, contacts, records, AS_OF, inherited=kin)
    tables = {
        **known,
        "profiles": scores.profiles,
        "facts": made.facts,
        "reasons": scores.reasons,
        "links": made.links,
        "redirects": _redirects(world, records),
        "doubts": _doubts(world, list(ids), ties),
        "shifts": Shift.empty(),
        "weights": Weight.empty(),
    }
    return tables, ties


def _doubts(world: World, ids: list[str], ties: Ties) -> pd.DataFrame:
    """Every tie and, of every third record, the pair with the next: what they say is made up."""
    named = {world.number(one): one for one in ids}
    near = [(named[one], named[one + 1]) for one in named if one % 3 == 0 and one + 1 in named]
    pairs = {*world.ties, *((min(pair), max(pair)) for pair in near)}
    rows = [_doubt(world, *pair) for pair in sorted(pairs)]
    found = Doubt.shape(pd.DataFrame(rows, columns=[str(c) for c in Doubt.columns()]))
    place = {one: at for at, one in enumerate(ids)}
    ends = [(place[a], place[b]) for a, b in sorted(pairs)]
    sides = cut(Tree(ties, len(ids)), ends)
    return found.assign(**{Doubt.moved: [[ids[at] for at in side] for side in sides]})


def _doubt(world: World, one: str, other: str) -> dict[str, object]:
    bits = (world.number(one) + world.number(other)) % 9 - 3.5
    return {
        Doubt.id_a: one,
        Doubt.id_b: other,
        Doubt.probability: 1.0 / (1.0 + 2.0**-bits),
        Doubt.weight_bits: bits,
        Doubt.because: ["before anything is compared", "same made-up sign"],
        Doubt.bits: ["-4.00", f"{bits + 4:+.2f}"],
    }


def _redirects(world: World, records: pd.DataFrame) -> pd.DataFrame:
    now = dict(zip(records[R.record_id], records[R.profile_id], strict=True))
    live = set(now.values())
    rows = sorted((new_id(one), now[one]) for one in world.earlier if new_id(one) not in live)
    return Redirect.shape(pd.DataFrame(rows, columns=[str(c) for c in Redirect.columns()]))


def _ties(world: World, ids: list[str]) -> Ties:
    """What a tie weighs and says follows from the two records alone."""
    place = {one: at for at, one in enumerate(ids)}
    pairs = sorted((place[a], place[b]) for a, b in world.ties)
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    sums = [world.number(ids[a]) + world.number(ids[b]) for a, b in pairs]
    sayings = tuple(f"same made-up sign ({one % 9:+.1f})" for one in sums)
    bits = np.array([one % 17 + 0.5 for one in sums], dtype="float64")
    return Ties(ends[:, 0], ends[:, 1], bits, np.arange(len(pairs)), sayings)


_TRACES = tuple(
    re.compile(pattern)
    for pattern in (
        r"qz(\d{4})",
        r"07(\d{4})99999",
        r"QZ(\d{6})",
        r"99(\d{4})999999",
        r"(?:7,000,|7000)(\d{3})\b",
        r"(?:8,000,|8000)(\d{3})\b",
        r"\brow 7(\d{4})\b",
    )
)
_WRITTEN = re.compile(r"\b(\d{1,2} (?:[A-Z][a-z]{2,8}) 20\d\d)\b")
_ISO = re.compile(r"\b(20\d\d-\d\d-\d\d)\b")
_LATITUDE = re.compile(r"\b51\.5\d{0,4}\b")


def leaked(text: str, hidden: frozenset[int]) -> set[str]:
    """Return every value of the hidden records, by their numbers, that stands in `text`."""
    found = {
        f"{one.pattern}: {match}"
        for one in _TRACES
        for match in one.findall(text)
        if int(match) in hidden
    }
    days = {AS_OF - timedelta(days=one + 1): one for one in hidden}
    days |= {AS_OF + timedelta(days=one + 1): one for one in hidden}
    told = {_day(match) for match in {*_WRITTEN.findall(text), *_ISO.findall(text)}}
    found |= {f"day {one}" for one in told & days.keys()}
    lats = {f"{51.5 + one * 1e-4:.4f}".rstrip("0") for one in hidden if one}
    return found | {f"lat {one}" for one in _LATITUDE.findall(text) if one.rstrip("0") in lats}


def _day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d %b %Y", "%d %B %Y"):
        found = pd.to_datetime(text, format=form, errors="coerce")
        if not pd.isna(found):
            day: date = found.date()
            return day
    return None
