"""Which telephone number is meant?"""

from __future__ import annotations

import re

import pandas as pd

from records.cleaning.text import each_once

__all__ = ["phones"]

_ANOTHER = re.compile(r"[/;,|]|\bor\b", re.IGNORECASE)
_EXTENSION = re.compile(r"(?:ext(?:ension|n)?|x)\.?\s*:?\s*\d{1,6}\s*$", re.IGNORECASE)
_COUNTRY = re.compile(r"^(?:\+|00)\s*44\s*(?:\(0\)|0)?")
_LETTERS = re.compile(r"[^\d\s().+-]")
_NATIONAL = re.compile(r"0[12378]\d{8,9}")
_WITHOUT_ZERO = re.compile(r"[12378]\d{9}")
_DIGITS_DIFFERENT = 3
"""A number of fewer different digits is a placeholder, such as 01111111111."""


def phones(values: pd.Series) -> pd.Series:
    """Return numbers as national digits, such as 01245123456; of several, the first.

    +44 and 0044 are read, a zero lost by a spreadsheet is put back, extensions are left out.
    Missing: no text, a placeholder, or no number of the United Kingdom.
    """
    return each_once(
        values,
        lambda distinct: pd.Series(
            [_phone(text) for text in distinct], index=distinct.index, dtype="str"
        ),
    )


def _phone(text: str) -> str | None:
    first = _EXTENSION.sub("", _ANOTHER.split(text.removesuffix(".0"))[0]).strip()
    if _LETTERS.search(first):
        return None
    national = "0" + _COUNTRY.sub("", first) if _COUNTRY.match(first) else first
    digits = "".join(sign for sign in national if sign.isdigit() and sign.isascii())
    if _WITHOUT_ZERO.fullmatch(digits):
        digits = "0" + digits
    sound = _NATIONAL.fullmatch(digits) and len(set(digits)) >= _DIGITS_DIFFERENT
    return digits if sound else None
