"""Which pairs of records does a pair of groups stand for?"""

from __future__ import annotations

from typing import Any

import numpy as np

from linkage.members import Members, fan_out, pairs_within
from linkage.prepare import Prepared

__all__ = ["record_pairs"]

Ints = np.ndarray[Any, np.dtype[np.int64]]


def record_pairs(p: Prepared, left: Ints, right: Ints, cap: int) -> tuple[Ints, Ints, Ints]:
    """Return pairs of records that pairs of groups stand for, and which pair each comes from.

    Where they stand for more than `cap`, the first records of the groups stand for all.
    """
    members = Members.of(p.group, np.arange(len(p.group)))
    sizes = members.counts
    full = (sizes[left] * sizes[right] <= cap) & (left != right)
    which = np.arange(len(left))
    parts = []
    first, second = fan_out((left[full], right[full]), members, cap)
    parts.append((first, second, np.repeat(which[full], sizes[left[full]] * sizes[right[full]])))
    star = ~full & (left != right)
    parts.append((p.first[left[star]], p.first[right[star]], which[star]))
    own = left == right
    parts += _inside(p, members, (left[own], which[own]), cap)
    firsts, seconds, from_pair = (np.concatenate(part) for part in zip(*parts, strict=True))
    return firsts, seconds, from_pair


def _inside(
    p: Prepared, members: Members, own: tuple[Ints, Ints], cap: int
) -> list[tuple[Ints, Ints, Ints]]:
    """Return the pairs of records inside groups, and which pair each comes from."""
    groups, which = own
    came = np.full(len(p), -1)
    came[groups] = which
    full = members.counts**2 <= cap
    row = np.arange(len(p.group))
    chosen = full[p.group] & (came[p.group] >= 0)
    few = pairs_within(Members.of(p.group[chosen], row[chosen]))
    rest = row[~full[p.group] & (came[p.group] >= 0)]
    rest = rest[p.first[p.group[rest]] != rest]
    return [(*few, came[p.group[few[0]]]), (p.first[p.group[rest]], rest, came[p.group[rest]])]
