"""How does what was found become files, the same to the byte as one machine writes?"""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from linkage.model import probability
from linkage.spark.comparing import ENTITY, FOUND, PAIR, only
from linkage.spark.flow import Data, Flow
from linkage.weighing import ENTITY_ID
from linkage.written import csv_text
from records.schema import Pair, Record

__all__ = ["entity_lines", "pair_lines"]

TEXT = pa.schema([("text", pa.string())])


def _entities(part: int, rows: pa.Table) -> pa.Table:
    """Return rows as text of a CSV file without its heading."""
    del part
    frame = (
        rows.select(["id_a", "id_b"]).to_pandas().set_axis([Record.record_id, ENTITY_ID], axis=1)
    )
    return pa.table({"text": [csv_text(frame, heading=False)]}, schema=TEXT)


def _pairs(part: int, rows: pa.Table) -> pa.Table:
    """Return rows as text of a CSV file without its heading."""
    del part
    frame = rows.select(["id_a", "id_b", "bits"]).to_pandas()
    frame = frame.set_axis([Pair.id_a, Pair.id_b, Pair.weight_bits], axis=1)
    frame = frame.assign(**{Pair.probability: probability(frame[Pair.weight_bits].to_numpy())})
    return pa.table({"text": [csv_text(frame[Pair.columns()], heading=False)]}, schema=TEXT)


def entity_lines(flow: Flow, clustered: Data) -> Iterator[str]:
    """Yield the text of entities.csv, part by part, in the order of record ids."""
    yield ",".join([Record.record_id, ENTITY_ID]) + "\n"
    entities = flow.each(clustered, only, FOUND, flow.share(ENTITY))
    yield from _texts(flow, flow.each(flow.ordered(entities, ("id_a",)), _entities, TEXT))


def pair_lines(flow: Flow, clustered: Data) -> Iterator[str]:
    """Yield the text of pairs.csv, part by part, in the order of record ids."""
    yield ",".join(Pair.columns()) + "\n"
    told = flow.each(clustered, only, FOUND, flow.share(PAIR))
    yield from _texts(flow, flow.each(flow.ordered(told, ("id_a", "id_b")), _pairs, TEXT))


def _texts(flow: Flow, lines: Data) -> Iterator[str]:
    for table in flow.stream(lines):
        yield from table["text"].to_pylist()
