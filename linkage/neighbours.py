"""Which texts, and which points, lie nearest to each other?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.spatial import KDTree

__all__ = ["degrees", "globe", "metres", "nearest_points", "nearest_texts"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]

RAREST = 10
"""Runs of letters by which a text is looked up: its rarest."""
MOST_TEXTS = 300
"""Texts that may share a run of letters before it is too common to look up by."""
ROWS = 4_000
LEAST = 0.1
"""Likeness (0-1) below which a text is no neighbour."""
RADIUS_M = 6_371_009.0
"""Mean radius of the globe (IUGG)."""


def _rarest(weights: sparse.csr_array) -> sparse.csr_array:
    """Return `weights` with only the rarest, not too common, entries of each row."""
    texts = np.bincount(weights.indices, minlength=weights.shape[1])
    row = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))
    often = texts[weights.indices]
    usable = (often > 1) & (often <= MOST_TEXTS)
    row, often = row[usable], often[usable]
    columns, data = weights.indices[usable], weights.data[usable]
    order = np.lexsort((columns, often, row))
    row, columns, data = row[order], columns[order], data[order]
    place = np.arange(len(row)) - np.searchsorted(row, row)
    kept = place < RAREST
    entries = (data[kept], (row[kept], columns[kept]))
    return sparse.csr_array(entries, shape=weights.shape)


def nearest_texts(weights: sparse.csr_array, count: int) -> tuple[Ints, Ints]:
    """Return pairs of rows: each with the `count` rows most like it by their rarest letters.

    Work is bounded: a text is met only through runs of letters that few texts share.
    """
    rare = _rarest(weights)
    across = sparse.csr_array(rare.T)
    found = [
        _best(rare[start : start + ROWS] @ across, start, count)
        for start in range(0, rare.shape[0], ROWS)
    ]
    if not found:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing
    left, right = (np.concatenate(side) for side in zip(*found, strict=True))
    return left, right


def _best(likeness: sparse.csr_array, start: int, count: int) -> tuple[Ints, Ints]:
    """Return the `count` highest entries of each row, the row itself left out."""
    row = np.repeat(np.arange(likeness.shape[0]), np.diff(likeness.indptr))
    far = (likeness.data >= LEAST) & (likeness.indices != row + start)
    row, column, value = row[far], likeness.indices[far], likeness.data[far]
    order = np.lexsort((column, -value, row))
    row, column = row[order], column[order]
    best = np.arange(len(row)) - np.searchsorted(row, row) < count
    return (row[best] + start).astype(np.int64), column[best].astype(np.int64)


def degrees(values: pd.Series[Any], most: float) -> pd.Series[Any]:
    """Return `values` as numbers; missing where they are none, or beyond `most` either way."""
    found = pd.to_numeric(values, errors="coerce")
    return found.where(found.abs() <= most)


def globe(point: Floats) -> Floats:
    """Return latitudes and longitudes as points in space, in metres from the middle of the globe.

    What lies within some kilometres is as far apart in space as on the ground.
    """
    lat, lon = np.deg2rad(point).T
    level = np.cos(lat)
    spots: Floats = np.column_stack([level * np.cos(lon), level * np.sin(lon), np.sin(lat)])
    return spots * RADIUS_M


def metres(one: Floats, other: Floats) -> Floats:
    """Return how many metres apart points of `globe` are, row by row; missing if either is."""
    apart: Floats = np.sqrt(np.square(one - other).sum(axis=1))
    return apart


def nearest_points(point: Floats, count: int, radius_m: float) -> tuple[Ints, Ints]:
    """Return pairs of different points: each with the `count` nearest within `radius_m` metres."""
    if len(point) < 2:  # noqa: PLR2004
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing
    spots = globe(point)
    reach = min(count + 1, len(point))
    far, index = KDTree(spots).query(spots, k=reach, distance_upper_bound=radius_m)
    row = np.repeat(np.arange(len(point)), reach)
    near = np.isfinite(far.ravel()) & (index.ravel() != row)
    return row[near], index.ravel()[near].astype(np.int64)
