"""Of which lines is a score of version two made? Version one's, weighed anew, and the predictors.

Each line of the checklist is a column: its points, as version one gives them. So what version one
promises of a line (a clean visit never adds, a graver finding never takes away, intelligence counts
only in company) holds of it here, whatever weight the outcomes give it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from risk.checklist import INHERITED, NEEDS_COMPANY, lines_of
from risk.factors import FACTORS, Factor, Kind
from risk.history import History
from risk.prediction.curves import Numbers
from risk.prediction.panel import Panel
from risk.prediction.predictors import PREDICTORS, Predictor
from risk.rules import Weighed

__all__ = [
    "COMPLAINTS",
    "IN_COMPANY",
    "LINES",
    "NOBODY_THERE",
    "POINT_WORTH",
    "SELDOM_FIRST",
    "Line",
    "Reading",
    "read",
]

POINT_WORTH = 0.05
"""Log-odds that a point of version one is worth before any outcome was seen: a contact of severity
3 on its day (10 points) raises the odds by two thirds, one of severity 5 more than threefold."""

COMPLAINTS = ("RF38", "complaints")


@dataclass(frozen=True)
class Line:
    """One line of the score: a factor of the checklist, or a predictor.

    worth: log-odds of one unit before any outcome was seen. home: the value at which it adds
    nothing, as where nothing is known. direction: +1, -1 or 0, as of a predictor.
    """

    id: str
    title: str
    kind: Kind
    direction: int
    worth: float
    home: float
    of: Factor | Predictor


def _checked(factor: Factor) -> Line:
    return Line(factor.id, factor.title, factor.kind, 1, POINT_WORTH, 0.0, factor)


def _predicted(one: Predictor) -> Line:
    return Line(one.id, one.title, one.kind, one.direction, one.worth, one.home, one)


LINES: tuple[Line, ...] = (
    # What others' businesses did comes by the predictors, each link with its probability.
    *(_checked(factor) for factor in FACTORS if factor.id not in INHERITED),
    *(_predicted(one) for one in PREDICTORS),
)
"""The lines of version two, in order: the columns of the model."""

SELDOM_FIRST = frozenset(
    line.id for line in LINES if line.kind == "told" and line.id not in COMPLAINTS
)
"""Lines that are never the first reason: intelligence, and what was found elsewhere."""

NOBODY_THERE = frozenset({"since_visit"})
"""Lines that are missing where nobody ever was: that is known, and leaves nothing open."""

IN_COMPANY = frozenset(NEEDS_COMPANY)
"""Lines that count only beside a finding or a complaint, so that none is the only reason."""


@dataclass(frozen=True)
class Reading:
    """What the lines say of each occasion of a panel.

    table: a row for each occasion, a column for each line; missing where nothing is known.
    weighed: what each line of the checklist rests on.
    """

    panel: Panel
    table: pd.DataFrame
    weighed: Mapping[str, Weighed]

    def evidence(self, line: Line, *, up: bool) -> tuple[History, Weighed]:
        """Return the past a line was read from, with the weight of each contact in it."""
        if isinstance(line.of, Predictor):
            return line.of.evidence(self.panel, up=up)
        return self.panel.own.history, self.weighed[line.id]


def read(panel: Panel) -> Reading:
    """Return what the lines say of each occasion of `panel`."""
    checked = lines_of(panel.own.history)
    values: dict[str, Numbers | Any] = {
        line.id: line.of.of(panel)
        if isinstance(line.of, Predictor)
        else checked[line.id][1].astype("float64") / 100
        for line in LINES
    }
    frame = pd.DataFrame(values, index=pd.RangeIndex(len(panel)))
    return Reading(panel, frame, {id: weighed for id, (weighed, _) in checked.items()})
