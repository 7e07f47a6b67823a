"""What do two records say of each other, without what any third record knows?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from linkage.comparisons import Comparer
from linkage.corpus import Corpus
from linkage.prepare import prepare
from linkage.settings import LinkageSettings
from records.schema import Record

__all__ = ["Alone"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]

_EVERY_ONE = frozenset("*")
_DEFAULT = LinkageSettings()


class Alone:
    """Records of which any two are compared by what they say; by places among their sorted ids."""

    def __init__(
        self, records: pd.DataFrame, corpus: Corpus, settings: LinkageSettings = _DEFAULT
    ) -> None:
        """Take the records and what was learnt from all of them."""
        names = records[Record.record_id].astype("str").to_numpy(dtype=object)
        order = np.argsort(names, kind="stable")
        self.ids = pd.Index(names[order], dtype="object")
        self._records, self._order = records, order
        self._corpus, self._settings = corpus, settings

    def places(self, record_ids: Any) -> Ints:
        """Return the place of each record; -1 where it is not among them."""
        places: Ints = self.ids.get_indexer(pd.Index(record_ids, dtype="object")).astype(np.int64)
        return places

    def compare(self, left: Ints, right: Ints) -> Floats:
        """Return one row for each pair and one column for each comparison."""
        return self._compared(*self._prepared(left, right))

    def consider(
        self, left: Ints, right: Ints
    ) -> tuple[Floats, np.ndarray[Any, np.dtype[np.bool_]]]:
        """Return what `compare` does, and which pairs name two companies.

        Two companies have numbers that are no slip of each other.
        """
        comparer, ends = self._prepared(left, right)
        return self._compared(comparer, ends), np.asarray(comparer.other_company(*ends), bool)

    def _compared(self, comparer: Comparer, ends: tuple[Ints, Ints]) -> Floats:
        a, b = ends
        size = self._settings.batch_pairs
        starts = range(0, max(len(a), 1), size)
        return np.concatenate(
            [comparer.compare(a[at : at + size], b[at : at + size]) for at in starts]
        )

    def _prepared(self, left: Ints, right: Ints) -> tuple[Comparer, tuple[Ints, Ints]]:
        """Return what compares these pairs, and their places in it: only they are prepared."""
        named, where = np.unique(np.append(left, right), return_inverse=True)
        some = self._records.iloc[self._order[named]]
        comparer = Comparer(prepare(some, _EVERY_ONE, corpus=self._corpus), self._settings.workers)
        ends = where.astype(np.int64)
        return comparer, (ends[: len(left)], ends[len(left) :])
