"""Which doubts does a build keep for people to decide?"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd
import pyarrow as pa

from linkage.alone import Alone
from linkage.judgements import judged
from linkage.model import Model
from linkage.pipeline import ENTITY_ID, Linkage
from linkage.review import doubts_of
from linkage.ties import Ties
from records.schema import Record, Tie
from records.store.frames import to_arrow
from risk.describing import Known
from risk.stakes import most_telling
from risk.telling import as_frame

__all__ = ["doubts"]


def doubts(
    tables: Mapping[str, pd.DataFrame | pa.Table],
    linkage: Linkage,
    known: Known,
    disputed: Collection[str],
    model: Model,
) -> pd.DataFrame:
    """Return the pairs worth a person's decision, with what each would change.

    tables: records, touchpoints, scored profiles and ties of the build. model: that linked them.
    """
    frames = {name: as_frame(name, tables[name]) for name in ("records", "touchpoints", "profiles")}
    entities = linkage.entities.sort_values(Record.record_id)
    numbers = pd.factorize(entities[ENTITY_ID].to_numpy(dtype=object))[0].astype(np.int64)
    said = judged(known.judgements, entities[Record.record_id].to_numpy(dtype=object))
    alone = Alone(frames["records"], linkage.corpus)
    made = doubts_of(alone, linkage.pairs, (numbers, _ties(tables["ties"])), said, model)
    return most_telling(frames, made, known.as_of, disputed)


def _ties(table: pd.DataFrame | pa.Table) -> Ties:
    return Ties.read(to_arrow(Tie, table) if isinstance(table, pd.DataFrame) else table)
