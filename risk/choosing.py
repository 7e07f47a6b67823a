"""Which touchpoints does a factor look at?"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from records.schema import PlacedRecord, Touchpoint
from risk.history import Flags, History

__all__ = ["Where", "accused", "found_on_visits", "not_complied", "of_types", "sleeping"]

SLEEPING = r"\b(?:sleep(?:s|ing)? (?:on|at|in)|living (?:on|at) (?:site|the premises))"
DENIED = r"\b(?:no|not|without)\b[^.;]*\b(?:sleep|living)"

Where = Callable[[History], Flags]


def of_types(*codes: str) -> Where:
    """Choose touchpoints of these types."""
    return lambda history: history.of(codes)


def accused(*codes: str) -> Where:
    """Choose police contacts of these types where the premises themselves are under suspicion."""
    return lambda history: history.of(codes) & history.is_any(Touchpoint.role, "suspect")


def found_on_visits(*codes: str) -> Where:
    """Choose visits that found something, and touchpoints of these types."""

    def where(history: History) -> Flags:
        found = history.is_any(Touchpoint.category, "inspection") & history.inspection
        return found | history.of(codes)

    return where


def not_complied(history: History) -> Flags:
    """Choose notices of which the agency says that they were not complied with."""
    enforced = history.is_any(Touchpoint.category, "enforcement")
    refused = history.on_record(PlacedRecord.complied, "no")
    return enforced & refused & (history.severity > 0)


def sleeping(history: History) -> Flags:
    """Choose fire and housing contacts that found people sleeping on the premises."""
    looked = history.of(("NOTICE_FIRE", "NOTICE_HOUS", "INSP_FIRE", "INSP_HOUS"))
    found = looked & (history.severity > 0)
    rows = np.flatnonzero(found)
    details = history.of_record(PlacedRecord.details, rows).astype("str").fillna("")
    seen = details.str.contains(SLEEPING, case=False, regex=True)
    denied = details.str.contains(DENIED, case=False, regex=True)
    found[rows] = (seen & ~denied).to_numpy("bool")
    return found
