"""What does a sharing agreement say, and how does it stand on a day?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal, get_args

__all__ = ["NOTICES", "WARN_DAYS", "Agreement", "Notice", "Standing"]

Notice = Literal["contact", "silent"]
NOTICES: tuple[Notice, ...] = get_args(Notice)
"""What one who may not see a record is told: whom to contact, or nothing at all."""

Standing = Literal["in force", "review due", "lapsed", "ended", "not begun"]

WARN_DAYS = 60
"""Days before its review from which an agreement is warned of."""


@dataclass(frozen=True)
class Agreement:
    """One version of a sharing agreement.

    agreement_id: lower-case letters, digits and hyphens. lead, partners: agencies of agencies.csv;
    all of them, the lead too, see what is shared. sources: names of contracts. starts_on: first
    day in force. review_on: first day on which it has lapsed unless reviewed. covers_restricted:
    records of handling code C are shared too. notice: what one who may not see a record is told.
    dpia: reference of the data protection impact assessment, empty: none. ended_on: first day on
    which it no longer holds, None: never ended. version: from 1, the highest holds. recorded_by,
    recorded_at: filled when it is recorded.
    """

    agreement_id: str
    title: str
    purpose: str
    lawful_basis: str
    lead: str
    partners: tuple[str, ...]
    sources: tuple[str, ...]
    starts_on: date
    review_on: date
    covers_restricted: bool = False
    notice: Notice = "contact"
    dpia: str = ""
    ended_on: date | None = None
    version: int = 1
    recorded_by: str = ""
    recorded_at: datetime | None = None

    @property
    def parties(self) -> tuple[str, ...]:
        """The lead and the partners, none twice."""
        return tuple(dict.fromkeys((self.lead, *self.partners)))

    def is_in_force(self, on: date) -> bool:
        """Say whether it holds on that day."""
        return self.standing(on) in ("in force", "review due")

    def standing(self, on: date) -> Standing:
        """Return how it stands on that day; review due: it holds, for 60 days at most."""
        if self.ended_on is not None and on >= self.ended_on:
            return "ended"
        if on < self.starts_on:
            return "not begun"
        if on >= self.review_on:
            return "lapsed"
        return "review due" if self.review_on <= on + timedelta(days=WARN_DAYS) else "in force"
