"""What is said of a file before its rows? Marking, what a score is, which build and filters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from dashboard.access import View
from dashboard.export.cells import safe
from dashboard.filters import Filters
from dashboard.labels import filter_value
from records.schema import Column

__all__ = ["CAUTION", "About", "about", "meanings"]

CAUTION = "A score is a prediction, not evidence: it says where to look first."


@dataclass(frozen=True)
class About:
    """What is said of a file.

    marking: protective marking. version: which version gave the scores. shown: businesses in it.
    of: businesses that the viewer sees. filters: those in force, in words.
    """

    marking: str
    version: str
    shown: int
    of: int
    build: str
    as_of: str
    filters: str

    @property
    def rows(self) -> str:
        """Return in words how many businesses it is about."""
        return f"{self.shown} of {self.of} businesses; build {self.build}, as of {self.as_of}"

    def lines(self) -> list[str]:
        """Return it as sentences, the marking first."""
        return [self.marking, CAUTION, self.version, self.rows, f"filters: {self.filters}"]

    def facts(self) -> dict[str, str]:
        """Return it by name, the marking first."""
        return {
            "marking": self.marking,
            "caution": CAUTION,
            "version": self.version,
            "businesses": self.rows,
            "build": self.build,
            "as_of": self.as_of,
            "filters": self.filters,
        }


def about(view: View, filters: Filters, shown: int, mark: str) -> About:
    """Return what is said of a file of `shown` businesses that the filters let through."""
    county = view.county
    chosen = "; ".join(f"{name}: {filter_value(name, value)}" for name, value in filters.chosen())
    return About(
        marking=mark,
        version=view.version.label,
        shown=shown,
        of=len(county),
        build=county.about.build_id,
        as_of=county.about.as_of.isoformat(),
        filters=str(safe(pd.Series([chosen or "none"], dtype="str")).iloc[0]),
    )


def meanings(tables: Mapping[str, Sequence[Column]]) -> Iterable[tuple[str, str, str, str]]:
    """Yield for each column of each table: the table, its name, its kind and what it means."""
    for table, columns in tables.items():
        for column in columns:
            yield table, str(column), column.kind, column.help
