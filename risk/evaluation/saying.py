"""What does an evaluation say, in plain words?"""

from __future__ import annotations

import math

from risk.evaluation.evaluation import Evaluation

__all__ = ["plainly"]


def plainly(found: Evaluation) -> tuple[str, ...]:
    """Return what a reader must know of the figures, a sentence or two each."""
    said = [_who(found), _above(found), _list(found), _looks(found), _fair(found)]
    return tuple(line for line in said if line)


def _who(found: Evaluation) -> str:
    if math.isnan(found.who_share):
        return "How much of the order is who visits cannot be told: it passes none by lot."
    told = found.model.figures
    inside = told["within_agency"].value
    words = f" Among visits of one agency the model still orders with {inside:.3f}."
    return (
        f"Who was inspected by whom: of how far the order passes one by lot once it is known who "
        f"visits, {found.who_share:.0%} would be there without knowing any business."
        + ("" if math.isnan(inside) else words)
    )


def _above(found: Evaluation) -> str:
    one = found.better.get("auc")
    if one is None or math.isnan(one.value):
        return ""
    if one.low > 0:
        return f"It orders visits better than version one, by {one} of AUC."
    if one.high < 0:
        return f"It orders visits WORSE than version one, by {one} of AUC: keep version one."
    return f"It is not surely better than version one (AUC {one}): version one is the simpler one."


def _list(found: Evaluation) -> str:
    lift, precision = (found.model.figures[name] for name in ("lift_listed", "precision_listed"))
    if math.isnan(lift.value):
        return ""
    return (
        f"Of the businesses on the list that the county can visit, {precision.value:.1%} of those "
        f"visited had a serious finding, {lift.value:.2g} times the rate of all visits. Of those "
        "on it that nobody visited nothing is known."
    )


def _looks(found: Evaluation) -> str:
    if found.final is None:
        return "The final window is still unseen; look once, before a model is approved: --final."
    if found.looks > 1:
        return (
            f"The final window was looked at {found.looks} times: its figures are no longer those "
            "of days that nobody had seen."
        )
    return "The final window was looked at for the first time; its figures are honest."


def _fair(found: Evaluation) -> str:
    gate = found.fairness
    held = len(gate.groups) - len(gate.failing) - len(gate.unsaid)
    failing = f"; {len(gate.failing)} fail: {'; '.join(gate.failing)}" if gate.failing else ""
    few = f". Of {len(gate.unsaid)} others too little is known to say" if gate.unsaid else ""
    return f"Fairness: {held} of {len(gate.groups)} groups pass{failing}{few}."
