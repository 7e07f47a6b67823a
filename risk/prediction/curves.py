"""How does the risk move with one factor? A curve that rises, falls or bends, in ramps."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

__all__ = ["Numbers", "Ramps", "ramps_of"]

Numbers = npt.NDArray[np.float64]
_LEAST_WIDTH = 1e-9


@dataclass(frozen=True)
class Ramps:
    """Knots of one factor; the curve is straight between them and flat outside.

    knots: rising values; fewer than two: the factor never changed and adds nothing.
    home: the value at which the curve is 0, as of a business of which nothing is known.
    """

    knots: Numbers
    home: float

    def __len__(self) -> int:
        """Return the number of ramps."""
        return max(len(self.knots) - 1, 0)

    @property
    def widths(self) -> Numbers:
        """Return how far each ramp reaches, in units of the factor."""
        return np.diff(self.knots)

    def spread(self, values: Numbers) -> Numbers:
        """Return how far `values` climb each ramp beyond `home`, from -1 to 1; 0 where missing.

        The curve is the sum of these times the height of each ramp.
        """
        away = self._climbed(values) - self._climbed(np.array([self.home]))
        return np.where(np.isfinite(values)[:, None], away, 0.0)

    def curve(self, heights: Numbers, values: Numbers) -> Numbers:
        """Return what `spread` times the heights of the ramps sums to, without the ramps."""
        if not len(self):
            return np.zeros(len(values))
        reached = np.concatenate([[0.0], np.cumsum(heights)])
        found = np.interp(values, self.knots, reached)
        found -= np.interp(self.home, self.knots, reached)
        return np.where(np.isfinite(values), found, 0.0)

    def _climbed(self, values: Numbers) -> Numbers:
        share: Numbers = np.clip((values[:, None] - self.knots[:-1]) / self.widths, 0.0, 1.0)
        return share


def ramps_of(values: Numbers, weights: Numbers, most: int, home: float = 0.0) -> Ramps:
    """Return ramps between quantiles of what is known and is not `home`; at most `most` + 1.

    weights: how often each value counts; a value of weight 0 is not there.
    """
    used = np.isfinite(values) & (values != home) & (weights > 0)
    moved = values[used]
    if not len(moved):
        return Ramps(np.array([home]), home)
    shares = np.linspace(0.0, 1.0, most + 1)
    inner = np.quantile(moved, shares, weights=weights[used], method="inverted_cdf")
    knots = np.unique(np.append(inner, home))
    apart = np.diff(knots, prepend=-np.inf) > _LEAST_WIDTH * np.maximum(np.abs(knots), 1.0)
    return Ramps(knots[apart], home)
