"""Who did what, when, why, and to whom was it given? Sealed, so that no row can be lost unseen."""

from records.audit.trail import Entry, Trail, open_trail

__all__ = ["Entry", "Trail", "open_trail"]
