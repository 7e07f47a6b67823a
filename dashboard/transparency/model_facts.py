"""What is known of the model in force, and of how good the score is? Read from the registry."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Engine

from risk import registry
from risk.evaluation.evaluation import Evaluation
from risk.prediction.model import Curve, RiskModel
from risk.registry import Event, Waiver

__all__ = ["ModelFacts", "evaluation_shown", "model_facts"]

_COUNTED = {
    "visits": "Visits with an outcome",
    "serious": "of those, with a serious finding",
    "businesses": "Businesses visited",
}


@dataclass(frozen=True)
class ModelFacts:
    """One model of version two, in force.

    trained_on: facts of this day or later were unknown. until: first day its approval does not
    hold. dpia: reference of the impact assessment it was approved with. data_hash: digest of what
    it was trained on. counts: of what taught it. start: log-odds of a business of which nothing is
    known. curves: by line, what it adds to them, as of `RiskModel`.
    """

    model_id: str
    trained_on: date
    trained_by: str
    promoted_on: date
    approved_by: str
    until: date
    dpia: str
    data_hash: str
    build_id: str
    settings: Mapping[str, Any] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()
    start: float = 0.0
    curves: Mapping[str, Curve] = field(default_factory=dict)


def model_facts(engine: Engine, on: date) -> ModelFacts | None:
    """Return what is known of the model in force on that day; None: it is the checklist.

    Raises:
        RegistryError: the model is not what was registered.
        StateError: the database cannot be reached.
    """
    approved = registry.in_force(engine, on)
    if approved is None:
        return None
    id = approved.model_id
    held, told = registry.model_of(engine, id), registry.history(engine, id)
    approval, promotion = _last(told, "approved"), _last(told, "promoted")
    model = RiskModel.from_json(approved.body)
    about = model.about
    return ModelFacts(
        model_id=id,
        trained_on=held.trained_on,
        trained_by=held.trained_by,
        promoted_on=promotion.done_at.astimezone().date(),
        approved_by=approval.done_by,
        until=approved.until_on,
        dpia=approval.dpia or "",
        data_hash=held.data_sha256,
        build_id=held.build_id,
        settings=held.settings,
        counts={said: int(about[name]) for name, said in _COUNTED.items() if name in about},
        waivers=tuple(one for one in registry.waivers(engine, id) if on < one.expires_on),
        start=model.start,
        curves=model.curves,
    )


def evaluation_shown(engine: Engine, model: ModelFacts | None) -> Evaluation | None:
    """Return the evaluation of the model in force; of the newest judged where the checklist is.

    None where none was judged.

    Raises:
        EvaluationError: what the registry holds cannot be read.
        StateError: the database cannot be reached.
    """
    named = [model.model_id] if model else [one.model_id for one in registry.held(engine)]
    for id in named:
        if found := registry.evaluation_of(engine, id):
            return Evaluation.from_json(json.loads(found.body))
    return None


def _last(told: list[Event], event: str) -> Event:
    """The newest event of its kind; a model in force has been approved and promoted."""
    return next(one for one in told if one.event == event)
