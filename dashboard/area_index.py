"""Where are businesses of high risk more frequent than in the county? By ward, shrunk toward it.

The rate of a ward of few businesses says little, so each is drawn toward the county's by how little
it says: Marshall's global empirical Bayes estimator (R. J. Marshall, Mapping disease and mortality
rates using empirical Bayes estimators, Applied Statistics 40, 1991, 283-294), with the variance of
a share, m (1 - m) / n, in the place of the Poisson one. It needs no iteration and no prior but the
county's own; the gamma model of Clayton and Kaldor (1987) gives nearly the same.

The index is of all that the viewer sees, never of a filter: two filters that differ by a few
businesses would otherwise tell of those. A ward of fewer than `FEWEST` businesses has none; where
it is the only such ward of its district, the next smallest has none either, as the district's own
figure, shown elsewhere, would give it away. The insights tell of wards by the same rule
(`too_few`) and the same estimator (`shrunk`), of the businesses that are filtered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.access import View
from dashboard.columns import Columns
from records.schema import Ward

__all__ = [
    "CLASSES",
    "FEWEST",
    "AreaIndex",
    "beyond_chance",
    "index_of",
    "shrunk",
    "too_few",
    "ward_districts",
]

FEWEST = 5
"""Businesses of which a ward's rate is told; of fewer it is not."""

HIGH = 2
"""Code of the first band that counts as high risk."""

CLASSES: tuple[tuple[float, str], ...] = (
    (0.0, "Far below the county"),
    (2 / 3, "Below the county"),
    (0.9, "About as in the county"),
    (1 / 0.9, "Above the county"),
    (1.5, "Far above the county"),
)
"""From which multiple of the county's rate a ward is called what."""

Numbers = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class AreaIndex:
    """Every ward's share of businesses of high or severe risk.

    wards: names. businesses, high: how many there are, and of high or severe risk. rate: 0-1, the
    share drawn toward the county's; missing where too few. ratio: rate over the county's.
    county_rate: 0-1, the county's own; missing where it has no business.
    """

    wards: tuple[str, ...]
    businesses: Counts
    high: Counts
    rate: Numbers
    ratio: Numbers
    county_rate: float

    def told(self) -> dict[str, Any]:
        """Return what the browser is told, ready for JSON: of a ward with too few, only that.

        Keys: county (0-1 or null), classes (labels), wards: by name [class, rate, businesses], or
        null where too few.
        """
        limits = [least for least, _ in CLASSES[1:]]
        kinds = np.searchsorted(limits, self.ratio, side="right")
        rows = zip(self.wards, kinds, self.rate, self.businesses, strict=True)
        return {
            "county": None if np.isnan(self.county_rate) else round(self.county_rate, 4),
            "classes": [label for _, label in CLASSES],
            "wards": {
                ward: None if np.isnan(rate) else [int(kind), round(float(rate), 4), int(count)]
                for ward, kind, rate, count in rows
            },
        }


def index_of(view: View) -> AreaIndex:
    """Return the index of all that the viewer sees, whatever is filtered."""
    return _index(view.county.columns, ward_districts(view))


def ward_districts(view: View) -> NDArray[Any]:
    """Return the district of each ward of the view's columns; empty where none is known."""
    county = view.county
    of = county.wards.drop_duplicates(Ward.ward).set_index(Ward.ward)[Ward.district]
    return np.array([of.get(ward, "") for ward in county.columns.wards], dtype="object")


def shrunk(high: Counts, businesses: Counts) -> tuple[Numbers, float]:
    """Return each ward's share of `high`, drawn toward that of all, and that of all; 0-1.

    Missing for a ward without a business, and for all where there is none.
    """
    total = businesses.sum()
    if not total:
        return np.full(len(high), np.nan), float("nan")
    mean, between = beyond_chance(high, businesses)
    held = businesses > 0
    raw = np.divide(high, businesses, out=np.full(len(high), np.nan), where=held)
    chance = np.divide(mean * (1 - mean), businesses, out=np.full(len(high), np.nan), where=held)
    weight = np.divide(between, between + chance, out=np.zeros(len(high)), where=chance > 0)
    return mean + weight * (raw - mean), mean


def beyond_chance(high: Counts, businesses: Counts) -> tuple[float, float]:
    """Return the share of all (0-1), and the variance of the wards' own beyond chance (0 or more).

    There must be a business.
    """
    held = businesses > 0
    h, n = high[held].astype("float64"), businesses[held].astype("float64")
    mean = float(h.sum() / n.sum())
    spread = float((n * (h / n - mean) ** 2).sum() / n.sum())
    # Chance alone may leave less than nothing.
    return mean, max(0.0, spread - mean * (1 - mean) * len(n) / float(n.sum()))


def _index(columns: Columns, districts: NDArray[Any]) -> AreaIndex:
    count = len(columns.wards)
    businesses = np.bincount(columns.ward, minlength=count + 1)[1:]
    high = np.bincount(columns.ward[columns.band >= HIGH], minlength=count + 1)[1:]
    rate, mean = shrunk(high, businesses)
    rate = np.where(too_few(businesses, districts), np.nan, rate)
    ratio = rate / mean if mean else np.where(np.isnan(rate), np.nan, 1.0)
    return AreaIndex(columns.wards, businesses, high, rate, ratio, mean)


def too_few(businesses: Counts, districts: NDArray[Any]) -> NDArray[np.bool_]:
    """Return which wards are not told: the small ones, and one beside one that stands alone.

    The one rule for small counts of every picture and table by ward. districts: of each ward.
    """
    hidden: NDArray[np.bool_] = businesses < FEWEST
    held = businesses > 0  # One without a business hides nobody, and nobody behind it.
    for district in set(districts):
        own = np.flatnonzero((districts == district) & held)
        if hidden[own].sum() == 1 and len(own) > 1:
            others = own[~hidden[own]]
            hidden[others[np.argmin(businesses[others])]] = True
    return hidden
