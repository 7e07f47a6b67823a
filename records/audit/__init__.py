"""Who did what, when, why, and to whom was it given? Sealed, so that no row can be lost unseen."""

from records.audit.anchor import Anchor, Head
from records.audit.entry import IDS, OPERATIONS, Entry, Written
from records.audit.opening import open_trail
from records.audit.trail import Trail

__all__ = [
    "IDS",
    "OPERATIONS",
    "Anchor",
    "Entry",
    "Head",
    "Trail",
    "Written",
    "open_trail",
]
