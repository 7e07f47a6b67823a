"""Which records are one group, when no worker sees them all?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from linkage.corpus import Corpus, Places
from linkage.fields import Fields, read_fields
from linkage.prepare import prepare
from linkage.spark.flow import PART, Data, Flow
from linkage.spark.rows import FIRST, GROUP, MEMBERS, NAMES, PLACE, ROWS, rows_of

__all__ = ["Numbered", "grouped", "meeting_key", "number", "parts_of", "spread_records"]

Ints = np.ndarray[Any, np.dtype[np.int64]]
_SIGN = "\x1f"


def parts_of(keys: Any, parts: int) -> pa.Array:
    """Return the part of each key, a number of 64 bits."""
    return pa.array((keys.astype(np.uint64) % np.uint64(parts)).astype(np.int32))


def spread_records(part: int, records: pa.Table, parts: int) -> pa.Table:
    """Return records with the part where all that may be of their group are wanted."""
    del part
    key = meeting_key(read_fields(frame_of(records)))
    at = records.schema.get_field_index(PART)
    return records.set_column(at, PART, parts_of(key, parts))


def meeting_key(fields: Fields) -> Any:
    """Return a key of each record that records of one group share.

    They have the same set of names and the same postcode; without a postcode the same address.
    """
    names = fields.names
    told = [
        _SIGN.join(sorted(names.texts[code] for code in names.codes[begin:end]))
        for begin, end in zip(names.starts[:-1], names.starts[1:], strict=True)
    ]
    lines = fields.addresses.lines.to_pylist()
    posted = np.array([*fields.postcode.texts, ""], dtype=object)[fields.postcode.codes]
    placed = np.array([*lines, ""], dtype=object)[fields.addresses.of]
    near = np.where(posted != "", posted, placed)
    return pd.util.hash_array(np.array(told, dtype=object)[names.of] + (2 * _SIGN) + near)


def frame_of(records: pa.Table) -> pd.DataFrame:
    """Return a table of records as a frame, its columns as `PlacedRecord` has them."""
    frame: pd.DataFrame = records.drop_columns([PART]).to_pandas()
    return frame


def grouped(
    part: int, records: pa.Table, places: Places, apart: frozenset[str], named: frozenset[str]
) -> pa.Table:
    """Return the groups of records as rows that have no number yet."""
    del part
    return rows_of(prepare(frame_of(records), apart, named, Corpus(places)))


COUNTS = pa.schema(
    [
        (PART, pa.int32()),
        ("groups", pa.int64()),
        ("records", pa.int64()),
        ("records_without_a_name", pa.int64()),
    ]
)


def _counted(part: int, rows: pa.Table) -> pa.Table:
    sizes = pc.list_value_length(rows[MEMBERS])
    nameless = pc.equal(pc.list_value_length(rows[NAMES]), 0)
    counts = rows.num_rows, pc.sum(sizes).as_py() or 0, pc.sum(sizes.filter(nameless)).as_py() or 0
    return pa.table([[one] for one in (part, *counts)], schema=COUNTS)


def _numbered(part: int, rows: pa.Table, begins: dict[int, int], size: int) -> pa.Table:
    """Return rows with their numbers, and the part that each is at home in."""
    numbers = begins[part] + np.arange(rows.num_rows, dtype=np.int64)
    for name, values in ((GROUP, numbers), (PART, (numbers // size).astype(np.int32))):
        rows = rows.set_column(rows.schema.get_field_index(name), name, pa.array(values))
    return rows


@dataclass(frozen=True)
class Numbered:
    """Groups with their numbers; how many each part is home to; counts for the report."""

    rows: Data
    size: int
    counts: dict[str, int]


def number(flow: Flow, rows: Data) -> Numbered:
    """Return groups numbered along the map.

    Groups that lie near each other have numbers near each other, so most pairs stay in one part.
    """
    ordered = flow.keep(flow.ordered(rows, (PLACE, FIRST)))
    counts = flow.collect(flow.each(ordered, _counted, COUNTS)).sort_by(PART)
    ends = np.cumsum(counts["groups"].to_numpy())
    begins = dict(zip(counts[PART].to_pylist(), [0, *ends[:-1].tolist()], strict=True))
    told = {name: pc.sum(counts[name]).as_py() for name in COUNTS.names if name != PART}
    size = max(1, -(-told["groups"] // flow.parts))
    shared = flow.share(begins), flow.share(size)
    return Numbered(flow.keep(flow.each(ordered, _numbered, ROWS, *shared)), size, told)
