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
    "drop_generic",
    "one_of",
    "slip",
    "write_address",
    "write_name",
    "write_postcode",
]

Random = np.random.Generator

GENERIC = [
    "restaurant",
    "cafe",
    "bar",
    "takeaway",
    "store",
    "shop",
    "pharmacy",
    "salon",
    "services",
    "limited",
    "ltd",
    "group",
    "house",
    "centre",
    "school",
    "nursery",
    "hotel",
    "supermarket",
    "kitchen",
]
TAILS = ("Ltd", "Limited", "LTD", "UK", "(UK) Ltd", "& Co", "Shop", "Store", "Cafe", "Services")
FIRST = [
    "Ada",
    "Bea",
    "Cal",
    "Dot",
    "Eli",
    "Fay",
    "Gus",
    "Ida",
    "Jon",
    "Kim",
    "Lou",
    "Mia",
    "Ned",
    "Oli",
    "Pam",
    "Ray",
    "Sue",
    "Ted",
    "Una",
    "Viv",
]
LAST = [
    "Abbot",
    "Barlow",
    "Carver",
    "Dunmow",
    "Elder",
    "Fenner",
    "Gale",
    "Harker",
    "Inman",
    "Jessop",
    "Kemble",
    "Larkin",
    "Marden",
    "Norrell",
    "Orchard",
    "Pascoe",
    "Quill",
    "Rendle",
    "Stamper",
    "Tolland",
    "Upcott",
    "Varley",
    "Wickham",
    "Yarrow",
]
SHORT = {
    "street": "st", "road": "rd", "avenue": "ave", "lane": "ln", "close": "cl", "drive": "dr",
    "court": "ct", "place": "pl", "square": "sq", "terrace": "terr", "gardens": "gdns",
    "industrial": "ind", "estate": "est", "house": "hse", "south": "s", "north": "n",
}  # fmt: skip
KIND_WORDS = [word for words in KINDS.values() for word in words.title().split()]
LETTERS = np.array(list("abcdefghijklmnopqrstuvwxyz"))


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


def _add_tail(words: list[str], random: Random) -> list[str]:
    return [*words, str(one_of(random, TAILS))]


def _lose_word(words: list[str], random: Random) -> list[str]:
    at = int(random.integers(len(words)))
    return words[:at] + words[at + 1 :] if len(words) > 2 else words  # noqa: PLR2004


def _join(words: list[str], random: Random) -> list[str]:
    return ["".join(words[:2]), *words[2:]] if len(words) > 1 else words


def _shorten(words: list[str], random: Random) -> list[str]:
    return words[:2] if len(words) > 2 else words  # noqa: PLR2004


def _owner(words: list[str], random: Random) -> list[str]:
    return [str(one_of(random, FIRST)), str(one_of(random, LAST)), "t/a", *words]


def _parent(words: list[str], random: Random) -> list[str]:
    return [
        str(one_of(random, LAST)),
        str(one_of(random, ("Group", "Trust", "Holdings"))),
        "-",
        *words,
    ]


def _turn(words: list[str], random: Random) -> list[str]:
    return words[1:] + words[:1]


CHANGES: tuple[tuple[float, Callable[[list[str], Random], list[str]]], ...] = (
    (0.12, drop_generic),
    (0.12, _add_tail),
    (0.05, _lose_word),
    (0.04, _join),
    (0.03, _shorten),
    (0.02, _owner),
    (0.03, _parent),
    (0.02, _turn),
)


def write_name(name: str, town: str, slips: float, random: Random) -> str:
    """Return `name` as somebody may write it; slips: share (0-1) with a typing error."""
    words = name.split()
    for share, change in CHANGES:
        if random.random() < share:
            words = change(words, random)
    text = " ".join(words)
    text = f"{text} {town}" if town and random.random() < 0.06 else text  # noqa: PLR2004
    text = slip(text, random) if random.random() < slips else text
    text = text.replace("&", "and") if random.random() < 0.5 else text  # noqa: PLR2004
    return text.upper() if random.random() < 0.3 else text  # noqa: PLR2004


def write_address(address: str, random: Random) -> str:
    """Return `address` as somebody may write it."""
    parts = [part.strip() for part in address.split(",") if part.strip()]
    if len(parts) > 1 and random.random() < 0.35:  # noqa: PLR2004
        parts = parts[:-1]
    if len(parts) > 2 and random.random() < 0.2:  # noqa: PLR2004
        parts = parts[1:]
    text = ", ".join(parts)
    if random.random() < 0.4:  # noqa: PLR2004
        text = " ".join(SHORT.get(word.lower(), word) for word in text.split())
    if random.random() < 0.1:  # noqa: PLR2004
        head, _, tail = text.partition(" ")
        first, _, rest = tail.partition(",")
        text = f"{first}, {head}{',' + rest if rest else ''}" if head[:1].isdigit() else text
    if random.random() < 0.05:  # noqa: PLR2004
        text = text.partition(" ")[2] if text[:1].isdigit() else text
    return slip(text, random) if random.random() < 0.08 else text  # noqa: PLR2004


def write_postcode(postcode: str, random: Random) -> str:
    """Return `postcode` whole, cut to its outcode or mistyped."""
    draw = random.random()
    if draw < 0.05:  # noqa: PLR2004
        return postcode.split(" ", maxsplit=1)[0]
    if draw < 0.09:  # noqa: PLR2004
        return postcode[:-1] + str(one_of(random, LETTERS)).upper()
    return postcode
