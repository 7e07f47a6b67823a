"""Which groups of prepared records are one business, as a model weighs them?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np
import pandas as pd

from linkage.clustering import Clustered, Constraints, Edges
from linkage.comparisons import Comparer
from linkage.explanation import sentences
from linkage.judgements import Judged
from linkage.model import Model
from linkage.nameless import MARGIN, cluster_doubting, doubt_bits
from linkage.prepare import Prepared
from linkage.remembering import Remembering
from linkage.settings import LinkageSettings
from linkage.sources import held_by
from records.progress import Progress
from records.schema import Record

__all__ = ["ENTITY_ID", "Weigher", "apart", "clustered", "entities_of", "repeats"]

T = TypeVar("T")
_ROUNDING = 1e-6
"""Bits by which two ways to sum the same weights may differ, and far less."""
ENTITY_ID = "entity_id"
"""Column of an entity's id: the record_id of its records that sorts first."""
Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]


def apart(settings: LinkageSettings) -> frozenset[str]:
    """Return the sources that hold a business at most once."""
    return settings.once_sources | set("*" if settings.policy == "at-most-one" else "")


@dataclass(frozen=True)
class Weigher:
    """Weighs pairs of groups, a batch at a time."""

    comparer: Comparer
    model: Model
    settings: LinkageSettings
    progress: Progress

    def _batches(self, left: Ints, right: Ints, done: Callable[[Ints, Ints], T]) -> Iterator[T]:
        """Yield what `done` makes of pairs, a batch after the other, in order."""
        size = self.settings.batch_pairs
        starts = range(0, len(left), size)
        with ThreadPoolExecutor(self.settings.workers) as pool:
            ends = ([side[start : start + size] for start in starts] for side in (left, right))
            for start, found in zip(starts, pool.map(done, *ends), strict=True):
                self.progress("pairs compared", start, len(left))
                yield found

    def bits(self, left: Ints, right: Ints) -> Floats:
        """Return the match weight of each pair, in bits."""

        def weigh(left: Ints, right: Ints) -> Floats:
            return self.model.weight_bits(self.comparer.compare(left, right))

        return np.concatenate([np.zeros(0), *self._batches(left, right, weigh)])

    @property
    def least_bits(self) -> float:
        """Return the weight below which a pair is not worth telling of and joins nothing."""
        told = self.settings.keep_probability
        least = np.log2(told / (1.0 - told)) if 0.0 < told < 1.0 else -np.inf
        return float(min(least, self.settings.min_weight_bits - MARGIN))

    def edges(self, left: Ints, right: Ints) -> Edges:
        """Return the pairs that weigh at least `least_bits`, in the order given.

        A pair that could not, were all that is dear to compare at its best, is not compared in
        full: no comparison takes more by agreeing better, so none of these is lost.
        """
        least = self.least_bits

        def weigh(left: Ints, right: Ints) -> Edges:
            kept, compared = self.comparer.compare_promising(left, right, promise)
            bits = self.model.weight_bits(compared)
            firm = bits >= least
            return Edges(left[kept][firm], right[kept][firm], bits[firm])

        def promise(best: Floats) -> Any:
            return self.model.weight_bits(best) >= least - _ROUNDING

        found = list(self._batches(left, right, weigh))
        nothing = Edges(left[:0], right[:0], np.zeros(0))
        return Edges(
            *(
                np.concatenate([getattr(one, part) for one in [nothing, *found]])
                for part in ("left", "right", "bits")
            )
        )

    def because(self, left: Ints, right: Ints) -> list[list[str]]:
        """Return the sentences of each pair."""

        def tell(left: Ints, right: Ints) -> list[list[str]]:
            compared = self.comparer.compare(left, right)
            return sentences(compared, self.model, self.settings.link_reasons)

        return [told for batch in self._batches(left, right, tell) for told in batch]


def repeats(p: Prepared, weigher: Weigher) -> Callable[[Ints, Ints], Any]:
    """Return what tells of pairs whether a source that lists each business once has both."""
    once = apart(weigher.settings)
    alone = np.array([name in once or "*" in once for name in p.source.texts], dtype=bool)
    source, held = p.source.codes, held_by(p.source, weigher.model.once)

    def repeated(left: Ints, right: Ints) -> Any:
        both = (source[left] == source[right]) & alone[source[left]]
        return both | (held[left] & held[right]).any(axis=1)

    return repeated


def clustered(
    p: Prepared, edges: Edges, said: Judged, weigher: Weigher, known: Edges | None = None
) -> Clustered:
    """Return the clusters that `edges` make; what people said binds.

    known: pairs that were weighed before, beside `edges`, sorted.
    """
    repeated = repeats(p, weigher)

    def forbidden(left: Ints, right: Ints) -> Any:
        comparer = weigher.comparer
        others = comparer.other_company(left, right) | comparer.two_branches(left, right)
        return repeated(left, right) | others

    same, different = ((p.group[a], p.group[b]) for a, b in (said.same, said.different))
    constraints = Constraints(same, different, forbidden)
    nameless = p.names.counts == 0
    weigh = Remembering(len(p), weigher.bits, known)
    return cluster_doubting(edges, constraints, nameless, weigh, weigher.settings)


def entities_of(p: Prepared, label: Ints, weigher: Weigher) -> pd.DataFrame:
    """Return each record's entity.

    Records of one group agree in all that is compared; where even that is too little to say they
    are one business, and nothing else joins them, each stays alone.
    """
    groups = np.flatnonzero((np.bincount(label)[label] == 1) & (p.sizes > 1))
    unnamed = p.names.counts[groups] == 0
    doubt = doubt_bits(unnamed, unnamed, weigher.settings)
    weak = groups[weigher.bits(groups, groups) - doubt < weigher.settings.min_weight_bits]
    entity = label[p.group]
    alone = np.isin(p.group, weak)
    entity[alone] = len(label) + np.flatnonzero(alone)
    first = pd.Series(np.arange(len(entity))).groupby(entity).transform("min").to_numpy()
    ids = pd.Series(p.record_ids, dtype="str")
    named = {str(Record.record_id): ids, ENTITY_ID: ids.iloc[first].reset_index(drop=True)}
    return pd.DataFrame(named)
