"""Which doubts does a build keep for people to decide?"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from linkage.alone import Alone
from linkage.judgements import judged
from linkage.pipeline import ENTITY_ID, Linkage
from linkage.review import doubts_of
from linkage.ties import Ties
from records.schema import Doubt, Pair, PlacedRecord, Record, Tie
from records.store.frames import to_arrow
from risk.describing import Known
from risk.renewing import Before
from risk.stakes import most_telling
from risk.telling import as_frame

__all__ = ["doubts"]


def doubts(
    tables: Mapping[str, pd.DataFrame | pa.Table],
    linkage: Linkage,
    known: Known,
    disputed: Collection[str],
    anew: tuple[frozenset[str], Before] | None = None,
) -> pd.DataFrame:
    """Return the pairs worth a person's decision, with what each would change.

    tables: records, touchpoints, scored profiles and ties of the build.
    anew: ids of the businesses described again, and what the build before said. Doubts that touch
    none of them are taken from there, with what was thought then to come of a decision.
    """
    frames = {name: as_frame(name, tables[name]) for name in ("records", "touchpoints", "profiles")}
    entities = linkage.entities.sort_values(Record.record_id)
    numbers = pd.factorize(entities[ENTITY_ID].to_numpy(dtype=object))[0].astype(np.int64)
    said = judged(known.judgements, entities[Record.record_id].to_numpy(dtype=object))
    alone = Alone(frames["records"], linkage.corpus)
    pairs, ties, kept = linkage.pairs, _ties(tables["ties"]), None
    if anew is not None:
        here = frames["records"].loc[_in(frames["records"], anew[0]), Record.record_id]
        pairs = pairs[pairs[Pair.id_a].isin(here) | pairs[Pair.id_b].isin(here)]
        ties = ties.among(alone.ids.isin(here))
        kept = _kept(anew[1].doubts, frames["records"], here)
    made = doubts_of(alone, pairs, (numbers, ties), said, known.model)
    return most_telling(frames, made, known.as_of, disputed, kept)


def _in(records: pd.DataFrame, profiles: frozenset[str]) -> pd.Series[bool]:
    return records[PlacedRecord.profile_id].isin(profiles)


def _kept(doubts: pd.DataFrame, records: pd.DataFrame, anew: pd.Series[Any]) -> pd.DataFrame:
    """Return the doubts of records that are still there and of businesses not described again."""
    there = records.loc[~records[Record.record_id].isin(anew), Record.record_id]
    return doubts[doubts[Doubt.id_a].isin(there) & doubts[Doubt.id_b].isin(there)]


def _ties(table: pd.DataFrame | pa.Table) -> Ties:
    return Ties.read(to_arrow(Tie, table) if isinstance(table, pd.DataFrame) else table)
