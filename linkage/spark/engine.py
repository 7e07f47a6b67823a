"""Which records are one business, when no one machine holds them all?

The steps are those of `linkage.pipeline.link`, each done part by part with the same functions:
records -> groups -> pairs worth comparing -> weights -> entities.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from linkage.adapting import Adapted
from linkage.deciding import DECISIONS
from linkage.judgements import Judged, judged
from linkage.model import Model, pretrained
from linkage.settings import LinkageSettings
from linkage.spark.candidates import Candidates, candidates
from linkage.spark.clusters import COMPARED, Bound, cluster
from linkage.spark.comparing import (
    COUNT,
    ENTITY,
    KIND,
    Run,
    Scale,
    compare,
    guests_of,
)
from linkage.spark.fitting import fit
from linkage.spark.flow import PART, Data, Flow
from linkage.spark.grouping import grouped, number, spread_records
from linkage.spark.learning import learn_corpus
from linkage.spark.placing import learn_places
from linkage.spark.rows import ROWS
from linkage.spark.writing import entity_lines, pair_lines
from linkage.weighing import ENTITY_ID, apart
from records.progress import Progress, silent
from records.schema import Judgement, Record

__all__ = ["Asked", "Stepped", "link_in_steps"]


@dataclass(frozen=True)
class Stepped:
    """What a linkage in steps found: the texts of its two files, and its report."""

    entities: Iterator[str]
    pairs: Iterator[str]
    report: dict[str, Any]


@dataclass
class _Steps:
    """Seconds that each step took, and who is told."""

    progress: Progress
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def __call__(self, step: str) -> Iterator[None]:
        self.progress(step, 0, None)
        began = time.perf_counter()
        yield
        self.seconds[step] = round(time.perf_counter() - began, 3)


TALLY = pa.schema([(PART, pa.int32()), ("name", pa.string()), ("count", pa.int64())])


def _existing(part: int, records: pa.Table, wanted: frozenset[str]) -> pa.Table:
    """Return those of `wanted` record ids that are here."""
    del part
    here = pc.is_in(records[Record.record_id], pa.array(sorted(wanted), pa.string()))
    return records.filter(here).select([PART, Record.record_id])


def _tally(part: int, found: pa.Table) -> pa.Table:
    """Return what is counted here, and how many entities begin here."""
    counts = (
        found.filter(pc.equal(found[KIND], COUNT)).group_by("id_a").aggregate([("left", "sum")])
    )
    entities = found.filter(pc.equal(found[KIND], ENTITY))
    first = pc.sum(pc.equal(entities["id_a"], entities["id_b"])).as_py() or 0
    names = [*counts["id_a"].to_pylist(), ENTITY_ID]
    number = [*counts["left_sum"].to_pylist(), first]
    return pa.table({PART: [part] * len(names), "name": names, "count": number}, schema=TALLY)


def _counted(flow: Flow, found: Data) -> dict[str, int]:
    tally = flow.collect(flow.each(found, _tally, TALLY)).to_pandas()
    return {str(name): int(rows.sum()) for name, rows in tally.groupby("name")["count"]}


def _said(flow: Flow, records: Data, judgements: pd.DataFrame) -> tuple[Judged, Any]:
    """Return what judgements bind, and the record ids that they speak of and that are here."""
    ends = (judgements[column] for column in (Judgement.id_a, Judgement.id_b))
    wanted = frozenset(pd.concat(ends).dropna().astype("str"))
    schema = pa.schema([records.schema.field(name) for name in (PART, Record.record_id)])
    found = flow.each(records, _existing, schema, flow.share(wanted)) if wanted else None
    ids = flow.collect(found)[Record.record_id].to_pylist() if found else []
    ids = np.array(sorted(ids), dtype=object)
    return judged(judgements, ids), ids


@dataclass(frozen=True)
class Asked:
    """What is asked of a linkage: choices, what people said, and a model; None: one fitted."""

    settings: LinkageSettings
    judgements: pd.DataFrame
    model: Model | None = None


def link_in_steps(flow: Flow, records: Data, asked: Asked, progress: Progress = silent) -> Stepped:
    """Return what `linkage.pipeline.link` would of the same records.

    records: with the columns of `PlacedRecord` that a file gives; of any part.

    Raises:
        SchemaError: a verdict is unknown.
    """
    steps, words = _Steps(progress), asked.judgements
    with steps("prepare"):
        said, ids = _said(flow, records, words)
        named = frozenset(ids[said.named])
        run, counts = _prepared(flow, records, asked, named)
    with steps("block"):
        found = candidates(run)
    with steps("adapt"):
        guests = flow.keep(guests_of(run, found.pairs))
        given = Adapted(asked.model, {"given": asked.model.version}) if asked.model else None
        fitted = given or fit(run, found.pairs, guests, found.count, (words, named))
        run = run.weighing(fitted.model)
    with steps("compare"):
        weighed = flow.keep(compare(run, found.pairs, guests))
        flow.count(weighed)
    with steps("cluster"):
        same = [(str(ids[a]), str(ids[b])) for a, b in zip(*said.same, strict=True)]
        clustered = flow.keep(cluster(run, weighed, Bound(words, same)))
        counted = _counted(flow, clustered)
    report = (
        counts
        | _about(found, fitted, asked.settings)
        | {
            "compared_pairs": found.count + counted[COMPARED],
            "entities": counted[ENTITY_ID],
            "decisions": {one: counted.get(one, 0) for one in DECISIONS},
            "contradictions": said.contradictions,
            "unknown_judgements": said.unknown,
            "parts": flow.parts,
            "seconds": steps.seconds,
        }
    )
    return Stepped(entity_lines(flow, clustered), pair_lines(flow, clustered), report)


def _prepared(
    flow: Flow, records: Data, asked: Asked, named: frozenset[str]
) -> tuple[Run, dict[str, int]]:
    places = learn_places(flow, records)
    met = flow.keep(flow.each(records, spread_records, records.schema, flow.share(flow.parts)))
    shared, none = flow.share(places), flow.share(frozenset())
    alone = apart(asked.settings), named
    rows = alike = flow.keep(flow.meet((met,), grouped, ROWS, shared, *map(flow.share, alone)))
    if any(alone):
        alike = flow.meet((met,), grouped, ROWS, shared, none, none)
    corpus = learn_corpus(flow, alike, places)
    numbered = number(flow, rows)
    groups = numbered.counts["groups"]
    # A worker has one core for each part.
    alone_each = replace(asked.settings, workers=1)
    scale = Scale(corpus, pretrained(), alone_each, groups, numbered.size)
    return Run(flow, numbered.rows, scale, flow.share(scale)), numbered.counts


def _about(found: Candidates, fitted: Adapted, settings: LinkageSettings) -> dict[str, Any]:
    return {
        "candidate_pairs": found.count,
        "pairs_by_rule": found.by_rule,
        "dropped_block_keys": {rule: keys._asdict() for rule, keys in found.dropped.items()},
        "settings": asdict(settings) | {"once_sources": sorted(settings.once_sources)},
        "adapted": fitted.report,
        "model_version": fitted.model.version,
    }
