"""What is one column of the model, and what is it not allowed to do?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from risk.factors import Kind
from risk.history import History, Numbers
from risk.prediction.measures import Measure
from risk.prediction.panel import Panel
from risk.rules import Weighed

__all__ = ["Direction", "Predictor"]

Direction = Literal[-1, 0, 1]

BEFORE = "Only what had come in before the day it is asked for."


@dataclass(frozen=True)
class Predictor:
    """One factor of version two: a number for each business on a day.

    kind: as of `risk.factors`. direction: +1 where more of it can only raise the risk, -1 only
    lower it, 0 either. worth: log-odds that one unit adds by expert judgement, before any outcome
    was seen. home: its value where nothing is known; it adds nothing there. half_life_days: time in
    which what a contact says halves; missing where age does not count. leakage, fairness: what
    keeps it from knowing the future, and from standing in for people. up, down: its sentences,
    where it raises and where it lowers.
    """

    id: str
    title: str
    kind: Kind
    unit: str
    definition: str
    source: str
    direction: Direction
    worth: float
    measure: Measure
    up: str
    down: str = ""
    home: float = 0.0
    half_life_days: float | None = None
    leakage: str = BEFORE
    fairness: str = ""

    def of(self, panel: Panel) -> Numbers:
        """Return its value for each occasion; missing where nothing is known."""
        return self.measure(panel).values

    def says(self, *, up: bool) -> str:
        """Return the sentence for where it raises, or lowers."""
        return self.up if up or not self.down else self.down

    def evidence(self, panel: Panel, *, up: bool) -> tuple[History, Weighed]:
        """Return the past it was read from and what each contact weighs as evidence.

        What it gives fits `risk.reasons.reasons_of`, with `says(up=up)` as the sentence: the points
        there are the model's, not these values. Where it rests on no contact, none weighs.
        """
        measured = self.measure(panel)
        seen = measured.seen or panel.own
        weights = measured.raises if up else measured.lowers
        rows = np.zeros(len(seen.row)) if weights is None else weights
        return seen.history, Weighed(measured.values, rows, dict(measured.said))
