"""What do the tables of a build say, be they made anew or gone on with?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

import pandas as pd
import pyarrow as pa

from records.schema import BUILD_TABLES, Profile, Table
from records.store.frames import from_arrow
from risk.checklist import Scores
from risk.describing import Known, described
from risk.disputes import score_undisputed
from risk.linking import Linked
from risk.renewing import renewed

__all__ = ["as_frame", "scored", "told"]

Tables = Mapping[str, pd.DataFrame | pa.Table]
_UNSCORED: Mapping[str, type[Table]] = {"profiles": Profile}


def told(link: Linked, records: pd.DataFrame, known: Known) -> dict[str, pd.DataFrame | pa.Table]:
    """Return the touchpoints, unscored profiles, facts, links and ties of all `records`.

    What the build before said of businesses that nothing touched is taken from there.
    """
    if link.before is None or link.touched is None:
        return dict(described(records, known))
    return dict(renewed(link.before, records, link.touched, known))


def scored(tables: Tables, as_of: date, disputed: Collection[str]) -> Scores:
    """Return the scores of the profiles; what is disputed counts for none."""
    wanted = {name: as_frame(name, tables[name]) for name in ("profiles", "touchpoints", "records")}
    links = as_frame("links", tables["links"]) if disputed else BUILD_TABLES["links"].empty()
    return score_undisputed(wanted, links, as_of, disputed)


def as_frame(name: str, table: pd.DataFrame | pa.Table) -> pd.DataFrame:
    """Return a table of a build as a frame, whichever of the two it is."""
    if isinstance(table, pd.DataFrame):
        return table
    columns = _UNSCORED.get(name, BUILD_TABLES[name]).columns()
    return pd.DataFrame(from_arrow(columns, table))
