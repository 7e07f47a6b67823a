"""How is a fitted estimator written down, so that anyone can read it and nothing is lost?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from risk.prediction.additive import AdditiveRisk
from risk.prediction.curves import Numbers, Ramps
from risk.prediction.nuisances import Nuisances, Shifts

__all__ = ["estimator_of", "weights_of"]


def weights_of(fitted: AdditiveRisk) -> dict[str, Any]:
    """Return what a fitted estimator learnt but its covariance, as JSON can hold it."""
    lines = [_line(fitted, number) for number in range(len(fitted.columns_))]
    return {
        "intercept": fitted.intercept_,
        "lines": lines,
        "visitors": {
            "kinds": {name: list(values) for name, values in fitted.nuisances_.values.items()},
            "effects": fitted.nuisances_.effects.tolist(),
            "shifts": fitted.shifts_.added.tolist(),
            "shares": fitted.shifts_.shares.tolist(),
        },
    }


def _line(fitted: AdditiveRisk, number: int) -> dict[str, Any]:
    ramps, name = fitted.curves_[number], fitted.columns_[number]
    if ramps is None:
        raise ValueError(f"The column {name!r} holds an expert's log-odds; it is no line.")
    heights = fitted.heights_[fitted.owners_ == number]
    return {
        "id": str(name),
        "direction": int((fitted.directions or {}).get(name, 0)),
        "worth": float((fitted.worths or {}).get(name, 0.0)),
        "home": ramps.home,
        "knots": ramps.knots.tolist(),
        "heights": heights.tolist(),
    }


def estimator_of(weights: Mapping[str, Any]) -> AdditiveRisk:
    """Return the fitted estimator that was written down.

    Raises:
        KeyError, TypeError, ValueError: this is none.
    """
    lines, visitors = weights["lines"], weights["visitors"]
    made = AdditiveRisk(
        directions={line["id"]: int(line["direction"]) for line in lines},
        worths={line["id"]: float(line["worth"]) for line in lines},
        homes={line["id"]: float(line["home"]) for line in lines},
    )
    made.columns_ = [str(line["id"]) for line in lines]
    made.feature_names_in_ = np.array(made.columns_, dtype=object)
    made.n_features_in_ = len(lines)
    made.classes_ = np.array([0, 1])
    made.curves_ = [Ramps(_numbers(line["knots"]), float(line["home"])) for line in lines]
    made.heights_ = _numbers([one for line in lines for one in line["heights"]])
    made.intercept_ = float(weights["intercept"])
    kinds = {str(name): tuple(map(str, seen)) for name, seen in visitors["kinds"].items()}
    made.nuisances_ = Nuisances(kinds, _numbers(visitors["effects"]))
    made.shifts_ = Shifts(_numbers(visitors["shifts"]), _numbers(visitors["shares"]))
    return made


def _numbers(values: Any) -> Numbers:
    return np.asarray(values, dtype="float64")
