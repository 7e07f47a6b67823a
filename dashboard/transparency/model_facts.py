"""What is known of the model in force? Nothing, where it is the checklist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Engine

__all__ = ["Figure", "ModelFacts", "model_facts"]


@dataclass(frozen=True)
class Figure:
    """One figure of the evaluation: of the model, with its interval, and of the baselines."""

    name: str
    model: str
    interval: str
    checklist: str
    nuisance: str


@dataclass(frozen=True)
class ModelFacts:
    """One model of version two, in force.

    data_hash: digest of what it was trained on. as_of: day as known on which it was trained.
    dpia: reference of the impact assessment it was approved with. waivers: each in a sentence.
    figures, groups: what the evaluation and the fairness gate found, as shown.
    """

    model_id: str
    as_of: date
    promoted_on: date
    approved_by: str
    approved_until: date
    dpia: str
    data_hash: str
    settings: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    figures: tuple[Figure, ...] = ()
    groups: tuple[tuple[str, ...], ...] = ()
    waivers: tuple[str, ...] = ()
    evaluated: str = ""


def model_facts(engine: Engine, on: date) -> ModelFacts | None:
    """Return what is known of the model in force on that day; None: it is the checklist."""
    return None
