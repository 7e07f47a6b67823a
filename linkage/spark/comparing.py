"""How much does every pair worth comparing weigh, when no worker sees all groups?"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from linkage.clustering import Edges
from linkage.comparisons import Comparer
from linkage.corpus import Corpus
from linkage.fanning import record_pairs
from linkage.model import Model, probability
from linkage.prepare import Prepared
from linkage.settings import LinkageSettings
from linkage.spark.flow import PART, Data, Flow
from linkage.spark.rows import FIRST, GROUP, ROWS, prepared_of
from linkage.weighing import Weigher, repeats
from records.progress import silent

__all__ = [
    "BESIDE",
    "COUNT",
    "EDGE",
    "ENTITY",
    "FOUND",
    "KIND",
    "PAIR",
    "PAIRS",
    "Run",
    "Scale",
    "compare",
    "found",
    "guests_of",
    "only",
    "places_in",
]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]

PAIRS = pa.schema([(PART, pa.int32()), ("left", pa.int64()), ("right", pa.int64())])
"""Pairs of groups, wanted where the left one is at home."""
KIND, EDGE, PAIR, ENTITY, COUNT, BESIDE = "kind", 0, 1, 2, 3, 4
FOUND = pa.schema(
    [
        (PART, pa.int32()),
        (KIND, pa.int8()),
        ("left", pa.int64()),
        ("right", pa.int64()),
        ("flag", pa.bool_()),
        ("bits", pa.float64()),
        ("id_a", pa.string()),
        ("id_b", pa.string()),
    ]
)
"""What a step finds, by kind. Edge: groups left and right, whether either has no name (flag), their
bits. Pair: records id_a and id_b of groups left and right, their bits, whether a source that lists
each business once has both (flag). Entity: record id_a is of entity id_b. Count: left of id_a."""


@dataclass(frozen=True)
class Scale:
    """What weighs pairs, the same on every worker.

    groups: how many there are; size: how many each part is home to.
    """

    corpus: Corpus
    model: Model
    settings: LinkageSettings
    groups: int
    size: int

    def weigher(self, p: Prepared) -> Weigher:
        """Return what weighs the pairs of `p`."""
        return Weigher(Comparer(p, 1), self.model, self.settings, silent)


@dataclass(frozen=True)
class Run:
    """A linkage under way: what runs its steps, its groups as rows, and what weighs their pairs.

    shared: `scale`, as the flow shares it.
    """

    flow: Flow
    rows: Data
    scale: Scale
    shared: Any

    def weighing(self, model: Model) -> Run:
        """Return the same with another model."""
        scale = replace(self.scale, model=model)
        return replace(self, scale=scale, shared=self.flow.share(scale))


def found(columns: dict[str, Any], kind: int, count: int) -> pa.Table:
    """Return rows of one kind."""
    given = {PART: np.zeros(count, np.int32)} | columns | {KIND: np.full(count, kind, np.int8)}
    none = {name: pa.nulls(count, FOUND.field(name).type) for name in FOUND.names}
    return pa.table({name: given.get(name, none[name]) for name in FOUND.names}, schema=FOUND)


def only(part: int, rows: pa.Table, kind: int) -> pa.Table:
    """Return the rows of one kind."""
    del part
    return rows.filter(pc.equal(rows[KIND], kind))


def places_in(numbers: Ints, wanted: Ints) -> Ints:
    """Return where in `numbers`, which need no order, each of `wanted` stands; -1 if nowhere."""
    order = np.argsort(numbers)
    ranked = numbers[order]
    place = np.minimum(np.searchsorted(ranked, wanted), max(len(ranked) - 1, 0))
    here = ranked[place] == wanted if len(ranked) else np.zeros(len(wanted), bool)
    return np.where(here, order[place] if len(ranked) else -1, -1)


def _pairs(p: Prepared, edges: Edges, wide: dict[str, Any], weigher: Weigher) -> pa.Table:
    """Return the pairs of records that edges above `keep_probability` stand for.

    wide: what `FOUND` says of the edges.
    """
    kept = np.flatnonzero(probability(edges.bits) >= weigher.settings.keep_probability)
    left, right = edges.left[kept], edges.right[kept]
    repeated = repeats(p, weigher)(left, right)
    first, second, which = record_pairs(p, left, right, weigher.settings.fan_out)
    columns = {name: wide[name][kept][which] for name in (PART, "left", "right", "bits")} | {
        "flag": repeated[which],
        "id_a": pa.array(p.record_ids[np.minimum(first, second)], pa.string()),
        "id_b": pa.array(p.record_ids[np.maximum(first, second)], pa.string()),
    }
    return found(columns, PAIR, len(which))


# Which groups are wanted away from home -------------------------------------------------------


def _asked(part: int, pairs: pa.Table, size: int) -> pa.Table:
    """Return which groups of other parts the pairs of this part need: left is where, right who."""
    right = np.unique(pairs["right"].to_numpy())
    home = (right // size).astype(np.int32)
    here = pairs[PART].to_numpy()[:1]
    away = home != here[0] if len(here) else np.zeros(0, bool)
    right, home = right[away], home[away]
    where = np.full(len(right), here[0] if len(here) else part, np.int64)
    return pa.table({PART: home, "left": where, "right": right}, schema=PAIRS)


def _sent(part: int, rows: pa.Table, asked: pa.Table) -> pa.Table:
    """Return a copy of each group for each part that asked for it."""
    del part
    place = places_in(rows[GROUP].to_numpy(), asked["right"].to_numpy())
    copies = rows.take(pa.array(place))
    return copies.set_column(0, PART, pc.cast(asked["left"], pa.int32()))


def _compared(
    part: int, rows: pa.Table, guests: pa.Table, pairs: pa.Table, scale: Scale
) -> pa.Table:
    """Return which of this part's pairs are edges, and the pairs of records they stand for."""
    del part
    every = pa.concat_tables([rows, guests])
    every = every.take(pc.sort_indices(every[FIRST]))
    p = prepared_of(every, scale.corpus)
    weigher = scale.weigher(p)
    numbers = every[GROUP].to_numpy()
    ends = [pairs[name].to_numpy() for name in ("left", "right")]
    one, other = (places_in(numbers, end) for end in ends)
    edges = weigher.edges(np.minimum(one, other), np.maximum(one, other))
    left, right = numbers[edges.left], numbers[edges.right]
    low, high = np.minimum(left, right), np.maximum(left, right)
    nameless = p.names.counts == 0
    wide = {
        PART: (low // scale.size).astype(np.int32),
        "left": low,
        "right": high,
        "bits": edges.bits,
        "flag": nameless[edges.left] | nameless[edges.right],
    }
    told = _pairs(p, edges, wide, weigher)
    return pa.concat_tables([found(wide, EDGE, len(low)), told])


def guests_of(run: Run, pairs: Data) -> Data:
    """Return copies of the groups that pairs need in other parts than their own."""
    asked = run.flow.each(pairs, _asked, PAIRS, run.flow.share(run.scale.size))
    return run.flow.meet((run.rows, asked), _sent, ROWS)


def compare(run: Run, pairs: Data, guests: Data) -> Data:
    """Return, as `FOUND`, the edges that `pairs` are and the pairs of records they stand for."""
    return run.flow.meet((run.rows, guests, pairs), _compared, FOUND, run.shared)
