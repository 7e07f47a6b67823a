"""Why are two records linked, or kept apart?"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from linkage.comparisons import Comparer
from linkage.corpus import Corpus
from linkage.model import PRIOR, Model, pretrained
from linkage.prepare import prepare
from linkage.questions import COMPARISONS, SOURCE
from records.errors import ConcernError
from records.schema import Record

__all__ = ["BEFORE", "Evidence", "explain", "phrases", "sentences"]

Floats = np.ndarray[Any, np.dtype[np.float64]]

DIFFERENT, ALIKE = 0.3, 0.95
LEAST_BITS = 0.05
BEFORE = "before anything is compared"
"""What is said of the prior."""


class Evidence(NamedTuple):
    """What one comparison says: the bits it adds (below 0: takes) and a sentence."""

    comparison: str
    bits: float
    because: str


def explain(
    records: pd.DataFrame,
    id_a: str,
    id_b: str,
    model: Model | None = None,
    corpus: Corpus | None = None,
) -> list[Evidence]:
    """Return what speaks for and against two records being one business, strongest first.

    The prior is one of the parts, so the bits sum to the match weight of the two alone: what other
    records of their businesses say is left out. corpus: what is learnt from all records, such as
    how rare a word is; with it only the two records are read. None: learnt from `records`.

    Raises:
        ConcernError: a record_id is not among `records`.
    """
    model = model or pretrained()
    if corpus:
        ids = records[Record.record_id]
        records = records.iloc[np.flatnonzero((ids == id_a) | (ids == id_b))]
    p = prepare(records, frozenset("*"), corpus=corpus)
    place = {record_id: row for row, record_id in enumerate(p.record_ids)}
    unknown = sum(record_id not in place for record_id in (id_a, id_b))
    if unknown:
        raise ConcernError(
            f"{unknown} of the 2 {Record.record_id} values are not among the records."
        )
    compared = Comparer(p).compare(*(np.array([place[one]]) for one in (id_a, id_b)))
    bits = model.bits(compared)
    parts = [
        Evidence(c.name, float(worth), f"{_phrase(value, c.phrases())} ({worth:+.1f})")
        for c, value, worth in zip(COMPARISONS, compared[0], bits[0], strict=True)
        if not np.isnan(value) and (c.name != SOURCE or worth)
    ]
    prior = Evidence(PRIOR, model.prior, f"{BEFORE} ({model.prior:+.1f})")
    return sorted([*parts, prior], key=lambda part: -abs(part.bits))


def _phrase(value: float, phrases: tuple[str, str, str]) -> str:
    return phrases[int(value > DIFFERENT) + int(value >= ALIKE)]


def phrases(compared: Floats) -> list[list[str]]:
    """Return what each comparison says of each pair, empty: nothing; then the prior's."""
    said = [comparison.phrases() for comparison in COMPARISONS]
    return [
        [
            "" if np.isnan(value) else _phrase(value, words)
            for value, words in zip(row, said, strict=True)
        ]
        + [BEFORE]
        for row in compared
    ]


def sentences(compared: Floats, model: Model, most: int) -> list[list[str]]:
    """Return up to `most` sentences for each pair, such as 'same phone (+6.1)', strongest first."""
    bits = np.round(model.bits(compared), 1)
    levels = (compared > DIFFERENT).astype(np.int64) + (compared >= ALIKE)
    order = np.argsort(-np.abs(bits), axis=1, kind="stable")[:, :most]
    chosen = np.take_along_axis(bits, order, axis=1)
    level = np.take_along_axis(levels, order, axis=1)
    # Few different sentences stand for many pairs, so each is written once.
    tenths = np.round(chosen * 10).astype(np.int64)
    packed = (order * 3 + level) * 100_000 + tenths + 50_000
    codes, where = np.unique(packed, return_inverse=True)
    written = np.array([_written(int(code)) for code in codes], dtype=object)
    texts = written[where].reshape(order.shape)
    telling = np.abs(chosen) > LEAST_BITS
    return [row[kept].tolist() for row, kept in zip(texts, telling, strict=True)]


def _written(code: int) -> str:
    which, tenths = divmod(code, 100_000)
    comparison, level = divmod(which, 3)
    return f"{COMPARISONS[comparison].phrases()[level]} ({(tenths - 50_000) / 10:+.1f})"
