"""How is a wrong value told without telling what it says?

A fault is read by people who may not see the row. So letters and digits become a shape, and only
what cannot be personal is quoted: days, short numbers, and words the contracts themselves use.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from records.domain import event_types

__all__ = ["described"]

_DAY = re.compile(r"[0-9][0-9/.:T Z+-]{0,24}")
_NUMBER = re.compile(r"[£$-]?[0-9][0-9.,-]{0,8}")
_SHORT_NUMBER = re.compile(r"[0-9]{1,3}")
_WORD = re.compile(r"[A-Za-z]+")
_MOST_WORDS = 8
_LONGEST_SHAPE = 12


def described(values: pd.Series, kind: str) -> pd.Series:
    """Return each value described; `kind` is date, number, code or text. Missing stays missing."""
    tell = {"date": _date, "number": _number, "code": _code}.get(kind, _text)
    return values.map(tell, na_action="ignore").astype("str")


def _date(text: str) -> str:
    return repr(text) if _DAY.fullmatch(text) else _letters(text, "a date")


def _number(text: str) -> str:
    return repr(text) if _NUMBER.fullmatch(text) else _letters(text, "a number")


def _letters(text: str, where: str) -> str:
    what = "letters" if _WORD.search(text) else "other signs"
    return f"{what} where {where} was expected"


def _code(text: str) -> str:
    words = text.split()
    if len(words) > _MOST_WORDS:
        return f"a text of {len(words)} words"
    return repr(" ".join(word if _is_known(word) else "…" for word in words))


def _text(text: str) -> str:
    if len(text) > _LONGEST_SHAPE:
        return f"a text of {len(text)} signs"
    shape = (
        "9" if sign.isdigit() else "A" if sign.isalpha() else sign if sign.isascii() else "?"
        for sign in text
    )
    return f"a text shaped {''.join(shape)}"


def _is_known(word: str) -> bool:
    bare = word.strip(".,;:()-/'\"").casefold()
    return len(bare) <= 1 or bool(_SHORT_NUMBER.fullmatch(bare)) or bare in _vocabulary()


@cache
def _vocabulary() -> frozenset[str]:
    """Return the words of the built-in contracts' value maps and of the touchpoint types."""
    texts = [*event_types()["label"], *event_types()["category"]]
    for path in (Path(__file__).parent.parent / "sources").glob("*.toml"):
        texts += _written_values(tomllib.loads(path.read_text(encoding="utf-8")))
    return frozenset(word.casefold() for text in texts for word in _WORD.findall(text))


def _written_values(part: Any) -> list[str]:
    if isinstance(part, list):
        return [text for item in part for text in _written_values(item)]
    if not isinstance(part, dict):
        return []
    own = [*part["values"]] if isinstance(part.get("values"), dict) else []
    return own + [text for item in part.values() for text in _written_values(item)]
