"""Which weights tell pairs of one business from pairs of two?

Logistic regression over the comparisons, each bent at `KNOTS`. Bits never fall as a comparison
rises, and full disagreement never adds: a fitted weight that says otherwise would be an accident
of the data. Weights are shrunk toward those of `prior` model, or toward nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from scipy.optimize import minimize

from linkage.comparisons import COMPARISONS
from linkage.model import Model

__all__ = ["KNOTS", "Sample", "fit"]

Floats = np.ndarray[Any, np.dtype[np.float64]]

KNOTS = np.array([0.0, 0.25, 0.5, 0.7, 0.85, 0.95, 1.0])
_BITS = 1.0 / np.log(2.0)


@dataclass(frozen=True)
class Sample:
    """Compared pairs of one place and whether each is one business.

    compared: one row a pair, one column a comparison. same: 1 or 0. weight: what a pair counts.
    """

    compared: Floats
    same: Floats
    weight: Floats


def _hats(compared: Floats) -> sparse.csr_array:
    """Return each comparison as shares of its two nearest knots; nothing where it is missing."""
    blocks = []
    for values in compared.T:
        known = np.flatnonzero(~np.isnan(values))
        at = values[known]
        low = np.clip(np.searchsorted(KNOTS, at, side="right") - 1, 0, len(KNOTS) - 2)
        share = (at - KNOTS[low]) / (KNOTS[low + 1] - KNOTS[low])
        entries = (np.concatenate([1 - share, share]), (np.tile(known, 2), np.append(low, low + 1)))
        blocks.append(sparse.csr_array(entries, shape=(len(values), len(KNOTS))))
    return sparse.csr_array(sparse.hstack(blocks))


def fit(
    samples: list[Sample],
    *,
    shrink: float = 2.0,
    start: Model | None = None,
    prior: float | None = None,
) -> Model:
    """Return the model that fits `samples` best, each with a prior of its own.

    shrink: how strongly weights are held to those of `start`, or to 0. prior: bits to ship as the
    prior; if missing the median of the samples' priors.
    """
    rows = sparse.csr_array(sparse.vstack([_hats(sample.compared) for sample in samples]))
    home = np.repeat(np.arange(len(samples)), [len(sample.same) for sample in samples])
    own = sparse.csr_array((np.ones(len(home)), (np.arange(len(home)), home)))
    same = np.concatenate([sample.same for sample in samples])
    weight = np.concatenate([sample.weight for sample in samples])
    step = np.tril(np.ones((len(KNOTS), len(KNOTS))))
    steps = sparse.csr_array(sparse.block_diag([step] * len(COMPARISONS)))
    design = sparse.csr_array(sparse.hstack([rows @ steps, own]))
    count = len(KNOTS) * len(COMPARISONS)
    held = _increments(start) if start else np.zeros(count)
    begin = np.concatenate([held, np.full(len(samples), start.prior / _BITS if start else -3.0)])

    def loss(theta: Floats) -> tuple[float, Floats]:
        margin = design @ theta
        off = theta[:count] - held
        error = weight * (1.0 / (1.0 + np.exp(-np.clip(margin, -40, 40))) - same)
        value = float(weight @ (np.logaddexp(0.0, margin) - same * margin))
        gradient = design.T @ error
        gradient[:count] += shrink * off
        return value + shrink / 2 * float(off @ off), gradient

    rise = [(None, 0.0), *[(0.0, None)] * (len(KNOTS) - 1)]
    bounds = rise * len(COMPARISONS) + [(None, None)] * len(samples)
    found = minimize(loss, begin, jac=True, bounds=bounds, method="L-BFGS-B", options={"maxiter": 400})
    curves = np.cumsum(found.x[:count].reshape(len(COMPARISONS), len(KNOTS)), axis=1) * _BITS
    own_prior = float(np.median(found.x[count:])) * _BITS
    named = {c.name: (KNOTS, curve) for c, curve in zip(COMPARISONS, curves, strict=True)}
    return Model(own_prior if prior is None else prior, named)


def _increments(model: Model) -> Floats:
    """Return a model's weights as the first bits and the rise to each further knot, in nats."""
    curves = [
        np.interp(KNOTS, *model.curves[c.name]) if c.name in model.curves else np.zeros(len(KNOTS))
        for c in COMPARISONS
    ]
    rises = [np.diff(curve, prepend=0.0) for curve in curves]
    return np.concatenate(rises) / _BITS
