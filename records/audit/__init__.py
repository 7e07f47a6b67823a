"""Who did what, when, why, and to whom was it given? Sealed, so that no row can be lost unseen."""

from records.audit.anchor import Anchor, Head
from records.audit.entry import IDS, OPERATIONS, Entry, Written
from records.audit.opening import open_trail
from records.audit.searching import Asked, Looked, every, found, how_many, who_looked, whole_lists
from records.audit.tallying import Tally, tally
from records.audit.trail import Trail
from records.audit.verifying import Fault, Verdict, verify

__all__ = [
    "IDS",
    "OPERATIONS",
    "Anchor",
    "Asked",
    "Entry",
    "Fault",
    "Head",
    "Looked",
    "Tally",
    "Trail",
    "Verdict",
    "Written",
    "every",
    "found",
    "how_many",
    "open_trail",
    "tally",
    "verify",
    "who_looked",
    "whole_lists",
]
