"""Which number is written: a company's, a property's, a count, pounds?"""

from __future__ import annotations

import pandas as pd

from records.cleaning.patterns import replaced
from records.cleaning.text import each_once

__all__ = ["company_numbers", "money", "numbers", "sic_codes", "uprns"]

_PREFIXES = (
    "AC|BR|CE|CS|FC|FE|GE|GN|GS|IC|IP|LP|NA|NC|NF|NI|NL|NO|NP|NR|NV|NZ|OC|OE|PC|R0|RC|RS|SA|SC|SE|SF|"
    "SG|SI|SL|SO|SP|SR|SZ|ZC"
)
_PLAIN = r"-?[0-9]+(?:\.[0-9]+)?(?:[eE]-?[0-9]{1,2})?"


def company_numbers(values: pd.Series) -> pd.Series:
    """Return Companies House numbers of 8 characters: leading zeros put back, prefix in capitals.

    Missing: no text, fewer than 4 digits, all zeros, or no such number.
    """
    return each_once(values, _company_numbers)


def _company_numbers(distinct: pd.Series) -> pd.Series:
    bare = replaced(distinct.str.upper(), r"\.0$|[ .-]", "")
    digits = bare.where(bare.str.fullmatch(r"[0-9]{4,8}")).str.zfill(8)
    parts = bare.str.extract(rf"^({_PREFIXES})([0-9]{{1,6}})$")
    lettered = parts[0] + parts[1].str.zfill(6)
    # Societies end in R: IP12345R.
    society = bare.where(bare.str.fullmatch(r"(?:IP|SP|NP|NO|RS)[0-9]{5}R"))
    found = digits.fillna(lettered).fillna(society)
    return found.mask(found.str.fullmatch(r"[A-Z]{0,2}0+"))


def uprns(values: pd.Series) -> pd.Series:
    """Return property numbers of 12 digits, leading zeros put back.

    Missing: no text, zero, or not 1 to 12 digits; 1.00012E+11 lost its last digits for good.
    """
    bare = replaced(values, r"^ +|\.0$| +$", "")
    found = bare.where(bare.str.fullmatch(r"[0-9]{1,12}").fillna(False)).str.zfill(12)
    return found.mask(found == "0" * 12)


def sic_codes(values: pd.Series) -> pd.Series:
    """Return SIC 2007 codes of 5 digits; missing: anything else."""
    return values.where(values.str.fullmatch(r"[0-9]{5}").fillna(False))


def numbers(values: pd.Series) -> pd.Series:
    """Return plain numbers, thousands commas read; missing: no text or not a number."""
    return each_once(values, _numbers)


def money(values: pd.Series) -> pd.Series:
    """Return pounds: the sign, GBP and thousands commas are read; missing: no text, no amount."""
    return each_once(values, lambda distinct: _numbers(replaced(distinct, r"(?i)£|\bgbp\b", "")))


def _numbers(distinct: pd.Series) -> pd.Series:
    bare = distinct.str.replace(" ", "", regex=False)
    grouped = bare.str.fullmatch(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")
    bare = bare.mask(grouped, bare.str.replace(",", ""))
    return bare.where(bare.str.fullmatch(_PLAIN)).astype("float64")
