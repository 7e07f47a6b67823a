"""Which records are one business?"""

from __future__ import annotations

import resource
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits

from linkage.adapting import Adapted, adapt
from linkage.blocking import Blocked, block
from linkage.clustering import Clustered, Edges
from linkage.comparisons import Comparer
from linkage.corpus import Corpus
from linkage.deciding import DECISIONS, decide, doubtful
from linkage.fanning import record_pairs
from linkage.judgements import judged
from linkage.model import Model, probability
from linkage.prepare import Prepared, prepare
from linkage.settings import LinkageSettings
from linkage.side_by_side import at_once
from linkage.weighing import ENTITY_ID, Weigher, apart, clustered, entities_of, repeats
from records.errors import SchemaError
from records.progress import Progress, silent
from records.schema import Judgement, Link, Record

__all__ = ["ENTITY_ID", "Linkage", "Made", "link", "pairs_of"]

_DEFAULT = LinkageSettings()
_MB = 1024.0 if sys.platform != "darwin" else 1024.0**2
Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]


@dataclass(frozen=True)
class Made:
    """The groups that were compared, and the weights of the pairs worth telling of.

    weighed: those of other pairs, which clustering asked for.
    """

    prepared: Prepared
    edges: Edges
    weighed: Edges


@dataclass(frozen=True)
class Linkage:
    """Which records are one business, and how sure that is.

    pairs: Link frame without profile_id, sorted by id_a, id_b: compared pairs above
    `keep_probability`; `because` is empty for pairs that are not in one entity.
    entities: record_id and entity_id of every record, sorted by record_id.
    report: records, groups, candidate_pairs, pairs_by_rule, dropped_block_keys, entities, ...
    corpus: what was learnt from all the records, by which any two of them were compared.
    made: what it was made from; None where it goes on from another.
    """

    pairs: pd.DataFrame
    entities: pd.DataFrame
    report: dict[str, Any]
    corpus: Corpus
    model: Model
    made: Made | None = field(default=None, repr=False)


@dataclass
class _Clock:
    """Seconds that each stage took, and who is told."""

    progress: Progress
    seconds: dict[str, float] = field(default_factory=dict)

    @contextmanager
    def __call__(self, stage: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        self.seconds[stage] = round(time.perf_counter() - began, 3)


def link(
    records: pd.DataFrame,
    settings: LinkageSettings = _DEFAULT,
    judgements: pd.DataFrame | None = None,
    *,
    model: Model | None = None,
    progress: Progress = silent,
) -> Linkage:
    """Return which of `records` are one business; the order of rows does not matter.

    Needs the columns record_id and source; any other column of `PlacedRecord` may be absent.
    model: to link with; None: the pretrained one, fitted to these records and judgements.

    Raises:
        SchemaError: a needed column is absent, a record_id repeats or is missing, or a verdict
            is unknown.
    """
    _check(records)
    clock, words = _Clock(progress), Judgement.empty() if judgements is None else judgements
    with threadpool_limits(1, user_api="blas"):
        with clock("prepare"):
            ids = np.sort(records[Record.record_id].astype("str").to_numpy(dtype=object))
            said = judged(words, ids)
            p = prepare(records, apart(settings), frozenset(ids[said.named]))
            # All that is said of the records is prepared; nobody else may need them any more.
            del records, ids
        with clock("block"):
            comparer, blocked = at_once(
                len(p), lambda: Comparer(p, settings.workers), lambda: block(p, settings)
            )
        with clock("adapt"):
            given = Adapted(model, {"given": model.version}) if model else None
            fitted = given or adapt(p, comparer, blocked, said, settings)
        weigher = Weigher(comparer, fitted.model, settings, progress)
        with clock("compare"):
            edges = weigher.edges(blocked.left, blocked.right)
        with clock("cluster"):
            found = clustered(p, edges, said, weigher)
        with clock("write"):
            entities = entities_of(p, found.label, weigher)
            pairs, decisions = pairs_of(p, (edges, found), entities, weigher)
    report = _report(p, blocked, fitted, settings) | {
        "compared_pairs": len(blocked.left) + len(found.compared.left),
        "entities": int(entities[ENTITY_ID].nunique()),
        "decisions": decisions,
        "contradictions": said.contradictions,
        "unknown_judgements": said.unknown,
        "seconds": clock.seconds,
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MB),
    }
    return Linkage(pairs, entities, report, p.corpus, fitted.model, Made(p, edges, found.weighed))


def _check(records: pd.DataFrame) -> None:
    faults = [
        f"column {c!r} is missing" for c in (Record.record_id, Record.source) if c not in records
    ]
    if not faults:
        ids = records[Record.record_id]
        faults += [f"{ids.isna().sum()} rows have no record_id"] * bool(ids.isna().any())
        repeats = int(ids.astype("str").duplicated().sum())
        faults += [f"{repeats} rows repeat a record_id"] * bool(repeats)
    if faults:
        raise SchemaError("records to link: " + "; ".join(faults) + ".")


def pairs_of(
    p: Prepared,
    weighed: tuple[Edges, Clustered],
    entities: pd.DataFrame,
    weigher: Weigher,
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the compared pairs of records worth telling of, and how many are decided which way."""
    (edges, clustered), added = weighed, weighed[1].compared
    left = np.concatenate([edges.left, added.left])
    right = np.concatenate([edges.right, added.right])
    bits = np.concatenate([edges.bits, added.bits])
    settings = weigher.settings
    many = np.flatnonzero(p.sizes > 1)
    left, right = np.append(left, many), np.append(right, many)
    bits = np.append(bits, weigher.bits(many, many))
    # What a source lists twice is two businesses there, however alike.
    kept = (probability(bits) >= settings.keep_probability) & ~(
        (clustered.label[left] != clustered.label[right]) & repeats(p, weigher)(left, right)
    )
    left, right, bits = left[kept], right[kept], bits[kept]
    inside = clustered.label[left] == clustered.label[right]
    doubted = doubtful((left, right), bits, clustered.label, settings)
    first, second, which = record_pairs(p, left, right, settings.fan_out)
    entity = pd.factorize(entities[ENTITY_ID])[0]
    decided = decide((first, second), bits[which], entity, doubted[which], settings)
    counts = np.bincount(decided, minlength=len(DECISIONS)).tolist()
    because = _nothing(len(which))
    if settings.link_reasons:
        told = _nothing(len(left))
        told[inside] = _column(weigher.because(left[inside], right[inside]))
        because = np.where(entity[first] == entity[second], told[which], because)
    ids = p.record_ids
    frame = pd.DataFrame(
        {
            str(Link.id_a): pd.Series(ids[np.minimum(first, second)], dtype="str"),
            str(Link.id_b): pd.Series(ids[np.maximum(first, second)], dtype="str"),
            str(Link.probability): probability(bits)[which],
            str(Link.weight_bits): bits[which],
            str(Link.because): because,
        }
    )
    order = np.lexsort((np.maximum(first, second), np.minimum(first, second)))
    return frame.iloc[order].reset_index(drop=True), dict(zip(DECISIONS, counts, strict=True))


def _nothing(count: int) -> Any:
    """Return as many times no sentence."""
    column = np.empty(count, dtype=object)
    column.fill([])
    return column


def _column(lists: list[list[str]]) -> Any:
    column = np.empty(len(lists), dtype=object)
    column[:] = lists
    return column


def _report(
    p: Prepared, blocked: Blocked, fitted: Adapted, settings: LinkageSettings
) -> dict[str, Any]:
    return {
        "records": len(p.record_ids),
        "records_without_a_name": int(p.sizes[p.names.counts == 0].sum()),
        "groups": len(p),
        "candidate_pairs": len(blocked.left),
        "pairs_by_rule": blocked.pairs_by_rule,
        "dropped_block_keys": {rule: one._asdict() for rule, one in blocked.dropped.items()},
        "settings": asdict(settings) | {"once_sources": sorted(settings.once_sources)},
        "model_version": fitted.model.version,
        "adapted": fitted.report,
    }
