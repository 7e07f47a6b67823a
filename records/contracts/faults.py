"""What is wrong with which row?"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from records.schema import Column, Table

__all__ = ["Expectation", "Fault", "Findings", "Severity", "listed"]

Severity = Literal["row", "blank"]


class Fault(Table):
    """One row for each thing wrong with a delivered row; never holds personal data."""

    row_number = Column("row_number", "integer", "row of the delivered file, heading is 1")
    column = Column("column", "text", "heading as delivered, several joined by +", required=True)
    field = Column("field", "text", "column of ours it fills, key or row", required=True)
    seen = Column("seen", "text", "what was there, described", required=True)
    expected = Column("expected", "text", "what should be there", required=True)
    remedy = Column("remedy", "text", "what to do about it", required=True)


@dataclass(frozen=True)
class Expectation:
    """What a field should hold, and what to do where it does not."""

    field: str
    expected: str
    remedy: str


@dataclass(frozen=True)
class Findings:
    """Faults, which keep a row out, and warnings, which leave a value out."""

    faults: list[pd.DataFrame] = field(default_factory=list)
    warnings: list[pd.DataFrame] = field(default_factory=list)

    def add(
        self, severity: Severity, about: Expectation, heading: pd.Series | str, seen: pd.Series
    ) -> None:
        """Note what was `seen`, described, by row number, where it is not missing."""
        seen = seen.dropna()
        if seen.empty:
            return
        named = heading.reindex(seen.index) if isinstance(heading, pd.Series) else heading
        noted = pd.DataFrame(
            {
                Fault.row_number: seen.index,
                Fault.column: named,
                Fault.field: about.field,
                Fault.seen: seen,
                Fault.expected: about.expected,
                Fault.remedy: about.remedy,
            }
        )
        (self.faults if severity == "row" else self.warnings).append(noted)

    def noted(self, field: str, index: pd.Index) -> pd.Series:
        """Return which rows have a fault in `field` already."""
        rows = [frame.loc[frame[Fault.field] == field, Fault.row_number] for frame in self.faults]
        return pd.Series(index.isin(pd.concat(rows)) if rows else False, index=index, dtype="bool")

    def say(
        self, severity: Severity, about: Expectation, heading: pd.Series | str, rows: pd.Series
    ) -> None:
        """Note each of `rows` (a mask) as an empty cell."""
        self.add(severity, about, heading, pd.Series("nothing", index=rows.index[rows]))


def listed(frames: list[pd.DataFrame]) -> pd.DataFrame:
    """Return the frames as one frame of `Fault`, by row number."""
    frame = pd.concat(frames) if frames else Fault.empty()
    ordered = frame.sort_values(Fault.row_number, kind="stable").reset_index(drop=True)
    return Fault.check(Fault.shape(ordered))
