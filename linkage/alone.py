"""What do two records say of each other, without what any third record knows?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from linkage.comparisons import Comparer
from linkage.prepare import Prepared, prepare
from linkage.settings import LinkageSettings

__all__ = ["Alone"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]

_EVERY_ONE = frozenset("*")
_DEFAULT = LinkageSettings()


class Alone:
    """Records prepared so that each stands for itself; by places among the record_ids in order."""

    def __init__(self, records: pd.DataFrame, settings: LinkageSettings = _DEFAULT) -> None:
        """Prepare the records."""
        self.prepared: Prepared = prepare(records, _EVERY_ONE)
        self.ids = pd.Index(self.prepared.record_ids, dtype="object")
        self._batch = settings.batch_pairs
        self._comparer = Comparer(self.prepared, settings.workers)

    def places(self, record_ids: Any) -> Ints:
        """Return the place of each record; -1 where it is not among them."""
        places: Ints = self.ids.get_indexer(pd.Index(record_ids, dtype="object")).astype(np.int64)
        return places

    def compare(self, left: Ints, right: Ints) -> Floats:
        """Return one row for each pair and one column for each comparison."""
        starts = range(0, max(len(left), 1), self._batch)
        ends = [(left[at : at + self._batch], right[at : at + self._batch]) for at in starts]
        return np.concatenate([self._comparer.compare(*some) for some in ends])

    def other_company(self, left: Ints, right: Ints) -> np.ndarray[Any, np.dtype[np.bool_]]:
        """Return which pairs name two companies by numbers that are no slip of each other."""
        return np.asarray(self._comparer.other_company(left, right), dtype=bool)
