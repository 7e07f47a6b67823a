"""What is kept of a model that was trained, and which checks of the gate did it fail?"""

from __future__ import annotations

from datetime import date

from risk.evaluation.fairness import Gate
from risk.prediction.model import RiskModel
from risk.registry.keeping import Candidate

__all__ = ["NOTHING_JUDGED", "candidate_of", "checks_failed"]

NOTHING_JUDGED = "no group: too few visits to judge any"
"""Check that is failed where the gate could judge no group at all."""


def candidate_of(model: RiskModel, build_id: str, data_sha256: str, as_of: date) -> Candidate:
    """Return the model as the registry keeps it.

    data_sha256: of the manifest of the build, which names the digest of each of its files.
    """
    settings = {**model.about.get("settings", {}), "shrink": model.about.get("shrink")}
    return Candidate(model.model_id, model.to_json(), build_id, data_sha256, settings, as_of)


def checks_failed(gate: Gate) -> tuple[str, ...]:
    """Return the checks of the fairness gate that were not passed: what was not seen is none."""
    return gate.failing or (() if gate.passed else (NOTHING_JUDGED,))
