"""How are a day's records linked with those that stand, without linking the rest again?

Groups of records that came, left or changed are compared with all others by the same rules. Only
the components they touch are divided into businesses again, with all their pairs weighed. What is
learnt from all records together stays as it was when all were linked; and who stands is not looked
up again among who came. Hence a small difference to linking all anew: docs/linkage.md tells how
small.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from scipy import sparse
from scipy.sparse import csgraph
from threadpoolctl import threadpool_limits

from linkage.alike import likeness
from linkage.blocking import block
from linkage.clustering import Edges
from linkage.comparisons import Comparer
from linkage.corpus import Corpus
from linkage.judgements import judged, rejudged
from linkage.kept import Kept
from linkage.lookup import Lookup
from linkage.model import Model, pretrained, probability
from linkage.nameless import MARGIN
from linkage.pipeline import Linkage
from linkage.prepare import Prepared, prepare
from linkage.remembering import beside, moved
from linkage.settings import LinkageSettings
from linkage.standing import Standing, StandingError, least_bits, made_by
from linkage.weighing import ENTITY_ID, Weigher, apart, clustered, entities_of
from records.progress import Progress, silent
from records.schema import Judgement, Link, Record

__all__ = ["relink"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]
_DEFAULT = LinkageSettings()


@dataclass(frozen=True)
class _How:
    corpus: Corpus
    settings: LinkageSettings
    model: Model
    words: pd.DataFrame
    progress: Progress

    def weigher(self, p: Prepared) -> Weigher:
        return Weigher(Comparer(p, self.settings.workers), self.model, self.settings, self.progress)


def relink(  # noqa: PLR0913  # the same choices as `link`, and what is gone on from
    standing: tuple[Standing, Corpus],
    records: pd.DataFrame,
    changed: Iterable[str],
    settings: LinkageSettings = _DEFAULT,
    judgements: pd.DataFrame | None = None,
    *,
    model: Model | None = None,
    progress: Progress = silent,
) -> tuple[Linkage, Standing]:
    """Return the linkage of `records`, and what is kept of it.

    records: all there are now. changed: the record_ids of those that came, left or say something
    else; judgements that were made or undone are found out. No pair of the linkage says why.

    Raises:
        StandingError: it was made with other settings or weights.
    """
    kept, corpus = standing
    model = model or pretrained()
    if kept.made_by != made_by(settings, model):
        raise StandingError("What stands was linked with other settings or other weights.")
    words = Judgement.empty() if judgements is None else Judgement.shape(judgements)
    how = _How(corpus, settings, model, words, progress)
    began = time.perf_counter()
    with threadpool_limits(1, user_api="blas"):
        linkage, after = _relinked(kept, records, frozenset(changed), how)
    linkage.report["seconds"] = {"relink": round(time.perf_counter() - began, 3)}
    return linkage, after


def _relinked(
    before: Standing, records: pd.DataFrame, changed: frozenset[str], how: _How
) -> tuple[Linkage, Standing]:
    anew, stays = _prepared(before, records, changed, how)
    fresh = Lookup.of(anew)
    rest = before.kept.only(np.flatnonzero(stays))
    kept, rank = rest.beside(Kept.of(anew))
    touched = rank[len(rest) :]
    place = np.full(len(stays), -1, dtype=np.int64)
    place[stays] = rank[: len(rest)]
    looked = before.lookup.without(place)
    edges, candidates = _edges(before, (kept, touched, place), (anew, fresh, looked), how)
    alike: Any = np.empty(len(kept), dtype=np.uint64)
    alike[place[stays]], alike[touched] = before.alike[stays], likeness(anew)
    old = pd.Index(before.kept.record_ids)
    entity = np.full(len(kept.record_ids), None, dtype=object)
    at = old.get_indexer(pd.Index(kept.record_ids))
    entity[at >= 0] = before.entity[at[at >= 0]]
    lost = before.entity[~stays[before.kept.group]]
    again = _again(kept, edges, (touched, pd.Index(entity).isin(lost)), how)
    entity, weighed = _divided(kept, (edges, moved(before.weighed, place)), (again, entity), how)
    after = Standing(
        kept, alike, looked.beside(fresh.numbered(touched), len(kept)), edges, weighed, entity,
        how.words, before.made_by,
    )  # fmt: skip
    report = {
        "records": len(kept.record_ids),
        "groups": len(kept),
        "groups_touched": len(touched),
        "groups_divided_again": int(again.sum()),
        "candidate_pairs": candidates,
        "entities": len(set(entity)),
        "contradictions": judged(how.words, kept.record_ids).contradictions,
        "model_version": how.model.version,
    }
    entities = pd.DataFrame({
        str(Record.record_id): pd.Series(kept.record_ids, dtype="str"),
        ENTITY_ID: pd.Series(entity, dtype="str"),
    })  # fmt: skip
    return Linkage(_pairs(after), entities, report, how.corpus, how.model), after


def _prepared(
    before: Standing, records: pd.DataFrame, changed: frozenset[str], how: _How
) -> tuple[Prepared, Flags]:
    """Return the groups to be linked, and which of those that stand are left as they are."""
    moved = changed | rejudged(before.judgements, how.words)
    named = frozenset(how.words[Judgement.id_a]) | frozenset(how.words[Judgement.id_b])
    ids = pd.Index(records[Record.record_id].astype("str"))
    old = before.kept
    leaving = pd.Index(old.record_ids).isin(moved)
    fresh = records[ids.isin(moved)]
    once = apart(how.settings)
    stays = ~np.isin(before.alike, likeness(prepare(fresh, once, named, how.corpus)))
    stays[old.group[leaving]] = False
    mates = old.record_ids[~stays[old.group] & ~leaving]
    again = records[ids.isin(moved) | ids.isin(mates)]
    return prepare(again, once, named, how.corpus), stays


def _edges(
    before: Standing,
    groups: tuple[Kept, Ints, Ints],
    looked: tuple[Prepared, Lookup, Lookup],
    how: _How,
) -> tuple[Edges, int]:
    """Return the compared pairs of all groups, and how many were compared now."""
    kept, touched, place = groups
    anew, fresh, rest = looked
    within = block(anew, how.settings)
    few, far = fresh.candidates(rest, how.settings)
    left = np.concatenate([touched[within.left], touched[few]])
    right = np.concatenate([touched[within.right], far])
    low, high = np.minimum(left, right), np.maximum(left, right)
    met = _some(len(kept), low, high)
    weigher = how.weigher(kept.taken(met, how.corpus))
    found = weigher.edges(np.searchsorted(met, low), np.searchsorted(met, high))
    near = found.bits >= least_bits(how.settings)
    new = Edges(met[found.left[near]], met[found.right[near]], found.bits[near])
    return beside(moved(before.edges, place), new, len(kept)), len(left)


def _again(kept: Kept, edges: Edges, first: tuple[Ints, Flags], how: _How) -> Flags:
    """Return which groups must be divided into businesses again.

    Those that came, those without a name that may fit one of them, those that lost one of their
    business, and whatever links or people's words join to any of these.
    """
    touched, bereft = first
    hit = np.zeros(len(kept), dtype=bool)
    hit[touched] = True
    hit[kept.group[bereft]] = True
    near = edges.bits > how.settings.min_weight_bits - MARGIN
    nameless = np.diff(kept.starts) == 0
    for one, other in ((edges.left, edges.right), (edges.right, edges.left)):
        met = near & nameless[one] & hit[other]
        hit[one[met]] = True
    said = judged(how.words, kept.record_ids)
    strong = edges.bits >= how.settings.min_weight_bits
    left = np.concatenate([edges.left[strong], kept.group[said.same[0]]])
    right = np.concatenate([edges.right[strong], kept.group[said.same[1]]])
    graph = sparse.csr_array((np.ones(len(left), bool), (left, right)), (len(kept), len(kept)))
    part = csgraph.connected_components(graph, directed=False)[1]
    return np.isin(part, part[hit])


def _divided(
    kept: Kept, weighed: tuple[Edges, Edges], now: tuple[Flags, Any], how: _How
) -> tuple[Any, Edges]:
    """Return the entity of each record, those of groups that are divided `again` made anew.

    weighed: pairs above `keep_probability`, and others; the latter are returned with those that
    were weighed now.
    """
    (edges, known), (again, entity) = weighed, now
    inside = again[edges.left] | again[edges.right]
    left, right = edges.left[inside], edges.right[inside]
    met = _some(len(kept), left, right, np.flatnonzero(again))
    p = kept.taken(met, how.corpus)
    few = Edges(np.searchsorted(met, left), np.searchsorted(met, right), edges.bits[inside])
    weigher = how.weigher(p)
    place = np.full(len(kept), -1, dtype=np.int64)
    place[met] = np.arange(len(met))
    said = judged(how.words, p.record_ids)
    found = clustered(p, few, said, weigher, moved(known, place))
    made = entities_of(p, found.label, weigher)
    ours = again[met][p.group]
    at = pd.Index(kept.record_ids).get_indexer(pd.Index(p.record_ids[ours]))
    entity = entity.copy()
    entity[at] = made[ENTITY_ID].to_numpy(dtype=object)[ours]
    return entity, beside(known, moved(found.weighed, met), len(kept))


def _some(count: int, *groups: Ints) -> Ints:
    """Return which of `count` groups are among any of `groups`, in order."""
    here = np.zeros(count, dtype=bool)
    for some in groups:
        here[some] = True
    return np.flatnonzero(here)


def _pairs(standing: Standing) -> pd.DataFrame:
    """Return the compared pairs as `Link` rows without reasons, groups by their first records."""
    kept, edges = standing.kept, standing.edges
    # Groups are numbered by their first records, so pairs of groups and of these are in one order.
    ids = pa.array(kept.record_ids, pa.string()).take(pa.array(kept.first))
    frame = {
        str(Link.id_a): ids.take(pa.array(edges.left)).to_pandas(),
        str(Link.id_b): ids.take(pa.array(edges.right)).to_pandas(),
        str(Link.probability): probability(edges.bits),
        str(Link.weight_bits): edges.bits,
    }
    return pd.DataFrame(frame)
