"""How is the model fitted to records of which no worker sees all?

By pairs drawn by lot. A pair's lot is its own, so every worker draws by itself; the driver fits the
model to what was drawn as one machine would.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from linkage.adapting import DRAWN, Adapted, adapt
from linkage.blocking import Blocked
from linkage.comparisons import Comparer
from linkage.judgements import judged
from linkage.keys import of_texts
from linkage.spark.comparing import Run, places_in
from linkage.spark.flow import PART, Data
from linkage.spark.rows import FIRST, GROUP, ROWS, prepared_of

__all__ = ["fit"]

LOTS = pa.schema(
    [(PART, pa.int32()), ("left", pa.int64()), ("right", pa.int64()), ("lot", pa.int64())]
)
"""Pairs of groups and their lots, numbers of 64 bits whose sign is moved so that order stays."""
_SIGN = np.uint64(1 << 63)
MORE = 1.1
"""So many times the pairs to be drawn have a low enough lot, if lots fall as they should."""


def _drawn(part: int, rows: pa.Table, guests: pa.Table, pairs: pa.Table, most: int) -> pa.Table:
    """Return the pairs whose lot is at most `most`."""
    del part
    every = pa.concat_tables([rows.select([GROUP, FIRST]), guests.select([GROUP, FIRST])])
    keys = of_texts(every[FIRST].to_pylist()) | np.uint64(1)
    numbers = every[GROUP].to_numpy()
    one, other = (places_in(numbers, pairs[end].to_numpy()) for end in ("left", "right"))
    lots = keys[one] * keys[other]
    kept = np.flatnonzero(lots <= np.uint64(most))
    lot = pa.array((lots[kept] ^ _SIGN).view(np.int64))
    return pairs.take(pa.array(kept)).append_column("lot", lot)


def _wanted(part: int, rows: pa.Table, groups: Any, named: frozenset[str]) -> pa.Table:
    """Return the rows of `groups` and of the records `named`."""
    del part
    here = pc.is_in(rows[GROUP], pa.array(groups, pa.int64()))
    spoken = pc.is_in(rows[FIRST], pa.array(sorted(named), pa.string()))
    return rows.filter(pc.or_(here, spoken))


def fit(
    run: Run, pairs: Data, guests: Data, count: int, spoken: tuple[pd.DataFrame, frozenset[str]]
) -> Adapted:
    """Return the pretrained model fitted to `count` candidates and to what people said.

    spoken: judgements, and the records that binding ones name.
    """
    flow = run.flow
    share = min(1.0, DRAWN / max(count, 1) * MORE)
    most = flow.share(min(int(share * (1 << 64)), (1 << 64) - 1))
    drawn = flow.collect(flow.meet((run.rows, guests, pairs), _drawn, LOTS, most))
    lots = drawn["lot"].to_numpy()
    kept = np.argsort(lots, kind="stable")[: min(DRAWN, count)]
    ends = [drawn[end].to_numpy()[kept] for end in ("left", "right")]
    wanted = flow.share(np.unique(np.concatenate(ends))), flow.share(spoken[1])
    rows = flow.collect(flow.each(run.rows, _wanted, ROWS, *wanted))
    rows = rows.take(pc.sort_indices(rows[FIRST]))
    p, numbers = prepared_of(rows, run.scale.corpus), rows[GROUP].to_numpy()
    one, other = (places_in(numbers, end) for end in ends)
    left, right = np.minimum(one, other), np.maximum(one, other)
    order = np.lexsort((right, left))
    blocked = Blocked(left[order], right[order])
    said = judged(spoken[0], p.record_ids)
    return adapt(p, Comparer(p, 1), blocked, said, run.scale.settings)
