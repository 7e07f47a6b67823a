"""Which heading of a delivery is meant?"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

__all__ = ["folded", "glob", "matching", "present"]

_GAPS = re.compile(r"[\s_\ufeff]+")


def folded(heading: str) -> str:
    """Return `heading` as it is compared: no capitals, spaces or underscores, straight quotes."""
    return _GAPS.sub("", heading.replace("\u2019", "'")).casefold()


def glob(pattern: str) -> re.Pattern[str]:
    """Return `pattern` as a regular expression: * any signs, ? one sign, capitals alike."""
    parts = (".*" if sign == "*" else "." if sign == "?" else re.escape(sign) for sign in pattern)
    return re.compile("".join(parts), re.IGNORECASE | re.DOTALL)


def present(headings: Iterable[str]) -> dict[str, str]:
    """Return the delivered headings by their folded form; of equals, the first."""
    found: dict[str, str] = {}
    for heading in headings:
        found.setdefault(folded(heading), heading)
    return found


def matching(patterns: Iterable[str], found: Mapping[str, str]) -> set[str]:
    """Return the delivered headings that any of `patterns` names; * stands for any signs."""
    tests = [glob(folded(pattern)) for pattern in patterns]
    return {heading for key, heading in found.items() if any(t.fullmatch(key) for t in tests)}
