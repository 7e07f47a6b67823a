"""Which pairs must a person speak of, so that businesses really become one, or really part?"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pandas as pd

from linkage.comparisons import Comparer
from linkage.model import Model
from linkage.pipeline import ENTITY_ID, link
from linkage.prepare import prepare
from records.schema import Judgement, Record

__all__ = ["joining", "parting"]

Pair = tuple[str, str]

_TRIES = 4


def joining(
    records: pd.DataFrame, one: Sequence[str], said: pd.DataFrame, model: Model
) -> list[Pair]:
    """Return the pairs to be called the same, so that all `records` are linked as one business.

    one: record_ids of the first business; all others are of the second. The pair that fits best
    comes first; others follow only where linking shows that it would not hold all of them. said:
    the judgements in force. model: of the build.
    """
    best = _best(records, set(one), model)
    found = [best]
    for _ in range(_TRIES):
        entity = _entities(records, said, found, model)
        left = [ids[0] for name, ids in entity.items() if best[0] not in ids]
        if not left:
            return found
        found += [_ordered(best[0], other) for other in left]
    every = sorted(set(records[Record.record_id]) - {best[0]})
    return [best, *(_ordered(best[0], other) for other in every if other != best[1])]


def parting(gone: Sequence[str], rest: Sequence[str]) -> list[Pair]:
    """Return the pairs to be called different, so that no record `gone` is linked with the `rest`.

    Each with each: two records of which nobody spoke could draw the others together again.
    """
    return sorted(_ordered(a, b) for a, b in product(gone, rest))


def _best(records: pd.DataFrame, one: set[str], model: Model) -> Pair:
    """Return the pair across the two businesses that weighs most."""
    p = prepare(records, frozenset("*"))
    mine = np.array([record_id in one for record_id in p.record_ids])
    left, right = (
        part.ravel() for part in np.meshgrid(np.flatnonzero(mine), np.flatnonzero(~mine))
    )
    bits = model.weight_bits(Comparer(p).compare(left, right))
    best = int(bits.argmax())
    return _ordered(str(p.record_ids[left[best]]), str(p.record_ids[right[best]]))


def _entities(
    records: pd.DataFrame, said: pd.DataFrame, found: list[Pair], model: Model
) -> dict[str, list[str]]:
    rows = [(a, b, "same") for a, b in found]
    more = pd.DataFrame(rows, columns=[str(c) for c in Judgement.columns()])
    words = Judgement.shape(pd.concat([said, more], ignore_index=True))
    made = link(records, judgements=words, model=model).entities
    groups = made.groupby(ENTITY_ID, sort=True)[Record.record_id]
    return {str(name): [str(one) for one in ids] for name, ids in groups}


def _ordered(a: str, b: str) -> Pair:
    return min(a, b), max(a, b)
