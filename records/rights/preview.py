"""What would an erasure take away, and where would the record still lie?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import pyarrow as pa

from records.backup.listing import NotedBackup, noted_backups
from records.history import record_history
from records.home import Home
from records.rights.erasing import builds_holding
from records.schema import Record

__all__ = ["Preview", "backups_before", "preview"]


@dataclass(frozen=True)
class Preview:
    """What an erasure would take away.

    records, rows: of them, in how many deliveries. builds: kept ones that hold one of the records
    and would be removed. backups: taken so far; each may hold one of them.
    """

    records: int
    rows: int
    deliveries: int
    builds: int
    backups: int


def preview(home: Home, record_ids: Iterable[str]) -> Preview:
    """Return what an erasure of the records would take away; nothing is changed.

    Raises:
        HomeError: a delivery is missing or damaged.
    """
    ids = sorted(set(record_ids))
    rows = 0
    deliveries: set[str] = set()
    for record_id in ids:
        history = record_history(home, record_id)
        rows += len(history)
        deliveries |= set(history[Record.delivery_id])
    builds = builds_holding(home, pa.array(ids, pa.string()))
    return Preview(len(ids), rows, len(deliveries), len(builds), len(noted_backups(home)))


def backups_before(home: Home, moment: datetime) -> list[NotedBackup]:
    """Return the backups that were taken before `moment` and may still be there, oldest first."""
    return [one for one in noted_backups(home) if datetime.fromisoformat(one.taken_at) <= moment]
