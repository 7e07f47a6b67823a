"""What does one entry of the audit say?"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from records.errors import StateError

__all__ = ["IDS", "OPERATIONS", "Entry", "Written", "held_ids", "text_of_detail"]

OPERATIONS: tuple[str, ...] = (
    "collection",
    "alteration",
    "consultation",
    "disclosure",
    "combination",
    "erasure",
)
"""The six that section 62 of the Data Protection Act 2018 asks for."""

IDS = "ids"
"""Key of the detail under which a list's profile ids stand; they are indexed for `who looked`."""


@dataclass(frozen=True)
class Entry:
    """One thing that was done.

    operation: one of `OPERATIONS`. user, role, agency: of who did it. purpose: why. recipient: who
    was given it, empty where nobody. subject_kind, subject: what it was done to, such as profile
    and its id. detail: figures and ids, never the content of a record; the profile ids that a list
    held under "ids".
    """

    operation: str
    user: str
    role: str = ""
    agency: str = ""
    purpose: str = ""
    recipient: str = ""
    subject_kind: str = ""
    subject: str = ""
    detail: Mapping[str, object] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what is none of the six, before anything is done in its name."""
        if self.operation not in OPERATIONS:
            known = ", ".join(OPERATIONS)
            raise StateError(
                f"{self.operation!r} is no operation of the audit; expected one of {known}."
            )


@dataclass(frozen=True)
class Written:
    """An entry as it stands in the audit: its number, and its moment in UTC."""

    seq: int
    at: datetime
    entry: Entry


def text_of_detail(detail: Mapping[str, object]) -> str:
    """Return the detail as JSON: ASCII, keys in order, no spaces; what JSON lacks as its text."""
    return json.dumps(detail, sort_keys=True, separators=(",", ":"), default=str)


def held_ids(detail: str) -> frozenset[str]:
    """Return the profile ids that stand under "ids" in a detail's JSON; none where it is broken."""
    if f'"{IDS}":' not in detail:
        return frozenset()
    try:
        said: Any = json.loads(detail)
    except ValueError:
        return frozenset()
    ids = said.get(IDS) if isinstance(said, dict) else None
    return frozenset(map(str, ids)) if isinstance(ids, list) else frozenset()
