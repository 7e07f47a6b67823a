"""Which postcode is meant?"""

from __future__ import annotations

import re
from itertools import product

import pandas as pd

from records.cleaning.patterns import extracted, holds, replaced
from records.cleaning.text import each_once

__all__ = ["outcodes", "postcodes", "without_postcode"]

_AREAS = (
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E "
    "EC EH EN EX FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE "
    "LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL "
    "SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE"
)
_DISTRICT = r"(?:[1-9][0-9]?|0|[1-9][A-HJKMNP-Y])"
_INWARD = r"[0-9][ABD-HJLNP-UW-Z]{2}"
_OUTWARD = rf"(?:{'|'.join(sorted(_AREAS.split(), key=len, reverse=True))}){_DISTRICT}"
_WHOLE = f"^{_OUTWARD}{_INWARD}$"
_VALID = re.compile(_OUTWARD + _INWARD)
_AT_END = r"^(?P<rest>.*?)[ ,.]*\b(?P<code>[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2})[ .]*$"
_ALIKE = {"O": "O0", "0": "0O", "I": "I1", "1": "1I", "L": "L1"}
_SIGNS = (5, 7)
"""Signs of a full postcode, without the blank: from M11AA to CM139ZZ."""


def postcodes(values: pd.Series) -> pd.Series:
    """Return postcodes in upper case with one blank, such as CM1 1AA.

    A 0 written for O (or 1 for I) and the other way round are put right where only one postcode
    can be meant. Missing: no text, an outcode only, or no postcode of the United Kingdom.
    """
    return each_once(values, _postcodes)


def outcodes(values: pd.Series) -> pd.Series:
    """Return the first half of each postcode, CM1 of CM1 1AA; also where that half stands alone.

    Missing: no text, or nothing that begins a postcode.
    """
    return each_once(values, _outcodes)


def without_postcode(addresses: pd.Series) -> tuple[pd.Series, pd.Series]:
    """Return the addresses without the postcode they end in, and those postcodes or missing."""
    parts = extracted(addresses, _AT_END)
    ending = postcodes(parts["code"])
    rest = parts["rest"].mask(parts["rest"] == "")
    return addresses.mask(ending.notna(), rest), ending


def _postcodes(distinct: pd.Series) -> pd.Series:
    bare = _bare(distinct)
    sound = holds(bare, _WHOLE)
    odd = ~sound & bare.str.len().between(*_SIGNS)
    mended = pd.Series(map(_put_right, bare[odd]), index=bare.index[odd], dtype="str")
    found = bare.where(sound).fillna(mended.reindex(bare.index))
    return replaced(found, r"^(.*)(...)$", r"\1 \2")


def _outcodes(distinct: pd.Series) -> pd.Series:
    # With its blank, for E1 6 is not E16.
    alone = extracted(distinct.str.upper(), rf"^ *(?P<code>{_OUTWARD})(?: +[0-9])? *$")["code"]
    return replaced(_postcodes(distinct), " .*$", "").fillna(alone)


def _bare(texts: pd.Series) -> pd.Series:
    return replaced(texts.str.upper(), "[^A-Z0-9]", "")


def _put_right(bare: str) -> str | None:
    """Return the one postcode with the fewest look-alikes changed, none where two are as near."""
    spellings = ("".join(signs) for signs in product(*(_ALIKE.get(sign, sign) for sign in bare)))
    found = [match for spelling in spellings if (match := _VALID.fullmatch(spelling))]
    changes = [sum(a != b for a, b in zip(bare, m[0], strict=True)) for m in found]
    nearest = [m for m, changed in zip(found, changes, strict=True) if changed == min(changes)]
    return nearest[0][0] if len(nearest) == 1 else None
