"""What a prediction of visits is worth, in the figures of `risk.evaluation`, as rows of a table."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from risk.evaluation.figures import (
    auc,
    calibration_error,
    days_earlier,
    first_half,
    lift_at,
    within,
)
from risk.prediction.known import Known
from risk.prediction.model import RiskModel
from risk.prediction.training import train

__all__ = ["Asked", "expert_of", "few_labels", "figures", "table_of"]

TOP = 0.1
FEW_LABELS, REPEATS = 200, 15
ALIKE = 0.001


@dataclass(frozen=True)
class Asked:
    """The visits that judge: what each found, on which day, and who made it."""

    serious: np.ndarray
    on: pd.Series
    visitor: pd.Series


def figures(score: np.ndarray, asked: Asked, *, is_probability: bool = True) -> dict[str, float]:
    """Return every figure of a score; one that is no probability is not calibrated (NaN)."""
    found = asked.serious
    return {
        "days": days_earlier(score, found, asked.on),
        "half": first_half(score, found, asked.on),
        "auc": auc(score, found),
        "within": within(score, found, asked.visitor),
        "lift": lift_at(score, found, TOP),
        "ece": calibration_error(score, found) if is_probability else float("nan"),
    }


def expert_of(model: RiskModel, values: pd.DataFrame) -> np.ndarray:
    """Return the log-odds that experts give, nothing fitted."""
    given: np.ndarray = model.additive.expert_contributions(values[list(model.lines)]).sum(axis=1)
    return given


def few_labels(known: Known, values: pd.DataFrame, serious: np.ndarray, as_of: object) -> dict:
    """Return how models of 200 outcomes drawn by lot order, beside the expert score.

    AUC: median and least of the draws; worse: draws that order worse than the expert score, by more
    than one pair in a thousand.
    """
    found, expert = [], float("nan")
    for seed in range(REPEATS):
        rows = np.random.default_rng(seed).choice(len(known), FEW_LABELS, replace=False)
        model = train(known.taken(np.sort(rows)), as_of)
        expert = auc(expert_of(model, values), serious)
        found.append(auc(model.margin(values), serious))
    worse = int((np.array(found) < expert - ALIKE).sum())
    return {
        "median": float(np.median(found)),
        "least": min(found),
        "expert": expert,
        "worse": worse,
        "draws": REPEATS,
    }


def table_of(rows: Iterable[tuple[str, dict[str, float]]], names: tuple[str, ...]) -> str:
    """Return the rows as a table in text."""
    lines = [f"{'':44}" + "".join(f"{name:>9}" for name in names)]
    for title, told in rows:
        cells = "".join(_cell(name, told.get(name, float("nan"))) for name in names)
        lines.append(f"{title:44}{cells}")
    return "\n".join(lines)


def _cell(name: str, value: float) -> str:
    if np.isnan(value):
        return f"{'':>9}"
    shown = {"days": f"{value:.2f}", "half": f"{100 * value:.1f}%", "lift": f"{value:.2f}"}
    return f"{shown.get(name, f'{value:.3f}'):>9}"
