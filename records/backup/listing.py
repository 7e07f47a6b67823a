"""Which backups were taken of this county, so that the erased can be looked for in them?"""

from __future__ import annotations

import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from records.home import Home
from records.store.durable import replace_file

__all__ = ["FILE", "NotedBackup", "forget", "note_backup", "noted_backups"]

FILE = "backups.json"
"""Lies in the county's folder: a list of backups, oldest first."""


@dataclass(frozen=True)
class NotedBackup:
    """One backup that may still exist. folder: where it was put. taken_at: ISO moment, UTC."""

    backup_id: str
    folder: str
    taken_at: str


def noted_backups(home: Home) -> list[NotedBackup]:
    """Return the backups taken and not removed by us since, oldest first."""
    try:
        rows = json.loads((home.root / FILE).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return [NotedBackup(**row) for row in rows]


def note_backup(home: Home, backup_id: str, folder: Path, now: datetime) -> None:
    """Add a backup to the list; one that is in it already stays once."""
    others = [noted for noted in noted_backups(home) if noted.backup_id != backup_id]
    taken_at = now.astimezone(UTC).isoformat(timespec="seconds")
    _write(home, [*others, NotedBackup(backup_id, str(folder.resolve()), taken_at)])


def forget(home: Home, gone: Collection[str]) -> None:
    """Take backups that were removed off the list."""
    if gone:
        _write(home, [noted for noted in noted_backups(home) if noted.backup_id not in gone])


def _write(home: Home, rows: list[NotedBackup]) -> None:
    text = json.dumps([asdict(row) for row in rows], indent=1) + "\n"
    replace_file(home.root / FILE, text.encode())
