"""What would be known without a model? Who visits, and why, says much by itself."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
from sklearn.linear_model import LogisticRegression

from risk.evaluation.judged import Visit

__all__ = ["NUISANCES", "WhoVisits", "share_by_who"]

NUISANCES = (Visit.agency, Visit.team, Visit.reason)
"""What tells of the visitor and not of the business."""

SHRINK = 1.0
"""Strength of the ridge toward the average visit, scikit-learn's `C`."""


@dataclass(frozen=True)
class WhoVisits:
    """A prediction that knows who visits and why, and nothing of the business.

    Figures of a model mean little without it beside them: what it reaches is who was inspected by
    whom, not what businesses are like.
    """

    rate: float
    model: LogisticRegression | None
    columns: tuple[str, ...]

    @classmethod
    def learnt(cls, visits: pd.DataFrame) -> WhoVisits:
        """Return it as learnt of visits (`Visit`); with one class only it says the plain rate."""
        serious = visits[Visit.serious].to_numpy("int64")
        rate = float(serious.mean()) if len(serious) else math.nan
        design = _told(visits)
        if len(set(serious)) < 2 or not design.shape[1]:  # noqa: PLR2004 - serious or not
            return cls(rate, None, ())
        model = LogisticRegression(C=SHRINK, max_iter=1000).fit(design.to_numpy(), serious)
        return cls(rate, model, tuple(design.columns))

    def probability(self, visits: pd.DataFrame) -> npt.NDArray[np.float64]:
        """Return the chance (0-1) of a serious finding at each visit by who makes it."""
        if self.model is None or not len(visits):
            return np.full(len(visits), self.rate)
        design = _told(visits).reindex(columns=list(self.columns), fill_value=0.0)
        chance: npt.NDArray[np.float64] = self.model.predict_proba(design.to_numpy())[:, 1]
        return chance


def share_by_who(auc_by_who: float, auc_with_who: float) -> float:
    """Return what share (0-1) of how far an order passes one by lot is who visits.

    auc_by_who: of the prediction that knows nothing else. auc_with_who: of the model where it knows
    who visits as well. NaN where the model orders no better than by lot, or one is not known.
    """
    gained = auc_with_who - 0.5
    if math.isnan(auc_by_who) or not gained > 0:
        return math.nan
    return min(max((auc_by_who - 0.5) / gained, 0.0), 1.0)


def _told(visits: pd.DataFrame) -> pd.DataFrame:
    """Return one column (1.0 or 0.0) for each agency, team of it, and reason."""
    team = visits[Visit.agency].astype("str") + "/" + visits[Visit.team].astype("str")
    named: dict[str, Any] = {
        str(Visit.agency): visits[Visit.agency],
        str(Visit.team): team.where(visits[Visit.team].notna()),
        str(Visit.reason): visits[Visit.reason],
    }
    return pd.get_dummies(pd.DataFrame(named), dtype="float64")
