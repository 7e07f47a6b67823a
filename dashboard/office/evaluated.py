"""What does a page show of an evaluation? Figures beside the baselines, and what the gate says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from records.errors import EvaluationError
from risk.evaluation.evaluation import Evaluation
from risk.evaluation.fairness import GroupResult
from risk.evaluation.judging import FIGURES

__all__ = ["Row", "Shown", "shown_of"]


@dataclass(frozen=True)
class Row:
    """One figure: its title, what it means, and its value and interval for each order judged."""

    title: str
    help: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Shown:
    """What is shown. columns: the orders judged, the model first. groups: those that do not pass.

    fault: why nothing can be shown; empty where it can.
    """

    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    gate: str = ""
    groups: tuple[GroupResult, ...] = ()
    windows: int = 0
    fault: str = ""


def shown_of(body: Mapping[str, Any]) -> Shown:
    """Return what is shown of an evaluation as JSON."""
    try:
        found = Evaluation.from_json(body)
    except EvaluationError as error:
        return Shown(fault=str(error))
    rows = [
        Row(one.title, one.help, tuple(str(each.figures[one.id]) for each in found.rankings))
        for one in FIGURES
        if one.id in found.model.figures
    ]
    return Shown(
        columns=tuple(one.title for one in found.rankings),
        rows=tuple(rows),
        gate=found.fairness.text,
        groups=tuple(one for one in found.fairness.groups if one.verdict != "passes"),
        windows=len(found.windows),
    )
