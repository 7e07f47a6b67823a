"""What are the different values of a text field, and which row has which?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

__all__ = ["FEW", "Coded", "arrow_text", "both", "mended", "numbered"]

Ints = np.ndarray[Any, np.dtype[np.int64]]

FEW = 64
"""Texts up to which each is looked at by itself."""


@dataclass(frozen=True)
class Coded:
    """A text field: the different values, sorted, and each row's place in them (-1: missing)."""

    codes: Ints
    texts: list[str]

    @classmethod
    def of(cls, column: Any) -> Coded:
        """Return a series, an array or a list of text coded; empty text is missing."""
        if len(column) <= FEW:
            few = column if isinstance(column, list) else arrow_text(column).to_pylist()
            return cls._of_few(few)
        found = arrow_text(column).dictionary_encode()
        order = pc.array_sort_indices(found.dictionary).to_numpy()
        texts = found.dictionary.take(pa.array(order)).to_pylist()
        empty = int(bool(texts) and texts[0] == "")
        rank = np.full(len(order) + 1, -1, dtype=np.int64)
        rank[order] = np.arange(len(order)) - empty
        codes = found.indices.fill_null(len(order)).to_numpy(zero_copy_only=False)
        return cls(rank[codes], texts[empty:])

    @classmethod
    def _of_few(cls, values: list[str | None]) -> Coded:
        """Return a few values coded; columns take longer than they save."""
        texts = sorted({value for value in values if value})
        place = {text: at for at, text in enumerate(texts)}
        codes = [place[value] if value else -1 for value in values]
        return cls(np.array(codes, dtype=np.int64), texts)

    @cached_property
    def values(self) -> Any:
        """Return `texts` as an array."""
        return np.array(self.texts, dtype=object)

    def through(
        self,
        change: Callable[[str], str],
        same: str = "",
        first: Callable[[pa.Array], pa.Array] | None = None,
    ) -> Coded:
        """Return the field with each value changed; a value changed to nothing is missing.

        same: pattern of values that `change` leaves as they are. first: does to all values at once
        a part of what `change` does. Both save time where values are many, and nothing else.
        """
        if not same or len(self.texts) <= FEW:
            return self.into([change(text) for text in self.texts])
        texts = pa.array(self.texts, type=pa.string())
        return self.into(mended(first(texts) if first else texts, same, change))

    def into(self, values: Any) -> Coded:
        """Return the field with other values, one for each of `texts`; empty text is missing.

        values: a list or an Arrow array.
        """
        return Coded.of(values).at(self.codes)

    def at(self, codes: Ints) -> Coded:
        """Return the field of rows that have the values of this field's rows `codes` (-1: none)."""
        return Coded(np.append(self.codes, -1)[codes], self.texts)


def mended(texts: pa.Array, same: str, change: Callable[[str], str]) -> pa.Array:
    """Return texts of which each that does not match `same` is changed."""
    left = pc.match_substring_regex(texts, same)
    rest = [change(text) for text in texts.filter(pc.invert(left)).to_pylist()]
    return pc.replace_with_mask(texts, pc.invert(left), pa.array(rest, type=pa.string()))


def arrow_text(column: Any) -> pa.Array:
    """Return a series, an array or a list as text in one piece; missing stays missing."""
    if isinstance(column, pa.StringArray):
        return column
    if isinstance(column, pd.Series) and column.dtype != "str":
        column = column.astype("str")
    values = pa.array(column, type=pa.string(), from_pandas=True)
    if isinstance(values, pa.ChunkedArray):
        values = pa.concat_arrays(values.chunks) if values.num_chunks else values.combine_chunks()
    return values


def numbered(values: Any) -> Ints:
    """Return which of its different values each entry has, numbered by first appearance."""
    codes: Ints = pd.factorize(values)[0].astype(np.int64)
    return codes


def both(first: Ints, second: Ints) -> Ints:
    """Return one number for each different pair of codes, -1 being a value like any other."""
    return numbered((first + 1) * (int(second.max(initial=-1)) + 2) + second + 1)
