"""Which value of each field does a profile show, and which records say so?"""

from __future__ import annotations

import re
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from records.grouping import lists_of
from records.schema import Fact

__all__ = ["DAY", "FIELD", "KEY", "PREFER", "ROW", "SOURCE", "VALUE", "WHO", "candidates", "facts"]

WHO, FIELD, VALUE, SOURCE, DAY, ROW, PREFER, KEY = (
    "who",
    "field",
    "value",
    "source",
    "day",
    "row",
    "prefer",
    "key",
)
"""Columns of a claim: profile number, profile column, value as written, source number, day since
1970, row of the record, and an order of trust (0 first). A key is shared by spellings of a value.
"""

_NOISE = re.compile(r"[\W_]+")
_GROUP = "group"
_SOURCES, _LATEST, _LENGTH, _SPELLING = "sources", "latest", "length", "spelling"


def candidates(claims: pd.DataFrame, record_ids: pd.Series[Any]) -> pd.DataFrame:
    """Return one row for each value a profile's records give a field, the best of a field first.

    Best is: most trusted, then said by most sources, then latest, then fullest. Values that
    differ only in case, spaces and punctuation are one, shown in their best spelling. Columns:
    who, field, key, value, chosen (the first of its field) and record_ids.
    """
    codes, words = pd.factorize(claims[VALUE])
    spellings = _spellings([str(word) for word in words])
    spelt = {column: spellings[column].to_numpy()[codes] for column in (KEY, _SPELLING)}
    claims = claims.drop(columns=VALUE).assign(**spelt)
    group, first = _numbered(claims, [WHO, FIELD, KEY])
    told = claims.groupby(group)
    ranked = pd.DataFrame(
        {
            WHO: claims[WHO].to_numpy()[first],
            FIELD: claims[FIELD].to_numpy()[first],
            KEY: claims[KEY].to_numpy()[first],
            PREFER: told[PREFER].min(),
            _SOURCES: _distinct_sources(claims, group),
            _LATEST: told[DAY].max(),
            _SPELLING: told[_SPELLING].min(),
        }
    )
    shown = spellings.set_index(_SPELLING)
    ranked = ranked.assign(
        **{
            VALUE: shown[VALUE].reindex(ranked[_SPELLING]).to_numpy(),
            _LENGTH: shown[_LENGTH].reindex(ranked[_SPELLING]).to_numpy(),
            Fact.record_ids: _records_of(claims, group, record_ids).to_numpy(),
        }
    )
    order = [WHO, FIELD, PREFER, _SOURCES, _LATEST, _LENGTH, _SPELLING]
    best = ranked.sort_values(order, ascending=[True, True, True, False, False, False, True])
    chosen = ~best.duplicated([WHO, FIELD])
    kept = best.assign(**{Fact.chosen: chosen}).reset_index(drop=True)
    return kept[[WHO, FIELD, KEY, VALUE, Fact.chosen, Fact.record_ids]]


def facts(found: pd.DataFrame, profiles: npt.NDArray[Any]) -> pd.DataFrame:
    """Return candidates as facts, in order of profile and field, the chosen value first."""
    order = [WHO, FIELD, Fact.chosen, VALUE]
    found = found.sort_values(order, ascending=[True, True, False, True], ignore_index=True)
    return Fact.shape(found.assign(**{Fact.profile_id: profiles[found[WHO]]}))


def _spellings(words: list[str]) -> pd.DataFrame:
    """Return for each distinct value its key, and how well it is spelt as a rank, 0 first.

    Better is not all in capitals, then longer, then first in the alphabet.
    """
    keys = [_NOISE.sub("", word.casefold()) or word for word in words]
    table = pd.DataFrame({VALUE: words, KEY: pd.factorize(np.array(keys, dtype=object))[0]})
    table[_LENGTH] = [len(word) for word in words]
    best = sorted(
        range(len(words)), key=lambda at: (words[at].isupper(), -len(words[at]), words[at])
    )
    rank = np.empty(len(words), dtype="int64")
    rank[best] = np.arange(len(words))
    table[_SPELLING] = rank
    return table


def _numbered(
    frame: pd.DataFrame, by: list[str]
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Return the number of each row's values of `by`, and the first row of each number."""
    packed = np.zeros(len(frame), dtype="int64")
    for column in by:
        codes, unique = pd.factorize(frame[column])
        packed = packed * (len(unique) + 1) + codes
    _, first, group = np.unique(packed, return_index=True, return_inverse=True)
    return group.astype("int64"), first.astype("int64")


def _distinct_sources(claims: pd.DataFrame, group: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    source = claims[SOURCE].to_numpy("int64")
    count = int(source.max(initial=0)) + 1
    return np.bincount(np.unique(group * count + source) // count)


def _records_of(
    claims: pd.DataFrame, group: npt.NDArray[np.int64], record_ids: pd.Series[Any]
) -> pd.Series[Any]:
    """Return the records behind each group, each once, in their order."""
    rows = claims[ROW].to_numpy()
    once = ~pd.DataFrame({_GROUP: group, ROW: rows}).duplicated().to_numpy()
    names = np.asarray(record_ids, dtype=object)
    return lists_of(names[rows[once]], group[once], int(group.max(initial=-1)) + 1)
