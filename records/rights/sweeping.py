"""How does a record leave the deliveries that hold it, whole or not at all?"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import Engine

from records.contracts import Fault
from records.delivery import KEYS, Quarantined, folder_of, sweep
from records.errors import HomeError
from records.held import keys_of
from records.home import Home
from records.schema import Record
from records.state import delivery_rows
from records.store.durable import locked, sync

__all__ = ["Removed", "remove_from_deliveries"]

BATCH_ROWS = 65_536
"""Rows in memory at once, however large a delivery is."""

ASIDE = ".erasing-"
SHORT_KEY = 4
"""A key of fewer signs also stands for other things: the row must say the name as well."""

_DIGEST = re.compile(r"[0-9a-f]{24}")
_TOLD = "Erased, together with the record it was a row of."

_KNOWN_BY = (Record.record_id, Record.source_record_id, Record.name, Record.postcode)
_Kept = Callable[[pa.RecordBatch], pa.RecordBatch]


@dataclass(frozen=True)
class Removed:
    """What left the deliveries: rows of records, and rows set aside whose text was emptied."""

    rows: int = 0
    quarantined: int = 0
    deliveries: int = 0


@dataclass(frozen=True)
class _Traces:
    """By which patterns, all of them there, a row set aside is known to be one of the records."""

    rows: tuple[tuple[re.Pattern[str], ...], ...]

    def found(self, raw: str) -> bool:
        """Say whether a row as delivered is one of them."""
        return any(all(part.search(raw) for part in parts) for parts in self.rows)


def remove_from_deliveries(home: Home, engine: Engine, record_ids: Iterable[str]) -> Removed:
    """Remove every row of the records from every delivery; done again, it completes itself.

    Rows set aside are emptied where they hold the record's key or, where the key is a digest, its
    name and postcode. Ingests wait meanwhile.

    Raises:
        HomeError: the disk is full or cannot be written, or a delivery is missing or damaged.
    """
    ids = pa.array(sorted(set(record_ids)), pa.string())
    if not home.deliveries.is_dir():
        return Removed()
    try:
        with locked(home.deliveries / ".lock"):
            # Under the lock: a delivery acknowledged just before it is rewritten too.
            ledger = delivery_rows(engine)
            sweep(home, set(ledger["delivery_id"]))
            return _remove(home, ledger, ids)
    except (OSError, pa.ArrowInvalid) as error:
        raise HomeError(
            f"Deliveries below {home.deliveries} cannot be rewritten: {error}. Make room or mend "
            "the disk, then finish with 'concern rights resume'."
        ) from error


def _remove(home: Home, ledger: pd.DataFrame, ids: pa.Array) -> Removed:
    folders = {str(name): folder_of(home, name) for name in ledger["delivery_id"]}
    for folder in folders.values():
        _drop_asides(folder)
    rows = {name: _rows_of(folder / "records.parquet", ids) for name, folder in folders.items()}
    holding = [name for name, found in rows.items() if found.num_rows]
    # First what is known only by the records' own words, and the records last of all: killed at
    # any step, what is left still says what is to be removed.
    emptied = _empty_quarantine(ledger, folders, [rows[name] for name in holding])
    for name in holding:
        numbers = rows[name].column(Record.row_number)
        _rewrite(folders[name] / "warnings.parquet", _without(Fault.row_number, numbers))
    for folder in folders.values():
        _forget_keys(folder / KEYS, ids)
    for name in holding:
        _rewrite(folders[name] / "records.parquet", _without(Record.record_id, ids))
    return Removed(sum(rows[name].num_rows for name in holding), emptied, len(holding))


def _rows_of(path: Path, ids: pa.Array) -> pa.Table:
    """Return what the rows of these records are known by."""
    columns = [str(column) for column in (*_KNOWN_BY, Record.row_number)]
    with pq.ParquetFile(path) as file:
        schema = pa.schema([file.schema_arrow.field(name) for name in columns])
        found = [
            batch.filter(pc.is_in(batch.column(str(Record.record_id)), value_set=ids))
            for batch in file.iter_batches(BATCH_ROWS, columns=columns)
        ]
    return pa.Table.from_batches(found, schema)


def _empty_quarantine(ledger: pd.DataFrame, folders: dict[str, Path], rows: list[pa.Table]) -> int:
    """Empty the rows set aside of the sources that delivered the records, and return how many."""
    if not rows:
        return 0
    found = pa.concat_tables(rows)
    traces = _traces(found.to_pylist())
    contracts = _sources(ledger, folders, rows)
    emptied = 0
    for name in ledger.loc[ledger["source"].isin(contracts), "delivery_id"]:
        path = folders[str(name)] / "quarantine.parquet"
        hits = [number for number, raw in _raws(path) if traces.found(raw)]
        if hits:
            _rewrite(path, _emptied(pa.array(hits, pa.int64())))
            emptied += len(hits)
    return emptied


def _sources(ledger: pd.DataFrame, folders: dict[str, Path], rows: list[pa.Table]) -> set[str]:
    """Return the sources that delivered the records."""
    ids = pa.concat_tables(rows).column(Record.record_id).to_pylist()
    known = {record_id.partition(":")[0] for record_id in ids}
    # One file may bring rows of several sources; then all that it brought is looked at.
    several = set(ledger["source"]) - known
    return known | {
        source
        for source in several
        for name in ledger.loc[ledger["source"] == source, "delivery_id"]
        if any([*(folders[str(name)] / KEYS).glob(f"{one}.*.npy")] for one in known)
    }


def _traces(rows: list[dict[str, str | None]]) -> _Traces:
    return _Traces(tuple(dict.fromkeys(_trace(row) for row in rows if _trace(row))))


def _trace(row: dict[str, str | None]) -> tuple[re.Pattern[str], ...]:
    key, name = row[Record.source_record_id] or "", row[Record.name] or ""
    postcode = row[Record.postcode] or ""
    parts = [part.replace("%7C", "|") for part in key.split("|") if part]
    if not parts or _DIGEST.fullmatch(key):
        parts = [part for part in (name, postcode) if part]
        return tuple(map(_loosely, parts)) if len(parts) > 1 else ()
    named = [_loosely(name)] if name and max(map(len, parts)) < SHORT_KEY else []
    return (*map(_cell, parts), *named)


def _cell(text: str) -> re.Pattern[str]:
    """Match the text where no letter or digit goes on, whatever its case."""
    return re.compile(rf"(?<![^\W_]){re.escape(text)}(?![^\W_])", re.IGNORECASE)


def _loosely(text: str) -> re.Pattern[str]:
    """Match the text however its words are spaced, whatever its case."""
    words = r"[\s,]*".join(map(re.escape, text.split()))
    return re.compile(rf"(?<![^\W_]){words}(?![^\W_])", re.IGNORECASE)


def _raws(path: Path) -> Iterator[tuple[int, str]]:
    columns = [str(Quarantined.row_number), str(Quarantined.raw)]
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(BATCH_ROWS, columns=columns):
            for row in batch.to_pylist():
                yield row[columns[0]], row[columns[1]] or ""


def _without(column: str, gone: pa.Array | pa.ChunkedArray) -> _Kept:
    values = gone.combine_chunks() if isinstance(gone, pa.ChunkedArray) else gone

    def kept(batch: pa.RecordBatch) -> pa.RecordBatch:
        return batch.filter(pc.invert(pc.is_in(batch.column(str(column)), value_set=values)))

    return kept


def _emptied(numbers: pa.Array) -> _Kept:
    """Let rows set aside keep their number and their count, and nothing of what they said."""

    def kept(batch: pa.RecordBatch) -> pa.RecordBatch:
        hit = pc.is_in(batch.column(str(Quarantined.row_number)), value_set=numbers)
        told = pa.array([[_TOLD]] * batch.num_rows, batch.schema.field(Quarantined.faults).type)
        for name, new in ((Quarantined.raw, ""), (Quarantined.faults, told)):
            at = batch.schema.get_field_index(str(name))
            values = pc.if_else(hit, new, batch.column(at))
            batch = batch.set_column(at, batch.schema.field(at), values)
        return batch

    return kept


def _rewrite(path: Path, kept: _Kept) -> None:
    """Write what is kept aside, and put it in the file's place."""
    aside = path.with_name(f"{ASIDE}{path.name}")
    with (
        pq.ParquetFile(path) as file,
        pq.ParquetWriter(aside, file.schema_arrow, compression="zstd") as writer,
    ):
        for batch in file.iter_batches(BATCH_ROWS):
            writer.write_batch(kept(batch))
    _replace(aside, path)


def _forget_keys(folder: Path, ids: pa.Array) -> None:
    gone = keys_of(ids.to_pylist())
    for path in sorted(folder.glob("*.npy")):
        held = np.load(path, mmap_mode="r")
        hit = np.isin(held[0], gone)
        if hit.any():
            aside = path.with_name(f"{ASIDE}{path.name}")
            with aside.open("wb") as file:
                np.save(file, held[:, ~hit])
            _replace(aside, path)


def _replace(aside: Path, path: Path) -> None:
    sync(aside)
    os.replace(aside, path)
    sync(path.parent)


def _drop_asides(folder: Path) -> None:
    for path in (*folder.glob(f"{ASIDE}*"), *(folder / KEYS).glob(f"{ASIDE}*")):
        path.unlink()
