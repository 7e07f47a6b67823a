"""Why is the score what it is, in sentences a person can check?"""

from __future__ import annotations

from collections.abc import Mapping
from string import Formatter
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.grouping import lists_of
from records.schema import Reason
from risk.factors import LIMITS
from risk.history import History, Numbers
from risk.rules import Weighed

__all__ = ["HUNDREDTHS", "PROFILE_NUMBER", "Said", "limit_reasons", "reasons_of"]

HUNDREDTHS = 100
"""Points are whole hundredths, so that sums are exact."""

Hundredths = npt.NDArray[np.int64]
PROFILE_NUMBER = "profile_number"
"""Column of a reason until it gets its profile_id."""


class Said(Protocol):
    """What a reason needs of its factor: what it is called, and the pattern of its sentence."""

    @property
    def id(self) -> str:
        """Return what names it in tables."""

    @property
    def title(self) -> str:
        """Return what people call it."""

    @property
    def says(self) -> str:
        """Return its sentence, with names of values in braces."""


def reasons_of(
    factor: Said, weighed: Weighed, points: Hundredths, history: History
) -> pd.DataFrame:
    """Return a reason for each profile that the factor gives points, with its evidence.

    The evidence is in order of weight, heaviest first, the latest first of equals.
    """
    active = np.flatnonzero(points)
    rows = _evidence(weighed.weights, points, history)
    place = np.full(history.profiles, -1)
    place[active] = np.arange(len(active))
    groups = place[history.who[rows]]
    ids = history.ids[rows]
    return _frame(
        active,
        factor.id,
        points[active],
        _sentences(factor, weighed, active, _heaviest(rows, groups, len(active), history)),
        lists_of(ids, groups, len(active)),
    )


def limit_reasons(limit: str, points: Hundredths, says: Mapping[str, str] = LIMITS) -> pd.DataFrame:
    """Return the reason that bounds each score where it had to be bounded."""
    active = np.flatnonzero(points)
    nothing: pd.Series[Any] = pd.Series([[] for _ in active], dtype="object")
    return _frame(active, limit, points[active], [says[limit]] * len(active), nothing)


def _frame(
    profiles: npt.NDArray[np.int64],
    factor: str,
    points: Hundredths,
    because: list[str],
    evidence: pd.Series[Any],
) -> pd.DataFrame:
    columns: dict[str, Any] = {
        PROFILE_NUMBER: profiles,
        Reason.factor: factor,
        Reason.points: points / HUNDREDTHS,
        Reason.because: because,
        Reason.touchpoint_ids: evidence,
    }
    return pd.DataFrame(columns)


def _evidence(weights: Numbers, points: Hundredths, history: History) -> npt.NDArray[np.int64]:
    """Return the rows that weigh something in an active profile, heaviest first."""
    rows = np.flatnonzero((weights > 0) & (points[history.who] != 0))[::-1]
    return rows[np.argsort(-weights[rows], kind="stable")]


def _heaviest(
    rows: npt.NDArray[np.int64], groups: npt.NDArray[np.int64], count: int, history: History
) -> dict[str, npt.NDArray[np.object_]]:
    """Return what, who and when of each reason's heaviest evidence, and how many more there are."""
    found, first = np.unique(groups, return_index=True)
    more = np.bincount(groups, minlength=count)[found] - 1
    blank = np.full(count, "", dtype=object)
    told = {name: blank.copy() for name in ("what", "agency", "day", "more")}
    for name in ("what", "agency", "day"):
        told[name][found] = history.told[name][rows[first]]
    told["more"][found] = [f", and {number} more" if number else "" for number in more]
    return told


def _sentences(
    factor: Said, weighed: Weighed, active: npt.NDArray[np.int64], told: dict[str, Any]
) -> list[str]:
    """Fill the factor's sentence for each active profile."""
    values = told | {name: said[active] for name, said in weighed.said.items()}
    parsed = list(Formatter().parse(factor.says.replace("{title}", factor.title)))
    # One pattern for all rows: half a million sentences are filled in well under a second.
    pattern = "".join(text.replace("%", "%%") + ("%s" if name else "") for text, name, *_ in parsed)
    columns = [values[name].tolist() for _, name, *_ in parsed if name]
    return [pattern % row for row in zip(*columns, strict=True)]
