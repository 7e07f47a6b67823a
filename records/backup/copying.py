"""How does a file get into a backup? Copied and hashed; linked where the one before holds it."""

from __future__ import annotations

import fcntl
import hashlib
import os
from dataclasses import dataclass, field
from pathlib import Path

from records.backup.manifest import BackupManifest, FileEntry
from records.errors import BackupError
from records.store.durable import sha256_of, sync

__all__ = ["Copies", "copied"]

_CHUNK = 1 << 20
_READ_ONLY = 0o400


def copied(source: Path, target: Path) -> FileEntry:
    """Copy the file, on disk when this returns; return the size and hash of what was copied."""
    digest, size = hashlib.sha256(), 0
    target.parent.mkdir(parents=True, exist_ok=True)
    with source.open("rb") as reader, target.open("xb") as writer:
        # Files that are written over in place, such as the audit's anchor, are locked meanwhile.
        fcntl.flock(reader, fcntl.LOCK_SH)
        while chunk := reader.read(_CHUNK):
            digest.update(chunk)
            size += writer.write(chunk)
        writer.flush()
        os.fsync(writer.fileno())
    return FileEntry(size, digest.hexdigest())


@dataclass
class Copies:
    """Files taken into the backup in `folder`; before: the backup of the time before, if any.

    linked: how many files share their bytes with the one before.
    """

    folder: Path
    before: Path | None = None
    files: dict[str, FileEntry] = field(default_factory=dict)
    linked: int = 0

    def __post_init__(self) -> None:
        """Read what the backup before holds; one that is damaged is not built upon."""
        self._known: dict[str, FileEntry] = {}
        if self.before is not None:
            try:
                self._known = dict(BackupManifest.read(self.before).files)
            except BackupError:
                self.before = None

    def take(self, source: Path, name: str) -> None:
        """Take the file `source` in under `name`; replaces what was taken under it before."""
        target = self.folder / name
        target.unlink(missing_ok=True)
        if not self._link(source, name, target):
            self.files[name] = copied(source, target)
            target.chmod(_READ_ONLY)

    def _link(self, source: Path, name: str, target: Path) -> bool:
        """Link to the same bytes of the backup before, which are hashed again, and say if so."""
        known = self._known.get(name)
        if self.before is None or known is None or source.stat().st_size != known.bytes:
            return False
        held = self.before / name
        if not held.is_file() or {sha256_of(source), sha256_of(held)} != {known.sha256}:
            return False
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            os.link(held, target)
        except OSError:  # a disk without links, or too many of them
            return False
        self.files[name] = known
        self.linked += 1
        return True

    def note(self, name: str) -> None:
        """Count in a file that was written into the folder by other means."""
        path = self.folder / name
        sync(path)
        path.chmod(_READ_ONLY)
        self.files[name] = FileEntry(path.stat().st_size, sha256_of(path))
