"""Which groups are one business, when no worker sees all links?

Links alone are gathered on the driver: two numbers each, of about as many links as records. It
finds what hangs together by them and deals whole components out to the workers, which weigh every
pair inside as one machine would.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from scipy import sparse
from scipy.sparse import csgraph

from linkage.clustering import Edges
from linkage.deciding import APART, DECISIONS
from linkage.judgements import judged
from linkage.pipeline import pairs_of
from linkage.spark.comparing import (
    BESIDE,
    COUNT,
    EDGE,
    ENTITY,
    FOUND,
    KIND,
    PAIR,
    PAIRS,
    Run,
    Scale,
    found,
    only,
    places_in,
)
from linkage.spark.flow import PART, Data
from linkage.spark.rows import FIRST, GROUP, MEMBERS, ROWS, prepared_of
from linkage.weighing import ENTITY_ID, clustered, entities_of
from records.schema import Pair, Record

__all__ = ["COMPARED", "Bound", "cluster", "deal_out"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
COMPARED = "compared_pairs"
"""Count of pairs weighed on the way, beside those that were edges."""
_OUTSIDE = "\x1f"
"""Begins the name of a group that is only a neighbour of this part's."""


BOUND = pa.schema([(PART, pa.int32()), (GROUP, pa.int64()), (FIRST, pa.string())])


@dataclass(frozen=True)
class Bound:
    """What people said that binds: the judgements, and the pairs of records called the same."""

    judgements: pd.DataFrame
    same: list[tuple[str, str]]


def _links(part: int, edges: pa.Table, least_bits: float) -> pa.Table:
    """Return the edges that may join two groups."""
    del part
    return edges.filter(pc.greater_equal(edges["bits"], least_bits)).select(PAIRS.names)


def _bound(part: int, rows: pa.Table, named: set[str]) -> pa.Table:
    """Return the numbers of the groups that judgements name."""
    del part
    kept = rows.filter(pc.is_in(rows[FIRST], pa.array(sorted(named), pa.string())))
    return kept.select(BOUND.names)


def deal_out(left: Ints, right: Ints, parts: int) -> tuple[Ints, Ints]:
    """Return the groups that links join to others, and the part each is dealt to.

    Components stay whole; each costs the square of its size, and parts cost about the same.
    """
    groups, ends = np.unique(np.concatenate([left, right]), return_inverse=True)
    half = len(left)
    graph = sparse.coo_array(
        (np.ones(half, bool), (ends[:half], ends[half:])), shape=(len(groups), len(groups))
    )
    label = csgraph.connected_components(graph.tocsr(), directed=False)[1]
    cost = np.square(np.bincount(label).astype(np.float64))
    before = np.cumsum(cost) - cost
    return groups, (before / max(cost.sum(), 1.0) * parts).astype(np.int64)[label]


def _routed(part: int, rows: pa.Table, dealt: pa.Table) -> pa.Table:
    """Return rows wanted where they are dealt to; those that nothing joins stay at home."""
    del part
    place = places_in(dealt["left"].to_numpy(), rows[GROUP].to_numpy())
    to = np.append(dealt["right"].to_numpy(), -1)[place]
    part_of = np.where(to >= 0, to, rows[PART].to_numpy()).astype(np.int32)
    return rows.set_column(0, PART, pa.array(part_of))


def _ends_routed(part: int, edges: pa.Table, dealt: pa.Table, how: tuple[str, int]) -> pa.Table:
    """Return edges wanted where the group at one end is dealt to, marked with a kind."""
    del part
    end, kind = how
    place = places_in(dealt["left"].to_numpy(), edges[end].to_numpy())
    kept = edges.filter(pa.array(place >= 0))
    to = dealt["right"].to_numpy()[place[place >= 0]]
    return _marked(kept, to, np.full(len(to), kind))


def _pairs_routed(part: int, pairs: pa.Table, dealt: pa.Table) -> pa.Table:
    """Return pairs of records wanted where their left group now is, marked if it was dealt out."""
    del part
    place = places_in(dealt["left"].to_numpy(), pairs["left"].to_numpy())
    to = np.append(dealt["right"].to_numpy(), -1)[place]
    to = np.where(to >= 0, to, pairs[PART].to_numpy())
    return _marked(pairs, to, np.where(place >= 0, BESIDE, PAIR))


def _marked(rows: pa.Table, to: Any, kind: Any) -> pa.Table:
    rows = rows.set_column(0, PART, pa.array(to.astype(np.int32)))
    return rows.set_column(1, KIND, pa.array(kind.astype(np.int8)))


def _nameless(part: int, edges: pa.Table, size: int) -> pa.Table:
    """Return the edges of groups without a name, wanted where the right one is at home."""
    del part
    kept = edges.filter(edges["flag"])
    home = (kept["right"].to_numpy() // size).astype(np.int32)
    return kept.set_column(0, PART, pa.array(home))


def _beside(rows: pa.Table, edges: pa.Table) -> pa.Table:
    """Return `rows` with a row that says nothing for each group that only an edge names."""
    ends = np.unique(np.concatenate([edges["left"].to_numpy(), edges["right"].to_numpy()]))
    away = ends[places_in(rows[GROUP].to_numpy(), ends) < 0]
    names = [f"{_OUTSIDE}{number}" for number in away]
    columns: dict[str, Any] = {
        name: pa.nulls(len(away), ROWS.field(name).type) for name in ROWS.names
    }
    empty = pa.array([[]] * len(away), ROWS.field("names").type)
    columns |= {GROUP: away, FIRST: names, MEMBERS: [[one] for one in names], "names": empty}
    columns |= {name: np.full(len(away), -1, np.int32) for name in ("low", "high")}
    columns |= {name: np.zeros(len(away), bool) for name in ("broad", "derived")}
    every = pa.concat_tables([rows, pa.table(columns, schema=ROWS)])
    return every.take(pc.sort_indices(every[FIRST]))


def _clustered(
    part: int, rows: pa.Table, edges: pa.Table, scale: Scale, judgements: pd.DataFrame
) -> pa.Table:
    """Return the entity of every record of this part, and the pairs of records inside it."""
    del part
    edges = edges.filter(_inside_or_nameless(rows, edges)).sort_by(KIND)
    every = _beside(rows, edges)
    p = prepared_of(every, scale.corpus)
    weigher = scale.weigher(p)
    links, inside = _edges(every, edges)
    made = clustered(p, links, judged(judgements, p.record_ids), weigher)
    entities = entities_of(p, made.label, weigher)
    pairs, decisions = pairs_of(p, (inside, made), entities, weigher)
    here = ~entities[Record.record_id].str.startswith(_OUTSIDE)
    names = {"id_a": Record.record_id, "id_b": ENTITY_ID}
    counts = {COMPARED: len(made.compared.left)} | decisions
    told = {"id_a": Pair.id_a, "id_b": Pair.id_b, "bits": Pair.weight_bits}
    return pa.concat_tables(
        [
            found(_columns(entities[here], names), ENTITY, int(here.sum())),
            found(_columns(pairs, told), PAIR, len(pairs)),
            found({"id_a": [*counts], "left": [*counts.values()]}, COUNT, len(counts)),
        ]
    )


def _columns(frame: pd.DataFrame, names: Mapping[str, str]) -> dict[str, Any]:
    types = {name: FOUND.field(name).type for name in names}
    return {name: pa.array(frame[column], types[name]) for name, column in names.items()}


def _inside_or_nameless(rows: pa.Table, edges: pa.Table) -> pa.Array:
    """Return which edges matter here: both ends are of this part, or one has no name."""
    here = [_here(rows, edges[end]) for end in ("left", "right")]
    return pc.or_(pa.array(here[0] & here[1]), edges["flag"].combine_chunks())


def _here(rows: pa.Table, groups: Any) -> Any:
    return places_in(rows[GROUP].to_numpy(), groups.to_numpy()) >= 0


def _edges(rows: pa.Table, edges: pa.Table) -> tuple[Edges, Edges]:
    """Return edges between the places of `rows`, each once, in order; and those told of here."""
    numbers = rows[GROUP].to_numpy()
    one, other = (places_in(numbers, edges[end].to_numpy()) for end in ("left", "right"))
    left, right = np.minimum(one, other), np.maximum(one, other)
    once = np.unique(left * len(numbers) + right, return_index=True)[1]
    outside = pc.starts_with(rows[FIRST], _OUTSIDE).to_numpy()
    told = once[(edges[KIND].to_numpy() == EDGE)[once] & ~(outside[left] | outside[right])[once]]
    bits = edges["bits"].to_numpy()
    return Edges(left[once], right[once], bits[once]), Edges(left[told], right[told], bits[told])


def _apart(part: int, rows: pa.Table, pairs: pa.Table) -> pa.Table:
    """Return the pairs between this part's groups and others, and that they are apart.

    What would be a link by itself is inside one part. What a source lists twice is two businesses
    there, however alike. Pairs inside the part are told of where its entities are made.
    """
    del part
    dealt = pc.equal(pairs[KIND], BESIDE)
    outside = pa.array(~(_here(rows, pairs["right"]) & dealt.to_numpy()))
    kept = pairs.filter(pc.and_(outside, pc.invert(pairs["flag"]).combine_chunks()))
    counts = {DECISIONS[APART]: len(kept)}
    at = kept.schema.get_field_index(KIND)
    told = kept.set_column(at, KIND, pa.array(np.full(len(kept), PAIR, np.int8)))
    count = found({"id_a": [*counts], "left": [*counts.values()]}, COUNT, len(counts))
    return pa.concat_tables([told, count])


def _must(run: Run, bound: Bound) -> tuple[Ints, Ints]:
    """Return the numbers of groups that a person called the same; each is one record."""
    named = {record_id for pair in bound.same for record_id in pair}
    if not named:
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    rows = run.flow.collect(run.flow.each(run.rows, _bound, BOUND, run.flow.share(named)))
    number = dict(zip(rows[FIRST].to_pylist(), rows[GROUP].to_pylist(), strict=True))
    left, right = ([number[pair[end]] for pair in bound.same] for end in (0, 1))
    return np.array(left, dtype=np.int64), np.array(right, dtype=np.int64)


def cluster(run: Run, weighed: Data, bound: Bound) -> Data:
    """Return, as `FOUND`, every record's entity, pairs of records, and counts.

    weighed: edges and the pairs of records they stand for.
    """
    edges = run.flow.each(weighed, only, FOUND, run.flow.share(EDGE))
    flow, settings = run.flow, run.scale.settings
    # A pair is held back where a name is missing; here it is enough that none is missed.
    least = settings.min_weight_bits + min(0.0, settings.nameless_bits)
    links = flow.collect(flow.each(edges, _links, PAIRS, flow.share(least)))
    must = _must(run, bound)
    left, right = (
        np.concatenate([links[end].to_numpy(), of])
        for end, of in zip(("left", "right"), must, strict=True)
    )
    groups, to = deal_out(left, right, flow.parts)
    home = (groups // run.scale.size).astype(np.int32)
    dealt = flow.load([pa.table({PART: home, "left": groups, "right": to}, schema=PAIRS)])
    routed = flow.keep(flow.meet((run.rows, dealt), _routed, ROWS))
    lefts = flow.meet((edges, dealt), _ends_routed, FOUND, flow.share(("left", EDGE)))
    nameless = flow.each(edges, _nameless, FOUND, flow.share(run.scale.size))
    rights = flow.meet((nameless, dealt), _ends_routed, FOUND, flow.share(("right", BESIDE)))
    words = flow.share(bound.judgements)
    inside = (routed, flow.both(lefts, rights))
    made = flow.meet(inside, _clustered, FOUND, run.shared, words)
    pairs = flow.meet(
        (flow.each(weighed, only, FOUND, flow.share(PAIR)), dealt), _pairs_routed, FOUND
    )
    return flow.both(made, flow.meet((routed, pairs), _apart, FOUND))
