r"""Which texts of a column match a pattern?

pandas hands a pattern with \s or \b to Python's engine, one text after another. Arrow's runs over
the whole column, thirty times as fast; it knows no look-around, and its classes are those of ASCII.
"""

from __future__ import annotations

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["extracted", "holds", "replaced"]


def holds(values: pd.Series, pattern: str) -> pd.Series:
    """Return whether each text holds `pattern` anywhere; false where missing."""
    found = pc.fill_null(pc.match_substring_regex(_texts(values), pattern), False)
    return pd.Series(found.to_numpy(zero_copy_only=False), index=values.index, dtype="bool")


def replaced(values: pd.Series, pattern: str, replacement: str) -> pd.Series:
    """Return each text with `replacement` for every match; missing stays missing."""
    return _column(pc.replace_substring_regex(_texts(values), pattern, replacement), values)


def extracted(values: pd.Series, pattern: str) -> dict[str, pd.Series]:
    """Return the text of each named group of `pattern`; missing where it does not match."""
    found = pc.extract_regex(_texts(values), pattern)
    names = [found.type.field(at).name for at in range(found.type.num_fields)]
    return {name: _column(pc.struct_field(found, name), values) for name in names}


def _texts(values: pd.Series) -> pa.Array:
    return pa.array(values, type=pa.large_string(), from_pandas=True)


def _column(texts: pa.Array, like: pd.Series) -> pd.Series:
    return pd.Series(pd.array(texts, dtype="str"), index=like.index)
