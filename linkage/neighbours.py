"""Which texts, and which points, lie nearest to each other?"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse
from scipy.spatial import KDTree

__all__ = [
    "best_rows",
    "degrees",
    "globe",
    "metres",
    "nearest_points",
    "rarest",
]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Floats = np.ndarray[Any, np.dtype[np.float64]]

RAREST = 10
"""Runs of letters by which a text is looked up: its rarest."""
MOST_TEXTS = 300
"""Texts that may share a run of letters before it is too common to look up by."""
ROWS = 400
"""Texts looked up at once."""
_STEPS = 1_000_000
"""Steps of likeness that are told apart."""
LEAST = 0.1
"""Likeness (0-1) below which a text is no neighbour."""
EQUALLY_FAR = 100
"""Points that are looked at where some are equally far; of more the tree's choice counts."""
APART_M = 1e-4
"""Metres by which distances must differ to be told apart."""
RADIUS_M = 6_371_009.0
"""Mean radius of the globe (IUGG)."""


def rarest(weights: sparse.csr_array, texts: Ints | None = None) -> sparse.csr_array:
    """Return `weights` with only the rarest, not too common, entries of each row.

    texts: how many texts hold each column; None: these.
    """
    if texts is None:
        texts = np.bincount(weights.indices, minlength=weights.shape[1])
    often = texts[weights.indices]
    usable = np.flatnonzero((often > 1) & (often <= MOST_TEXTS))
    row = np.repeat(np.arange(weights.shape[0]), np.diff(weights.indptr))[usable]
    column = weights.indices[usable].astype(np.int64)
    # Row, how often, and column in one number sort many times faster than three.
    width = int(weights.shape[1])
    order = np.argsort((row * (MOST_TEXTS + 1) + often[usable]) * width + column)
    row, column, usable = row[order], column[order], usable[order]
    starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=weights.shape[0]))])
    kept = np.arange(len(row)) - starts[row] < RAREST
    entries = (weights.data[usable[kept]], (row[kept], column[kept]))
    return sparse.csr_array(entries, shape=weights.shape)


def best_rows(
    rare: sparse.csr_array, rows: Ints, count: int, least: float = LEAST
) -> tuple[Ints, Ints]:
    """Return pairs of rows: each of `rows` with the `count` of all that are most like it.

    rare: as `rarest` returns it, which bounds the work: a text is met only through runs of letters
    that few texts share. least: likeness (0-1) below which a text is no neighbour.
    """
    across = sparse.csr_array(rare.T)

    def best(start: int) -> tuple[Ints, Ints]:
        some = rows[start : start + ROWS]
        return _best(rare[some] @ across, some, count, least)

    found = map(best, range(0, len(rows), ROWS))
    nothing = (np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64))
    left, right = (np.concatenate(side) for side in zip(nothing, *found, strict=True))
    return left, right


def _best(likeness: sparse.csr_array, rows: Ints, count: int, least: float) -> tuple[Ints, Ints]:
    """Return the `count` highest entries of each row, the row itself left out.

    Of two that are equal to a millionth, the lower row comes first.
    """
    like = np.flatnonzero(likeness.data >= least)
    row = np.repeat(np.arange(len(rows)), np.diff(likeness.indptr))[like]
    column = likeness.indices[like].astype(np.int64)
    unlike = np.rint((1.0 - likeness.data[like]) * _STEPS).astype(np.int64).clip(0, _STEPS)
    width = int(likeness.shape[1])
    packed = ((row * (_STEPS + 1) + unlike) * width + column)[rows[row] != column]
    packed.sort()
    row = packed // (width * (_STEPS + 1))
    starts = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=len(rows)))])
    best = np.arange(len(row)) - starts[row] < count
    return rows[row[best]], packed[best] % width


def degrees(values: pd.Series[Any], most: float) -> Floats:
    """Return `values` as numbers; missing where they are none, or beyond `most` either way."""
    numbers = values if values.dtype == np.float64 else pd.to_numeric(values, errors="coerce")
    found = numbers.to_numpy(np.float64, na_value=np.nan)
    return np.where(np.abs(found) <= most, found, np.nan)


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


def nearest_points(
    point: Floats, count: int, radius_m: float, asked: Ints | None = None
) -> tuple[Ints, Ints]:
    """Return pairs of different points: each with the `count` nearest within `radius_m` metres.

    asked: points for which to look; None: all.
    """
    if len(point) < 2:  # noqa: PLR2004
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing
    rows = np.arange(len(point)) if asked is None else asked
    spots = globe(point)
    tree = KDTree(spots)
    far, index = tree.query(spots[rows], min(count + 2, len(point)), distance_upper_bound=radius_m)
    near = np.isfinite(far)
    last, next_one = far[:, count : count + 1], far[:, count + 1 :]
    # Of points equally far, of which only some find room, the tree takes any: look at more.
    tied = (next_one < np.where(np.isfinite(last), last, 0.0) + APART_M).any(axis=1)
    tied |= index[:, 0] != rows
    near[:, 0] = near[:, count + 1 :] = False
    near[tied] = False
    found = np.repeat(rows, near.sum(axis=1)), index[near]
    more = _among_equals((tree, spots), rows[tied], count, radius_m)
    left, right = (np.concatenate(ends) for ends in zip(found, more, strict=True))
    return left, right.astype(np.int64)


def _among_equals(
    tree: tuple[KDTree, Floats], rows: Ints, count: int, radius_m: float
) -> tuple[Ints, Ints]:
    """Return pairs as `nearest_points` does; of points equally far the first."""
    reach = min(EQUALLY_FAR, len(tree[1]))
    far, index = tree[0].query(tree[1][rows], reach, distance_upper_bound=radius_m)
    far = np.where(index == rows[:, None], np.inf, np.floor(far / APART_M))
    order = np.lexsort((index, far), axis=1)[:, :count]
    near = np.isfinite(np.take_along_axis(far, order, axis=1))
    return np.repeat(rows, near.sum(axis=1)), np.take_along_axis(index, order, axis=1)[near]
