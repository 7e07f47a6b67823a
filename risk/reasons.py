"""Why is the score what it is, in sentences a person can check?"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from string import Formatter
from typing import Any, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.schema import Reason
from risk.factors import LIMITS
from risk.history import History, Numbers
from risk.rules import Weighed

__all__ = [
    "HUNDREDTHS",
    "PROFILE_NUMBER",
    "Part",
    "Said",
    "limit_reasons",
    "listed",
    "reasons_of",
]

HUNDREDTHS = 100
"""Points are whole hundredths, so that sums are exact."""

Ints = npt.NDArray[np.int64]
Hundredths = Ints
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


@dataclass(frozen=True)
class Part:
    """What one factor adds to the scores of some profiles, with its evidence.

    who: their profile numbers. points: in hundredths. because: a sentence each. evidence: the ids
    of touchpoints, profile after profile; counts: how many of them are of each.
    """

    factor: str
    who: Ints
    points: Hundredths
    because: npt.NDArray[np.object_]
    evidence: npt.NDArray[np.object_]
    counts: Ints


def reasons_of(factor: Said, weighed: Weighed, points: Hundredths, history: History) -> Part:
    """Return what the factor adds to each profile that it gives points, and on what it rests.

    The evidence is in order of weight, heaviest first, the latest first of equals.
    """
    active = np.flatnonzero(points)
    place = np.full(history.profiles, -1)
    place[active] = np.arange(len(active))
    rows, groups = _evidence(weighed.weights, place, history)
    counts = np.bincount(groups, minlength=len(active))
    because = _sentences(factor, weighed, active, _heaviest(rows, counts, history))
    return Part(factor.id, active, points[active], because, history.ids_of(rows), counts)


def limit_reasons(limit: str, points: Hundredths, says: Mapping[str, str] = LIMITS) -> Part:
    """Return what bounds each score where it had to be bounded."""
    active = np.flatnonzero(points)
    because = np.full(len(active), says[limit], dtype=object)
    nothing = np.zeros(len(active), dtype="int64")
    return Part(limit, active, points[active], because, np.zeros(0, dtype=object), nothing)


def listed(parts: Sequence[Part], order: Callable[[Ints, Ints, Numbers], Ints]) -> pd.DataFrame:
    """Return a row for each part of each score, in the order that `order` says.

    Columns: those of `Reason` but the profile, and the number of the profile as `PROFILE_NUMBER`.
    order: takes of every row the profile number, the number of its part and its points.
    """
    who = np.concatenate([part.who for part in parts])
    number = np.repeat(np.arange(len(parts)), [len(part.who) for part in parts])
    points = np.concatenate([part.points for part in parts]) / HUNDREDTHS
    rows = order(who, number, points)
    factor = np.array([part.factor for part in parts], dtype=object)
    because = np.concatenate([part.because for part in parts])
    columns: dict[str, Any] = {
        PROFILE_NUMBER: who[rows],
        Reason.factor: pd.array(factor[number[rows]], dtype="str"),
        Reason.points: points[rows],
        Reason.because: pd.array(because[rows], dtype="str"),
        Reason.touchpoint_ids: _lists(parts, rows),
    }
    return pd.DataFrame(columns, copy=False)


def _lists(parts: Sequence[Part], rows: Ints) -> npt.NDArray[np.object_]:
    """Return the evidence of each row as a list."""
    ids = np.concatenate([part.evidence for part in parts]).tolist()
    counts = np.concatenate([part.counts for part in parts])
    ends = np.cumsum(counts)
    spans = zip((ends - counts)[rows].tolist(), ends[rows].tolist(), strict=True)
    made = np.empty(len(rows), dtype=object)
    made[:] = [ids[begin:end] for begin, end in spans]
    return made


def _evidence(weights: Numbers, place: Ints, history: History) -> tuple[Ints, Ints]:
    """Return the rows that weigh something in an active profile, and the place of that profile.

    In order of place, heaviest first, the latest first of equals.
    """
    rows = np.flatnonzero(weights > 0)
    group = place[history.who[rows]]
    rows, group = rows[group >= 0][::-1], group[group >= 0][::-1]
    order = np.lexsort((-weights[rows], group))
    return rows[order], group[order]


def _heaviest(rows: Ints, counts: Ints, history: History) -> dict[str, npt.NDArray[np.object_]]:
    """Return what, who and when of each reason's heaviest evidence, and how many more there are."""
    found = np.flatnonzero(counts)
    first = (np.cumsum(counts) - counts)[found]
    blank = np.full(len(counts), "", dtype=object)
    told = {name: blank.copy() for name in ("what", "agency", "day", "more")}
    for name in ("what", "agency", "day"):
        told[name][found] = history.told(name, rows[first])
    many = counts[found] - 1
    more = ["", *(f", and {number} more" for number in range(1, int(many.max(initial=0)) + 1))]
    told["more"][found] = np.array(more, dtype=object)[many]
    return told


def _sentences(
    factor: Said, weighed: Weighed, active: Ints, told: dict[str, Any]
) -> npt.NDArray[np.object_]:
    """Fill the factor's sentence for each active profile."""
    values = told | {name: said[active] for name, said in weighed.said.items()}
    parsed = list(Formatter().parse(factor.says.replace("{title}", factor.title)))
    # One pattern for all rows: half a million sentences are filled in well under a second.
    pattern = "".join(text.replace("%", "%%") + ("%s" if name else "") for text, name, *_ in parsed)
    columns = [values[name].tolist() for _, name, *_ in parsed if name]
    filled = np.full(len(active), factor.says, dtype=object)
    filled[:] = [pattern % row for row in zip(*columns, strict=True)] if columns else pattern % ()
    return filled
