"""Which records may a viewer see? Their own agency's, and what is shared with it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal, Protocol

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.viewer import Viewer
from records.agreements import Shared
from records.schema import PlacedRecord
from records.state.marks import Marks
from records.touchpoints import agency_on

__all__ = [
    "ALL_SHARED",
    "HOLDER",
    "RESTRICTED",
    "Flags",
    "Kinds",
    "Sight",
    "Terms",
    "kinds_of",
    "sight_of",
]

RESTRICTED = "C"
"""Handling code of records that only those see who are cleared for it."""
PLAIN = "P"

Flags = NDArray[np.bool_]


class Terms(Protocol):
    """What was agreed: which sources an agency may see, and what others are told of them."""

    def shared_with(self, agency: str) -> Shared:
        """Return what the agency may see of others' records."""

    def notice(self, source: str) -> Literal["contact", "silent"]:
        """Return what one who may not see a record of the source is told."""

    def covers(self, source: str) -> bool:
        """Say whether the source may be combined with others at all."""


@dataclass(frozen=True)
class _AllShared:
    """Terms of a county whose every source is shared with everyone, such as a made-up one."""

    sources: frozenset[str] = frozenset()

    def shared_with(self, agency: str) -> Shared:
        """Return every source."""
        return Shared(self.sources, self.sources)

    def notice(self, source: str) -> Literal["contact", "silent"]:
        """Say whom to contact."""
        return "contact"

    def covers(self, source: str) -> bool:
        """Say yes."""
        return True


ALL_SHARED = _AllShared()
"""Everything is shared with everyone; of handling code C with those who are cleared for it."""


@dataclass(frozen=True)
class Sight:
    """What decides which records are seen; viewers of one sight see the same.

    agency: whose records are their own; empty where none. plain, restricted: sources whose
    records of handling code P or C are shared. told: sources of which a viewer is told whom to
    contact where records are hidden. marked: records that nobody may see. disputed: records that
    count for no score.
    """

    agency: str
    plain: frozenset[str]
    restricted: frozenset[str]
    told: frozenset[str]
    marked: frozenset[str] = frozenset()
    disputed: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Kinds:
    """The different agencies, sources and handling codes of a build's records.

    of: the number of each record's kind. table: one row for each, agency, source, handling, and
    holder, the agency in charge on the build's day.
    """

    of: NDArray[np.int64]
    table: pd.DataFrame

    @cached_property
    def sources(self) -> frozenset[str]:
        """Return the sources there are records of."""
        return frozenset(self.table[PlacedRecord.source])

    def seen(self, sight: Sight) -> Flags:
        """Return for each record whether it may be seen, marks aside."""
        table = self.table
        own = (table[PlacedRecord.agency] == sight.agency) | (table[HOLDER] == sight.agency)
        handling, source = table[PlacedRecord.handling], table[PlacedRecord.source]
        plain = (handling == PLAIN) & source.isin(sight.plain)
        restricted = (handling == RESTRICTED) & source.isin(sight.restricted)
        seen: Flags = ((own & (sight.agency != "")) | plain | restricted).to_numpy("bool")[self.of]
        return seen


HOLDER = "holder"
"""Column of the agency in charge now."""


def kinds_of(records: pd.DataFrame, as_of: pd.Timestamp) -> Kinds:
    """Return the kinds of `records`, in their order."""
    columns = [PlacedRecord.agency, PlacedRecord.source, PlacedRecord.handling]
    number = np.asarray(records.groupby(columns, sort=True).ngroup(), dtype=np.int64)
    first = np.unique(number, return_index=True)[1]
    table = records[columns].iloc[first].reset_index(drop=True)
    day = pd.Series(as_of, index=table.index)
    holder = agency_on(table[PlacedRecord.agency], day)
    return Kinds(number, table.assign(**{HOLDER: holder}))


def sight_of(viewer: Viewer, terms: Terms, sources: frozenset[str], marks: Marks) -> Sight:
    """Return what the viewer may see of a build that holds these sources."""
    if isinstance(terms, _AllShared):
        terms = _AllShared(sources)
    shared = terms.shared_with(viewer.agency)
    cleared = RESTRICTED in viewer.clearances
    return Sight(
        agency=viewer.agency,
        plain=shared.plain & sources if PLAIN in viewer.clearances else frozenset(),
        restricted=shared.restricted & sources if cleared else frozenset(),
        told=frozenset(one for one in sources if terms.notice(one) == "contact"),
        marked=marks.restricted,
        disputed=frozenset(marks.disputed),
    )
