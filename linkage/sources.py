"""Which sources gave the records of each group?"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np
from scipy import sparse

from linkage.coded import Coded

__all__ = ["held_by", "memberships", "of_groups", "sole"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

AND, AGAIN = "\x1f", "\x1e"
"""Between the sources of one group, and behind one that several of its records come from."""


def of_groups(source: Coded, group: Ints) -> Coded:
    """Return the sources of each group's records, each once, in order, as one text."""
    width = len(source.texts) + 1
    pairs, times = np.unique(group * width + source.codes + 1, return_counts=True)
    owner, code = pairs // width, pairs % width - 1
    texts = np.array([*source.texts, *(text + AGAIN for text in source.texts), ""], dtype=object)
    told = texts[np.where((times > 1) & (code >= 0), code + len(source.texts), code)]
    starts = np.flatnonzero(np.diff(owner, prepend=-1))
    ends = np.append(starts, len(owner))[1:]
    found = told[starts]
    # Most groups have one source; only the others are joined, one at a time.
    for place in np.flatnonzero(ends - starts > 1):
        found[place] = AND.join(told[starts[place] : ends[place]])
    return Coded.of(found)


def _names(text: str) -> list[str]:
    return [name.removesuffix(AGAIN) for name in text.split(AND)]


def sole(source: Coded) -> Ints:
    """Return a number for each group's source; -1 where its records come from several."""
    one = Coded.of(["" if AND in text else _names(text)[0] for text in source.texts])
    return one.at(source.codes).codes


def held_by(source: Coded, chosen: Iterable[str]) -> Flags:
    """Return which of the `chosen` sources, in order, each group has records of."""
    names = sorted(chosen)
    of_text = [[name in _names(text) for name in names] for text in source.texts]
    return np.array([*of_text, [False] * len(names)], dtype=np.bool_)[source.codes]


def memberships(source: Coded) -> tuple[list[str], sparse.csr_array]:
    """Return every source, in order, and a row for each group, a column for each source.

    It says whether none (0), one (1) or more (2) of the group's records are of that source.
    """
    lists = [text.split(AND) for text in source.texts]
    names = sorted({name for text in source.texts for name in _names(text)})
    place = {name: at for at, name in enumerate(names)}
    columns = [place[name.removesuffix(AGAIN)] for some in lists for name in some]
    times = np.array([1 + name.endswith(AGAIN) for some in lists for name in some], dtype=np.int64)
    starts = np.concatenate([[0], np.cumsum([len(some) for some in lists])]).astype(np.int64)
    of_texts = sparse.csr_array((times, columns, starts), shape=(len(lists), len(names)))
    return names, sparse.csr_array(of_texts[source.codes])
