"""What do all records together teach, when no worker sees them all?

Every worker tells what its records hold, as texts with counts; what is told of one text meets in
one part and is added up there. What comes out is the `Corpus` that one machine would have learnt.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from linkage.corpus import Corpus, Places
from linkage.spark.flow import PART, Data, Flow
from linkage.spark.rows import ADDRESS_WORDS, MEMBERS, NAMES, PHONE, placed
from linkage.spark.telling import COUNT, KIND, OTHER, SIGN, TEXT, TOLD, keys_of, told_of
from linkage.words import RUNS, Letters, Shares, count_runs

__all__ = ["learn_corpus"]

_NAME_WORD, _ADDRESS_WORD, _PHONE, _NAME, _ADDRESS = "nw", "aw", "ph", "na", "ad"
_NAME_RUN, _ADDRESS_RUN = "nr", "ar"
SHARES = (_NAME_WORD, _ADDRESS_WORD, _PHONE)
_TOTAL = ""
"""Stands for all texts together: none of them is empty."""


def words_told(part: int, rows: pa.Table, parts: int) -> pa.Table:
    """Return how many businesses' names and addresses hold each word, and who shares telephones."""
    del part
    sizes = pc.list_value_length(rows[MEMBERS]).to_numpy(zero_copy_only=False)
    stand_for = np.where(placed(rows), 1, sizes)
    lists = rows[NAMES].combine_chunks()
    names = lists.flatten().to_numpy(zero_copy_only=False)
    counts = np.repeat(stand_for, pc.list_value_length(lists).to_numpy(zero_copy_only=False))
    named = pd.Series(counts, index=names).groupby(level=0, sort=False).sum()
    words = rows[ADDRESS_WORDS].drop_null().to_pandas()
    addressed = words[words != ""].value_counts(sort=False)
    sets = np.array([SIGN.join(sorted(one)) for one in lists.to_pylist()], dtype=object)
    phones = rows[PHONE].to_numpy(zero_copy_only=False)
    known = rows[PHONE].is_valid().to_numpy() & (sets != "")
    frames = [
        *_words(_NAME_WORD, _NAME, named),
        *_words(_ADDRESS_WORD, _ADDRESS, addressed),
        {KIND: _PHONE, TEXT: phones[known], OTHER: keys_of(list(sets[known])), COUNT: 1.0},
    ]
    return told_of(pd.concat(map(pd.DataFrame, frames)), parts)


def _words(word: str, text: str, counts: Any) -> list[dict[str, Any]]:
    """Return how often each word stands in texts, given how often each of them stands."""
    split = [sorted(set(one.split())) for one in counts.index]
    flat = [each for words in split for each in words]
    often = np.repeat(counts.to_numpy(dtype=np.float64), [len(words) for words in split])
    rows = ((word, flat, often), (text, counts.index, counts.to_numpy(dtype=np.float64)))
    return [
        {KIND: kind, TEXT: pd.Series(texts, dtype=object), OTHER: 0, COUNT: number}
        for kind, texts, number in rows
    ]


def words_found(part: int, told: pa.Table, parts: int) -> pa.Table:
    """Return what is told of each text that more than one stands beside, and of runs of letters."""
    del part
    frame = told.to_pandas()
    kinds = {str(kind): rows for kind, rows in frame.groupby(KIND)}
    found = [_several(kinds, kind) for kind in (_NAME_WORD, _ADDRESS_WORD)]
    found += [_shared(kinds)]
    for kind, word, run in (
        (_NAME, _NAME_WORD, _NAME_RUN),
        (_ADDRESS, _ADDRESS_WORD, _ADDRESS_RUN),
    ):
        rows = kinds.get(kind, frame[:0])
        texts = sorted(set(rows[TEXT]))
        held = count_runs(texts)
        runs = np.flatnonzero(held)
        found += [
            _row(word, _TOTAL, [rows[COUNT].sum()]),
            _row(run, _TOTAL, [len(texts)]),
            _row(run, [str(one) for one in runs], held[runs]),
        ]
    return told_of(pd.concat(found), parts)


def _row(kind: str, text: Any, count: Any) -> pd.DataFrame:
    columns = {COUNT: np.asarray(count, dtype=np.float64), KIND: kind, OTHER: 0}
    return pd.DataFrame(columns | {TEXT: pd.Series(text, dtype=object, index=range(len(count)))})


def _several(kinds: dict[str, pd.DataFrame], kind: str) -> pd.DataFrame:
    if kind not in kinds:
        return _row(kind, [], [])
    sums = kinds[kind].groupby(TEXT)[COUNT].sum()
    return _row(kind, list(sums.index[sums > 1]), sums[sums > 1])


def _shared(kinds: dict[str, pd.DataFrame]) -> pd.DataFrame:
    if _PHONE not in kinds:
        return _row(_PHONE, [], [])
    counts = kinds[_PHONE].groupby(TEXT)[OTHER].nunique()
    several = _row(_PHONE, list(counts.index[counts > 1]), counts[counts > 1])
    return pd.concat([several, _row(_PHONE, _TOTAL, [len(counts)])])


def added(part: int, told: pa.Table) -> pa.Table:
    """Return the sum of what is told of each text."""
    del part
    sums = told.group_by([KIND, TEXT]).aggregate([(COUNT, "sum")])
    none = {PART: np.zeros(len(sums), np.int32), OTHER: np.zeros(len(sums), np.int64)}
    found = {KIND: sums[KIND], TEXT: sums[TEXT], COUNT: sums[f"{COUNT}_sum"]}
    return pa.table(none | found).select(TOLD.names)


def learn_corpus(flow: Flow, rows: Data, places: Places) -> Corpus:
    """Return what groups that say the same, as rows divided over workers, teach of everything."""
    parts = flow.share(flow.parts)
    told = flow.each(rows, words_told, TOLD, parts)
    found = flow.meet((told,), words_found, TOLD, parts)
    frame = flow.collect(flow.meet((found,), added, TOLD)).to_pandas()
    kinds = {
        str(kind): dict(zip(told[TEXT], told[COUNT], strict=True))
        for kind, told in frame.groupby(KIND)
    }
    names, addresses, phones = (_shares(kinds.get(kind, {})) for kind in SHARES)
    letters = (_letters(kinds.get(kind, {})) for kind in (_NAME_RUN, _ADDRESS_RUN))
    return Corpus(places, names, addresses, phones, *letters)


def _shares(counts: dict[str, float]) -> Shares:
    total = counts.pop(_TOTAL, 0.0)
    return Shares(counts, total)


def _letters(counts: dict[str, float]) -> Letters:
    total = int(counts.pop(_TOTAL, 0.0))
    texts = np.zeros(RUNS, dtype=np.int64)
    for run, count in counts.items():
        texts[int(run)] = int(count)
    return Letters.counted(texts, total)
