"""What are many businesses called? As `names` says of one, in columns."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from linkage.coded import FEW, Coded
from linkage.names import LEGAL_FORMS, PHRASES, SAME_WORD, name_variants, normal_name

__all__ = ["SEPARATOR", "Variants", "flags", "joined", "many_normal", "many_variants", "worded"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
Flags = np.ndarray[Any, np.dtype[np.bool_]]

SEPARATOR = "\x1f"
"""Between names that are written as one text."""
_QUOTES = "'`?"
_STRANGE = (
    r"[^ -~]|\bt\s?[/.]\s?a|\btrading\s|\bd\s?[/.]\s?b|\bdba|\ba\s?/\s?k|\bformerly|\bpreviously"
    rf"|\bc/o\b|\b(?:ltd|limited) ta\b|[a-z]\.[a-z]\.|[{_QUOTES}].*[{_QUOTES}]"
)
"""What only a look at the one name can tell: other signs, `t/a`, K.F.C., several quotes."""
_JOINED = rf"(?:^| )[a-z] [a-z](?: |$)|\b(?:{'|'.join(PHRASES)})\b"
"""Letters that stand alone, and phrases, both of which are joined."""


class Variants(NamedTuple):
    """Normal names of each text: `names.codes[starts[v]:starts[v + 1]]`, different ones."""

    starts: Ints
    names: Coded


def many_variants(texts: list[str]) -> Variants:
    """Return what `name_variants` returns for each text, whose names stand apart by `SEPARATOR`.

    Names of plain words are taken apart together; each of the others by itself.
    """
    if len(texts) <= FEW:
        few = [name_variants(text.split(SEPARATOR)) for text in texts]
        flat = Coded.of([name for names in few for name in names])
        return Variants(np.cumsum([0, *map(len, few)]), flat)
    common, names, alone = _plain(texts)
    found = [name_variants(texts[one].split(SEPARATOR)) for one in alone]
    counts = np.zeros(len(texts), dtype=np.int64)
    counts[common] = pc.not_equal(names, "").to_numpy(zero_copy_only=False)
    counts[alone] = [len(one) for one in found]
    owner = np.append(common[counts[common] > 0], np.repeat(alone, counts[alone]))
    every = pa.concat_arrays(
        [
            names.filter(pc.not_equal(names, "")),
            pa.array([name for one in found for name in one], type=pa.string()),
        ]
    )
    flat = every.take(pa.array(np.argsort(owner, kind="stable")))
    return Variants(np.append(0, np.cumsum(counts)), Coded.of(flat))


def many_normal(texts: list[str]) -> list[str]:
    """Return what `normal_name` returns for each text."""
    if len(texts) <= FEW:
        return [*map(normal_name, texts)]
    common, names, alone = _plain(texts)
    normal = np.empty(len(texts), dtype=object)
    normal[common] = names.to_numpy(zero_copy_only=False)
    normal[alone] = [normal_name(texts[one]) for one in alone]
    return [*map(str, normal)]


def _plain(texts: list[str]) -> tuple[Ints, pa.Array, Ints]:
    """Return which texts are one name of plain words, their normal names, and which are not."""
    lower = pc.ascii_lower(pa.array(texts, type=pa.string()))
    strange = flags(lower, _STRANGE)
    spoken = pc.replace_substring_regex(lower, r"[&+]", " and ")
    spoken = pc.replace_substring(spoken, "@", " at ")
    spoken = pc.replace_substring_regex(spoken, rf"([a-z])[{_QUOTES}]([a-z0-9_])", r"\1\2")
    spoken = pc.utf8_trim(pc.replace_substring_regex(spoken, r"[^a-z0-9]+", " "), " ")
    strange |= flags(spoken, _JOINED)
    common = np.flatnonzero(~strange)
    return common, _normal(spoken.take(pa.array(common))), np.flatnonzero(strange)


def flags(texts: pa.Array, pattern: str) -> Flags:
    """Return which texts hold the pattern."""
    found: Flags = pc.match_substring_regex(texts, pattern).to_numpy(zero_copy_only=False)
    return found.copy()


def worded(texts: pa.Array) -> tuple[Ints, Coded]:
    """Return the row of each word of texts of words with one space between them, and the words."""
    split = pc.split_pattern(texts, " ")
    words = Coded.of(split.flatten())
    row = np.repeat(np.arange(len(texts)), pc.list_value_length(split).to_numpy())
    told = words.codes >= 0
    return row[told], Coded(words.codes[told], words.texts)


def joined(row: Ints, codes: Ints, words: list[str], count: int) -> pa.Array:
    """Return texts of words, one space between them; `row` rises, and says which text has each."""
    starts = np.searchsorted(row, np.arange(count + 1))
    values = pa.array(words, type=pa.string()).take(pa.array(codes))
    return pc.binary_join(pa.ListArray.from_arrays(pa.array(starts, type=pa.int32()), values), " ")


def _normal(spoken: pa.Array) -> pa.Array:
    """Return plain texts without legal forms and leading article, each word in one spelling."""
    row, words = worded(spoken)
    count = len(spoken)
    legal = np.array([word in LEGAL_FORMS for word in words.texts], dtype=bool)[words.codes]
    kept = np.flatnonzero(~legal)
    many = np.bincount(row[kept], minlength=count) > 1
    first = np.diff(row[kept], prepend=-1) > 0
    article = np.array([word == "the" for word in words.texts], dtype=bool)[words.codes]
    kept = kept[~(first & article[kept] & many[row[kept]])]
    spelled = [SAME_WORD.get(word, word) for word in words.texts]
    normal = joined(row[kept], words.codes[kept], spelled, count)
    # A name of nothing but legal forms keeps them.
    bare = pa.array(np.bincount(row[kept], minlength=count) == 0)
    return pc.if_else(bare, spoken, normal)
