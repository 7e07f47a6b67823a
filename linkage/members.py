"""Who belongs to what: many values, each with several members, without a loop."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeVar

import numpy as np

__all__ = ["Members", "fan_out", "once", "pairs_within", "spread"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Values = TypeVar("Values", bound=np.ndarray[Any, Any])


@dataclass(frozen=True)
class Members:
    """Members of each value: `items[starts[v]:starts[v + 1]]`, in rising order."""

    starts: Ints
    items: Ints

    @classmethod
    def of(cls, values: Ints, items: Ints) -> Members:
        """Return `items` by value, values numbered from 0."""
        order = np.lexsort((items, values))
        count = int(values.max(initial=-1)) + 1
        return cls(np.searchsorted(values[order], np.arange(count + 1)), items[order])

    @property
    def counts(self) -> Ints:
        """Members of each value."""
        return np.diff(self.starts)


def once(values: Ints) -> Ints:
    """Return `values` in rising order, each once.

    For whole numbers many times faster than np.unique, which looks each up in a table.
    """
    values = np.sort(values)
    first = np.ones(len(values), dtype=np.bool_)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    found: Ints = values[first]
    return found


def _inside(counts: Ints) -> tuple[Ints, Ints]:
    """Return, for runs of `counts` length, which run and which place in it each entry has."""
    run = np.repeat(np.arange(len(counts)), counts)
    return run, np.arange(len(run)) - np.repeat(np.cumsum(counts) - counts, counts)


def spread(codes: Ints, starts: Ints, values: Values) -> tuple[Ints, Values]:
    """Return, for each of `codes`, its place and every value between its starts."""
    run, inside = _inside(np.diff(starts)[codes])
    found: Values = values[starts[codes][run] + inside]
    return run, found


def fan_out(pairs: tuple[Ints, Ints], members: Members, cap: int) -> tuple[Ints, Ints]:
    """Return member pairs of value pairs; value pairs that stand for more than `cap` are left."""
    left, right = pairs
    counts = members.counts
    few = counts[left] * counts[right] <= cap
    left, right = left[few], right[few]
    run, inside = _inside(counts[left] * counts[right])
    width = counts[right][run]
    first = members.items[members.starts[left][run] + inside // width]
    second = members.items[members.starts[right][run] + inside % width]
    return first, second


def pairs_within(members: Members) -> tuple[Ints, Ints]:
    """Return every pair of members of the same value, the lower first."""
    counts = members.counts
    found_left, found_right = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for size in np.unique(counts[counts > 1]):
        begin = members.starts[:-1][counts == size]
        first, second = np.triu_indices(size, 1)
        found_left.append(members.items[begin[:, None] + first].ravel())
        found_right.append(members.items[begin[:, None] + second].ravel())
    return np.concatenate(found_left), np.concatenate(found_right)
