"""Which pairs of records are worth comparing?"""

from __future__ import annotations

from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import numpy as np

from linkage.keys import NONE, Keyed
from linkage.members import once
from linkage.prepare import Ints, Prepared
from linkage.rules import RULES, Rule, Told
from linkage.searches import SEARCHES, Search
from linkage.settings import LinkageSettings

__all__ = ["Blocked", "Dropped", "block", "key_bits", "pairs_in_blocks"]

Flags = np.ndarray[Any, np.dtype[np.bool_]]
Found = tuple[str, Ints, "Dropped"]

PILE = 4_000_000
"""Pairs that may wait, repeats among them, before those found so far are sorted together."""


class Dropped(NamedTuple):
    """Keys that held too many groups, the groups in them, and the pairs these would have made."""

    keys: int = 0
    groups: int = 0
    pairs: int = 0


@dataclass(frozen=True)
class Blocked:
    """Pairs worth comparing, `left` < `right`, each once, sorted.

    pairs_by_rule: pairs each rule found, whether or not another found them too.
    dropped: rule to what was dropped of it.
    """

    left: Ints
    right: Ints
    pairs_by_rule: dict[str, int] = field(default_factory=dict)
    dropped: dict[str, Dropped] = field(default_factory=dict)


def key_bits(total: int) -> int:
    """Return how many bits hold any number below `total`."""
    return max(total - 1, 1).bit_length()


def _pack(left: Ints, right: Ints, bits: int) -> Ints:
    """Return each pair of different groups as one number, the lower group first."""
    packed: Ints = (np.minimum(left, right) << bits) | np.maximum(left, right)
    found: Ints = packed[left != right]
    return found


def _blocks(keyed: Keyed, total: int) -> tuple[Ints, Ints, Ints]:
    """Return the groups, rising, of one key after the other, where each begins, and how many."""
    group, key = keyed
    bits = np.uint64(key_bits(total))
    # Key and group in one number sort many times faster than two; what is cut off a key is no loss.
    packed = once(((key << bits) | group.astype(np.uint64)).view(np.int64))
    same = packed >> np.int64(bits)
    starts = np.flatnonzero(np.diff(same, prepend=~same[:1]))
    sizes = np.diff(np.append(starts, len(packed)))
    return packed & ((1 << int(bits)) - 1), starts, sizes


def pairs_in_blocks(
    keyed: Keyed, total: int, cap: int, among: Flags | None = None
) -> tuple[Ints, Ints, Dropped]:
    """Return every pair of the `total` groups that share a key; a key of more than `cap` has none.

    among: of which groups at least one must be in each pair; None: any.

    Returns left, right (left < right, repeats possible), and what was dropped.
    """
    known = keyed[1] != NONE
    group, starts, sizes = _blocks((keyed[0][known], keyed[1][known]), total)
    lefts, rights = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)]
    for size in np.unique(sizes[(sizes > 1) & (sizes <= cap)]):
        inside = group[starts[sizes == size][:, None] + np.arange(size)]
        first, second = np.triu_indices(size, 1)
        left, right = inside[:, first].ravel(), inside[:, second].ravel()
        kept = among[left] | among[right] if among is not None else slice(None)
        lefts.append(left[kept])
        rights.append(right[kept])
    full = sizes[sizes > cap]
    dropped = Dropped(len(full), int(full.sum()), int((full * (full - 1) // 2).sum()))
    return np.concatenate(lefts), np.concatenate(rights), dropped


def block(p: Prepared, settings: LinkageSettings) -> Blocked:
    """Return the pairs that any rule finds; work and memory grow with the groups, not their square.

    A key that holds more than `block_cap` groups is dropped and counted in the result.
    """
    told, bits = Told(p), key_bits(len(p))

    def found(one: Rule | Search) -> Found:
        if isinstance(one, Search):
            return one.name, once(_pack(*one.pairs(told, settings), bits)), Dropped()
        among = one.among(told) if one.among else None
        left, right, dropped = pairs_in_blocks(one.keys(told), len(p), settings.block_cap, among)
        return one.name, once(_pack(left, right, bits)), dropped

    with ThreadPoolExecutor(settings.workers) as pool:
        # The dear ones first: whoever has done with one takes the next.
        packed, by_rule, dropped = _piled(pool.map(found, [*SEARCHES, *RULES]))
    return Blocked(packed >> bits, packed & ((1 << bits) - 1), by_rule, dropped)


def _piled(found: Iterable[Found]) -> tuple[Ints, dict[str, int], dict[str, Dropped]]:
    """Return all pairs once, how many each rule found, and what was dropped of it."""
    every, waiting = np.zeros(0, np.int64), [np.zeros(0, np.int64)]
    by_rule, dropped = {}, {}
    for name, pairs, left_out in found:
        by_rule[name] = len(pairs)
        if left_out.keys:
            dropped[name] = left_out
        waiting.append(pairs)
        if sum(map(len, waiting)) > PILE + len(every):
            every, waiting = once(np.concatenate([every, *waiting])), []
    return once(np.concatenate([every, *waiting])), by_rule, dropped
