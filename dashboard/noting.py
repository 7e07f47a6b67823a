"""What does the audit say of those who look? Whose pages, which rows, what was searched for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.access import View
from dashboard.accountable import by_viewer
from dashboard.columns import folded
from dashboard.filters import Filters
from records.audit import IDS, Entry, Trail

__all__ = ["MOST_IDS", "Took", "listed", "opened", "searched", "taken"]

MOST_IDS = 100
"""Ids of businesses that one entry names at most; the count is always told."""


def opened(trail: Trail, view: View, profile_id: str, part: str = "") -> None:
    """Note that the page of a business was opened; part: a fold of it, empty for the page.

    Raises:
        StateError: the audit cannot be written; nothing may be shown then.
    """
    detail = {"build": _build(view), **({"part": part} if part else {})}
    trail.append(_consultation(view, "profile", profile_id, detail))


def listed(trail: Trail, view: View, ids: Sequence[str], what: str, count: int = 0) -> None:
    """Note that businesses were shown, if any were; what: "list", "cards" or "columns".

    count: how many, where they are not all named by `ids`.
    """
    if ids or count:
        detail = {"shown": what, "count": count or len(ids), IDS: list(ids[:MOST_IDS])}
        trail.append(_consultation(view, "list", _build(view), detail))


def searched(trail: Trail, view: View, text: str) -> None:
    """Note that free text was looked for: a keyed hash of it, which tells only who knows it."""
    detail = {"text": _hash(trail, text)}
    trail.append(_consultation(view, "list", _build(view), detail))


@dataclass(frozen=True)
class Took:
    """What was taken away: filters asked for, ids they found, format, columns (empty: as usual)."""

    filters: Filters
    ids: Sequence[str]
    format: str = "csv"
    columns: Sequence[str] = ()


def taken(trail: Trail, view: View, took: Took, said: tuple[str, str]) -> None:
    """Note that a list was taken away as a file, and every business on it.

    said: its purpose and its recipient.
    """
    filters, ids = took.filters, took.ids
    detail: dict[str, object] = {
        "count": len(ids),
        "filters": filters.to_query(),
        "format": took.format,
        IDS: list(ids),
    }
    if took.columns:
        detail["columns"] = ", ".join(took.columns)
    if filters.text.strip():
        detail["text"] = _hash(trail, filters.text)
    subject = ("list", _build(view))
    trail.append(by_viewer(view.viewer, "disclosure", subject, detail, said=said))


def _consultation(view: View, kind: str, subject: str, detail: Mapping[str, object]) -> Entry:
    return by_viewer(view.viewer, "consultation", (kind, subject), detail)


def _build(view: View) -> str:
    return view.county.about.build_id


def _hash(trail: Trail, text: str) -> str:
    return trail.keyed(folded(text))
