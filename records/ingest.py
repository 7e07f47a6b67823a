"""Take a delivery in: whole or not at all, every row accounted for."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path

from sqlalchemy import Engine

from records.agreements import in_force, published_sources, refuse_unshared
from records.audit import Entry, open_trail
from records.clock import after_all
from records.contracts import Contract
from records.delivery import Draft, draft, new_delivery_id, sweep
from records.errors import HomeError, SourceError
from records.history import newest_last
from records.home import Home
from records.progress import Progress, silent
from records.reading import read_rows
from records.reading.kinds import kind_of
from records.rights.redelivery import without_erased
from records.rights.tombstones import Tombstones, erased_here
from records.sorting import Sorted, Sorter
from records.state import (
    DeliveryRow,
    add_delivery,
    delivery_rows,
    known_delivery,
    opened,
)
from records.store.durable import locked, sha256_of

__all__ = ["Receipt", "ingest"]


@dataclass(frozen=True)
class Receipt:
    """What became of a delivery: rows_in = loaded + quarantined + duplicate + erased.

    corrected: loaded rows that replace one held before. already_held: the very file was taken in
    before, nothing changed, and each of its rows is a duplicate. warnings: values left blank or
    put right in loaded rows, by column. mended: what the reader put right, in words, and how often.
    unread: headings that nothing was read from. erased: rows of records that were erased before.
    """

    delivery_id: str
    source: str
    file_name: str
    sha256: str
    received_on: date
    rows_in: int
    loaded: int
    corrected: int
    quarantined: int
    duplicate: int
    already_held: bool = False
    warnings: dict[str, int] = field(default_factory=dict)
    mended: dict[str, int] = field(default_factory=dict)
    unread: tuple[str, ...] = ()
    erased: int = 0


def ingest(  # noqa: PLR0913  # who took it in belongs to what, when and from whom
    home: Home,
    path: Path,
    contract: Contract,
    received_on: date,
    progress: Progress = silent,
    *,
    by: str = "",
) -> Receipt:
    """Take the file in as one delivery of the contract's source, and return what became of it.

    Its source is published, or in a sharing agreement in force on the day it was received.

    Two at once queue. When this returns the delivery is on disk and in the ledger; if it is
    interrupted at any step, it never was. The same file twice changes nothing.

    by: who took it in, as the audit names them; empty: the program itself. The audit knows of it
    from the moment the ledger does.

    Raises:
        SourceError: no agreement lets the source in, the file is refused, or it changed while it
            was read.
        HomeError: the folder or its disk cannot be written.
        StateError: the state database cannot be reached or written.
    """
    kind_of(path)
    _make_folder(home.deliveries)
    with opened(home.state_url) as engine:
        published = published_sources(home.mappings)
        refuse_unshared(contract, in_force(engine, received_on, published))
        with locked(home.deliveries / ".lock"):
            return _Delivery(home, path, contract, received_on, by).take_in(engine, progress)


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise HomeError(f"{folder} cannot be made: {error.strerror}.") from error


@dataclass(frozen=True)
class _Delivery:
    home: Home
    path: Path
    contract: Contract
    received_on: date
    by: str

    def take_in(self, engine: Engine, progress: Progress) -> Receipt:
        size, changed = self._stamp()
        digest = sha256_of(self.path)
        before = known_delivery(engine, self.contract.name, digest)
        if before is not None:
            return _held_before(before)
        ledger = delivery_rows(engine)
        sweep(self.home, set(ledger["delivery_id"]))
        delivery_id = new_delivery_id(self.received_on, self.contract.name, digest)
        with draft(self.home, delivery_id) as made:
            sorter = Sorter(
                self.home, self.contract, delivery_id, self.received_on, newest_last(ledger)
            )
            sorted_rows = self._sorted(made, sorter, erased_here(engine, self.home), progress)
            if self._stamp() != (size, changed):
                raise SourceError(f"{self.path.name} changed while it was read. Ingest it again.")
            receipt = self._receipt(delivery_id, digest, sorted_rows)
            made.publish(_json(receipt))
        recorded_at = after_all(ledger, datetime.now(UTC))
        row, trail = self._ledger_row(receipt, size, recorded_at), open_trail(engine, self.home)
        entry = _collected(row, self.by)
        add_delivery(engine, row, also=lambda connection: trail.append_in(connection, entry))
        return receipt

    def _stamp(self) -> tuple[int, int]:
        stat = self.path.stat()
        return stat.st_size, stat.st_mtime_ns

    def _sorted(
        self, made: Draft, sorter: Sorter, erased: Tombstones, progress: Progress
    ) -> Sorted:
        """Write every row to the draft as loaded or quarantined, and return the counts."""
        total = Sorted()
        size = self.path.stat().st_size
        for rows in read_rows(self.path, self.contract):
            kept, gone = without_erased(rows, self.contract, erased)
            total = total + sorter.sort(kept, made) + Sorted(rows_in=gone, erased=gone)
            done = (rows.read_bytes, size) if rows.read_bytes else (total.rows_in, None)
            progress("read", *done)
        sorter.write_keys(made)
        return total

    def _receipt(self, delivery_id: str, digest: str, rows: Sorted) -> Receipt:
        if rows.rows_in != rows.loaded + rows.quarantined + rows.duplicate + rows.erased:
            raise SourceError(
                f"{self.path.name}: {rows.rows_in} rows in are not {rows.loaded} loaded + "
                f"{rows.quarantined} quarantined + {rows.duplicate} duplicate + {rows.erased} "
                "erased. Nothing was taken in. The program miscounted: report it."
            )
        return Receipt(
            delivery_id,
            self.contract.name,
            self.path.name,
            digest,
            self.received_on,
            rows.rows_in,
            rows.loaded,
            rows.corrected,
            rows.quarantined,
            rows.duplicate,
            warnings=dict(rows.warnings),
            mended=dict(rows.mended),
            unread=rows.unread,
            erased=rows.erased,
        )

    def _ledger_row(self, receipt: Receipt, size: int, recorded_at: datetime) -> DeliveryRow:
        return {
            "delivery_id": receipt.delivery_id,
            "source": receipt.source,
            "agency": self.contract.agency,
            "file_name": receipt.file_name,
            "sha256": receipt.sha256,
            "bytes": size,
            "received_on": receipt.received_on,
            # The moment of the entry itself: it orders deliveries received on one day.
            "recorded_at": recorded_at,
            "rows_in": receipt.rows_in,
            "loaded": receipt.loaded,
            "corrected": receipt.corrected,
            "quarantined": receipt.quarantined,
            "duplicate": receipt.duplicate,
            "erased": receipt.erased,
            "contract_sha256": _fingerprint(self.contract),
        }


def _collected(row: DeliveryRow, by: str) -> Entry:
    """What the audit says of a delivery: figures, never a row."""
    told = (
        "source",
        "agency",
        "sha256",
        "rows_in",
        "loaded",
        "corrected",
        "quarantined",
        "duplicate",
    )
    figures: dict[str, object] = {name: value for name, value in row.items() if name in told}
    return Entry(
        "collection",
        by or "program",
        subject_kind="delivery",
        subject=row["delivery_id"],
        detail=figures,
    )


def _held_before(row: DeliveryRow) -> Receipt:
    return Receipt(
        row["delivery_id"],
        row["source"],
        row["file_name"],
        row["sha256"],
        row["received_on"],
        rows_in=row["rows_in"],
        loaded=0,
        corrected=0,
        quarantined=0,
        duplicate=row["rows_in"],
        already_held=True,
    )


def _json(receipt: Receipt) -> bytes:
    said = asdict(receipt)
    if not receipt.erased:
        del said["erased"]
    return json.dumps(said, default=str, ensure_ascii=False, indent=1).encode()


def _fingerprint(contract: Contract) -> str:
    parts = [contract, *contract.picks.values()]
    return sha256("\n".join(part.model_dump_json() for part in parts).encode()).hexdigest()
