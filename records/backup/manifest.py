"""What does a backup say of itself, and is all of it there?"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath
from typing import Any

from records.errors import BackupError

__all__ = ["ASIDE", "COUNTY", "MANIFEST", "BackupManifest", "FileEntry", "backups_in", "new_id"]

MANIFEST = "manifest.json"
COUNTY = "county"
"""Folder of a backup in which the county's files lie as they did in theirs."""

ASIDE = ".tmp-"
"""How a backup begins that is still being written; what a killed one left is removed."""

FORMAT = 1
_ID = re.compile(r"\d{8}T\d{6}(\d{6})?Z-(?P<digest>[0-9a-f]{16})")
_REMEDY = "Take another backup; `concern restore` puts back none that is not whole."


@dataclass(frozen=True)
class FileEntry:
    """What the manifest says of one file: bytes, and its SHA-256 in hex."""

    bytes: int
    sha256: str


@dataclass(frozen=True)
class BackupManifest:
    """What a backup is.

    taken_at: ISO moment, UTC. database: sqlite or postgresql. state: file of the state database.
    build: id of the build in it, empty where there was none to be trusted. deliveries: how many.
    tombstones: records that were erased before, as rows of the table. keys: SHA-256 of each key
    that is needed to read it, by file name; the keys themselves are kept elsewhere. files: by path
    inside the backup, with "/".
    """

    product_version: str
    taken_at: str
    database: str
    state: str
    build: str
    deliveries: int
    tombstones: tuple[Mapping[str, Any], ...]
    keys: Mapping[str, str]
    files: Mapping[str, FileEntry]
    format: int = FORMAT

    def to_json(self) -> bytes:
        """Return the manifest as written."""
        return (json.dumps(asdict(self), indent=1, sort_keys=True) + "\n").encode()

    @classmethod
    def read(cls, folder: Path) -> BackupManifest:
        """Return the manifest of the backup in `folder`, vouched for by the folder's name.

        Raises:
            BackupError: the folder is no backup, or its manifest was changed.
        """
        named = _ID.fullmatch(folder.name)
        if named is None:
            raise BackupError(
                f"{folder} is no backup; expected a folder named such as "
                "20261122T020000Z-0123456789abcdef."
            )
        try:
            content = (folder / MANIFEST).read_bytes()
        except OSError as error:
            raise BackupError(
                f"Backup {folder.name}: {MANIFEST} cannot be read ({error.strerror}). {_REMEDY}"
            ) from error
        if hashlib.sha256(content).hexdigest()[:16] != named["digest"]:
            raise BackupError(f"Backup {folder.name}: {MANIFEST} was changed. {_REMEDY}")
        return cls._parsed(content, folder.name)

    @classmethod
    def _parsed(cls, content: bytes, name: str) -> BackupManifest:
        fields = json.loads(content)
        if fields.get("format") != FORMAT:
            raise BackupError(
                f"Backup {name} is of format {fields.get('format')!r}; this program knows "
                f"{FORMAT}. Restore it with the version that took it."
            )
        files = {path: FileEntry(**entry) for path, entry in fields.pop("files").items()}
        unsafe = [path for path in files if not _is_inside(path)]
        if unsafe:
            raise BackupError(f"Backup {name} names {len(unsafe)} files outside itself. {_REMEDY}")
        tombstones = tuple(fields.pop("tombstones"))
        return cls(files=files, tombstones=tombstones, **fields)


def new_id(taken_at: datetime, manifest: bytes) -> str:
    """Return the name of a backup: when it was taken, and a vouch for its manifest."""
    moment = taken_at.astimezone(UTC).strftime("%Y%m%dT%H%M%S%fZ")
    return f"{moment}-{hashlib.sha256(manifest).hexdigest()[:16]}"


def backups_in(folder: Path) -> list[Path]:
    """Return the backups in `folder`, oldest first, verified or not."""
    if not folder.is_dir():
        return []
    return sorted(path for path in folder.iterdir() if _ID.fullmatch(path.name))


def _is_inside(path: str) -> bool:
    parts = PurePosixPath(path)
    return not parts.is_absolute() and ".." not in parts.parts and "\\" not in path
