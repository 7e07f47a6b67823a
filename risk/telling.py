"""What do the tables of a build say, be they made anew or gone on with?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
import pyarrow as pa

from linkage.relations import relate
from records.schema import BUILD_TABLES, Profile, Table
from records.store.frames import from_arrow
from risk.checklist import Scores
from risk.describing import Known, described
from risk.disputes import score_undisputed
from risk.inheriting import inherited
from risk.linking import Linked
from risk.renewing import Before, renewed

__all__ = ["Told", "as_frame", "scored", "told"]

Tables = Mapping[str, pd.DataFrame | pa.Table]
_UNSCORED: Mapping[str, type[Table]] = {"profiles": Profile}


@dataclass(frozen=True)
class Told:
    """What is said of all businesses: touchpoints, profiles, facts, links, ties and relations.

    tables: by name, the profiles not yet scored.
    anew: the ids of those described again, and what the build before said. None: all of them.
    """

    tables: Tables
    anew: tuple[frozenset[str], Before] | None = None


def told(link: Linked, records: pd.DataFrame, known: Known) -> Told:
    """Return what is said of all `records`.

    What the build before said of businesses that nothing touched is taken from there.
    """
    # What businesses have to do with each other may change with any record, and is soon made.
    relations = {"relations": relate(records, known.as_of).frame}
    if link.before is None or link.touched is None:
        return Told({**described(records, known), **relations})
    found = renewed(link.before, records, link.touched, known)
    return Told({**found.tables, **relations}, (found.anew, link.before))


def scored(tables: Tables, as_of: date, disputed: Collection[str]) -> Scores:
    """Return the scores of the profiles; what is disputed counts for none."""
    read = ("profiles", "touchpoints", "records", "relations")
    wanted = {name: as_frame(name, tables[name]) for name in read}
    wanted["inherited"] = inherited(wanted, as_of, disputed)
    links = as_frame("links", tables["links"]) if disputed else BUILD_TABLES["links"].empty()
    return score_undisputed(wanted, links, as_of, disputed)


def as_frame(name: str, table: pd.DataFrame | pa.Table) -> pd.DataFrame:
    """Return a table of a build as a frame, whichever of the two it is."""
    if isinstance(table, pd.DataFrame):
        return table
    columns = _UNSCORED.get(name, BUILD_TABLES[name]).columns()
    return pd.DataFrame(from_arrow(columns, table))
