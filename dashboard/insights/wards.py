"""Which wards stand out? Shares of high risk, drawn toward that of all where little is known."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import beta

from dashboard.access import View
from dashboard.area_index import beyond_chance, shrunk, too_few, ward_districts
from dashboard.filters import Filters
from dashboard.insights.frames import Hotspots
from dashboard.insights.ledger import Ints
from dashboard.queries import ordered

__all__ = ["hotspots", "prior_strength", "shares"]

_HIGH = 2
_RANGE = (0.05, 0.95)
_STRONGEST = 1e6
"""What wards that differ by chance alone weigh."""

Shares = NDArray[np.float64]


def hotspots(view: View, filters: Filters) -> tuple[pd.DataFrame, float]:
    """Return the wards as `Hotspots`, and the share of high risk in all wards (0-1).

    All wards count for that share, those that are not told (`area_index.too_few`) too.
    """
    columns, rows = view.county.columns, ordered(view, filters)
    ward, size = columns.ward[rows].astype("int64"), len(columns.wards) + 1
    count = np.bincount(ward, minlength=size)[1:]
    high = np.bincount(ward[columns.band[rows] >= _HIGH], minlength=size)[1:]
    contacts = np.bincount(ward, weights=columns.contacts[rows], minlength=size)[1:]
    average = float(high.sum() / max(count.sum(), 1))
    share, low, upper = shares(high, count)
    frame = pd.DataFrame(
        {
            Hotspots.ward: np.array(columns.wards, dtype=object),
            Hotspots.businesses: count,
            Hotspots.high: high,
            Hotspots.contacts: contacts.astype("int64"),
            Hotspots.share: share,
            Hotspots.low: low,
            Hotspots.upper: upper,
        }
    )
    told = frame[~too_few(count, ward_districts(view))].sort_values(
        [str(Hotspots.share), str(Hotspots.ward)], ascending=[False, True], ignore_index=True
    )
    return Hotspots.shape(told), average


def shares(high: Ints, count: Ints) -> tuple[Shares, Shares, Shares]:
    """Return the share of each ward (0-1), drawn toward that of all, and its 90% range.

    The share is the map's (`area_index.shrunk`); a ward without a business has that of all. For its
    range each ward's own is taken for one of a beta distribution, whose mean is that of all wards
    and whose spread is what remains of theirs once chance is taken off.
    """
    average = float(high.sum() / max(count.sum(), 1))
    if not 0 < average < 1:
        same = np.full(len(count), average)
        return same, same, same
    share = np.where(count > 0, shrunk(high, count)[0], average)
    strength = prior_strength(high, count)
    a, b = average * strength + high, (1 - average) * strength + count - high
    low, upper = (beta.ppf(end, a, b) for end in _RANGE)
    return share, low, upper


def prior_strength(high: Ints, count: Ints) -> float:
    """Return how many businesses the share of all wards weighs as much as; at most `_STRONGEST`."""
    mean, between = beyond_chance(high, count)
    chance = mean * (1 - mean)
    return float(chance / max(between, chance / _STRONGEST))
