"""What does version two say of what one sight sees? Never more than its records do."""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from hashlib import sha256
from typing import TYPE_CHECKING, Any

import pandas as pd

from dashboard.access.sealed import Whole
from dashboard.access.sight import RESTRICTED, Sight
from dashboard.county import County
from dashboard.versions import CHECKLIST, Version
from records.among import among
from records.errors import ConcernError
from records.schema import PlacedRecord, Prediction, ScoredProfile, Touchpoint
from risk.prediction.model import RiskModel
from risk.prediction.predicting import Predictions, predicted
from risk.registry import Approved

if TYPE_CHECKING:
    from dashboard.access.viewing import Scene

__all__ = ["NO_MODEL", "Model", "Told", "told_of"]

_LOG = logging.getLogger(__name__)
_SCORES = (ScoredProfile.score, ScoredProfile.band, ScoredProfile.top_reason)
_PARTS = ("touchpoints", "records", "links", "relations")


@dataclass(frozen=True)
class Model:
    """Which model is to be shown: None: version one, and why, where a model was promoted."""

    approved: Approved | None = None
    why: str = ""


NO_MODEL = Model()
"""No model was ever promoted."""


@dataclass(frozen=True, eq=False)
class Told:
    """What one sight is told: its county with the scores of one version.

    key: names the build, the sight and the version; it stands in addresses. unrestricted: score of
    profiles with restricted information that is seen, as it would be without, by profile id.
    """

    county: County
    key: str
    version: Version
    unrestricted: Mapping[str, float] = field(default_factory=dict)


def told_of(whole: Whole, sight: Sight, scene: Scene, model: Model) -> Told:
    """Return what the sight is told by the model, made once however many ask; else version one.

    Version one is told, and says why, where the build was not scored by the model in force, or
    where the view cannot be scored by it.
    """
    approved = model.approved
    if approved is None:
        return _by_checklist(scene, model.why)
    if approved.version not in _versions(whole.county):
        return _by_checklist(
            scene, f"model {approved.model_id} is in force and has not scored this build yet"
        )
    made: Told | None = scene.predicted.get(
        approved, partial(_by_model, whole, sight, scene, approved)
    )
    return made or _by_checklist(scene, f"model {approved.model_id} cannot score this view")


def _by_checklist(scene: Scene, why: str) -> Told:
    return Told(scene.county, scene.key, replace(CHECKLIST, why=why), scene.unrestricted)


def _versions(county: County) -> set[str]:
    return set(county.table("predictions")[Prediction.score_version].unique())


def _by_model(whole: Whole, sight: Sight, scene: Scene, approved: Approved) -> Told | None:
    """Score what is seen; None where the model cannot."""
    version = Version(approved.model_id, approved.until_on)
    try:
        county = _rescored(whole, sight, scene, approved)
        unrestricted = _unrestricted(county, sight, approved)
    except (ConcernError, ValueError, KeyError) as error:
        _LOG.error("Model %s cannot score a view: %s", approved.model_id, error)
        return None
    return Told(county, _key(scene.key, version), version, unrestricted)


def _rescored(whole: Whole, sight: Sight, scene: Scene, approved: Approved) -> County:
    """The county with the model's scores: the build's own where all is seen, else made anew."""
    seen = scene.county
    tables = {name: seen.table(name) for name in ("predictions", "prediction_reasons")}
    if seen is not whole.county:
        tables = _scored(seen, approved, sight.disputed).tables()
    profiles = _with_scores(seen.profiles, tables["predictions"])
    return seen.rescored(profiles, tables["predictions"], tables["prediction_reasons"])


def _scored(county: County, approved: Approved, left_out: Collection[str]) -> Predictions:
    """What the model says of what is seen, as if the records that are left out were not there."""
    tables = {"profiles": county.profiles, **{name: county.table(name) for name in _PARTS}}
    return predicted(tables, _model(approved), county.about.as_of, left_out)


@lru_cache(maxsize=4)
def _model(approved: Approved) -> RiskModel:
    return RiskModel.from_json(approved.body)


def _with_scores(profiles: pd.DataFrame, predictions: pd.DataFrame) -> pd.DataFrame:
    """The profiles with the scores of the predictions.

    Raises:
        ValueError: one of them was not predicted.
    """
    theirs = predictions.set_index(Prediction.profile_id).reindex(
        profiles[ScoredProfile.profile_id]
    )
    if theirs[Prediction.score].isna().any():
        raise ValueError("a business that is seen was not scored")
    columns: dict[str, Any] = {
        column: theirs[column].to_numpy() for column in (*_SCORES, ScoredProfile.score_version)
    }
    return ScoredProfile.shape(profiles.assign(**columns))


def _unrestricted(county: County, sight: Sight, approved: Approved) -> dict[str, float]:
    """Score everything seen anew without restricted records; those with some, and those moved."""
    records = county.table("records")
    secret = (records[PlacedRecord.handling] == RESTRICTED).to_numpy("bool")
    if not secret.any():
        return {}
    hidden = frozenset(records.loc[secret, PlacedRecord.record_id])
    made = _scored(county, approved, sight.disputed | hidden)
    openly = made.predictions.set_index(Prediction.profile_id)[Prediction.score]
    score = county.profiles.set_index(ScoredProfile.profile_id)[ScoredProfile.score]
    moved = set(score.index[(openly.reindex(score.index) != score).to_numpy("bool")])
    owned = _owners(county, hidden)
    return {one: float(openly[one]) for one in score.index if one in moved | owned}


def _owners(county: County, records: Collection[str]) -> set[Any]:
    contacts = county.table("touchpoints")
    rests = among(contacts[Touchpoint.touchpoint_id], records)
    return set(contacts.loc[rests, Touchpoint.profile_id])


def _key(key: str, version: Version) -> str:
    """The name of what is seen, by this version: the build's id and a digest of both."""
    build, _, _ = key.rpartition(".")
    return f"{build}.{sha256(f'{key} {version.signed}'.encode()).hexdigest()[:16]}"
