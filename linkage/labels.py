"""What do a few labelled pairs say of the weights?

The pretrained weights are the prior: a label moves them only as far as it says more than they do.
Labels may move how much all comparisons count, all of one kind, the prior, or one comparison alone;
how readily was chosen on pretraining worlds that the weights had not seen, so that 50 labels drawn
in any of six ways make no world worse.

Labels are seldom drawn blindly. Those drawn for what their pairs look like, such as the most
uncertain, do no harm. Those drawn for their answer do: 25 of either class say nothing of how often
pairs are one business. It shows: among pairs that are sure either way, one side was drawn far more
often. A leaning of their own, as free as that, then takes what the labels would say of the prior.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from scipy import sparse

from linkage.model import Floats, Model
from linkage.questions import COMPARISONS, SOURCE
from linkage.training import BITS, SEARCH, STEPS, hats, named, steps_of

__all__ = ["learnt"]

Flags = np.ndarray[Any, np.dtype[np.bool_]]

SCALE, STEP, PRIOR = 0.15, 0.3, 0.7
"""How far labels may move a scale (of 1), a step of a curve and the prior (nats): standard
deviations of the data from the pretrained weights."""
SLIP = 0.05
"""Chance that a label says nothing of the weights: a slip, or a pair like no other."""
WORTH = 1.5
"""Nats by which moved weights must be more likely than unmoved ones."""
SURE = 5.0
"""Bits from which a pair is taken to be sure."""
CHOSEN = 1.5
"""How freely labels drawn for their answer lean by themselves, for what their mix shows."""
_PLACES = ("house_number", "unit", "street", "address", "postcode", "distance", "uprn", "town",
           "place", "name_and_address", "name_and_postcode", "name_and_distance")  # fmt: skip


def learnt(model: Model, compared: Floats, same: Floats, around: Floats) -> Model | None:
    """Return `model` moved toward labels; None where they do not say enough.

    compared: comparisons of the labelled pairs. same: 1 or 0. around: weights, in bits, of pairs
    drawn evenly from all candidates. Labels of one class alone say nothing of the weights.
    """
    if not len(same) or same.min() == same.max():
        return None
    held = steps_of(model)
    design, spread = _design(model, compared, _leaning(model.weight_bits(compared), around))
    before = model.weight_bits(compared) / BITS

    def loss(theta: Floats) -> tuple[float, Floats]:
        chance = 1.0 / (1.0 + np.exp(-np.clip(before + design @ theta, -40, 40)))
        told = SLIP + (1 - 2 * SLIP) * chance
        right = np.where(same == 1, told, 1 - told)
        pull = np.where(same == 1, -1.0, 1.0) / right * (1 - 2 * SLIP) * chance * (1 - chance)
        off = theta / spread
        return float(off @ off / 2 - np.log(right).sum()), design.T @ pull + off / spread

    count = len(held)
    bounds = [(-step, None) for step in held] + [(-0.9, None)] * 4 + [(None, None)] * 2
    start = np.zeros(count + 6)
    # Looked for only where something is learnt: most linkages learn nothing.
    from scipy.optimize import minimize

    found = minimize(loss, start, jac=True, bounds=bounds, method="L-BFGS-B", options=SEARCH)
    if loss(start)[0] - found.fun < WORTH:
        return None
    return _moved(model, found.x)


def _design(model: Model, compared: Floats, leaning: float) -> tuple[sparse.csr_array, Floats]:
    """Return what may move, a column each, and how far: steps, 4 scales, prior, own leaning."""
    steps = sparse.csr_array(sparse.block_diag([sparse.coo_array(STEPS)] * len(COMPARISONS)))
    scales = model.bits(compared) @ _parts().T / BITS
    ones = np.ones((len(compared), 2))
    design = sparse.hstack([hats(compared) @ steps, sparse.csr_array(np.hstack([scales, ones]))])
    spread = np.full(steps.shape[1] + 6, STEP)
    spread[-6:] = [*[SCALE] * 4, PRIOR, max(leaning, 1e-3)]
    return sparse.csr_array(design), spread


def _parts() -> Floats:
    """Return which comparisons are of names, places and numbers, and all; sources of none."""
    names = [c.name for c in COMPARISONS]
    place = np.array([name.startswith(_PLACES) for name in names])
    name = np.array([one.startswith(("name", "initials", "kind")) for one in names]) & ~place
    every = np.array([one != SOURCE for one in names])
    return np.array([name, place, every & ~name & ~place, every]).astype(np.float64)


def _leaning(bits: Floats, around: Floats) -> float:
    """Return how far (nats) labels may lean by themselves: 0 where drawn whatever the answer."""
    drawn, all_of = (
        np.array([(some > SURE).sum(), (some < -SURE).sum()]) for some in (bits, around)
    )
    rate = np.log((drawn + 0.5) / (all_of + 0.5))
    sure = drawn.sum()
    return float(CHOSEN * abs(rate[0] - rate[1]) * sure / (sure + 3.0))


def _moved(model: Model, theta: Floats) -> Model:
    """Return the model that `theta` makes of `model`, rounded as it is written down."""
    held = steps_of(model)
    scales = 1.0 + _parts().T @ theta[len(held) : len(held) + 4]
    steps = np.maximum(held * np.repeat(scales, STEPS.shape[1]) + theta[: len(held)], 0.0)
    curves = steps.reshape(len(COMPARISONS), -1) @ STEPS.T * BITS
    source = {SOURCE: model.curves[SOURCE]} if SOURCE in model.curves else {}
    return model.like(model.prior + float(theta[-2]) * BITS, named(curves) | source)
