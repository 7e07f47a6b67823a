"""What do the words of normal names say, beside themselves: order, kind, numbers, initials?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from linkage.coded import Coded
from linkage.kinds import kind_of
from linkage.many_names import joined, worded
from linkage.names import LITTLE_WORDS, may_number, numbers_of

__all__ = ["SpokenNames"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Texts = np.ndarray[Any, Any]
THREE = 3
"""Words from which a name has initials."""


@dataclass(frozen=True)
class SpokenNames:
    """Normal names, looked at word by word.

    texts: the names. row, words: the name of each word, rising, and each word.
    """

    texts: pa.Array
    row: Ints
    words: Coded

    @classmethod
    def of(cls, names: Sequence[str]) -> SpokenNames:
        """Return `names`, words one space apart, taken apart."""
        texts = pa.array(names, type=pa.string())
        return cls(texts, *worded(texts))

    def tight(self) -> Texts:
        """Return each name without spaces."""
        return _objects(pc.replace_substring(self.texts, " ", ""))

    def ordered(self) -> Texts:
        """Return each name with its words in the order of letters."""
        width = len(self.words.texts) + 1
        codes = np.sort(self.row * width + self.words.codes) % width
        return _objects(joined(self.row, codes, self.words.texts, len(self.texts)))

    def kinds(self) -> Ints:
        """Return the kind that each name's last telling word says, as `kind_of`; -1 for none."""
        # The last word rules: Park Hotel is a hotel, School Lane Cafe a cafe.
        kind = self._each([kind_of(word) for word in self.words.texts], np.int64)
        telling = np.flatnonzero(kind >= 0)
        last = telling[np.diff(self.row[telling], append=-1) != 0]
        found = np.full(len(self.texts), -1, dtype=np.int64)
        found[self.row[last]] = kind[last]
        return found

    def numbers(self) -> Texts:
        """Return the words that number each name among its like, as `numbers_of`; maybe empty."""
        asked = np.unique(self.row[self._each([*map(may_number, self.words.texts)], np.bool_)])
        found = np.full(len(self.texts), "", dtype=object)
        found[asked] = [numbers_of(str(name)) for name in self.texts.take(pa.array(asked))]
        return found

    def initials(self) -> pa.Array:
        """Return the first letters of the words of each name, little words left out.

        Missing for fewer than three.
        """
        counted = [word not in LITTLE_WORDS for word in self.words.texts]
        told = np.flatnonzero(self._each(counted, np.bool_))
        letters = [word[0] for word in self.words.texts]
        spelled = joined(self.row[told], self.words.codes[told], letters, len(self.texts))
        many = np.bincount(self.row[told], minlength=len(self.texts)) >= THREE
        none = pa.scalar(None, pa.string())
        return pc.if_else(pa.array(many), pc.replace_substring(spelled, " ", ""), none)

    def _each(self, of_words: list[Any], kind: Any) -> Any:
        """Return of each word of each name what is said of the different words."""
        return np.array(of_words, dtype=kind)[self.words.codes]


def _objects(texts: pa.Array) -> Texts:
    values: Texts = texts.to_numpy(zero_copy_only=False).astype(object)
    return values
