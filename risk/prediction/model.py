"""What is a trained model: weights, calibration, scale and doubt, as one text that names itself?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from records.errors import ConcernError
from risk.prediction.additive import AdditiveRisk
from risk.prediction.between import Averaging, bounds, centred, left_open
from risk.prediction.calibration import Sigmoid
from risk.prediction.curves import Numbers
from risk.prediction.scorecard import Scorecard
from risk.prediction.solving import chance
from risk.prediction.weights import estimator_of, weights_of

__all__ = ["Curve", "Doubt", "ModelError", "RiskModel", "Said"]

Curve = tuple[tuple[float, float], ...]
"""Values of a line, rising, and what it adds to the calibrated log-odds at each: straight between
them, flat outside. Empty: it never changed among the visits learnt from, and adds nothing."""

FORMAT = 1
_ID_DIGITS = 12


class ModelError(ConcernError):
    """A text is no model of this version, or it is asked for lines that are not there."""


@dataclass(frozen=True)
class Doubt:
    """How far from what its lines say a business may be: the middle of its log-odds, and around it.

    spread: the standard deviation, of what outcomes leave open and what no line tells.
    """

    middle: Numbers
    spread: Numbers


@dataclass(frozen=True)
class Said:
    """What a model says of businesses by what the lines say of them.

    added: what each line adds to the calibrated log-odds. margin: those log-odds. unknown: the
    variance of what the lines would add that are missing.
    """

    added: Numbers
    margin: Numbers
    unknown: Numbers


@dataclass(frozen=True)
class RiskModel:
    """A trained model.

    additive: the lines' curves. sigmoid: what calibrates them. between: standard deviation, in
    log-odds, of what no line tells of a business. rate: share of visits it learnt from that found
    something serious. fitted: variance, in log-odds, that the outcomes leave in the weights, as
    a mean over the visits it learnt from. unknown: by line, the variance of what it
    adds among businesses of which it is known; a business of which it is not is as much less sure.
    about: what it was trained on.
    """

    additive: AdditiveRisk
    sigmoid: Sigmoid
    scorecard: Scorecard
    between: float
    rate: float
    fitted: float
    unknown: Mapping[str, float]
    about: Mapping[str, Any] = field(default_factory=dict)

    @property
    def lines(self) -> tuple[str, ...]:
        """Return the ids of the lines it reads, in order."""
        return tuple(self.additive.columns_)

    @property
    def start(self) -> float:
        """Return the calibrated log-odds of a business of which nothing is known."""
        return float(self.sigmoid.of(np.array([self.additive.intercept_]))[0])

    @property
    def curves(self) -> dict[str, Curve]:
        """Return by line the weights that were fitted: what it adds at each of its knots."""
        additive = self.additive
        found: dict[str, Curve] = {}
        for number, (line, ramps) in enumerate(zip(self.lines, additive.curves_, strict=True)):
            found[line] = ()
            if ramps:
                own = additive.heights_[additive.owners_ == number]
                adds = self.sigmoid.slope * ramps.curve(own, ramps.knots)
                found[line] = tuple(zip(ramps.knots.tolist(), adds.tolist(), strict=True))
        return found

    def says(self, values: pd.DataFrame) -> Said:
        """Return what it says of businesses, all at once; values: a row for each of them."""
        known = self._known(values)
        added = self.additive.added(known)
        unknown = np.isnan(known) @ np.array([self.unknown[one] for one in self.lines])
        margin = self.sigmoid.of(added.sum(axis=1) + self.additive.intercept_)
        return Said(self.sigmoid.slope * added, margin, unknown)

    def contributions(self, values: pd.DataFrame) -> Numbers:
        """Return what each line adds to the calibrated log-odds; with `start` they sum."""
        return self.says(values).added

    def margin(self, values: pd.DataFrame) -> Numbers:
        """Return the calibrated log-odds of something serious at a visit of the usual visitor."""
        return self.says(values).margin

    def probability(self, values: pd.DataFrame, nuisance: pd.DataFrame | None = None) -> Numbers:
        """Return the chance (0-1) that a visit finds something serious.

        values: what the lines say, a row for each business. nuisance: who visits and why; None:
        all visitors averaged, as when businesses are scored.
        """
        margin = self.margin(values)
        if nuisance is None:
            return self.averaging(margin)
        return chance(margin + self.additive.nuisances_.added(nuisance, len(margin)))

    @cached_property
    def averaging(self) -> Averaging:
        """Return how log-odds become chances when all visitors are averaged."""
        return Averaging.of(self.additive.shifts_)

    def doubt(self, said: Said, visits: Numbers, gaps: Numbers | float = 0.0) -> Doubt:
        """Return how far each business may be from what its lines say.

        visits: its own visits with an outcome, faded. gaps: contacts whose records leave open what
        they found.
        """
        lasting = left_open(self.between, visits * self.rate * (1.0 - self.rate), gaps)
        middle = centred(said.margin, np.sqrt(lasting), self.averaging)
        return Doubt(middle, np.sqrt(lasting + self.fitted + said.unknown))

    def interval(self, doubt: Doubt) -> tuple[Numbers, Numbers]:
        """Return the chances between which that of each business lies, 9 times in 10."""
        low, high = bounds(doubt.middle, doubt.spread)
        return self.averaging(low), self.averaging(high)

    def _known(self, values: pd.DataFrame) -> Numbers:
        """Return the lines it reads, in its order."""
        lacking = [one for one in self.lines if one not in values.columns]
        if lacking:
            raise ModelError(
                f"The model {self.model_id} reads lines that are not there: {', '.join(lacking)}. "
                "It was trained by another version of the program; train anew: concern model train."
            )
        known: Numbers = values[list(self.lines)].to_numpy("float64")
        return known

    def to_json(self) -> str:
        """Return the model as JSON; the same model gives the same text."""
        said = {
            "format": FORMAT,
            "about": dict(self.about),
            "weights": weights_of(self.additive),
            "sigmoid": asdict(self.sigmoid),
            "scorecard": asdict(self.scorecard),
            "between": self.between,
            "rate": self.rate,
            "fitted": self.fitted,
            "unknown": dict(self.unknown),
        }
        return json.dumps(said, sort_keys=True, separators=(",", ":"), allow_nan=False)

    @cached_property
    def model_id(self) -> str:
        """Return 12 hex digits that name it: a digest of its JSON."""
        return sha256(self.to_json().encode()).hexdigest()[:_ID_DIGITS]

    @property
    def version(self) -> str:
        """Return what its scores are signed with."""
        return f"v2-{self.model_id}"

    @classmethod
    def from_json(cls, text: str) -> RiskModel:
        """Return the model that was written down.

        Raises:
            ModelError: the text is no model, or one of another format.
        """
        try:
            said = json.loads(text)
            if said["format"] != FORMAT:
                raise ModelError(
                    f"The model is of format {said['format']}, expected {FORMAT}; train anew: "
                    "concern model train."
                )
            return _model(cls, said)
        except (KeyError, TypeError, ValueError, IndexError) as error:
            raise ModelError(
                "The text is no model as 'concern model train' writes it; train anew."
            ) from error


def _model(kind: type[RiskModel], said: Mapping[str, Any]) -> RiskModel:
    card = said["scorecard"]
    first, second, third = map(float, card["begins"])
    return kind(
        additive=estimator_of(said["weights"]),
        sigmoid=Sigmoid(**said["sigmoid"]),
        scorecard=Scorecard(float(card["usual"]), (first, second, third)),
        between=float(said["between"]),
        rate=float(said["rate"]),
        fitted=float(said["fitted"]),
        unknown={str(k): float(v) for k, v in said["unknown"].items()},
        about=said["about"],
    )
