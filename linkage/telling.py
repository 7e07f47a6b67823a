"""How is a relation told: its evidence in words, and the records that are the path?"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from linkage.chains import chains
from linkage.kinship import EVIDENCE, Pairs, gaps
from linkage.lives import MISSING, Lives
from linkage.model import probability
from linkage.sharing import Shared
from records.schema import PlacedRecord, Relation

__all__ = ["Weighed", "told"]

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]

_KINDS = {
    "successor": ("followed_by", "follows"),
    "handover": ("made_way_for", "took_over"),
    "neighbour": ("neighbour", "neighbour"),
    "same_operator": ("same_operator", "same_operator"),
    "shares": ("shares", "shares"),
}
_SHARED = ("phone", "person", "company")
_OFFICERS = "company_officers"


@dataclass(frozen=True)
class Weighed:
    """Pairs, the bits of their evidence by `EVIDENCE`, their weight and what kind they are."""

    pairs: Pairs
    bits: Floats
    weight: Floats
    kind: NDArray[Any]

    @cached_property
    def chance(self) -> Floats:
        """Return the probability (0-1) of each weight."""
        return probability(self.weight)


@dataclass(frozen=True)
class _Line:
    """A piece of evidence: what it says, its bits, and the rows of the two records."""

    said: str
    bits: float
    here: int
    there: int


def told(
    weighed: Weighed, shared: dict[str, Shared], known: tuple[pd.DataFrame, Lives], ids: Any
) -> pd.DataFrame:
    """Return the relations as `Relation` rows, two a pair, one from each side.

    known: the records in order of their ids, and the lives of the profiles called `ids`.
    """
    records, life = known
    rows_of = {kind: _rows(one) for kind, one in shared.items()}
    names = records[PlacedRecord.record_id].to_numpy(dtype=object)
    sources = records[PlacedRecord.source].to_numpy(dtype=object)
    pairs, successor = weighed.pairs, weighed.kind == "successor"
    ended = np.where(life.ended.known, life.ended.on, life.ending)[pairs.left]
    days = ended, life.beginning[pairs.right]
    chain = chains(pairs, gaps(pairs, life), weighed.weight, successor)
    sides: list[dict[str, Any]] = []
    # Pair by pair: each has other evidence; there are a few for every hundred records.
    for at in range(len(weighed.pairs)):
        lines = _lines(weighed, at, (shared, rows_of, sources), life)
        sides += _sides(weighed, at, lines, (names, ids, days, chain))
    frame = Relation.shape(pd.DataFrame(sides, columns=[str(c) for c in Relation.columns()]))
    order = [Relation.profile_id, Relation.kind, Relation.other_id]
    return Relation.check(frame.sort_values(order, ignore_index=True))


def _rows(one: Shared) -> dict[tuple[int, int], int]:
    """Return the record of each profile and value."""
    keys = zip(one.who.tolist(), one.value.tolist(), strict=True)
    return dict(zip(keys, one.row.tolist(), strict=True))


def _lines(weighed: Weighed, at: int, values: Any, life: Lives) -> list[_Line]:
    """Return what speaks for or against, what is shared first, strongest first."""
    shared, rows_of, sources = values
    pairs = weighed.pairs
    left, right = int(pairs.left[at]), int(pairs.right[at])
    found = []
    for kind in (*_SHARED, "premises"):
        value = int(pairs.value[kind][at])
        if value < 0:
            continue
        here, there = rows_of[kind][left, value], rows_of[kind][right, value]
        bits = float(weighed.bits[at, EVIDENCE.index(kind)]) if kind in EVIDENCE else 0.0
        officer = kind == "person" and _OFFICERS in (sources[here], sources[there])
        said = _said("officer" if officer else kind, str(shared[kind].texts[value]))
        found.append(_Line(said, bits, here, there))
    found.sort(key=lambda line: -line.bits)
    return found + _signs(weighed, at, life, found)


def _said(kind: str, text: str) -> str:
    words = {
        "phone": f"same telephone {text}",
        "person": f"same person {text.title()}",
        "officer": f"same officer {text.title()}",
        "company": f"same company number {text}",
        "premises": "same premises",
    }
    return words[kind]


def _signs(weighed: Weighed, at: int, life: Lives, found: list[_Line]) -> list[_Line]:
    """Return the rest of what was weighed: names, sector and days."""
    bits = dict(zip(EVIDENCE, weighed.bits[at].tolist(), strict=True))
    left, right = int(weighed.pairs.left[at]), int(weighed.pairs.right[at])
    first = found[0]
    lines = []
    if bits["name"] > 0:
        lines.append(_Line("partly the same name", bits["name"], first.here, first.there))
    if bits["sector"] < 0:
        lines.append(_Line("another trade", bits["sector"], first.here, first.there))
    if weighed.kind[at] != "successor":
        return lines
    end = life.ended.row[left] if life.ended.known[left] else life.last.row[left]
    begin = life.began.row[right] if life.began.known[right] else life.first.row[right]
    ends = (
        int(end) if end != MISSING else first.here,
        int(begin) if begin != MISSING else first.there,
    )
    word = "the first was closed" if life.ended.known[left] else "the first fell silent"
    return [*lines, _Line(f"{word} before the second began", bits["end"] + bits["gap"], *ends)]


def _sides(weighed: Weighed, at: int, lines: list[_Line], known: Any) -> list[dict[str, Any]]:
    names, ids, (ended, began), chain = known
    left, right = int(weighed.pairs.left[at]), int(weighed.pairs.right[at])
    weight = float(weighed.weight[at])
    earlier, later = _KINDS[str(weighed.kind[at])]
    members = [ids[one] for one in chain.get(left, [])] if earlier == "followed_by" else []
    both: dict[str, Any] = {
        Relation.probability: float(weighed.chance[at]),
        Relation.weight_bits: weight,
        Relation.ended_on: _day(int(ended[at])),
        Relation.began_on: _day(int(began[at])),
        Relation.because: [_worded(line) for line in lines],
        Relation.chain: members,
    }
    here, there = [names[line.here] for line in lines], [names[line.there] for line in lines]
    return [
        {
            **both,
            Relation.profile_id: ids[left],
            Relation.other_id: ids[right],
            Relation.kind: earlier,
            Relation.own_records: here,
            Relation.other_records: there,
        },
        {
            **both,
            Relation.profile_id: ids[right],
            Relation.other_id: ids[left],
            Relation.kind: later,
            Relation.own_records: there,
            Relation.other_records: here,
        },
    ]


def _worded(line: _Line) -> str:
    return f"{line.said} ({line.bits:+.1f})" if round(line.bits, 1) else line.said


def _day(day: int) -> Any:
    known = day != MISSING
    return np.datetime64(day, "D").astype("datetime64[s]") if known else np.datetime64("NaT")
