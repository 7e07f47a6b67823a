"""What do rules and searches find, and how often?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from linkage.spark.flow import PART

__all__ = ["BY_RULE", "RULE", "by_rule"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
RULE = "rule"
BY_RULE = pa.schema(
    [(PART, pa.int32()), (RULE, pa.int16()), ("left", pa.int64()), ("right", pa.int64())]
)
"""Pairs that a rule finds. What is counted of a rule beside them has a `left` below 0."""


def by_rule(rule: int, one: Ints, other: Ints, size: int) -> pa.Table:
    """Return pairs of groups, the lower first, wanted where that one of `size` is at home.

    Counts, whose first is below 0, are left as they are.
    """
    left, right = np.minimum(one, other), np.maximum(one, other)
    home = np.maximum(left, 0) // size
    columns = {PART: home.astype(np.int32), RULE: np.full(len(left), rule, np.int16)}
    return pa.table(columns | {"left": left, "right": right}, schema=BY_RULE)
