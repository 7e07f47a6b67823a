"""How do log-odds become points of 100, in bands, so that the reasons sum to the score exactly?"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from records.domain import BANDS
from risk.prediction.curves import Numbers

__all__ = ["DOUBLING", "HUNDREDTHS", "LIMITS", "USUAL", "Scorecard", "Standing"]

Hundredths = npt.NDArray[np.int64]
HUNDREDTHS = 100
"""Points are whole hundredths, so that sums are exact."""

USUAL = 30.0
"""Points of a business whose chance is that of the visits the model learnt from."""
DOUBLING = 15.0
"""Points that double the odds."""
SOFT_FLOOR, SOFT_CEILING = 10.0, 80.0
"""Points under and over which each further one counts less than the one before."""

SHARES = (0.78, 0.92, 0.98)
"""Shares of businesses below the bands moderate, high and severe, on the day of training."""

LIMITS = {
    "START": "Every business starts from what is usual where nothing is known of it",
    "FLOOR": "Points below 10 count ever less, so that no score falls below 0",
    "CEILING": "Points above 80 count ever less, so that no score passes 100",
    "HELD": "Held inside its band: complaints, intelligence and what was found elsewhere order "
    "businesses within a band, only what an agency found here moves one to another",
}
"""Lines of version two that are no factor: where a score starts, and what bounds it."""


@dataclass(frozen=True)
class Standing:
    """What a scorecard says: scores in hundredths, places of their bands, and what bounded them."""

    score: Hundredths
    band: Hundredths
    limits: dict[str, Hundredths]


@dataclass(frozen=True)
class Scorecard:
    """The scale of one model.

    usual: log-odds that are worth `USUAL` points. begins: points at which moderate, high and severe
    begin. They are set once, when the model is trained, so that a county that gets better sees it.
    """

    usual: float
    begins: tuple[float, float, float] = (40.0, 60.0, 75.0)

    def points(self, added: Numbers) -> Hundredths:
        """Return the points, in hundredths, that something adds to the log-odds."""
        found: Hundredths = np.rint(added * (DOUBLING / np.log(2.0) * HUNDREDTHS)).astype("int64")
        return found

    def start(self, margin: float) -> int:
        """Return the points, in hundredths, from which every business starts."""
        return int(self.points(np.array([margin - self.usual]))[0] + USUAL * HUNDREDTHS)

    def on_scale(self, margin: Numbers) -> Numbers:
        """Return the score, in points, of log-odds that nothing holds."""
        raw = self.points(margin - self.usual) + round(USUAL * HUNDREDTHS)
        found: Numbers = bent(raw) / HUNDREDTHS
        return found

    def standing(self, found: Hundredths, told: Hundredths) -> Standing:
        """Return the scores of points that agencies found and points that were told.

        What was told is held inside the band that findings alone give: it moves none, up or down.
        """
        begins = np.array([round(one * HUNDREDTHS) for one in self.begins])
        band = np.searchsorted(begins, bent(found), side="right")
        least, most = np.append(0, begins)[band], np.append(begins - 1, 100 * HUNDREDTHS)[band]
        raw = found + told
        free = bent(raw)
        score = np.clip(free, least, most)
        limits = {
            "FLOOR": np.where(raw < 0 + SOFT_FLOOR * HUNDREDTHS, free - raw, 0),
            "CEILING": np.where(raw > SOFT_CEILING * HUNDREDTHS, free - raw, 0),
            "HELD": score - free,
        }
        return Standing(score, band, limits)


def bent(raw: Hundredths) -> Hundredths:
    """Return points bent at both ends: the order stays, and 0 and 100 are never passed."""
    low, high = round(SOFT_FLOOR * HUNDREDTHS), round(SOFT_CEILING * HUNDREDTHS)
    room = 100 * HUNDREDTHS - high
    under, over = np.maximum(low - raw, 0), np.maximum(raw - high, 0)
    floor = np.rint(low * np.exp(-under / low)).astype("int64")
    ceiling = high + np.rint(-room * np.expm1(-over / room)).astype("int64")
    found: Hundredths = np.where(under > 0, floor, np.where(over > 0, ceiling, raw))
    return found


def begins_of(scores: Numbers, least: float) -> tuple[float, float, float]:
    """Return where the bands begin, so that `SHARES` of these scores lie below.

    least: points that the first band must lie above, such as those of a sector alone.
    """
    wanted = np.quantile(scores, SHARES) if len(scores) else np.array([40.0, 60.0, 75.0])
    first = float(np.clip(np.round(wanted[0], 2), np.round(least, 2) + 0.01, 97.0))
    second = float(np.clip(np.round(wanted[1], 2), first + 1.0, 98.5))
    third = float(np.clip(np.round(wanted[2], 2), second + 1.0, 99.9))
    return first, second, third


def bands(places: Hundredths) -> npt.NDArray[np.object_]:
    """Return the names of bands by their places."""
    return np.array(BANDS, dtype=object)[places]
