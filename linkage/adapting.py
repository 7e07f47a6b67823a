"""How is the pretrained model fitted to the records at hand?

To the pairs themselves, without any label: which sources list each business once, and how likely
pairs of one source, and of two, are one business. Then to what people said of some pairs.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from scipy import sparse

from linkage.blocking import Blocked
from linkage.comparisons import Comparer
from linkage.judgements import Judged
from linkage.keys import Keys, of_texts
from linkage.labels import learnt
from linkage.model import Floats, Model, pretrained
from linkage.prepare import Prepared
from linkage.priors import SURE, listed_once, with_priors
from linkage.settings import LinkageSettings
from linkage.sources import held_by, memberships, sole

__all__ = ["DRAWN", "Adapted", "adapt", "draw", "draw_keys"]

Ints = np.ndarray[Any, np.dtype[np.int64]]

DRAWN = 50_000
"""Candidates, drawn by lot, by which the model is fitted to the records."""
DECIMALS = 3
TOO_FAR = 0.05
"""Share of links that labels may put asunder by the weights alone; where they would more, they are
slips, or of pairs that are like no others, and the weights stay. What was said of the pairs
themselves holds."""


@dataclass(frozen=True)
class Adapted:
    """A model fitted to records, and in a few words how far it moved from the pretrained one."""

    model: Model
    report: dict[str, Any]


def adapt(
    prepared: Prepared,
    comparer: Comparer,
    blocked: Blocked,
    said: Judged,
    settings: LinkageSettings,
) -> Adapted:
    """Return the pretrained model fitted to candidates and judgements; the same for the same.

    report: once_sources (found to list each business once), prior_bits and one_source_bits (added
    to the prior, and for two records of one source), labels, labels_moved (whether they moved
    the weights), links_turned (share of links that they put, or would have put, asunder).
    """
    model = pretrained()
    drawn = draw(draw_keys(prepared), blocked.left, blocked.right)[0]
    left, right = blocked.left[drawn], blocked.right[drawn]
    compared = comparer.compare(left, right)
    bits = model.weight_bits(compared)
    if settings.policy == "auto":
        once = _once(prepared, (left, right, bits))
        model = replace(model, once=frozenset(once) - settings.once_sources)
    sources = sole(prepared.source)
    held = held_by(prepared.source, model.once | settings.once_sources)
    listed = (held[left] & held[right]).any(axis=1)
    within = (sources[left] == sources[right]) & (sources[left] >= 0)
    fitted = with_priors(model, bits[~listed], within[~listed])
    pairs, same = _labels(prepared, said)
    moved = learnt(fitted, comparer.compare(*pairs), same, bits + fitted.prior - model.prior)
    far = _turned(fitted, moved, compared) if moved else 0.0
    moved = moved if far <= TOO_FAR else None
    report = {
        "once_sources": sorted(model.once),
        "prior_bits": round(fitted.prior - model.prior, DECIMALS),
        "one_source_bits": round(float(fitted.source_bits), DECIMALS),
        "labels": len(same),
        "labels_moved": moved is not None,
        "links_turned": round(far, DECIMALS),
    }
    return Adapted(moved or fitted, report)


def draw_keys(prepared: Prepared) -> Keys:
    """Return a key of each group, made of the id of its first record."""
    return of_texts(prepared.record_ids[prepared.first].tolist()) | np.uint64(1)


def draw(keys: Keys, left: Ints, right: Ints) -> tuple[Ints, Keys]:
    """Return which pairs are drawn, in order, and the lot of each, by which the lowest are drawn.

    A pair's lot is its own, whichever pairs stand beside it.
    """
    lots = keys[left] * keys[right]
    drawn = np.arange(len(left))
    if len(left) > DRAWN:
        drawn = np.sort(np.argpartition(lots, DRAWN)[:DRAWN])
    return drawn, lots[drawn]


def _turned(fitted: Model, moved: Model, compared: Floats) -> float:
    """Return the share (0-1) of links that labels would put asunder."""
    linked = fitted.weight_bits(compared) > 0
    apart = moved.weight_bits(compared)[linked] < 0
    return float(apart.mean()) if len(apart) else 0.0


def _once(p: Prepared, drawn: tuple[Ints, Ints, Floats]) -> list[str]:
    """Return the sources that list each business once, as links that are sure tell."""
    names, times = memberships(p.source)
    held = times.minimum(1)
    left, right, bits = drawn
    sure = bits > SURE
    one, other = held[left[sure]], held[right[sure]]
    both = one.multiply(other)
    inside = _each(both, left[sure])
    across = _each(one - both, left[sure], other - both, right[sure])
    # Records of one group are linked as surely, and the group was drawn as likely as any.
    told = sparse.csr_array(times[np.unique(np.concatenate([left, right]))])
    repeats = (told > 1).sum(axis=0)
    several = np.diff(told.indptr) > 1
    shared = (told[several] > 0).sum(axis=0)
    return [names[one] for one in listed_once(inside, repeats, across + shared)]


def _each(*held: Any) -> Ints:
    """Return how many different groups hold each source; held: flags of sources, and groups."""
    flags, groups = held[::2], held[1::2]
    entries = [sparse.coo_array(some) for some in flags]
    width = flags[0].shape[1]
    found = [
        group[some.row[some.data > 0]] * width + some.col[some.data > 0]
        for some, group in zip(entries, groups, strict=True)
    ]
    return np.bincount(np.unique(np.concatenate(found)) % width, minlength=width)


def _labels(p: Prepared, said: Judged) -> tuple[tuple[Ints, Ints], Floats]:
    """Return the groups of each pair that people spoke of, in order, and who is the same."""
    left, right = (
        np.concatenate([p.group[same], p.group[different]])
        for same, different in zip(said.same, said.different, strict=True)
    )
    same = np.repeat([1.0, 0.0], [len(said.same[0]), len(said.different[0])])
    # Sums of other orders differ in their last digit, and weights would with them.
    order = np.lexsort((right, left))
    return (left[order], right[order]), same[order]
