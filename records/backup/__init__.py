"""Backups: take the county whole while it runs, and put it back verified."""

from records.backup.keys import save_keys
from records.backup.listing import NotedBackup, noted_backups
from records.backup.manifest import BackupManifest, backups_in
from records.backup.restoring import Checks, Place, Restored, restore
from records.backup.taking import Taken, back_up

__all__ = [
    "BackupManifest",
    "Checks",
    "NotedBackup",
    "Place",
    "Restored",
    "Taken",
    "back_up",
    "backups_in",
    "noted_backups",
    "restore",
    "save_keys",
]
