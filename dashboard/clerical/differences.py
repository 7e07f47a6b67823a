"""Where do two texts differ, word by word?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from rapidfuzz.distance import OSA

__all__ = ["Likeness", "Word", "likeness", "marked"]

Likeness = Literal["same", "similar", "differs", "one", "none"]
"""Both say the same, share words, share nothing, only one says something, neither does."""

Kind = Literal["same", "near", "apart"]

_PARTS = re.compile(r"\S+")
_BARE = re.compile(r"[^\w]+")
_LONG = 5
"""Letters from which a word may hold one typing error and still be nearly the other."""


@dataclass(frozen=True)
class Word:
    """A word as written. kind: same as one of the other text, nearly one of it, or neither."""

    text: str
    kind: Kind


def marked(text: str, other: str) -> tuple[Word, ...]:
    """Return the words of `text`, each with what the other text has of it.

    Where the other says nothing there is nothing to differ from.
    """
    if not other.strip():
        other = text
    others = {bare for part in _PARTS.findall(other) if (bare := _bare(part))}
    return tuple(Word(part, _kind(_bare(part), others)) for part in _PARTS.findall(text))


def likeness(one: str, other: str) -> Likeness:
    """Return how two texts compare; case, punctuation and the order of words count for nothing."""
    if not one.strip() or not other.strip():
        return "one" if (one + other).strip() else "none"
    kinds = {word.kind for pair in ((one, other), (other, one)) for word in marked(*pair)}
    if kinds == {"same"}:
        return "same"
    return "differs" if kinds == {"apart"} else "similar"


def _bare(part: str) -> str:
    return _BARE.sub("", part.casefold())


def _kind(bare: str, others: set[str]) -> Kind:
    if not bare or bare in others:
        return "same"
    slip = len(bare) >= _LONG and not bare.isdigit()
    near = slip and any(OSA.distance(bare, one, score_cutoff=1) <= 1 for one in others)
    return "near" if near else "apart"
