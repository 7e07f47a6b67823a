"""What was written, before encodings, markup and stray blanks had their way?"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Callable
from typing import Any

import pandas as pd

from records.cleaning.patterns import holds

__all__ = ["each_once", "tidy"]

_NOTHING = frozenset(
    {"", "n/a", "#n/a", "null", "none", "nan", "nil", "-", "--", ".", "unknown", "not known"}
    | {"not applicable", "not stated", "tbc"}
)
"""What people write where there is nothing to write."""

_SUSPECT = r"[^\x20-\x7e]|&|  |^ | $"
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_FOREIGN = re.compile(r"[^\x00-\x7f]{2,}")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060\ufeff]")
_BLANK = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


def each_once(values: pd.Series, clean: Callable[[pd.Series], pd.Series]) -> pd.Series:
    """Return `clean(values)`, worked out once for each distinct value; missing stays missing."""
    codes, distinct = pd.factorize(values)
    cleaned = clean(pd.Series(distinct, dtype="str"))
    return cleaned.reindex(codes).set_axis(values.index)


def tidy(values: pd.Series) -> pd.Series:
    """Return text with single blanks, entities read and double encodings undone.

    Missing: an empty text, and words for nothing such as N/A.
    """
    text = values.astype("str")
    suspect = holds(text, _SUSPECT)
    if suspect.any():
        text = text.mask(suspect, each_once(text[suspect], _tidied).reindex(text.index))
    return text.mask(text.str.lower().isin(_NOTHING))


def _tidied(distinct: pd.Series) -> pd.Series:
    return pd.Series([_tidy_one(text) for text in distinct], index=distinct.index, dtype="str")


def _tidy_one(text: str) -> str:
    step: Any = None
    while step != text:  # an entity may hide another: &amp;amp;
        step, text = text, _tidy_once(text)
    return text


def _tidy_once(text: str) -> str:
    text = _ENTITY.sub(lambda found: html.unescape(found[0]), text)
    text = _FOREIGN.sub(lambda found: _decoded_once_more(found[0]), text)
    text = unicodedata.normalize("NFC", _INVISIBLE.sub("", text))
    return _BLANK.sub(" ", text).strip()


def _decoded_once_more(run: str) -> str:
    """Return `run` read as UTF-8 where that is what was taken for cp1252: Ã© is é."""
    try:
        return b"".join(_byte(sign) for sign in run).decode("utf-8")
    except UnicodeError:
        return run


def _byte(sign: str) -> bytes:
    try:
        return sign.encode("cp1252")
    except UnicodeEncodeError:
        return sign.encode("latin-1")  # the five codes cp1252 leaves open pass through as they are
