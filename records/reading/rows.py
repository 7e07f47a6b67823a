"""What does a reader hand on?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from records.schema import Column, Table

__all__ = ["Damaged", "Rows"]


class Damaged(Table):
    """One row for each row of a file that cannot be read as a row."""

    row_number = Column("row_number", "integer", "its line in the file, from 1")
    raw = Column("raw", "text", "the line as delivered: may hold personal data")
    fault = Column("fault", "text", "what is wrong with it", required=True)


@dataclass(frozen=True)
class Rows:
    """A batch of rows as the file writes them, nothing cleaned.

    cells: one str column for each heading as the file writes it (trimmed); an empty cell is
    missing; the index is the row's number in the file (its line; XML and JSON: its place, from 1).
    raw: the line as delivered of each row of `cells`, same order; read only where it is needed.
    damaged: a `Damaged` frame of the rows of this stretch that could not be read as rows.
    mended: what the reader put right, in words, and how often.
    read_bytes: how far into the file the batch ends; 0: not known.
    """

    cells: pd.DataFrame
    raw: Sequence[str]
    damaged: pd.DataFrame = field(default_factory=Damaged.empty)
    mended: Mapping[str, int] = field(default_factory=dict)
    read_bytes: int = 0
