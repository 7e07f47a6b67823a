"""Which records are among each other's nearest, in name, in name and address, or on the map?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from linkage.members import Members, fan_out, once
from linkage.neighbours import best_rows, globe, metres, nearest_points, rarest
from linkage.prepare import Coded, Ints, Prepared
from linkage.rules import Told
from linkage.settings import LinkageSettings
from linkage.words import RUNS, Letters, weighed

__all__ = ["SEARCHES", "Search"]

LIKE_NAME, LIKE_BOTH = 0.1, 0.2
"""Likeness (0-1) below which a name, or a name with its address, is no neighbour."""
PART = 10_000
"""Texts whose runs of letters are held at once."""
Flags = np.ndarray[Any, np.dtype[np.bool_]]
Pairs = tuple[Ints, Ints]


@dataclass(frozen=True)
class Search:
    """One way to find pairs: groups that are nearest to each other."""

    name: str
    pairs: Callable[[Told, LinkageSettings], Pairs]


def _fanned(near: Pairs, members: Members, settings: LinkageSettings) -> Pairs:
    """Return pairs of groups that pairs of values stand for, each pair of values once."""
    low, high = np.minimum(*near), np.maximum(*near)
    width = len(members.counts)
    values = once(low * width + high)
    return fan_out((values // width, values % width), members, settings.block_cap)


def _rarest(
    count: int, held: Callable[[Ints], sparse.csr_array], letters: Letters
) -> sparse.csr_array:
    """Return the rarest runs of letters of `count` texts; `held` tells which some of them hold.

    A part of the texts at a time: all runs of all of them need never be held together.
    """
    parts = [np.arange(start, min(start + PART, count)) for start in range(0, count, PART)]
    texts = np.zeros(RUNS, dtype=np.int64)
    for part in parts:
        texts += np.bincount(held(part).indices, minlength=RUNS)
    rare = [rarest(weighed(held(part), letters), texts) for part in parts]
    return sparse.vstack([*rare, sparse.csr_array((0, RUNS), dtype=np.float32)], format="csr")


def _similar_names(told: Told, settings: LinkageSettings) -> Pairs:
    p, (group, _) = told.p, told.name
    runs, every = told.name_runs, np.arange(told.name_runs.shape[0])
    rare = _rarest(len(every), lambda some: runs[some], p.corpus.name_letters)
    near = best_rows(rare, every, settings.neighbours, LIKE_NAME)
    left, right = _fanned(near, Members.of(p.names.codes, group), settings)
    kept = ~_elsewhere(p, left, right, settings.far_m)
    return left[kept], right[kept]


def _elsewhere(p: Prepared, left: Ints, right: Ints, far_m: float) -> Flags:
    """Return whether two groups are surely in different places: other area and far apart."""
    area = p.area.codes
    other: Flags = (area[left] != area[right]) & (area[left] >= 0) & (area[right] >= 0)
    spots = globe(p.point)
    apart = metres(spots[left[other]], spots[right[other]])
    other[other] = ~(apart <= far_m)
    return other


def _similar_addressed(told: Told, settings: LinkageSettings) -> Pairs:
    """Return groups whose names with addresses are similar."""
    p, (group, _) = told.p, told.name
    # Addresses of the same words are one text, however they are written.
    words = Coded.of(p.places.words.texts)
    first = np.unique(words.codes, return_index=True)[1][-len(words.texts) :]
    address = np.append(words.codes, -1)[np.where(p.places.broad, -1, p.places.codes)][group]
    width = len(words.texts) + 1
    told_at = p.names.codes * width + address + 1
    kept = once(told_at)
    code = np.searchsorted(kept, told_at).astype(np.int64)
    none = sparse.csr_array((1, RUNS), dtype=np.float32)
    addressed = sparse.vstack([none, told.address_runs[first]], format="csr")

    def held(some: Ints) -> sparse.csr_array:
        return told.name_runs[kept[some] // width] + addressed[kept[some] % width]

    rare = _rarest(len(kept), held, p.corpus.letters)
    near = best_rows(rare, np.arange(len(kept)), settings.neighbours, LIKE_BOTH)
    return _fanned(near, Members.of(code, group), settings)


def _near(told: Told, settings: LinkageSettings) -> Pairs:
    p = told.p
    known = np.flatnonzero(np.isfinite(p.point).all(axis=1))
    points, spot = np.unique(p.point[known], axis=0, return_inverse=True)
    spot = spot.ravel().astype(np.int64)
    near = nearest_points(points, settings.nearest, settings.radius_m)
    return _fanned(near, Members.of(spot, known), settings)


SEARCHES = (
    Search("similar name and address", _similar_addressed),
    Search("similar name", _similar_names),
    Search("near on the map", _near),
)
"""Searches for what is nearest, the dearest first."""
