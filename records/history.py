"""What do we hold now, what did we hold before, and what was set aside?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from records.belated import belated
from records.delivery import KEYS, Quarantined, arrow_schema, folder_of
from records.errors import HomeError
from records.held import keys_of, saved_runs
from records.home import Home
from records.rights.correcting import with_marks
from records.schema import Record, Table
from records.state import delivery_rows, opened
from records.state.marks import Marks, marks_in_force
from records.store.frames import columns_of, from_arrow

__all__ = [
    "current_records",
    "deliveries",
    "held_records",
    "marks",
    "newest_last",
    "quarantined",
    "record_history",
]


def deliveries(home: Home) -> pd.DataFrame:
    """Return the ledger of deliveries, first recorded first, with the columns of `DeliveryRow`."""
    with opened(home.state_url) as engine:
        return delivery_rows(engine)


def newest_last(ledger: pd.DataFrame) -> pd.DataFrame:
    """Return the ledger in the order in which deliveries speak: by day received, then recorded."""
    return ledger.sort_values(["received_on", "recorded_at"], kind="stable", ignore_index=True)


def current_records(home: Home, as_of: date | None = None) -> pd.DataFrame:
    """Return what each record says as a `Record` frame, in the order they came.

    It is its newest row with what people put right since, and without the records that are
    restricted. Of rows with one id the one received last holds; of one day the one recorded last,
    of one file the lowest. A belated row never holds against a word received later, not even
    where that word said nothing new. as_of: only what was received before that day; None:
    everything held.

    Raises:
        HomeError: a delivery of the ledger is not there or damaged.
    """
    return with_marks(held_records(home, as_of), marks(home))


def held_records(
    home: Home, as_of: date | None = None, columns: Sequence[str] | None = None
) -> pd.DataFrame:
    """Return the newest row of each record as delivered, whatever people said of it since.

    as_of: as in `current_records`. columns: only these of `Record`, for what needs few of many.

    Raises:
        HomeError: a delivery of the ledger is not there or damaged.
    """
    ledger = newest_last(deliveries(home))
    if as_of is not None:
        ledger = ledger[ledger["received_on"] < pd.Timestamp(as_of)]
    wanted = columns_of(Record, columns)
    names = dict.fromkeys([str(Record.record_id), *map(str, wanted)])
    held = _read(home, "records", ledger["delivery_id"], columns=[*names])
    ids = held.column(Record.record_id).to_pandas()
    held = held.filter(pa.array(_newest(ids, belated(home, ledger, ids))))
    frame = pd.DataFrame(from_arrow(wanted, held))
    return Record.shape(frame) if columns is None else frame


def _newest(ids: pd.Series[Any], late: npt.NDArray[np.bool_]) -> npt.NDArray[np.bool_]:
    """Return which row is the last of its id among those that are not `late`."""
    newest = ~late
    newest[~late] = ~ids[~late].duplicated(keep="last")
    return newest


def marks(home: Home) -> Marks:
    """Return what people put right, dispute or have restricted now.

    Raises:
        StateError: the state database cannot be reached.
    """
    with opened(home.state_url) as engine:
        return marks_in_force(engine)


def record_history(home: Home, record_id: str) -> pd.DataFrame:
    """Return every row ever loaded under `record_id` as a `Record` frame, oldest first.

    Raises:
        HomeError: a delivery of the ledger is not there or damaged.
    """
    source, key = record_id.partition(":")[0], keys_of([record_id])
    names = [
        name
        for name in newest_last(deliveries(home))["delivery_id"]
        if any(run.find(key)[0].any() for run in saved_runs(folder_of(home, name) / KEYS, source))
    ]
    held = _read(home, "records", names, filters=[(str(Record.record_id), "=", record_id)])
    return _framed(Record, held)


def quarantined(home: Home, delivery: str | None = None, source: str | None = None) -> pd.DataFrame:
    """Return the rows set aside as a `Quarantined` frame, by delivery and row.

    delivery, source: only those of it. The raw text may be personal data: show it only when asked.

    Raises:
        HomeError: there is no such delivery, or one of the ledger is not there or damaged.
    """
    ledger = newest_last(deliveries(home))
    if delivery is not None and delivery not in set(ledger["delivery_id"]):
        raise HomeError(f"There is no delivery {delivery!r}. List them: concern deliveries.")
    wanted = ledger["quarantined"] > 0
    if delivery is not None:
        wanted &= ledger["delivery_id"] == delivery
    if source is not None:
        wanted &= ledger["source"] == source
    return _framed(Quarantined, _read(home, "quarantine", ledger.loc[wanted, "delivery_id"]))


def _read(
    home: Home,
    name: str,
    delivery_ids: Iterable[str],
    *,
    columns: list[str] | None = None,
    filters: list[tuple[str, str, str]] | None = None,
) -> pa.Table:
    """Return one table of several deliveries, in their order; only `columns` where given.

    A delivery that came before a column was thought of says nothing in it.
    """
    schema = arrow_schema(name)
    if columns is not None:
        schema = pa.schema([schema.field(column) for column in columns])
    tables = [_table(home, name, delivery_id, schema, filters) for delivery_id in delivery_ids]
    return pa.concat_tables([schema.empty_table(), *tables])


def _table(
    home: Home,
    name: str,
    delivery_id: str,
    schema: pa.Schema,
    filters: list[tuple[str, str, str]] | None,
) -> pa.Table:
    path = folder_of(home, delivery_id) / f"{name}.parquet"
    try:
        with pq.ParquetFile(path) as file:
            there = set(file.schema_arrow.names)
            columns = [column for column in schema.names if column in there]
            # A file that is open is read in half the time that finding it anew takes.
            table = None if filters else file.read(columns=columns)
        if table is None:
            table = pq.read_table(path, partitioning=None, columns=columns, filters=filters)
    except (OSError, pa.ArrowInvalid) as error:
        raise HomeError(
            f"Delivery {delivery_id!r} of the ledger cannot be read: {path.name} is missing or "
            "damaged. Restore the deliveries folder from its backup."
        ) from error
    arrays = [
        table.column(field.name).cast(field.type)
        if field.name in there
        else pa.nulls(table.num_rows, field.type)
        for field in schema
    ]
    return pa.table(arrays, schema=schema)


def _framed(table: type[Table], held: pa.Table) -> pd.DataFrame:
    return table.shape(pd.DataFrame(from_arrow(table.columns(), held)))
