"""Which slips and habits do people have when they write down a name, an address, a postcode?"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from linkage.kinds import KINDS

__all__ = [
    "FIRST",
    "KIND_WORDS",
    "LAST",
    "PARTS",
    "core",
    "drop_generic",
    "one_of",
    "slip",
    "write_address",
    "write_name",
    "write_phone",
    "write_postcode",
    "write_town",
]

Random = np.random.Generator

_GENERIC = """
restaurant cafe bar takeaway store shop pharmacy salon services limited ltd group house centre
school nursery hotel supermarket kitchen inc llc corp & and the
"""
GENERIC = frozenset(_GENERIC.split())
TAILS = ("Ltd", "Limited", "LTD", "UK", "(UK) Ltd", "& Co", "Inc.", "LLC", "Services", "Group")
APT = ("Restaurant", "Cafe", "Bar", "Shop", "Store", "Kitchen", "Takeaway", "Food", "House")
"""Words added to any name without making it another business."""
_PARTS = """
cafe, restaurant, bar, gym, spa, pool, library, canteen, kitchen, pharmacy, optician, gift shop,
nursery, preschool, sixth form, kiosk, dining room, grill, car park, filling station, post office,
creche, sports centre, theatre, ballroom, lounge, clinic, bus stop, station, coffee shop, hall,
apartments, car wash, annexe, lodge, building a, building b, unit 2, tea room, buffet, steak house
"""
PARTS = [part.strip().title() for part in _PARTS.split(",")]
"""Businesses that stand in the premises of another, or next to it, and bear its name."""
_FIRST = "Ada Bea Cal Dot Eli Fay Gus Ida Jon Kim Lou Mia Ned Oli Pam Ray Sue Ted Una Viv"
_LAST = """
Abbot Barlow Carver Dunmow Elder Fenner Gale Harker Inman Jessop Kemble Larkin Marden Norrell
Orchard Pascoe Quill Rendle Stamper Tolland Upcott Varley Wickham Yarrow
"""
FIRST, LAST = _FIRST.split(), _LAST.split()
SHORT = {
    "street": "st", "road": "rd", "avenue": "ave", "lane": "ln", "close": "cl", "drive": "dr",
    "court": "ct", "place": "pl", "square": "sq", "terrace": "terr", "gardens": "gdns",
    "industrial": "ind", "estate": "est", "house": "hse", "south": "s", "north": "n",
    "boulevard": "blvd", "parade": "pde", "building": "bldg", "crescent": "cres",
    "st": "street", "rd": "road", "ave": "avenue", "blvd": "boulevard", "s": "south",
    "n": "north", "e": "east", "w": "west", "dr": "drive", "pl": "place",
}  # fmt: skip
SHORT_NAMES = {
    "restaurant": "rest", "company": "co", "community": "comm", "centre": "ctr", "center": "ctr",
    "saint": "st", "primary": "prim", "school": "sch", "brothers": "bros", "services": "svcs",
    "association": "assoc", "international": "intl", "and": "n", "two": "2", "one": "1",
    "first": "1st", "doctor": "dr", "mount": "mt", "&": "n", "4": "four", "3": "three",
}  # fmt: skip
SOUNDS = (
    ("ph", "f"), ("oo", "u"), ("ee", "i"), ("ck", "k"), ("ou", "u"), ("ai", "ay"), ("kh", "k"),
    ("sh", "s"), ("z", "s"), ("ll", "l"), ("ss", "s"), ("tt", "t"), ("nn", "n"), ("y", "i"),
)  # fmt: skip
KIND_WORDS = [word for words in KINDS.values() for word in words.title().split()]
LETTERS = "abcdefghijklmnopqrstuvwxyz"
COMPASS = ("North", "South", "East", "West")


def one_of(random: Random, values: Any) -> Any:
    """Return one of `values`."""
    return values[int(random.integers(len(values)))]


def slip(text: str, random: Random) -> str:
    """Return `text` with one typing error."""
    if len(text) < 4:  # noqa: PLR2004
        return text
    at = int(random.integers(1, len(text) - 1))
    letter = str(one_of(random, LETTERS))
    kinds = (
        text[:at] + text[at + 1 :],
        text[:at] + letter + text[at:],
        text[:at] + letter + text[at + 1 :],
        text[:at] + text[at + 1] + text[at] + text[at + 2 :],
    )
    return str(one_of(random, kinds))


def drop_generic(words: list[str], random: Random) -> list[str]:
    """Return `words` without those that many businesses use, if any is left."""
    kept = [word for word in words if word.lower().strip("().,") not in GENERIC]
    return kept or words


def core(name: str, random: Random) -> str:
    """Return the one or two telling words by which people call the place of that name."""
    return " ".join(drop_generic(name.split(), random)[:2])


def _add_tail(words: list[str], random: Random) -> list[str]:
    return [*words, str(one_of(random, TAILS))]


def _add_kind(words: list[str], random: Random) -> list[str]:
    return [*words, str(one_of(random, APT))]


def _lose_word(words: list[str], random: Random) -> list[str]:
    at = int(random.integers(len(words)))
    return words[:at] + words[at + 1 :] if len(words) > 2 else words  # noqa: PLR2004


def _join(words: list[str], random: Random) -> list[str]:
    return ["".join(words[:2]), *words[2:]] if len(words) > 1 else words


def _cut(words: list[str], random: Random) -> list[str]:
    """Return one long word as two: Mc Donalds, Co Gos."""
    at = int(random.integers(len(words)))
    word = words[at]
    half = int(random.integers(2, len(word) - 1)) if len(word) > 4 else len(word)  # noqa: PLR2004
    return [*words[:at], word[:half], word[half:], *words[at + 1 :]] if word[half:] else words


def _shorten(words: list[str], random: Random) -> list[str]:
    return words[:2] if len(words) > 2 else words  # noqa: PLR2004


def _owner(words: list[str], random: Random) -> list[str]:
    return [str(one_of(random, FIRST)), str(one_of(random, LAST)), "t/a", *words]


def _first_name(words: list[str], random: Random) -> list[str]:
    return [str(one_of(random, FIRST)), *words]


def _parent(words: list[str], random: Random) -> list[str]:
    group = str(one_of(random, ("Group", "Trust", "Holdings", "Association", "Leisure")))
    return [str(one_of(random, LAST)), group, "-", *words]


def _turn(words: list[str], random: Random) -> list[str]:
    return words[1:] + words[:1]


def _short_words(words: list[str], random: Random) -> list[str]:
    return [SHORT_NAMES.get(word.lower(), word) for word in words]


def _possessive(words: list[str], random: Random) -> list[str]:
    first = words[0]
    bare = first.removesuffix("'s")
    return [bare if bare != first else f"{first}'s", *words[1:]]


CHANGES: tuple[tuple[float, Callable[[list[str], Random], list[str]]], ...] = (
    (0.12, drop_generic),
    (0.08, _add_tail),
    (0.08, _add_kind),
    (0.05, _lose_word),
    (0.03, _join),
    (0.02, _cut),
    (0.04, _shorten),
    (0.02, _owner),
    (0.01, _first_name),
    (0.03, _parent),
    (0.03, _turn),
    (0.06, _short_words),
    (0.03, _possessive),
)


def write_name(name: str, place: tuple[str, str], slips: float, random: Random) -> str:
    """Return `name` as somebody may write it.

    place: town and address, words of which people add. slips: share (0-1) with a typing error.
    """
    words = name.split()
    for share, change in CHANGES:
        if random.random() < share:
            words = change(words, random)
    text = _at(" ".join(words), place, random)
    if random.random() < 0.04:  # noqa: PLR2004
        sound, other = one_of(random, SOUNDS)
        text = text.lower().replace(sound, other)
    text = slip(text, random) if random.random() < slips else text
    text = text.replace("&", "and") if random.random() < 0.5 else text  # noqa: PLR2004
    return text.upper() if random.random() < 0.3 else text  # noqa: PLR2004


def _at(name: str, place: tuple[str, str], random: Random) -> str:
    """Return `name`, sometimes with the town, street or building it is in."""
    town, address = place
    draw = random.random()
    if draw < 0.06 and town:  # noqa: PLR2004
        return one_of(random, (f"{name} {town}", f"{name} ({town})", f"{town} {name}"))  # type: ignore[no-any-return]
    parts = [part.strip() for part in address.split(",") if part.strip()]
    where = str(one_of(random, parts)).lstrip("0123456789-/ ") if parts else ""
    if draw < 0.10 and where:  # noqa: PLR2004
        return one_of(random, (f"{name} {where}", f"{name} - {where}", f"{name} at {where}"))  # type: ignore[no-any-return]
    return name


def write_address(address: str, random: Random) -> str:
    """Return `address` as somebody may write it."""
    parts = [part.strip() for part in address.split(",") if part.strip()]
    if len(parts) > 1 and random.random() < 0.35:  # noqa: PLR2004
        parts = parts[:-1]
    if len(parts) > 2 and random.random() < 0.2:  # noqa: PLR2004
        parts = parts[1:]
    text = ", ".join(parts)
    if random.random() < 0.07:  # noqa: PLR2004
        text = _renumber(text, random)
    if random.random() < 0.4:  # noqa: PLR2004
        text = " ".join(SHORT.get(word.lower(), word) for word in text.split())
    if random.random() < 0.15:  # noqa: PLR2004
        text = _number_last(text)
    if random.random() < 0.07:  # noqa: PLR2004
        text = text.partition(" ")[2] if text[:1].isdigit() else text
    if random.random() < 0.03:  # noqa: PLR2004
        text = f"Unit {int(random.integers(1, 30))}, {text}"
    return slip(text, random) if random.random() < 0.08 else text  # noqa: PLR2004


def _renumber(text: str, random: Random) -> str:
    """Return `text` with its first house number a little off, or made a range."""
    words = text.split(" ")
    at = next((i for i, word in enumerate(words) if word.isdigit()), -1)
    if at >= 0:
        number = int(words[at])
        off = 2 * int(random.integers(1, 5)) * (1 if random.random() < 0.5 else -1)  # noqa: PLR2004
        other = max(number + off, 1)
        words[at] = f"{number}-{number + abs(off)}" if random.random() < 0.4 else str(other)  # noqa: PLR2004
    return " ".join(words)


def _number_last(text: str) -> str:
    head, _, tail = text.partition(" ")
    first, _, rest = tail.partition(",")
    return f"{first}, {head}{',' + rest if rest else ''}" if head[:1].isdigit() else text


def write_postcode(postcode: str, random: Random) -> str:
    """Return `postcode` whole, cut to its outcode or mistyped."""
    draw = random.random()
    if draw < 0.06 and " " in postcode:  # noqa: PLR2004
        return postcode.split(" ", maxsplit=1)[0]
    if draw < 0.11:  # noqa: PLR2004
        last = one_of(random, "0123456789" if postcode.isdigit() else LETTERS)
        return postcode[:-1] + str(last).upper()
    return postcode


def write_town(town: str, address: str, random: Random) -> str:
    """Return `town`, or what else people call it: a part of it, a longer name, its neighbour."""
    draw = random.random()
    last = address.rpartition(",")[2].strip()
    if draw < 0.10 and last and not any(c.isdigit() for c in last):  # noqa: PLR2004
        return last
    if draw < 0.16:  # noqa: PLR2004
        return f"{one_of(random, COMPASS)} {town}" if draw < 0.13 else f"{town} City"  # noqa: PLR2004
    return town


def write_phone(phone: str, random: Random) -> str:
    """Return `phone`, seldom another line of the same business or one digit wrong."""
    draw = random.random()
    if draw < 0.10:  # noqa: PLR2004
        return phone[:4] + str(random.integers(10**6, 10**7))
    if draw < 0.13:  # noqa: PLR2004
        at = int(random.integers(4, len(phone)))
        return phone[:at] + str(one_of(random, "0123456789")) + phone[at + 1 :]
    return phone
