"""Why does a model say so, in sentences a person can check?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.schema import Reason
from risk.prediction.lines import LINES, SELDOM_FIRST, Line
from risk.prediction.model import RiskModel
from risk.prediction.predictor import Predictor
from risk.prediction.scorecard import LIMITS, Hundredths
from risk.prediction.scoring import Scored
from risk.reasons import PROFILE_NUMBER, Part, limit_reasons, listed, reasons_of

__all__ = ["first_reasons", "reasons"]

_LINES = {line.id: line for line in LINES}
_START = "START"


@dataclass(frozen=True)
class _Saying:
    id: str
    title: str
    says: str


def reasons(model: RiskModel, scored: Scored) -> pd.DataFrame:
    """Return the parts of each score, most points first, where it starts before them.

    Columns: those of `Reason` but the profile, and the number of the occasion as
    `risk.reasons.PROFILE_NUMBER`. What bounds a score comes last. The points of an occasion sum to
    its score.
    """
    parts = [
        part
        for number, id in enumerate(model.lines)
        for part in _of_line(_LINES[id], scored, scored.points[:, number])
    ]
    start = np.full(len(scored.points), model.scorecard.start(model.start))
    limits = {_START: start, **scored.standing.limits}
    parts += [limit_reasons(limit, points, LIMITS) for limit, points in limits.items()]
    # Where a score starts, what adds to it, what bounds it.
    rank = np.array([(one.factor in LIMITS) - 2 * (one.factor == _START) for one in parts])
    return listed(parts, lambda who, part, points: np.lexsort((-points, rank[part], who)))


def _of_line(line: Line, scored: Scored, points: Hundredths) -> list[Part]:
    """Return the reasons by which a line raises scores, and those by which it lowers them."""
    return [
        _said(line, scored, np.where(points > 0 if up else points < 0, points, 0), up=up)
        for up in (True, False)
        if ((points > 0) if up else (points < 0)).any()
    ]


def _said(line: Line, scored: Scored, points: Hundredths, *, up: bool) -> Part:
    says = line.of.says(up=up) if isinstance(line.of, Predictor) else line.of.says
    past, weighed = scored.reading.evidence(line, up=up)
    return reasons_of(_Saying(line.id, line.title, says), weighed, points, weighed.of or past)


def first_reasons(told: pd.DataFrame, count: int) -> npt.NDArray[np.object_]:
    """Return the sentence that adds most to each score; None where none adds.

    Intelligence and what was found elsewhere are never it.
    """
    left_aside = {*SELDOM_FIRST, *LIMITS}
    fit = told[(told[Reason.points] > 0) & ~told[Reason.factor].isin(left_aside)]
    most = fit.drop_duplicates(PROFILE_NUMBER)
    said = np.full(count, None, dtype=object)
    said[most[PROFILE_NUMBER].to_numpy("int64")] = most[Reason.because].to_numpy(dtype=object)
    return said
