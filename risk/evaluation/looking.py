"""Who looked at the final window, and may it be looked at again?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from records.audit import Asked, Trail, found
from records.errors import EvaluationError
from records.rights.actor import Actor
from risk.evaluation.splits import Window

__all__ = ["Look", "looks_at", "note_look"]

SUBJECT = "final window"
MOST = 1_000


@dataclass(frozen=True)
class Look:
    """Someone looked at a final window. why: the reasons of a look that is not the first."""

    window: str
    model_id: str
    by: str
    at: datetime
    why: str


def looks_at(trail: Trail, window: Window) -> list[Look]:
    """Return who looked at a final window before, newest first.

    Looks at another one that shares days with it count too: those days are no longer unseen.

    Raises:
        StateError: the audit cannot be read.
    """
    entries = found(trail.engine, Asked(subject_kind=SUBJECT), most=MOST)
    return [
        Look(
            one.entry.subject,
            str(one.entry.detail.get("model", "")),
            one.entry.user,
            one.at,
            str(one.entry.detail.get("why", "")),
        )
        for one in entries
        if _overlaps(one.entry.subject, window)
    ]


def note_look(trail: Trail, window: Window, model_id: str, who: Actor, why: str = "") -> int:
    """Write into the audit that the final window is about to be looked at; return which look it is.

    Raises:
        EvaluationError: it was looked at before, and no reason is given to look again.
        StateError: the audit cannot be written; nothing may be looked at.
    """
    before = looks_at(trail, window)
    if before and not why.strip():
        last = before[0]
        raise EvaluationError(
            f"The final window {_name(window)} was looked at on {last.at:%Y-%m-%d} by {last.by} "
            f"(model {last.model_id or 'none kept'}). It stays honest only for one look: whoever "
            "chooses by it fits to it. Wait for new months, or say why with --again 'reasons'; "
            "the audit keeps them and every figure says how often it was looked at."
        )
    detail = {"model": model_id, "why": why.strip(), "look": len(before) + 1}
    trail.append(who.entry("consultation", (SUBJECT, _name(window)), detail))
    return len(before) + 1


def _name(window: Window) -> str:
    return f"{window.begins} to {window.ends}"


def _overlaps(named: str, window: Window) -> bool:
    begins, _, ends = named.partition(" to ")
    return begins < window.ends.isoformat() and ends > window.begins.isoformat()
