"""Which visits judge an order of businesses, and what did each find?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.errors import EvaluationError
from records.schema import Column, Table

__all__ = ["Judged", "Visit", "judged", "together"]


class Visit(Table):
    """One visit that says whether something serious was found."""

    profile_id = Column("profile_id", "text", "business visited", required=True)
    on = Column("on", "date", "day of the visit", required=True)
    agency = Column("agency", "text", "agency that visited")
    team = Column("team", "text", "team of that agency, such as its district office")
    reason = Column("reason", "text", "why it visited")
    serious = Column("serious", "integer", "1: something serious was found; 0: not")


@dataclass(frozen=True)
class Judged:
    """Visits, the order in which a score would have them made, and what they found.

    business, agency and team are numbers, below 0 where not known; on is days since 1970; serious
    is 1 or 0. score orders. probability (0-1): what was expected of this visit, who visits included
    where it is known; all missing where a score is no probability. listed: how much of the visit
    (0-1) stands in the list that the county could have visited; all missing where there was none.
    first: the first visit to its business. window: number of the window it lies in; visits are
    ordered inside a window only.
    """

    business: npt.NDArray[np.int64]
    on: npt.NDArray[np.int64]
    agency: npt.NDArray[np.int64]
    team: npt.NDArray[np.int64]
    serious: npt.NDArray[np.float64]
    score: npt.NDArray[np.float64]
    probability: npt.NDArray[np.float64]
    listed: npt.NDArray[np.float64]
    first: npt.NDArray[np.bool_]
    window: npt.NDArray[np.int64]

    def __len__(self) -> int:
        """Return the number of visits."""
        return len(self.score)

    def rows(self, rows: Any) -> Judged:
        """Return these visits, in this order; a visit may be asked for more than once."""
        chosen: dict[str, Any] = {name: values[rows] for name, values in vars(self).items()}
        return replace(self, **chosen)


def judged(visits: pd.DataFrame, score: Any, probability: Any = None, listed: Any = None) -> Judged:
    """Return `visits` (`Visit`) with a score of each, and what was expected of it, in their order.

    Raises:
        SchemaError: columns of `Visit` are missing.
        EvaluationError: scores, probabilities and visits differ in number, a score is missing, a
            probability lies outside 0-1, or an outcome is neither 0 nor 1.
    """
    Visit.check(visits)
    unknown = np.full(len(visits), np.nan)
    given = [
        unknown if one is None else np.asarray(one, dtype="float64")
        for one in (score, probability, listed)
    ]
    serious = visits[Visit.serious].to_numpy("float64")
    _refuse(len(visits), serious, given)
    on = visits[Visit.on].to_numpy("datetime64[D]").astype("int64")
    business = pd.factorize(visits[Visit.profile_id])[0].astype("int64")
    order = np.argsort(on, kind="stable")
    first = np.zeros(len(visits), dtype=bool)
    first[order[np.unique(business[order], return_index=True)[1]]] = True
    agency = pd.factorize(visits[Visit.agency])[0].astype("int64")
    both = pd.MultiIndex.from_frame(visits[[Visit.agency, Visit.team]])
    team = np.where(visits[Visit.team].isna(), -1, pd.factorize(both)[0]).astype("int64")
    window = np.zeros(len(visits), dtype="int64")
    scored, expected, picked = given
    return Judged(business, on, agency, team, serious, scored, expected, picked, first, window)


def together(parts: Sequence[tuple[pd.DataFrame, Judged]]) -> Judged:
    """Return the visits of several windows as one, each with its `Visit` frame.

    A business keeps its number over windows, so that it is drawn with all its visits.
    """
    visits = pd.concat([frame for frame, _ in parts], ignore_index=True)
    score, probability, listed, first = (
        np.concatenate([getattr(one, name) for _, one in parts])
        for name in ("score", "probability", "listed", "first")
    )
    window = np.repeat(np.arange(len(parts)), [len(one) for _, one in parts])
    return replace(judged(visits, score, probability, listed), first=first, window=window)


def _refuse(count: int, serious: Any, given: list[Any]) -> None:
    score, probability, listed = given
    faults = [f"{len(one):,} values for {count:,} visits" for one in given if len(one) != count]
    if np.isnan(score).any():
        faults.append(f"{int(np.isnan(score).sum()):,} of {len(score):,} scores are missing")
    for name, values in (("probabilities", probability), ("shares listed", listed)):
        outside = int(((values < 0) | (values > 1)).sum())
        if outside:
            faults.append(f"{outside:,} {name} lie outside 0 to 1")
    other = int((~np.isin(serious, (0, 1))).sum())
    if other:
        faults.append(f"{other:,} outcomes are neither 0 nor 1")
    if faults:
        raise EvaluationError(
            f"Cannot judge these visits: {'; '.join(faults)}. Give one score for each visit, in "
            "the order of the visits, and an outcome of 0 or 1."
        )
