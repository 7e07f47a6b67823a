"""What does the page of a model say of its evaluation? In words; the pictures have their page."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from records.errors import EvaluationError
from risk.evaluation.evaluation import Evaluation
from risk.evaluation.fairness import GroupResult
from risk.evaluation.judging import FIGURES
from risk.evaluation.saying import plainly

__all__ = ["Shown", "shown_of"]

HEADLINES = ("auc", "within_agency", "lift_top")
"""Figures that stand on the page of a model."""


@dataclass(frozen=True)
class Shown:
    """What is shown.

    said: sentences. columns: the orders judged, the model first. rows: headline figures, each its
    title and a value for each order. groups: those that fail the gate. fault: why nothing can be
    shown; empty where it can.
    """

    said: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    groups: tuple[GroupResult, ...] = ()
    fault: str = ""


def shown_of(body: Mapping[str, Any]) -> Shown:
    """Return what is shown of an evaluation as JSON."""
    try:
        found = Evaluation.from_json(body)
    except EvaluationError as error:
        return Shown(fault=str(error))
    rows = [
        (one.title, *(str(each.figures[one.id]) for each in found.rankings))
        for one in FIGURES
        if one.id in HEADLINES
    ]
    failing = (one for one in found.fairness.groups if one.verdict == "fails")
    columns = tuple(one.title for one in found.rankings)
    return Shown(plainly(found), columns, tuple(rows), tuple(failing))
