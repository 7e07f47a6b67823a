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
from records.among import among
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
        here = _of(frames["records"], anew[0])
        pairs = pairs[among(pairs[Pair.id_a], here) | among(pairs[Pair.id_b], here)]
        ties = ties.among(among(alone.ids, here))
        kept = _kept(anew[1].doubts, frames["records"], here)
    made = doubts_of(alone, pairs, (numbers, ties), said, known.model)
    return most_telling(frames, made, known.as_of, disputed, kept)


def _of(records: pd.DataFrame, profiles: frozenset[str]) -> pd.Series[Any]:
    """Return the ids of the records of these profiles."""
    return records.loc[among(records[PlacedRecord.profile_id], profiles), Record.record_id]


def _kept(doubts: pd.DataFrame, records: pd.DataFrame, anew: pd.Series[Any]) -> pd.DataFrame:
    """Return the doubts of records that are still there and of businesses not described again."""
    there = records.loc[~among(records[Record.record_id], anew), Record.record_id]
    return doubts[among(doubts[Doubt.id_a], there) & among(doubts[Doubt.id_b], there)]


def _ties(table: pd.DataFrame | pa.Table) -> Ties:
    return Ties.read(to_arrow(Tie, table) if isinstance(table, pd.DataFrame) else table)
