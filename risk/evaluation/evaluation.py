"""What is told of a model: windows, figures with intervals, baselines beside, fairness."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pandas as pd

from records.errors import EvaluationError
from risk.evaluation.fairness import Gate
from risk.evaluation.intervals import Estimate
from risk.evaluation.plain import plain, read

__all__ = ["FORMAT", "Evaluation", "Ranking", "WindowResult"]

FORMAT = 1
"""Of the JSON; another one is refused."""

Figures = Mapping[str, Estimate]


@dataclass(frozen=True)
class Ranking:
    """One order of businesses that was judged: the model's, or a baseline's.

    figures: over all windows but the final, by figure. gains: columns share, found, lift.
    calibration: columns predicted, found, visits; empty where a score is no probability.
    """

    id: str
    title: str
    figures: Figures
    gains: pd.DataFrame
    calibration: pd.DataFrame


@dataclass(frozen=True)
class WindowResult:
    """What one window says.

    learnt_from: visits before it. capacity: businesses that the county could visit in its time.
    listed_visited: how many of those that the model would list were visited. score_shift: stability
    index of version one's scores of the county against the first window. figures: by ranking, then
    by figure.
    """

    begins: date
    ends: date
    final: bool
    learnt_from: int
    visits: int
    businesses: int
    serious: int
    capacity: int
    listed_visited: int
    score_shift: float
    figures: Mapping[str, Figures]

    @property
    def rate(self) -> float:
        """Return the share of visits that found something serious."""
        return self.serious / self.visits if self.visits else math.nan


@dataclass(frozen=True)
class Evaluation:
    """How far a model can be trusted, as the registry keeps it and every page shows it.

    model_id: the model judged, which each window trained anew by the same settings; empty for none
    kept. made_on: day it was judged. as_of: facts of this day or later were unknown. data: digest
    of the visits that judged. settings: what it was judged with. rankings: the model's first.
    windows: oldest first; the final one only where it was looked at. looks: how often the final
    window was looked at, this time included; above 1 its figures are no longer honest.
    who_share: share (0-1) of how far the model passes an order by lot that is who visits; missing
    (NaN) where it passes none. better: by figure, how far the model is above version one.
    """

    model_id: str
    made_on: date
    as_of: date
    data: str
    settings: Mapping[str, Any]
    rankings: tuple[Ranking, ...]
    windows: tuple[WindowResult, ...]
    fairness: Gate
    who_share: float
    better: Figures = field(default_factory=dict)
    looks: int = 0

    @property
    def model(self) -> Ranking:
        """Return what was judged; the other rankings are baselines."""
        return self.rankings[0]

    @property
    def rolling(self) -> tuple[WindowResult, ...]:
        """Return the windows that may be looked at again and again."""
        return tuple(one for one in self.windows if not one.final)

    @property
    def final(self) -> WindowResult | None:
        """Return the final window, where it was looked at."""
        return next((one for one in self.windows if one.final), None)

    def text(self) -> str:
        """Return the JSON, the same bytes for the same evaluation."""
        return json.dumps(self.to_json(), sort_keys=True, separators=(",", ":"))

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values; days are ISO, what is not known is null."""
        return {
            "format": FORMAT,
            "model_id": self.model_id,
            "made_on": self.made_on.isoformat(),
            "as_of": self.as_of.isoformat(),
            "data": self.data,
            "settings": dict(self.settings),
            "rankings": [_ranking(one) for one in self.rankings],
            "windows": [_window(one) for one in self.windows],
            "fairness": self.fairness.to_json(),
            "who_share": plain(self.who_share),
            "better": _figures(self.better),
            "looks": self.looks,
        }

    @classmethod
    def from_json(cls, said: Mapping[str, Any]) -> Evaluation:
        """Return what `to_json` wrote.

        Raises:
            EvaluationError: it is of another format, or parts are missing.
        """
        if said.get("format") != FORMAT:
            raise EvaluationError(
                f"An evaluation of format {said.get('format')!r}; expected {FORMAT}. Judge the "
                "model anew with 'concern evaluate'."
            )
        try:
            return cls(
                model_id=said["model_id"],
                made_on=date.fromisoformat(said["made_on"]),
                as_of=date.fromisoformat(said["as_of"]),
                data=said["data"],
                settings=said["settings"],
                rankings=tuple(_ranking_of(one) for one in said["rankings"]),
                windows=tuple(_window_of(one) for one in said["windows"]),
                fairness=Gate.from_json(said["fairness"]),
                who_share=read(said["who_share"]),
                better=_figures_of(said["better"]),
                looks=said["looks"],
            )
        except (KeyError, TypeError, ValueError) as error:
            raise EvaluationError(
                f"An evaluation that cannot be read ({type(error).__name__}: {error}). Judge the "
                "model anew with 'concern evaluate'."
            ) from error


def _figures(figures: Figures) -> dict[str, Any]:
    return {name: one.to_json() for name, one in figures.items()}


def _figures_of(said: Mapping[str, Any]) -> dict[str, Estimate]:
    return {name: Estimate.from_json(one) for name, one in said.items()}


def _ranking(one: Ranking) -> dict[str, Any]:
    return {
        "id": one.id,
        "title": one.title,
        "figures": _figures(one.figures),
        "gains": one.gains.to_dict("list"),
        "calibration": one.calibration.to_dict("list"),
    }


def _ranking_of(said: Mapping[str, Any]) -> Ranking:
    gains = pd.DataFrame(said["gains"], columns=["share", "found", "lift"])
    curve = pd.DataFrame(said["calibration"], columns=["predicted", "found", "visits"])
    return Ranking(said["id"], said["title"], _figures_of(said["figures"]), gains, curve)


_DAYS = ("begins", "ends")


def _window(one: WindowResult) -> dict[str, Any]:
    figures = {name: _figures(values) for name, values in one.figures.items()}
    days = {name: getattr(one, name).isoformat() for name in _DAYS}
    return {**vars(one), **days, "score_shift": plain(one.score_shift), "figures": figures}


def _window_of(said: Mapping[str, Any]) -> WindowResult:
    figures = {name: _figures_of(values) for name, values in said["figures"].items()}
    days = {name: date.fromisoformat(said[name]) for name in _DAYS}
    shift = read(said["score_shift"])
    return WindowResult(**{**said, **days, "score_shift": shift, "figures": figures})
