"""What may be taken in, combined and shown under the agreements in force on one day?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache

import pandas as pd

from records.agreements.agreement import Agreement, Notice
from records.domain import agencies
from records.schema import Record

__all__ = ["Shared", "Sharing", "in_charge"]


@dataclass(frozen=True)
class Shared:
    """What an agency may see of others' records.

    plain: sources whose records of handling code P it may see. restricted: sources whose records
    of handling code C it may see, for those of its people who are cleared for C.
    """

    plain: frozenset[str] = frozenset()
    restricted: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Sharing:
    """The agreements in force on one day, and the sources anyone may read.

    on: the day. agreements: those in force on it, nothing else. published: sources that are public
    registers, which need no agreement. Two of the same agreements are equal and have one hash.
    """

    on: date
    agreements: tuple[Agreement, ...] = ()
    published: frozenset[str] = frozenset()

    def covers(self, source: str) -> bool:
        """Say whether the source may be taken in and shown: published, or in an agreement.

        Of a published source only records of handling code P need no agreement, see `combined`.
        """
        return source in self.published or bool(self.agreements_on(source))

    def admits(self, source: str, agency: str) -> bool:
        """Say whether `agency` may send the source: published, or party to an agreement on it."""
        return source in self.published or any(
            self._is_party(agency, agreement) for agreement in self.agreements_on(source)
        )

    def shared_with(self, agency: str) -> Shared:
        """Return what the agency may see of others' records; empty agency: what is published.

        Its own records are its own whatever is agreed, and are no part of the answer.
        """
        joined = [one for one in self.agreements if self._is_party(agency, one)]
        plain = self.published.union(*(one.sources for one in joined))
        restricted = frozenset[str]().union(
            *(one.sources for one in joined if one.covers_restricted)
        )
        return Shared(plain, restricted)

    def combined(self, records: pd.DataFrame) -> pd.Series[bool]:
        """Say of each record whether it may be linked with others and scored.

        A record of handling code P of a published source may; any other under an agreement only.
        """
        source = records[Record.source]
        agreed = {name for agreement in self.agreements for name in agreement.sources}
        public = source.isin(self.published) & (records[Record.handling] == "P")
        return source.isin(agreed) | public

    def notice(self, source: str) -> Notice:
        """Return what one who may not see a record of the source is told.

        The strictest of its agreements holds; silent where none is in force.
        """
        notices = {agreement.notice for agreement in self.agreements_on(source)}
        return "contact" if notices == {"contact"} else "silent"

    def agreements_on(self, source: str) -> tuple[Agreement, ...]:
        """Return the agreements in force that name the source."""
        return tuple(agreement for agreement in self.agreements if source in agreement.sources)

    def _is_party(self, agency: str, agreement: Agreement) -> bool:
        parties = {in_charge(party, self.on) for party in agreement.parties}
        return in_charge(agency, self.on) in parties


def in_charge(agency: str, on: date) -> str:
    """Return who acts for the agency on that day: its successor once it has ended."""
    ended, successor = _successions().get(agency, (date.max, agency))
    return successor if on >= ended else agency


@cache
def _successions() -> dict[str, tuple[date, str]]:
    """Return for each agency that ends: the first day without it, and who took its work over."""
    ending = agencies().dropna(subset=["valid_to", "successor"])
    days = zip(ending.index, ending["valid_to"], ending["successor"], strict=True)
    return {str(agency): (day.date(), str(successor)) for agency, day, successor in days}
