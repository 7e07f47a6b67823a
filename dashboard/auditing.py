"""How is the audit read? Each reading is itself in the audit, before anything is shown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Any

from dashboard.accountable import by_viewer
from dashboard.columns import folded
from dashboard.viewer import Viewer
from records.audit import (
    OPERATIONS,
    Anchor,
    Asked,
    Entry,
    Looked,
    Trail,
    Verdict,
    Written,
    found,
    how_many,
    verify,
    who_looked,
    whole_lists,
)
from records.errors import BuildError, ConcernError
from records.home import Home
from records.progress import Progress, silent
from records.schema import Redirect
from records.store import current_id, open_build

__all__ = [
    "PER_PAGE",
    "Business",
    "asked_of",
    "business",
    "last_verified",
    "page_of",
    "reader",
    "search_hash",
    "taken",
    "verified",
]

PER_PAGE = 50
"""Entries on one page."""

_SUBJECT, _SEARCH, _BUSINESS, _VERIFICATION = "audit", "search", "business", "verification"
_MOST_LETTERS = 200
_TEXTS = ("user", "agency", "operation", "subject_kind", "subject", "profile", "purpose", "keyed")
_DAYS = ("since", "until")


@dataclass(frozen=True)
class Business:
    """Who looked at a business.

    ids: the profile ids it is or was known by. looked: who opened, was shown or was given it.
    whole: who was shown or given lists too long to name it.
    """

    ids: tuple[str, ...]
    looked: list[Looked]
    whole: list[Looked]


def reader(viewer: Viewer) -> Entry:
    """Return the entry of a viewer who reads the audit, to be filled in."""
    return by_viewer(viewer, "consultation", (_SUBJECT, ""), {})


def asked_of(values: Mapping[str, str]) -> Asked:
    """Return what a form or a command line asks for; what is empty is not asked for.

    Raises:
        ConcernError: a day is none, or the operation is none of the six.
    """
    texts: dict[str, Any] = {name: values.get(name, "").strip()[:_MOST_LETTERS] for name in _TEXTS}
    if texts["operation"] and texts["operation"] not in OPERATIONS:
        raise ConcernError(f"Operation: expected one of {', '.join(OPERATIONS)}.")
    days: dict[str, Any] = {name: _day(name, values.get(name, "").strip()) for name in _DAYS}
    return Asked(**texts, **days)


def search_hash(trail: Trail, words: str) -> str:
    """Return the hash under which the audit keeps a search for these words; empty: no words."""
    return trail.keyed(folded(words)) if folded(words) else ""


def page_of(trail: Trail, who: Entry, asked: Asked, before: int | None) -> list[Written]:
    """Return a page of the entries asked for, newest first; `who` is written into the audit first.

    Raises:
        StateError: the audit cannot be read or written; nothing may be shown.
    """
    detail: dict[str, object] = {"asked": asked.said()}
    if before is not None:
        detail["before"] = before
    trail.append(replace(who, subject=_SEARCH, detail=detail))
    return found(trail.engine, asked, before, PER_PAGE)


def business(trail: Trail, who: Entry, profiles: Sequence[str], home: Home | None) -> Business:
    """Return who looked at the business of these profile ids, under all ids it ever had.

    Raises:
        StateError: the audit cannot be read or written; nothing may be shown.
    """
    ids = _known_by(home, tuple(profiles))
    trail.append(replace(who, subject=_BUSINESS, detail={"profiles": list(ids)}))
    return Business(ids, who_looked(trail.engine, ids), whole_lists(trail.engine))


def verified(
    trail: Trail, who: Entry, anchor: Anchor | None = None, progress: Progress = silent
) -> Verdict:
    """Verify the audit, write what was found into it, and return that.

    With a key that is not the audit's nothing is written: the row could not be sealed.

    Raises:
        StateError: the audit cannot be read or written.
    """
    verdict = verify(trail, anchor, progress)
    detail: dict[str, object] = {
        "sound": verdict.is_sound,
        "rows": verdict.rows,
        "fault_count": verdict.fault_count,
        "faults": [asdict(fault) for fault in verdict.faults],
    }
    if verdict.key_fits:
        trail.append(replace(who, subject=_VERIFICATION, detail=detail))
    return verdict


def last_verified(trail: Trail) -> Written | None:
    """Return the entry of the newest verification; None: there was none.

    Raises:
        StateError: the audit cannot be read.
    """
    asked = Asked(subject_kind=_SUBJECT, subject=_VERIFICATION)
    return next(iter(found(trail.engine, asked, most=1)), None)


def taken(trail: Trail, who: Entry, asked: Asked) -> tuple[int, int]:
    """Write into the audit that the entries asked for are given out.

    who: whose purpose and recipient it carries. Returns how many entries, and the last of them all.

    Raises:
        StateError: the audit cannot be read or written; nothing may be given out.
    """
    last, count = trail.head().seq, how_many(trail.engine, asked)
    detail: dict[str, object] = {"asked": asked.said(), "rows": count, "last": last}
    trail.append(replace(who, operation="disclosure", subject=_SEARCH, detail=detail))
    return count, last


def _day(name: str, text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError as error:
        raise ConcernError(f"{name.capitalize()}: expected a day such as 2026-11-30.") from error


def _known_by(home: Home | None, profiles: tuple[str, ...]) -> tuple[str, ...]:
    """The ids given, the ones they became, and every other that became the same."""
    redirects = _redirects(home, current_id(home)) if home else {}
    now = {redirects.get(one, one) for one in profiles}
    before = {old for old, new in redirects.items() if new in now}
    return tuple(sorted({*profiles, *now, *before}))


@lru_cache(maxsize=2)
def _redirects(home: Home, build_id: str | None) -> Mapping[str, str]:
    """Which id each earlier id became; none where no build can be read."""
    try:
        with open_build(home, other_columns=True) as build:
            table = build.table("redirects", columns=list(Redirect.columns()))
    except BuildError:
        return {}
    return dict(zip(table[Redirect.old_id], table[Redirect.new_id], strict=True))
