"""Does a list treat a group of businesses worse than the others?

A gate: a model that fails it is approved only with a written waiver. Groups that are too small to
tell are named, never passed in silence.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from risk.evaluation.intervals import DRAWS, Estimate, drawn_again, estimate
from risk.evaluation.plain import plain, read

__all__ = ["Gate", "GateSettings", "GroupResult", "fairness_gate"]

NOTHING_JUDGED = "no group could be judged"
Verdict = Literal["passes", "fails", "too few to say"]
Numbers = npt.NDArray[np.float64]
Figures = dict[str, Numbers]


@dataclass(frozen=True)
class GateSettings:
    """What a group must reach.

    ratio: least true-positive rate against that of all others, 0-1: the four-fifths rule (US
    Uniform Guidelines on Employee Selection Procedures, 1978). predicted: the mean predicted may be
    so many times the rate found, and no less than one over it. visits, serious: fewer than these
    in a group say nothing.
    """

    ratio: float = 0.8
    predicted: float = 1.25
    visits: int = 30
    serious: int = 10


@dataclass(frozen=True)
class GroupResult:
    """What the gate saw of one group.

    selected: share (0-1) of its visited businesses on the list; told, not judged: where more is
    found, more are rightly chosen. found: share of its serious ones that the list holds. ratio:
    that over the same of everyone else. predicted and base_rate: mean probability and rate found.
    calibration: the one over the other. because: what fails, or why nothing can be said.
    """

    attribute: str
    group: str
    visits: int
    serious: int
    selected: Estimate
    found: Estimate
    ratio: Estimate
    predicted: float
    base_rate: float
    calibration: Estimate
    verdict: Verdict
    because: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return the attribute and the group."""
        return f"{self.attribute}: {self.group}"

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {name: _said(value) for name, value in vars(self).items()}

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> GroupResult:
        """Return what `to_json` wrote."""
        values: dict[str, Any] = {**said, "because": tuple(said["because"])}
        for name in ("selected", "found", "ratio", "calibration"):
            values[name] = Estimate.from_json(said[name])
        for name in ("predicted", "base_rate"):
            values[name] = read(said[name])
        return cls(**values)


@dataclass(frozen=True)
class Gate:
    """What the gate says of a list: every group of every attribute."""

    settings: GateSettings
    groups: tuple[GroupResult, ...]

    @property
    def failing(self) -> tuple[str, ...]:
        """Return the groups that fail."""
        return tuple(one.name for one in self.groups if one.verdict == "fails")

    @property
    def failed(self) -> tuple[str, ...]:
        """Return the checks that someone must answer for; that nothing could be judged is one."""
        return self.failing or (() if self.passed else (NOTHING_JUDGED,))

    @property
    def unsaid(self) -> tuple[str, ...]:
        """Return the groups of which too little is known to say."""
        return tuple(one.name for one in self.groups if one.verdict == "too few to say")

    @property
    def passed(self) -> bool:
        """Whether no group fails, and at least one could be judged."""
        return not self.failing and any(one.verdict == "passes" for one in self.groups)

    @property
    def text(self) -> str:
        """Return the result in a sentence or two."""
        held = len(self.groups) - len(self.failing) - len(self.unsaid)
        said = f"{held} of {len(self.groups)} groups pass"
        if self.failing:
            said += f"; {len(self.failing)} fail: " + "; ".join(self.failing)
        if self.unsaid:
            said += f". Too few to say of {len(self.unsaid)}: " + "; ".join(self.unsaid)
        return said + "."

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values, with the verdict spelled out."""
        return {
            "passed": self.passed,
            "failing": list(self.failing),
            "failed": list(self.failed),
            "unsaid": list(self.unsaid),
            "settings": dict(vars(self.settings)),
            "groups": [one.to_json() for one in self.groups],
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Gate:
        """Return what `to_json` wrote; its verdict is drawn from the groups anew."""
        groups = tuple(GroupResult.from_json(one) for one in said["groups"])
        return cls(GateSettings(**said["settings"]), groups)


@dataclass(frozen=True)
class Cases:
    """Visits that the gate looks at; each attribute of `groups` has a column.

    business: whose. listed (0-1): how much of it is on the list. serious: 1 or 0. probability: as
    expected of the visit, missing where a score is none.
    """

    business: Any
    listed: Numbers
    serious: Numbers
    probability: Numbers
    groups: pd.DataFrame


def fairness_gate(
    cases: Cases, settings: GateSettings | None = None, draws: int = DRAWS, seed: int = 0
) -> Gate:
    """Return what the gate says of these visits, attribute by attribute, groups by name."""
    chosen = settings or GateSettings()
    again = drawn_again(cases.business, draws, seed)
    groups = [
        one
        for attribute in cases.groups
        for one in _attribute(cases, str(attribute), again, chosen)
    ]
    return Gate(chosen, tuple(groups))


def _attribute(
    cases: Cases, attribute: str, again: list[Any], settings: GateSettings
) -> list[GroupResult]:
    codes, names = pd.factorize(cases.groups[attribute], sort=True)
    every = _figures(cases, codes, len(names), np.arange(len(codes)))
    drawn = [_figures(cases, codes, len(names), rows) for rows in again]
    return [
        _told(attribute, str(name), n, (every, drawn), settings) for n, name in enumerate(names)
    ]


def _figures(cases: Cases, codes: Any, count: int, rows: Any) -> Figures:
    """Return each figure of each group, as one of `rows` stands for a visit."""
    code = codes[rows]

    def total(values: Numbers) -> Numbers:
        return np.bincount(code[code >= 0], values[rows][code >= 0], count).astype("float64")

    visits, serious = total(np.ones(len(codes))), total(cases.serious)
    hit, listed = total(cases.listed * cases.serious), total(cases.listed)
    predicted = total(cases.probability)
    with np.errstate(invalid="ignore", divide="ignore"):
        found = hit / serious
        others = (hit.sum() - hit) / (serious.sum() - serious)
        return {
            "visits": visits,
            "serious": serious,
            "selected": listed / visits,
            "found": found,
            "ratio": _finite(found / others),
            "predicted": predicted / visits,
            "base_rate": serious / visits,
            "calibration": _finite(predicted / serious),
        }


def _told(
    attribute: str,
    group: str,
    number: int,
    seen: tuple[Figures, list[Figures]],
    settings: GateSettings,
) -> GroupResult:
    every, drawn = seen
    value = {name: float(values[number]) for name, values in every.items()}
    sure = {
        name: estimate(value[name], [one[name][number] for one in drawn])
        for name in ("selected", "found", "ratio", "calibration")
    }
    counts = (int(value["visits"]), int(value["serious"]))
    verdict, because = _verdict(counts, sure, settings)
    return GroupResult(
        attribute=attribute,
        group=group,
        visits=counts[0],
        serious=counts[1],
        selected=sure["selected"],
        found=sure["found"],
        ratio=sure["ratio"],
        calibration=sure["calibration"],
        predicted=value["predicted"],
        base_rate=value["base_rate"],
        verdict=verdict,
        because=because,
    )


def _verdict(
    counts: tuple[int, int], sure: Mapping[str, Estimate], settings: GateSettings
) -> tuple[Verdict, tuple[str, ...]]:
    """A limit that is missed fails a group where chance alone would not explain it."""
    visits, serious = counts
    if visits < settings.visits or serious < settings.serious:
        return "too few to say", (f"{visits:,} visits, {serious:,} of them serious",)
    ratio, calibration = sure["ratio"], sure["calibration"]
    missed = [
        (
            ratio,
            not ratio.value >= settings.ratio,
            "true-positive ratio",
            f">= {settings.ratio:g}",
        ),
        (
            calibration,
            # Missing where a score is no probability: there is nothing to hold it to.
            not math.isnan(calibration.value)
            and not 1 / settings.predicted <= calibration.value <= settings.predicted,
            "predicted over found",
            f"{1 / settings.predicted:g} to {settings.predicted:g}",
        ),
    ]
    said = [
        (f"{name} {one}, asked {asked}", _is_sure(one))
        for one, is_missed, name, asked in missed
        if is_missed
    ]
    surely = tuple(text for text, is_sure in said if is_sure)
    if surely:
        return "fails", surely
    return ("too few to say" if said else "passes"), tuple(text for text, _ in said)


def _is_sure(one: Estimate) -> bool:
    """Whether a ratio is surely not 1."""
    return one.high < 1 or one.low > 1


def _finite(values: Numbers) -> Numbers:
    return np.where(np.isfinite(values), values, np.nan)


def _said(value: Any) -> Any:
    if isinstance(value, Estimate):
        return value.to_json()
    if isinstance(value, tuple):
        return list(value)
    return plain(value) if isinstance(value, float) else value
