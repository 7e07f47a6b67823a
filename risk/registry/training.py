"""What is kept of a model that was trained?"""

from __future__ import annotations

from datetime import date

from risk.prediction.model import RiskModel
from risk.registry.keeping import Candidate

__all__ = ["candidate_of"]


def candidate_of(model: RiskModel, build_id: str, data_sha256: str, as_of: date) -> Candidate:
    """Return the model as the registry keeps it.

    data_sha256: of the manifest of the build, which names the digest of each of its files.
    """
    settings = {**model.about.get("settings", {}), "shrink": model.about.get("shrink")}
    return Candidate(model.model_id, model.to_json(), build_id, data_sha256, settings, as_of)
