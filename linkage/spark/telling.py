"""What does a worker tell of texts, so that what is told of one of them can be added up?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from linkage.spark.flow import PART
from linkage.spark.grouping import parts_of

__all__ = ["COUNT", "KIND", "OTHER", "SIGN", "TEXT", "TOLD", "keys_of", "told_of"]

SIGN = "\x1f"
"""Between the parts of a text that is made of several."""
KIND, TEXT, OTHER, COUNT = "kind", "text", "other", "count"
TOLD = pa.schema(
    [
        (PART, pa.int32()),
        (KIND, pa.string()),
        (TEXT, pa.string()),
        (OTHER, pa.int64()),
        (COUNT, pa.float64()),
    ]
)
"""What is told of a text: beside what other thing it stands (as a key), or how often."""


def told_of(frame: pd.DataFrame, parts: int) -> pa.Table:
    """Return rows of `TOLD`, each once, wanted where all that is told of their text meets."""
    sums = frame.groupby([KIND, TEXT, OTHER], sort=False)[COUNT].sum()
    frame = sums.reset_index()
    key = pd.util.hash_array(frame[TEXT].to_numpy(dtype=object), categorize=False)
    table = pa.Table.from_pandas(frame, preserve_index=False)
    return table.append_column(PART, parts_of(key, parts)).select(TOLD.names).cast(TOLD)


def keys_of(texts: list[str]) -> Any:
    """Return a key of each text, the same on every worker; Spark knows numbers with a sign only."""
    keys = pd.util.hash_array(np.array([*texts, ""], dtype=object), categorize=False)
    return keys[:-1].view(np.int64)
