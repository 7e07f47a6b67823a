"""By which days may a model learn, and by which is it judged? A split that leaks is refused."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

import numpy as np
import pandas as pd

from records.errors import EvaluationError
from records.schema import Column, Table
from risk.evaluation.figures import auc

__all__ = [
    "LEAKS",
    "Example",
    "Leak",
    "Split",
    "SplitSettings",
    "Window",
    "refuse_leaks",
    "rolling",
]

MOST_NAMED = 5


class Example(Table):
    """One visit that a model learns from, or is judged by."""

    touchpoint_id = Column("touchpoint_id", "text", "the visit", required=True)
    profile_id = Column("profile_id", "text", "business visited", required=True)
    on = Column("on", "date", "day of the visit", required=True)
    known_before = Column(
        "known_before", "date", "its factors know facts before this day only", required=True
    )


@dataclass(frozen=True)
class Window:
    """Days whose visits judge a model that knows nothing of them.

    begins: first day; ends: first day after. final: the frozen one, looked at once.
    """

    begins: date
    ends: date
    final: bool = False

    @property
    def days(self) -> int:
        """Return how many days it has."""
        return (self.ends - self.begins).days

    def holds(self, on: pd.Series[pd.Timestamp]) -> pd.Series[bool]:
        """Tell which days lie in it."""
        return (on >= pd.Timestamp(self.begins)) & (on < pd.Timestamp(self.ends))


@dataclass(frozen=True)
class SplitSettings:
    """How the past is cut.

    months: length of each window. windows: how many, the final one not among them; fewer where the
    past is shorter. learning_months: least time with visits before the first window.
    """

    months: int = 3
    windows: int = 3
    learning_months: int = 6

    def __post_init__(self) -> None:
        """Refuse settings that cut nothing."""
        if min(self.months, self.windows, self.learning_months) < 1:
            raise EvaluationError(
                f"An evaluation of {self.windows} windows of {self.months} months after "
                f"{self.learning_months} months: each must be at least 1."
            )


def rolling(first: date, as_of: date, settings: SplitSettings | None = None) -> tuple[Window, ...]:
    """Return windows one after another, oldest first; the last ends at `as_of` and is the final.

    first: day of the first visit with an outcome. A model is trained anew as of each beginning.

    Raises:
        EvaluationError: the past is too short for one window beside the final one.
    """
    chosen = settings or SplitSettings()
    learnt = _moved(first, chosen.learning_months)
    begins = [_moved(as_of, -chosen.months * back) for back in range(chosen.windows + 1, 0, -1)]
    ends = [*begins[1:], as_of]
    found = [
        Window(one, end, final=end == as_of)
        for one, end in zip(begins, ends, strict=True)
        if one >= learnt
    ]
    if len(found) < 2:  # noqa: PLR2004 - the final one and another
        months = chosen.learning_months + 2 * chosen.months
        raise EvaluationError(
            f"The visits held begin on {first} and end before {as_of}: too short a past. An "
            f"evaluation needs {months} months: {chosen.learning_months} to learn from, "
            f"{chosen.months} to be judged by and {chosen.months} kept for the final look. Until "
            "then version one scores; or ask for shorter windows."
        )
    return tuple(found)


@dataclass(frozen=True)
class Split:
    """What a model learns from, and what judges it.

    train and test: `Example` frames. fitted: by part of a model (such as its nuisance), the visits
    it was fitted on. evidence: which contacts opened the factors of a visit: columns touchpoint_id
    (the visit), evidence_id and event_on; None where not known. factors: the factors of `train`,
    and `serious` its outcomes; None where not known.
    """

    window: Window
    train: pd.DataFrame
    test: pd.DataFrame
    fitted: Mapping[str, Collection[str]] = field(default_factory=dict)
    evidence: pd.DataFrame | None = None
    factors: pd.DataFrame | None = None
    serious: pd.Series[int] | None = None

    @property
    def both(self) -> pd.DataFrame:
        """Return train and test, one after the other."""
        return pd.concat([self.train, self.test], ignore_index=True)


@dataclass(frozen=True)
class Leak:
    """One way in which what is judged gets into what is learnt.

    found: what is wrong with a split, in words; empty where nothing is.
    """

    id: str
    title: str
    found: Callable[[Split], str]


def refuse_leaks(split: Split) -> None:
    """Return nothing where no outcome of `split.test` can have been known to the model.

    Raises:
        SchemaError: a frame lacks columns its table promises.
        EvaluationError: something leaks; every leak is named with what was seen.
    """
    Example.check(split.train)
    Example.check(split.test)
    faults = [f"{leak.title}: {said}" for leak in LEAKS if (said := leak.found(split))]
    if faults:
        window = split.window
        raise EvaluationError(
            f"This split leaks (window {window.begins} to {window.ends}). " + ". ".join(faults)
            + ". Figures of it would say nothing; train only on visits before the window, with "
            "factors as of the day of each visit or before."
        )  # fmt: skip


def _overlapping(split: Split) -> str:
    late = split.train[split.train[Example.on] >= pd.Timestamp(split.window.begins)]
    outside = split.test[~split.window.holds(split.test[Example.on])]
    said = []
    if len(late):
        last = late[Example.on].max().date()
        said.append(f"{len(late):,} visits to learn from lie in the window or after, up to {last}")
    if len(outside):
        said.append(f"{len(outside):,} visits that judge lie outside the window")
    return " and ".join(said)


def _same_visit(split: Split) -> str:
    shared = set(split.train[Example.touchpoint_id]) & set(split.test[Example.touchpoint_id])
    return f"{len(shared):,} visits are in both parts" if shared else ""


def _own_outcome(split: Split) -> str:
    both = split.both
    late = int((both[Example.known_before] > both[Example.on]).sum())
    if late:
        return f"the factors of {late:,} visits know facts of the visit's own day or later"
    if split.evidence is None:
        return ""
    told = split.evidence.merge(both, on=str(Example.touchpoint_id))
    own = told["evidence_id"] == told[Example.touchpoint_id]
    after = told["event_on"] >= told[Example.on]
    count = int(told.loc[own | after, Example.touchpoint_id].nunique())
    return f"the factors of {count:,} visits rest on the visit itself or later" if count else ""


def _later_facts(split: Split) -> str:
    begins = pd.Timestamp(split.window.begins)
    judged = set(split.test[Example.profile_id])
    later = split.train[split.train[Example.known_before] > begins]
    count = int(later[Example.profile_id].isin(judged).sum())
    if count:
        return f"{count:,} visits to learn from know of businesses what happened in the window"
    return ""


def _fitted_on_test(split: Split) -> str:
    judged = set(split.test[Example.touchpoint_id])
    counts = {part: len(judged & set(ids)) for part, ids in split.fitted.items()}
    said = [f"the {part} was fitted on {n:,} of the visits" for part, n in counts.items() if n]
    return " and ".join(said) + " that judge" if said else ""


def _tells_all(split: Split) -> str:
    """A factor that alone tells every serious visit from every other is the outcome itself."""
    if split.factors is None or split.serious is None or not 0 < split.serious.mean() < 1:
        return ""
    said = [name for name in split.factors if _separates(split.factors[name], split.serious)]
    named = ", ".join(repr(str(name)) for name in said[:MOST_NAMED])
    return f"{named} alone tells every outcome" if said else ""


def _separates(values: pd.Series[float], serious: pd.Series[int]) -> bool:
    known = values.notna().to_numpy()
    found = serious.to_numpy()
    if not known.any() or found[known].sum() != found.sum():
        return False
    filled = np.nan_to_num(values.to_numpy("float64"), nan=-np.inf)
    return auc(filled, found) in (0.0, 1.0)


LEAKS: tuple[Leak, ...] = (
    Leak("overlapping_days", "Overlapping days", _overlapping),
    Leak("same_visit", "A visit on both sides", _same_visit),
    Leak("own_outcome", "An outcome in its own factors", _own_outcome),
    Leak("later_facts", "A business's later facts in training", _later_facts),
    Leak("fitted_on_test", "Fitted on what judges", _fitted_on_test),
    Leak("tells_all", "A factor that is the outcome", _tells_all),
)
"""Every leak that is looked for."""


def _moved(day: date, months: int) -> date:
    return (pd.Timestamp(day) + pd.DateOffset(months=months)).date()
