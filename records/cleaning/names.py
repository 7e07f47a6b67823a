"""Whose name is it: a business's, or a person's?"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pandas as pd

from records.cleaning.patterns import holds
from records.domain import sectors

__all__ = ["are_personal", "trading_names"]

_TRADING = (
    r"(?i)[\s,;(\[-]*(?:\bt\s?[/\\]\s?as?\b|\bt\.a\.|\btrading\s+as\b|\bd[/\\]b[/\\]a\b)[\s.:-]*"
)
_TITLE = re.compile(r"(?:mr|mrs|ms|miss|mx|dr|rev)\b\.?\s*", re.IGNORECASE)
_INITIALS = re.compile(
    r"(?:[A-Z]\.?[\s.]+){1,3}[A-Z](?:[A-Za-z]+|(?=['\u2019-]))(?:['\u2019-][A-Za-z]+)*"
)
_WORD = re.compile(r"[^\W\d_][\w'\u2019-]*\.?")
_BETWEEN = re.compile(r"\s*(?:&|\+|/|,|\band\b)\s*", re.IGNORECASE)
_FIRST = (
    r"(?i)^(?:mr|mrs|ms|miss|mx|dr|rev)\b|"
    r"^(?:[a-z]\.?[\s.]+){1,3}[a-z'\x{2019}-]+(?:$|\s*(?:&|and|/|,))"
)
_MOST_WORDS = 3


@cache
def _business_words() -> frozenset[str]:
    ours = (Path(__file__).parent / "business_words.txt").read_text(encoding="utf-8")
    listed = ";".join(sectors()["words"]).replace(";", " ").replace("*", "")
    return frozenset(word.strip(".,").casefold() for word in f"{ours} {listed}".split())


def trading_names(names: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return each name it trades under, and a list of the names before 't/a', 'trading as'.

    A name without such words is returned as it is, with an empty list.
    """
    parted = holds(names, _TRADING)
    kept = names.copy()
    others: pd.Series = pd.Series([[] for _ in names.index], index=names.index, dtype="object")
    if parted.any():
        parts = [_parts(name) for name in names[parted]]
        kept = kept.mask(parted, pd.Series([p[-1] for p in parts], names.index[parted]))
        others = others.mask(parted, pd.Series([p[:-1] for p in parts], names.index[parted]))
    return kept, others


def _parts(name: str) -> list[str]:
    """Return the names in `name`, the one it trades under last; only `name` where there is one."""
    trimmed = (part.strip(" ,;:()[]-") for part in re.split(_TRADING, name))
    return [part for part in dict.fromkeys(trimmed) if part] or [name]


def are_personal(names: pd.Series, aliases: pd.Series) -> pd.Series:
    """Return whether a name, or one it is traded under, is a person's: a sole trader's.

    A title or initials before a surname say so, and two or three words before 't/a' none of
    which is a business word. A forename and a surname alone are not told from a business's name.
    """
    likely = holds(names, _FIRST)
    personal = likely & names.where(likely, "").map(_all_persons).astype("bool")
    before = [
        bool(others) and any(_all_persons(o, trades=True) for o in others) for others in aliases
    ]
    return personal | pd.Series(before, index=names.index, dtype="bool")


def _all_persons(text: str, *, trades: bool = False) -> bool:
    people = [part for part in _BETWEEN.split(text) if part]
    # 'Mr A & Mrs B Khan': only the last needs its surname.
    return bool(people) and all(
        _is_person(part, trades=trades or n < len(people) - 1) for n, part in enumerate(people)
    )


def _is_person(text: str, *, trades: bool) -> bool:
    title = _TITLE.match(text)
    rest = text[title.end() :] if title else text
    words = rest.split()
    if not words or len(words) > _MOST_WORDS or not all(_WORD.fullmatch(w) for w in words):
        return False
    if any(word.strip(".").casefold() in _business_words() for word in words):
        return False
    if title:
        return len(words) > 1 or trades
    return bool(_INITIALS.fullmatch(rest)) or (trades and 1 < len(words) <= _MOST_WORDS)
