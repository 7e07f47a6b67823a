"""Which id does each business go by in a build, and what became of the ids of the one before?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import pandas as pd

from linkage.id_history import with_events
from linkage.identity import profile_ids
from linkage.pipeline import Linkage
from records.errors import BuildError
from records.home import Home
from records.schema import IdEvent, PlacedRecord, Record, Redirect
from records.store import Build, builds, next_number, open_build

__all__ = ["Named", "named"]

_MEMBERS = [PlacedRecord.record_id, PlacedRecord.profile_id]


@dataclass(frozen=True)
class Named:
    """Records with the ids of their profiles, and what is told of ids.

    redirects: ids no longer used. histories: what became of every id there ever was.
    """

    records: pd.DataFrame
    redirects: pd.DataFrame
    histories: pd.DataFrame

    def tables(self) -> dict[str, Any]:
        """Return them as tables of a build."""
        return dict(vars(self))


def named(home: Home, placed: pd.DataFrame, linkage: Linkage, on: date) -> Named:
    """Return the placed records with the ids of the profiles that the linkage makes of them."""
    before, redirects, history = _previous(home)
    handling = placed.set_index(Record.record_id)[Record.handling]
    restricted = linkage.entities[Record.record_id].map(handling) != "P"
    identity = profile_ids(linkage.entities, before, redirects, restricted)
    owner = identity.ids.set_index(PlacedRecord.record_id)[PlacedRecord.profile_id]
    owned = placed[PlacedRecord.record_id].map(owner)
    records = PlacedRecord.shape(placed.assign(**{PlacedRecord.profile_id: owned}))
    when = next_number(home), on
    told = with_events(history, (before, identity.ids), identity.redirects, when)
    return Named(records, identity.redirects, told)


def _previous(home: Home) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Return which profile held each record in the build before, its redirects and its history."""
    if not builds(home):
        return PlacedRecord.empty()[_MEMBERS], Redirect.empty(), IdEvent.empty()
    with open_build(home, other_columns=True) as build:
        redirects = build.table("redirects", columns=list(Redirect.columns()))
        return build.table("records", columns=_MEMBERS), redirects, _history(build)


def _history(build: Build) -> pd.DataFrame:
    try:
        return build.table("histories", columns=list(IdEvent.columns()))
    except BuildError:
        # A build of before any history was kept.
        return IdEvent.empty()
