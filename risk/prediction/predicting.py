"""What does a model say of the businesses of a county, or of a view of it?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from records.schema import Prediction, PredictionReason, Profile, Reason
from risk.disputes import in_order_of, undisputed
from risk.prediction.explaining import first_reasons, reasons
from risk.prediction.known import asked_on
from risk.prediction.model import RiskModel
from risk.prediction.scorecard import HUNDREDTHS, bands
from risk.prediction.scoring import Scored, doubts, scored
from risk.reasons import PROFILE_NUMBER

__all__ = ["READ", "Predictions", "predicted"]

Tables = Mapping[str, pd.DataFrame]

READ = ("profiles", "touchpoints", "records", "relations", "links")
"""The tables that are read."""


@dataclass(frozen=True)
class Predictions:
    """What a model says.

    predictions: as `Prediction`, in the order of the profiles. reasons: as `PredictionReason`, in
    their order; where a score starts, then most points first, then what bounds it. The points of a
    profile sum to its score.
    """

    predictions: pd.DataFrame
    reasons: pd.DataFrame

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return them by the names they have in a build."""
        return {"predictions": self.predictions, "prediction_reasons": self.reasons}


def predicted(
    tables: Tables,
    model: RiskModel,
    as_of: date,
    disputed: Collection[str] = (),
    ids: pd.Series[str] | None = None,
) -> Predictions:
    """Return what the model says of the profiles, as of a day; later contacts are not read.

    tables: profiles, touchpoints, records, relations and links, of a build or of what one viewer
    sees: nothing is read but these. disputed: ids of records that count for nothing; a reason of 0
    points says how many. ids: score these profiles only; what is said of each is the same as when
    all are scored. A profile without a contact has the score every business starts from.

    Raises:
        ModelError: the model was trained by another version of the program.
    """
    left, said = undisputed(tables, tables["links"], as_of, disputed)
    asked = asked_on(left, as_of, ids)
    found = scored(model, asked)
    told = reasons(model, found)
    some = tables["profiles"][Profile.profile_id]
    some = (some if ids is None else some[some.isin(ids)]).reset_index(drop=True)
    owners = some.to_numpy(dtype=object)[told[PROFILE_NUMBER].to_numpy("int64")]
    listed = Reason.shape(told.assign(**{Reason.profile_id: owners}))
    if len(said):
        mine = said[said[Reason.profile_id].isin(some)]
        both = pd.concat([listed, mine], ignore_index=True)
        listed = in_order_of(pd.DataFrame({Profile.profile_id: some}), both)
    return Predictions(
        Prediction.shape(_predictions(model, found, some, told)), PredictionReason.shape(listed)
    )


def _predictions(
    model: RiskModel, found: Scored, ids: pd.Series[Any], told: pd.DataFrame
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            Prediction.profile_id: ids,
            Prediction.score: found.standing.score / HUNDREDTHS,
            Prediction.band: bands(found.standing.band),
            Prediction.low: found.score_low.round(2),
            Prediction.high: found.score_high.round(2),
            Prediction.doubt: doubts(found),
            Prediction.top_reason: first_reasons(told, len(ids)),
            Prediction.score_version: model.version,
            Prediction.probability: found.probability,
            Prediction.probability_low: found.low,
            Prediction.probability_high: found.high,
        }
    )
