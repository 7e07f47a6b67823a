"""Which values belong to each group?"""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

__all__ = ["lists_of"]


def lists_of(values: Any, groups: npt.NDArray[np.int64], count: int) -> pd.Series[Any]:
    """Return for each group 0 to `count` - 1 the list of its values, in their order; maybe empty.

    `values` are a column, `groups` the number of each value's group.
    """
    order = np.argsort(groups, kind="stable")
    ordered = np.asarray(values, dtype=object)[order].tolist()
    ends = np.bincount(groups, minlength=count).cumsum().tolist()
    starts = [0, *ends[:-1]]
    made = [ordered[start:end] for start, end in zip(starts, ends, strict=True)] if count else []
    return pd.Series(made, dtype="object")
