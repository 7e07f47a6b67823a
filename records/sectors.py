"""Which sector is a business in?"""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd

from records.cleaning.text import each_once
from records.domain import sectors
from records.schema import Record

__all__ = ["classify"]

_OTHER = "other"


def classify(records: pd.DataFrame) -> pd.Series:
    """Return the sector of each record, an id of sectors.csv; other where nothing tells.

    The SIC code goes first, by its longest listed prefix; then words of the activity, then words
    of the name. Of several words found the longest decides, so that 'care home' is not 'home'.
    """
    by_code = _by_prefix(records[Record.sic])
    by_activity = _by_words(records[Record.activity].where(by_code.isna()))
    found = by_code.fillna(by_activity)
    by_name = _by_words(records[Record.name].where(found.isna()))
    return found.fillna(by_name).fillna(_OTHER)


def _by_prefix(codes: pd.Series) -> pd.Series:
    prefixes = {
        prefix: sector
        for sector, listed in sectors()["sic_prefixes"].items()
        for prefix in listed.split()
    }
    found = pd.Series(None, index=codes.index, dtype="str")
    for signs in sorted({len(prefix) for prefix in prefixes}, reverse=True):
        found = found.fillna(codes.str[:signs].map(prefixes).astype("str"))
    return found


def _by_words(texts: pd.Series) -> pd.Series:
    """Return the sector whose word, of several the longest, each text holds; missing: none."""
    sector_of = _words()
    longest_first = sorted(sector_of, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?=({'|'.join(map(_form, longest_first))}))")

    def sector(text: str) -> str | None:
        found = max(pattern.findall(text), key=len, default=None)
        return None if found is None else _sector_of(found, sector_of)

    def distinct_sectors(distinct: pd.Series) -> pd.Series:
        lowered = distinct.str.lower().str.replace(r"[\s_]+", " ", regex=True)
        return pd.Series([*map(sector, lowered)], index=distinct.index, dtype="str")

    return each_once(texts, distinct_sectors)


def _words() -> dict[str, str]:
    """Return the sector of each word; of a word listed twice, the first."""
    listed = [
        (word, str(s)) for s, words in sectors()["words"].items() for word in words.split(";")
    ]
    return {word: sector for word, sector in reversed(listed) if word}


def _form(word: str) -> str:
    """Return the pattern of a word: whole or with a plural s, or what * leaves open."""
    ending = "" if word.endswith("*") else r"(?:'?s)?(?!\w)"
    return re.escape(word.removesuffix("*")) + ending


def _sector_of(found: str, sector_of: Mapping[str, str]) -> str:
    spellings = (found, found.removesuffix("s"), found.removesuffix("'s"), found + "*")
    return next(sector_of[spelling] for spelling in spellings if spelling in sector_of)
