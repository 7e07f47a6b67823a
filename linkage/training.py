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

from linkage.model import Model
from linkage.questions import COMPARISONS, SOURCE

__all__ = ["BITS", "KNOTS", "SEARCH", "STEPS", "Sample", "fit", "hats", "named", "steps_of"]

Floats = np.ndarray[Any, np.dtype[np.float64]]

KNOTS = np.array([0.0, 0.25, 0.5, 0.7, 0.85, 0.95, 1.0])
BITS = 1.0 / np.log(2.0)
"""In a nat."""
_NOTHING = (np.array([0.0, 1.0]), np.zeros(2))
SEARCH = {"maxiter": 300, "ftol": 1e-7}
_ABOVE = np.tril(np.ones((len(KNOTS), len(KNOTS))))[:, 1:]
STEPS = np.hstack([_ABOVE, _ABOVE - 1.0])
"""A curve at its knots is the sum of steps that lift agreement above nothing and of steps that
press disagreement below it; as no step is below 0, the curve never falls and passes 0 once."""


@dataclass(frozen=True)
class Sample:
    """Compared pairs of one place and whether each is one business.

    compared: one row a pair, one column a comparison. same: 1 or 0. weight: what a pair counts.
    """

    compared: Floats
    same: Floats
    weight: Floats


def hats(compared: Floats) -> sparse.csr_array:
    """Return each comparison as shares of its two nearest knots; nothing where it is missing.

    What differs from one set of data to another is left to `priors`.
    """
    blocks = []
    for comparison, values in zip(COMPARISONS, compared.T, strict=True):
        known = np.flatnonzero(~np.isnan(values) & (comparison.name != SOURCE))
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
    one_prior: bool = True,
) -> Model:
    """Return the model that fits `samples` best.

    shrink: how strongly weights are held to those of `start`, or to 0. one_prior: all samples
    share the prior; otherwise each has its own, and their median is the model's.
    """
    rows = sparse.csr_array(sparse.vstack([hats(sample.compared) for sample in samples]))
    home = np.repeat(np.arange(len(samples)) * (not one_prior), [len(s.same) for s in samples])
    own = sparse.csr_array((np.ones(len(home)), (np.arange(len(home)), home)))
    same = np.concatenate([sample.same for sample in samples])
    weight = np.concatenate([sample.weight for sample in samples])
    one = sparse.coo_array(STEPS)
    steps = sparse.csr_array(sparse.block_diag([one] * len(COMPARISONS)))
    design = sparse.csr_array(sparse.hstack([rows, own]))
    turned = sparse.csr_array(design.T)
    count, priors = steps.shape[1], int(home.max()) + 1
    # A step is spread over the knots only once, not for each of its pairs.
    spread = sparse.csr_array(sparse.block_diag([steps, sparse.eye_array(priors)]))
    gather = sparse.csr_array(spread.T)
    held = steps_of(start) if start else np.zeros(count)
    held = np.append(held, np.full(priors, start.prior / BITS if start else 0.0))
    # Without a model to start from, nothing is known of the prior.
    hold = np.append(np.full(count, shrink), np.full(priors, shrink if start else 0.0))

    def loss(theta: Floats) -> tuple[float, Floats]:
        margin = design @ (spread @ theta)
        off = theta - held
        error = weight * (1.0 / (1.0 + np.exp(-np.clip(margin, -40, 40))) - same)
        value = float(weight @ (np.logaddexp(0.0, margin) - same * margin))
        return value + float(hold @ off**2) / 2, gather @ (turned @ error) + hold * off

    bounds = [(0.0, None)] * count + [(None, None)] * priors
    # Looked for only where something is learnt: most linkages learn nothing.
    from scipy.optimize import minimize

    found = minimize(loss, held, jac=True, bounds=bounds, method="L-BFGS-B", options=SEARCH).x
    curves = (steps @ found[:count]).reshape(len(COMPARISONS), len(KNOTS)) * BITS
    return Model(float(np.median(found[count:])) * BITS, named(curves))


def named(curves: Floats) -> dict[str, tuple[Floats, Floats]]:
    """Return curves, one row of bits at `KNOTS` for each comparison, by comparison."""
    every = zip(COMPARISONS, curves, strict=True)
    return {c.name: (KNOTS, curve) for c, curve in every if c.name != SOURCE}


def steps_of(model: Model) -> Floats:
    """Return a model's weights as the steps that `STEPS` adds up, in nats."""
    steps: list[float] = []
    for comparison in COMPARISONS:
        curve = np.interp(KNOTS, *model.curves.get(comparison.name, _NOTHING))
        rise = np.diff(np.maximum(curve, 0.0)), np.diff(np.minimum(curve, 0.0))
        steps += [*rise[0], *rise[1]]
    nats: Floats = np.array(steps, dtype=np.float64) / BITS
    return nats
