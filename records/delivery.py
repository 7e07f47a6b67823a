"""What lies in a delivery's folder, and how does it get there whole or not at all?"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from records.contracts import Fault
from records.errors import HomeError
from records.held import HeldRows
from records.home import Home
from records.schema import Column, Record, Table
from records.spooling import sweep_spool
from records.store.durable import sync, write_file
from records.store.frames import to_arrow

__all__ = [
    "KEYS",
    "TABLES",
    "Draft",
    "Quarantined",
    "arrow_schema",
    "draft",
    "folder_of",
    "new_delivery_id",
    "sweep",
]

KEYS = "keys"
"""Folder of the hashes of a delivery's rows, so that later ones find them quickly."""

_ASIDE = ".tmp-"
_GROUP_ROWS = 200_000
"""Rows written at a time: a file remembers each time in memory, and a large one has many."""
_ID_DIGITS = 10
_ID = re.compile(rf"\d{{4}}-\d\d-\d\d-[a-z0-9_]+-[0-9a-f]{{{_ID_DIGITS}}}")


class Quarantined(Table):
    """One row for each delivered row that was set aside, with every fault it has."""

    delivery_id = Column("delivery_id", "text", "delivery that brought it", required=True)
    source = Column("source", "text", "contract that read it", required=True)
    row_number = Column("row_number", "integer", "its row in the delivered file, heading is 1")
    faults = Column("faults", "list", "each fault and its remedy in a sentence")
    raw = Column("raw", "text", "the row as delivered: may hold personal data")


TABLES: Mapping[str, type[Table]] = {
    "records": Record,
    "quarantine": Quarantined,
    "warnings": Fault,
}
"""The tables of a delivery by the name of their file; each is there even without rows."""


@cache
def arrow_schema(name: str) -> pa.Schema:
    """Return the Arrow types of the table of `TABLES` called `name`."""
    return to_arrow(TABLES[name], TABLES[name].empty()).schema


def new_delivery_id(received_on: date, source: str, sha256: str) -> str:
    """Return the id of a delivery: day, source and the first digits of the file's SHA-256."""
    return f"{received_on}-{source}-{sha256[:_ID_DIGITS]}"


def folder_of(home: Home, delivery_id: str) -> Path:
    """Return the folder of a delivery."""
    return home.deliveries / delivery_id


class Draft:
    """A delivery that is being written, aside and unseen."""

    def __init__(self, home: Home, delivery_id: str) -> None:
        self._aside = home.deliveries / f"{_ASIDE}{delivery_id}"
        self._final = folder_of(home, delivery_id)
        (self._aside / KEYS).mkdir(parents=True)
        self._writers = {name: self._writer(name) for name in TABLES}
        self._waiting: dict[str, list[pa.Table]] = {name: [] for name in TABLES}

    def _writer(self, name: str) -> Any:
        path = self._aside / f"{name}.parquet"
        return pq.ParquetWriter(path, arrow_schema(name), compression="zstd")

    def add(self, name: str, frame: pd.DataFrame) -> None:
        """Write the rows of `frame` to the table called `name`, many at a time."""
        if len(frame):
            waiting = self._waiting[name]
            waiting.append(to_arrow(TABLES[name], frame))
            if sum(table.num_rows for table in waiting) >= _GROUP_ROWS:
                self._write(name)

    def _write(self, name: str) -> None:
        waiting = self._waiting[name]
        if waiting:
            self._writers[name].write_table(pa.concat_tables(waiting))
            waiting.clear()

    def settle_keys(self, source: str, rows: HeldRows) -> None:
        """Let the hashes of one source that lie in memory for no more reason lie on disk."""
        rows.settle(self._aside / KEYS, source)

    def add_keys(self, source: str, rows: HeldRows) -> None:
        """Write the hashes of the rows of one source."""
        for path in rows.save(self._aside / KEYS, source):
            sync(path)

    def publish(self, receipt: bytes) -> None:
        """Put the folder where it belongs, all of it on disk; it counts once the ledger says so."""
        for name, writer in self._writers.items():
            self._write(name)
            writer.close()
            sync(self._aside / f"{name}.parquet")
        write_file(self._aside / "receipt.json", receipt)
        sync(self._aside / KEYS)
        sync(self._aside)
        self._aside.rename(self._final)
        sync(self._final.parent)

    def discard(self) -> None:
        """Leave nothing behind."""
        for writer in self._writers.values():
            with suppress(OSError, ValueError):
                writer.close()
        shutil.rmtree(self._aside, ignore_errors=True)


@contextmanager
def draft(home: Home, delivery_id: str) -> Iterator[Draft]:
    """Yield a draft; what of it is not published when the block ends is gone.

    Raises:
        HomeError: the disk is full or cannot be written.
    """
    try:
        made = Draft(home, delivery_id)
        try:
            yield made
        finally:
            made.discard()
    except OSError as error:
        raise HomeError(
            f"{home.deliveries}: the delivery cannot be kept: {error.strerror or error}. Nothing "
            "was taken in. Make room or mend the disk, then ingest the file again."
        ) from error


def sweep(home: Home, acknowledged: set[str]) -> None:
    """Remove what an interrupted ingest left: drafts, and the folder the ledger does not know.

    Raises:
        HomeError: the ledger knows too few of the folders to be theirs; nothing is removed then.
    """
    sweep_spool(home)
    folders = [path for path in home.deliveries.iterdir() if path.is_dir()]
    unknown = [f for f in folders if _ID.fullmatch(f.name) and f.name not in acknowledged]
    # An interrupted ingest leaves one folder, and the next one sweeps it before it starts.
    if len(unknown) > 1:
        raise HomeError(
            f"{home.deliveries} holds {len(unknown)} deliveries that the state database does not "
            "know. It is another county's database, or an old one: restore its newest backup, or "
            "move those folders away and ingest their files again."
        )
    for path in [*unknown, *(f for f in folders if f.name.startswith(_ASIDE))]:
        shutil.rmtree(path)
