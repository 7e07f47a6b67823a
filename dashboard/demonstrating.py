"""Version two in the demo: trained, judged, approved and promoted by invented people, said so."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

from dashboard.viewer import DEMO_PEOPLE
from records.audit import Trail, open_trail
from records.errors import BuildError
from records.home import Home
from records.progress import Progress, silent
from records.rights.actor import Actor
from records.state import opened
from records.store import open_build
from records.store.durable import sha256_of
from records.store.layout import MANIFEST
from risk import registry
from risk.evaluation.county import evaluate_county, ground_of
from risk.evaluation.evaluating import EvaluationSettings
from risk.evaluation.evaluation import Evaluation
from risk.evaluation.splits import SplitSettings
from risk.prediction.training import train_of_build
from risk.registry.training import candidate_of

__all__ = ["WHY", "demonstrate"]

WHY = "A demonstration on an invented county; nobody looked into it"
"""Stands in the registry beside each decision of the demo."""

DPIA = "DPIA-2025-01 (invented, of the demo)"
_TABLES = ("profiles", "touchpoints", "records", "relations", "links")
_MONTHS = 12
_WINDOWS, _DRAWS = 2, 50
"""Fewer windows and draws than 'concern evaluate' takes, so that nobody waits for long."""


def demonstrate(home: Home, by: str, now: datetime, progress: Progress = silent) -> str:
    """Train a model on the current build, judge it, have it approved and promoted; return its id.

    Those who approve are the demo's people, and every reason says that it is a demonstration. The
    next build is scored by it. by: who trains. now: the moment it is done.

    Raises:
        BuildError: there is no build, or its businesses are not made up.
        TrainingError: the visits of the county teach nothing.
        EvaluationError: its past is too short to judge by.
    """
    with open_build(home) as build:
        about = build.manifest.about
        if not about.get("synthetic"):
            raise BuildError(
                "Only a made-up county approves its own model. In a county of your own people "
                "decide: concern model train, evaluate, approve, promote."
            )
        tables = {name: build.table(name) for name in _TABLES}
        as_of, build_id = date.fromisoformat(build.manifest.as_of), build.id
    progress("train", 0, 2)
    model = train_of_build(tables, as_of)
    progress("judge", 1, 2)
    found = evaluate_county(
        ground_of(tables),
        (model.model_id, now.date(), as_of),
        EvaluationSettings(SplitSettings(windows=_WINDOWS), draws=_DRAWS),
    )
    digest = sha256_of(home.builds / build_id / MANIFEST)
    candidate = candidate_of(model, build_id, digest, as_of)
    with opened(home.state_url) as state:
        _decide(open_trail(state, home), candidate, found, Actor(by, now, "operator", purpose=WHY))
    return model.model_id


def _decide(trail: Trail, candidate: registry.Candidate, found: Evaluation, trainer: Actor) -> None:
    id, on = candidate.model_id, trainer.at.date()
    person = next(one for one in DEMO_PEOPLE if one.role == "board")
    board = replace(trainer, user=person.user, role=person.role)
    named = f"{person.name}, invented ethics board of the demo"
    registry.register(trail, candidate, trainer)
    registry.evaluate(trail, id, (found.text(), found.fairness.failed), trainer)
    until = on + timedelta(days=365)
    for failed in found.fairness.failed:
        registry.waive(trail, id, registry.Waiver(failed, WHY, named, on, until), board)
    registry.approve(trail, id, registry.Approval(DPIA, WHY, until), board)
    registry.promote(trail, id, WHY, board)
