"""Which house number, unit and street does an address name?"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from linkage.names import plain

__all__ = [
    "STREET_TYPES",
    "Address",
    "address_parts",
    "parse_address",
    "split_postcode",
    "street_stem",
]


class Address(NamedTuple):
    """The parts of one address; empty text and -1 where it does not say.

    A unit stands for the house number where there is none. low, high: house numbers from and to.
    letter: what follows the number, as in 12a. unit: unit, flat, suite or shop. street: words of
    the street. words: every word, spelled out.
    """

    low: int
    high: int
    letter: str
    unit: str
    street: str
    words: str


_SHORT = """
street = st str
road = rd
avenue = ave av aves
boulevard = blvd blv
drive = dr
lane = ln
close = cl
court = ct
place = pl
square = sq
terrace = ter terr
crescent = cres
gardens = gdns gdn
grove = gr
park = pk
parkway = pkwy
highway = hwy
way = wy
industrial = ind
estate = est
business = bus
centre = ctr center
house = hse
building = bldg
buildings = bldgs
farm = fm
cottage = cott
market = mkt
north = n nth
south = s sth
east = e
west = w
trading = trad
parade = par
yard = yd
walk = wk
arcade = arc
promenade = prom
junction = jct
1st = first
2nd = second
3rd = third
4th = fourth
5th = fifth
6th = sixth
7th = seventh
8th = eighth
9th = ninth
10th = tenth
"""
STREET_WORDS = {
    short: full
    for full, _, shorts in (line.partition(" = ") for line in _SHORT.strip().splitlines())
    for short in shorts.split()
}
"""Words of addresses that are shortened, and what they stand for."""

STREET_TYPES = frozenset(
    [
        "street",
        "road",
        "avenue",
        "boulevard",
        "drive",
        "lane",
        "close",
        "court",
        "place",
        "square",
        "terrace",
        "crescent",
        "gardens",
        "grove",
        "parkway",
        "highway",
        "way",
        "hill",
        "walk",
        "parade",
        "row",
        "mews",
        "green",
        "broadway",
        "chase",
        "rise",
        "wharf",
        "quay",
        "approach",
        "arcade",
        "yard",
        "promenade",
    ]
)
UNIT_WORDS = (
    "unit|u|flat|suite|ste|apt|apartment|shop|office|room|floor|fl|stall|kiosk|plot|bay|units"
    "|shops|warehouse|workshop"
)
_UNIT = re.compile(
    rf"\b(?:{UNIT_WORDS})(?:\b|(?=\d))\.?\s*(?:no\.?\s*)?#?\s*([a-z]?\d+[a-z]?|[a-z])\b|#\s*(\w+)"
    r"|\b(ground|first|second|third|1st|2nd|3rd)\s+floor\b"
)
_NUMBER = re.compile(r"(?<![\w-])(\d{1,5})([a-z]?)(?:\s?[-/&\u2013]\s?(\d{1,5})([a-z]?))*(?![\w])")
_APART = re.compile(r"[\W_]+")
_POSTCODE = re.compile(r"^([A-Z]{1,2}\d[A-Z\d]?)(\d[A-Z]{2})$")
_OUTCODE = re.compile(r"^([A-Z]{1,2}\d[A-Z\d]?)\d?$")
MAX_RANGE = 60
"""House numbers further apart than this are no range."""
MOST_DIGITS = 9
"""Digits of a unit that may stand for a house number; more are some other number."""


def _words(text: str) -> list[str]:
    words = _APART.sub(" ", text).split()
    spelled = [STREET_WORDS.get(word, word) for word in words]
    # `St` leads a saint's name and ends a street's.
    for place, word in enumerate(words[:-1]):
        if word == "st" and (place == 0 or words[place - 1][0].isdigit()):
            spelled[place] = "saint"
    return spelled


def _after_number(words: list[str]) -> list[str]:
    """Return what follows the first house number, if anything does: `outside 13 High Street`."""
    numbers = [i for i, word in enumerate(words) if word[0].isdigit() and not _ordinal(word)]
    after = words[numbers[0] + 1 :] if numbers else []
    return after if _spoken(after) else words


def _ordinal(word: str) -> bool:
    return word[-2:] in ORDINALS


def _spoken(words: list[str]) -> bool:
    return any(word.isalpha() for word in words)


def _street_of(parts: list[list[str]], numbered: int) -> str:
    typed = [part for part in parts if STREET_TYPES.intersection(part[1:])]
    chosen = parts[numbered] if 0 <= numbered < len(parts) else []
    if not STREET_TYPES.intersection(chosen[1:]) and (typed or not _spoken(chosen)):
        chosen = next(iter(typed or filter(_spoken, parts)), [])
    chosen = _after_number(chosen)
    kept = [word for word in chosen if not word[0].isdigit() or _ordinal(word)]
    ends = [place for place, word in enumerate(kept) if place and word in STREET_TYPES]
    return " ".join(kept[: ends[0] + 1] if ends else kept)


_COMPASS = frozenset({"north", "south", "east", "west"})
ORDINALS = frozenset({"st", "nd", "rd", "th"})


@lru_cache(maxsize=1 << 18)
def parse_address(text: str) -> Address:
    """Return the parts of an address written on one line, commas between its lines."""
    text = plain(text).replace("'", "").replace("\u2019", "")
    unit = _UNIT.search(text)
    rest = _UNIT.sub(" ", text)
    lines = [line for line in rest.split(",") if line.strip()]
    found = [(place, match) for place, line in enumerate(lines) if (match := _NUMBER.search(line))]
    low = high = numbered = -1
    letter = ""
    if found:
        numbered, match = found[0]
        low = high = int(match[1])
        letter = match[2] or ""
        if match[3] and low < (last := _last_number(match, low)) <= low + MAX_RANGE:
            high = last
    unit_text = next((group for group in unit.groups() if group), "") if unit else ""
    if low < 0 and unit_text.isdecimal() and len(unit_text) <= MOST_DIGITS:
        # Unit 9 of a centre is what others write as number 9.
        low = high = int(unit_text)
    parts = [_words(line) for line in lines]
    words = " ".join(word for part in parts for word in part)
    return Address(low, high, letter, unit_text, _street_of(parts, numbered), words)


def address_parts(text: str) -> str:
    """Return the lines of an address in lower case, commas between, their words spelled out.

    None of them is empty.
    """
    lines = plain(text).replace("'", "").replace("\u2019", "").split(",")
    parts = (" ".join(_words(line)) for line in lines)
    return ",".join(part for part in parts if part)


def street_stem(street: str) -> str:
    """Return a street's name without its type and points of the compass, if more is left."""
    words = street.split()
    kept = [word for word in words if word not in STREET_TYPES and word not in _COMPASS]
    return " ".join(kept or words)


def _last_number(match: re.Match[str], low: int) -> int:
    """Return the end of `120-24` as 124, and of `120-124` as written."""
    last = match[3]
    short = len(str(low)) - len(last)
    return int(str(low)[:short] + last) if short > 0 else int(last)


def split_postcode(text: str) -> tuple[str, str]:
    """Return the whole postcode without space and its area; empty text for what it lacks.

    A British postcode's area is its outcode; of another country's, its first three characters.
    """
    tight = "".join(c for c in text.upper().removesuffix(".0") if c.isalnum())
    tight = tight if _POSTCODE.match(tight) else _mended(tight)
    if whole := _POSTCODE.match(tight):
        return tight, whole[1]
    if area := _OUTCODE.match(tight):
        return "", area[1]
    tight = tight[:5] if len(tight) == ZIP_AND_4 and tight.isdigit() else tight
    return (tight, tight[:3]) if len(tight) > 3 else ("", tight)  # noqa: PLR2004


_AS_DIGIT = str.maketrans("OILSBZ", "011582")
_AS_LETTER = str.maketrans("0158", "OISB")
_OUTWARD = ("A9", "A99", "AA9", "AA99", "A9A", "AA9A")
"""Shapes of a British outcode."""
ZIP_AND_4 = 9
"""Digits of an American postcode with its extension."""


def _mended(tight: str) -> str:
    """Return a British postcode whose letters stand for digits, or the reverse: CMI IAA, SW1A OAA.

    Only where one reading of the outcode changes fewest characters; any other text as it is.
    """
    if not 5 <= len(tight) <= 7 or tight.isdigit():  # noqa: PLR2004
        return tight
    head, tail = tight[:-3], tight[-3:]
    inward = tail[:1].translate(_AS_DIGIT) + tail[1:].translate(_AS_LETTER)
    read = [
        "".join(
            c.translate(_AS_LETTER if s == "A" else _AS_DIGIT)
            for c, s in zip(head, shape, strict=True)
        )
        for shape in _OUTWARD
        if len(shape) == len(head)
    ]
    fits = [out + inward for out in read if _POSTCODE.match(out + inward)]
    return min(fits, key=lambda one: _changed(one, tight), default=tight)


def _changed(one: str, other: str) -> int:
    return sum(a != b for a, b in zip(one, other, strict=True))
