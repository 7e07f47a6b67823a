"""How do a few new rows come among many that stay in their order?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

__all__ = ["in_order"]

_SHORT = 32
"""Rows of a run, on average, below which copying run by run is no faster than row by row."""


def in_order(table: pa.Table, kept: NDArray[np.bool_], *by: Any) -> pa.Table:
    """Return the rows of a table that are kept, in rising order of keys, the last one first.

    Rows with the same keys stay as they are. Where long runs of rows stay together, each is copied
    as a whole: several times faster than row by row, of lists most of all.
    """
    rows = np.flatnonzero(kept)
    order = rows[np.lexsort([key[rows] for key in by])]
    starts = np.flatnonzero(np.diff(order, prepend=-2) != 1)
    if len(starts) * _SHORT > len(order):
        return table.take(pa.array(order)).combine_chunks()
    ends = np.append(starts, len(order))[1:]
    runs = zip(order[starts].tolist(), (ends - starts).tolist(), strict=True)
    return pa.concat_tables(
        [table.schema.empty_table(), *(table.slice(at, count) for at, count in runs)]
    ).combine_chunks()
