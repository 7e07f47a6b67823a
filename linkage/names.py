"""What is a business called, once spelling habits are set aside?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

__all__ = ["LITTLE_WORDS", "may_number", "name_variants", "normal_name", "numbers_of", "plain"]

LEGAL_FORMS = frozenset(
    [
        "ltd",
        "limited",
        "plc",
        "llp",
        "lp",
        "llc",
        "inc",
        "incorporated",
        "corp",
        "corporation",
        "cic",
        "cio",
        "gmbh",
        "pty",
        "ltda",
        "cyf",
        "cyfyngedig",
    ]
)
_SPELLINGS = """
1 = one
2 = two
3 = three
4 = four
5 = five
6 = six
7 = seven
8 = eight
9 = nine
10 = ten
11 = eleven
12 = twelve
20 = twenty
30 = thirty
40 = forty
50 = fifty
60 = sixty
100 = hundred
1st = first
2nd = second
3rd = third
st = saint
and = n
center = centre ctr cntr
restaurant = rest restaurants
association = assn assoc
community = comm
services = svcs svc service
development = dev
school = sch
elementary = elem
brothers = bros
international = intl
management = mgmt
manufacturing = mfg
house = hse
pharmacy = pharm
takeaway = takeaways
deli = delicatessen
hospital = hosp
university = univ
department = dept
national = natl
day care = daycare
child care = childcare
car wash = carwash
mount = mt
great = gt
little = lt lit
chemist = chemists
optician = opticians
solicitor = solicitors
dentist = dentists
fort = ft
doctor = dr
company = co
engineering = eng
william = wm
james = jas
"""
SAME_WORD = {
    other: kept
    for kept, _, others in (line.partition(" = ") for line in _SPELLINGS.strip().splitlines())
    for other in others.split()
}
"""Words that are written in more than one way, and the spelling used here."""

_PHRASES = """
ce = church of england; c of e; cofe; coe
vc = voluntary controlled
va = voluntary aided
ce vc = cevc
ce va = ceva
cp = county primary; community primary
rc = roman catholic
ph = public house
ltd = limited liability partnership; community interest company; public limited company
"""
_KEPT_PHRASE = {
    other: kept
    for kept, _, others in (line.partition(" = ") for line in _PHRASES.strip().splitlines())
    for other in others.split("; ")
}
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ONES = "one two three four five six seven eight nine"
_KEPT_PHRASE |= {
    f"{ten} {one}": str(10 * (2 + tens) + 1 + ones)
    for tens, ten in enumerate(_TENS.split())
    for ones, one in enumerate(_ONES.split())
}
PHRASES = tuple(_KEPT_PHRASE)
_PHRASE = re.compile(rf"\b(?:{'|'.join(PHRASES)})\b")
"""Names of schools spell out who runs them, or do not."""

_TRADING_AS = re.compile(
    r"\s*[(\[]?\b(?:t\s?[/.]\s?a[s.]?|trading\s+(?:as|name)|d\s?[/.]\s?b\s?[/.]\s?a\.?|dba"
    r"|a\s?/\s?k\s?/\s?a|(?<=ltd )ta|(?<=limited )ta"
    r"|formerly(?:\s+known\s+as)?|previously)(?=[\s:)])[\s:]*",
    re.IGNORECASE,
)
_CARE_OF = re.compile(r"\bc/o\b.*", re.IGNORECASE)
"""Whom letters go to is not the business."""
_DOTTED = re.compile(r"\b(?:[a-z]\.){2,}[a-z]?\b|\b(?:[a-z]\.){2,}")
_APOSTROPHES = re.compile(r"(?<=[a-z])['\u2019`\u00b4?\u201b](?=[a-z]\b|[a-z]?\b)")
_APART = re.compile(r"[\W_]+")
_LETTERS = re.compile(r"\b(?:[a-z] ){1,}[a-z]\b")


def plain(text: str) -> str:
    """Return `text` in lower case, without accents."""
    text = text.casefold()
    if text.isascii():
        return text
    split = unicodedata.normalize("NFKD", text)
    return "".join(c for c in split if not unicodedata.combining(c))


def normal_name(name: str) -> str:
    """Return the words of `name` in one spelling, without legal form; empty when none is left."""
    text = plain(name).replace("&", " and ").replace("+", " and ").replace("@", " at ")
    text = _DOTTED.sub(lambda found: found[0].replace(".", ""), _APOSTROPHES.sub("", text))
    text = _APART.sub(" ", text).strip()
    text = _LETTERS.sub(lambda found: found[0].replace(" ", ""), text)
    text = _PHRASE.sub(lambda found: _KEPT_PHRASE[found[0]], text)
    words = text.split()
    kept = [SAME_WORD.get(word, word) for word in words if word not in LEGAL_FORMS]
    kept = kept[1:] if len(kept) > 1 and kept[0] == "the" else kept
    return " ".join(kept or words)


def name_variants(names: Iterable[str]) -> list[str]:
    """Return every different normal name in `names`, splitting `A Ltd t/a B` into A and B."""
    parts = (part for name in names for part in _TRADING_AS.split(_CARE_OF.sub("", name)))
    return list(dict.fromkeys(normal for part in parts if (normal := normal_name(part))))


_NUMBERING = """
one two three four five six seven eight nine ten eleven twelve first second third fourth fifth
sixth ii iii iv vi vii viii north south east west upper lower
"""
_NUMBERS = frozenset(_NUMBERING.split())
LITTLE_WORDS = frozenset({"and", "of", "the"})
"""Words that have no letter among initials."""


def may_number(word: str) -> bool:
    """Return whether a word could be one by which its name is numbered among its like."""
    return word in _NUMBERS or word[0].isdigit() or len(word) == 1


def numbers_of(normal: str) -> str:
    """Return the words of a normal name that number it among its like; empty where none does.

    Numbers, points of the compass, and a single letter at the end: `Hall B`, `Terminal 2`.
    """
    words = normal.split()
    found = {word for word in words if word in _NUMBERS or word[0].isdigit()}
    if len(words) > 1 and len(words[-1]) == 1 and not words[-1].isdigit():
        found.add(words[-1])
    return " ".join(sorted(found))
