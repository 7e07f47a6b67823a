"""Who acts, when and why?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from records.audit import Entry

__all__ = ["Actor"]


@dataclass(frozen=True)
class Actor:
    """Someone who decides about records, and the moment it is done.

    user: id of the account, or of the person at the command line. at: with its time zone.
    """

    user: str
    at: datetime
    role: str = ""
    agency: str = ""
    purpose: str = ""

    @property
    def moment(self) -> datetime:
        """Return the moment in UTC."""
        return self.at.astimezone(UTC)

    def entry(
        self, operation: str, subject: tuple[str, str], detail: Mapping[str, object]
    ) -> Entry:
        """Return what the audit says of it; subject: its kind and its id."""
        return Entry(
            operation,
            self.user,
            self.role,
            self.agency,
            purpose=self.purpose,
            subject_kind=subject[0],
            subject=subject[1],
            detail=detail,
        )
