"""What is shown of two records of which someone is asked whether they are one business?"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import accumulate
from math import asin, cos, hypot, radians, sin, sqrt
from typing import Any

import pandas as pd

from dashboard.access import View
from dashboard.clerical.consequences import Consequence, consequences
from dashboard.clerical.differences import Likeness, Word, likeness, marked
from dashboard.clerical.queue import KINDS
from dashboard.components.wording import counted, day, source_word
from dashboard.labels import agency_name, sector_name
from dashboard.rows import Row
from linkage.model import probability
from records.domain import event_types
from records.schema import Column, Doubt, Link, PlacedRecord, ScoredProfile
from records.state import Judged

__all__ = ["Field", "Shown", "Side", "Step", "named_pair", "pair_shown", "record_of", "title_of"]

R, P = PlacedRecord, ScoredProfile

TEXTS: tuple[tuple[str, Column], ...] = (
    ("Name", R.name),
    ("Person", R.person),
    ("Address", R.address),
    ("Town", R.town),
    ("Postcode", R.postcode),
    ("Telephone", R.phone),
    ("Company number", R.company_number),
    ("UPRN", R.uprn),
    ("Activity", R.activity),
)
"""What is compared word by word, in the order shown."""

SMALL_BITS = 0.3
"""Reasons weaker than this are told together."""
RESULTS = {"clean": "clean", "minor": "minor faults", "serious": "serious faults",
           "no_access": "no access", "closed": "closed"}  # fmt: skip
LIKENESSES: dict[Likeness, str] = {
    "same": "Same",
    "similar": "Partly",
    "differs": "Differs",
    "one": "Only one says",
    "none": "",
}
"""How two values compare, in words."""
_EARTH_M = 6_371_000.0
_A_KM = 1_000
_LONGEST = 400
"""Letters that two record ids in an address may have."""


@dataclass(frozen=True)
class Field:
    """One thing that both records may say. left, right: its words, empty where one says nothing."""

    name: str
    likeness: Likeness
    left: tuple[Word, ...]
    right: tuple[Word, ...]

    @property
    def word(self) -> str:
        """Return how the two compare, in words."""
        return LIKENESSES[self.likeness]


@dataclass(frozen=True)
class Side:
    """One of the two records, and the business it is in now."""

    record_id: str
    source: str
    agency: str
    when: str
    came: str
    profile_id: str
    profile: str
    also: tuple[str, ...]
    address: str
    records: int
    agencies: int
    band: str
    score: float


@dataclass(frozen=True)
class Step:
    """One reason of the match weight. start, end: what the weight is before and after it, bits."""

    because: str
    bits: float
    start: float
    end: float


@dataclass(frozen=True)
class Shown:
    """A pair as it is shown.

    weight_bits, chance: of one business by what the two records say alone; None where the build
    did not weigh the pair. steps: reasons of the weight, the strongest first. kind: a key of
    `KINDS`. because: the strongest reasons as sentences, of a link that is no doubt of the build:
    of those it keeps no more. apart: how far the two points lie from each other, in words; empty
    where unknown.
    """

    kind: str
    sides: tuple[Side, Side]
    fields: tuple[Field, ...]
    steps: tuple[Step, ...]
    because: tuple[str, ...]
    weight_bits: float | None
    chance: float | None
    apart: str
    consequences: tuple[Consequence, ...]

    @property
    def question(self) -> str:
        """Return what is asked, in words."""
        return KINDS[self.kind]

    @property
    def likely(self) -> str:
        """Return how likely the two are one business, in words."""
        if self.chance is None:
            return ""
        if self.chance > 0.999:  # noqa: PLR2004 - never said to be certain
            return "over 99.9%"
        return f"{100 * self.chance:.0f}%" if self.chance >= 0.01 else "under 1%"  # noqa: PLR2004


def pair_shown(view: View, pair: tuple[str, str], case: Row | None) -> Shown | None:
    """Return what the viewer is shown of two records; None where they do not see both.

    case: what the build says of the pair, where it is one of its doubts.
    """
    found = _records(view, pair)
    if found is None:
        return None
    left, right = found
    one = left[R.profile_id] == right[R.profile_id]
    link = _link(view, left, right) if case is None else None
    weighed = case or link
    bits = float(weighed[Doubt.weight_bits]) if weighed else None
    return Shown(
        kind="inside" if one else "between",
        sides=(_side(view, left), _side(view, right)),
        fields=tuple(_fields(left, right)),
        steps=_steps(case) if case else (),
        because=tuple(link[Link.because]) if link else (),
        weight_bits=bits,
        chance=None if bits is None else float(probability(bits)),  # type: ignore[arg-type]
        apart=_apart(left, right),
        consequences=consequences(view, (left, right), case),
    )


def named_pair(view: View, name: str) -> tuple[str, str] | None:
    """Return the two records that `a,b` names, in order; None where the viewer does not see both.

    A record's id may itself hold commas.
    """
    parts = name.split(",") if len(name) <= _LONGEST else []
    for cut in range(1, len(parts)):
        one, other = ",".join(parts[:cut]), ",".join(parts[cut:])
        if one != other and record_of(view, one) and record_of(view, other):
            return (one, other) if one < other else (other, one)
    return None


def record_of(view: View, record_id: str) -> Row | None:
    """Return a record the viewer sees, as plain values; None where they do not see it."""
    table = view.county.table("records")
    places = view.county.kept.get("places of records", lambda: pd.Index(table[R.record_id]))
    place = int(places.get_indexer([record_id])[0])
    return None if place < 0 else dict(table.iloc[place])


def title_of(view: View, word: Judged) -> str:
    """Return in a few words which two records a judgement is of, as far as the viewer sees."""
    found = [record_of(view, one) for one in (word.id_a, word.id_b)]
    return " and ".join(
        f"{_text(one[R.name]) or 'no name'} ({source_word(one[R.source])})" for one in found if one
    )


def _records(view: View, pair: tuple[str, str]) -> tuple[Row, Row] | None:
    left, right = (record_of(view, one) for one in pair)
    return (left, right) if left and right and pair[0] != pair[1] else None


def _link(view: View, left: Row, right: Row) -> Row | None:
    """The link by which the build holds the two together; None where it has none."""
    row = view.county.row_of(str(left[R.profile_id]))
    if row is None or left[R.profile_id] != right[R.profile_id]:
        return None
    held = view.county.of("links", row)
    ends = sorted((str(left[R.record_id]), str(right[R.record_id])))
    found = held[(held[Link.id_a] == ends[0]) & (held[Link.id_b] == ends[1])]
    return None if found.empty else dict(found.iloc[0])


def _side(view: View, record: Row) -> Side:
    county = view.county
    row = county.row_of(str(record[R.profile_id]))
    profile = county.profile(row or 0)
    place = [profile[P.address], profile[P.postcode]]
    return Side(
        record_id=str(record[R.record_id]),
        source=source_word(record[R.source]),
        agency=agency_name(str(record[R.agency])),
        when=_when(record),
        came=day(record[R.received_on]),
        profile_id=str(profile[P.profile_id]),
        profile=str(profile[P.name]),
        also=tuple(name for name in profile[P.other_names] if name)[:4],
        address=", ".join(part for part in place if isinstance(part, str)),
        records=int(profile[P.record_count]),
        agencies=int(profile[P.agency_count]),
        band=str(profile[P.band]),
        score=float(profile[P.score]),
    )


def _when(record: Row) -> str:
    """What happened and when, where the record is of a contact."""
    code = record[R.event_code]
    if not isinstance(code, str):
        return ""
    types = event_types()
    label = str(types.loc[code, "label"]) if code in types.index else code
    result = RESULTS.get(record[R.result], "")
    on = day(record[R.event_on])
    return " ".join(part for part in (f"{label},", f"{result}," if result else "", on) if part)


def _fields(left: Row, right: Row) -> list[Field]:
    values = [(name, _text(left[c]), _text(right[c])) for name, c in TEXTS]
    also = [(" · ".join(row[R.aliases]) if len(row[R.aliases]) else "") for row in (left, right)]
    values.insert(1, ("Also called", also[0], also[1]))
    sectors = [sector_name(str(row[R.sector])) for row in (left, right)]
    values.append(("Sector", sectors[0], sectors[1]))
    return [
        Field(name, likeness(a, b), marked(a, b), marked(b, a)) for name, a, b in values if a or b
    ]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _steps(case: Row) -> tuple[Step, ...]:
    """The reasons one after the other; the small ones together, last."""
    given = zip(case[Doubt.because], map(float, case[Doubt.bits]), strict=True)
    strong: list[tuple[str, float]] = []
    small: list[tuple[str, float]] = []
    for because, bits in given:
        (strong if abs(bits) >= SMALL_BITS else small).append((because, bits))
    if small:
        rest = sum(bits for _, bits in small)
        strong.append((counted(len(small), "smaller reason"), rest))
    ends = [*accumulate((bits for _, bits in strong), initial=0.0)]
    return tuple(
        Step(because[0].upper() + because[1:], bits, start, end)
        for (because, bits), start, end in zip(strong, ends, ends[1:], strict=False)
    )


def _apart(left: Row, right: Row) -> str:
    points = [(row[R.map_lat], row[R.map_lon]) for row in (left, right)]
    if any(pd.isna(value) for point in points for value in point):
        return ""
    (a_lat, a_lon), (b_lat, b_lon) = (tuple(map(radians, point)) for point in points)
    chord = hypot(
        sin((b_lat - a_lat) / 2), sqrt(cos(a_lat) * cos(b_lat)) * sin((b_lon - a_lon) / 2)
    )
    metres = 2 * _EARTH_M * asin(min(1.0, chord))
    rough = any(row[R.located_by] != "source" for row in (left, right))
    far = f"{metres / _A_KM:.1f} km" if metres >= _A_KM else f"{metres:.0f} m"
    return f"{far} apart on the map{', by postcode' if rough else ''}"
