"""Which keys does a county hold, and how are they kept apart from its backups?"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path

from records.errors import BackupError
from records.home import Home
from records.store.durable import sync

__all__ = ["AUDIT_KEY", "ENDING", "key_hashes", "put_keys", "save_keys", "write_private"]

AUDIT_KEY = "audit.key"
"""Name of the audit's key, wherever it lies in the county."""

ENDING = ".key"
"""How the names of keys in a county's folder end; none of them is backed up."""

_OWNER_ONLY = 0o600


def key_hashes(home: Home) -> dict[str, str]:
    """Return the SHA-256 of each key that a backup cannot be without, by name.

    It is the audit's; others, such as the one of the web pages, are made anew when they are gone.
    Keys are random and long, so a hash tells nothing but whether another key is the same.
    """
    return {name: _hash(text) for name, text in _keys(home).items()}


def save_keys(home: Home, file: Path, backups: Path) -> int:
    """Write the county's keys into `file`, readable by its owner alone; return how many.

    Raises:
        BackupError: `file` would be backed up, holds other keys already, or cannot be written.
    """
    if any(file.resolve().is_relative_to(place.resolve()) for place in (backups, home.root)):
        raise BackupError(
            f"{file} lies among the backups, or where it is backed up: a key beside its lock. Name "
            "a file elsewhere, such as on the stick in the safe."
        )
    keys = _keys(home)
    content = (json.dumps(keys, indent=1, sort_keys=True) + "\n").encode()
    if file.exists():
        if file.read_bytes() != content:
            raise BackupError(f"{file} holds other keys. Keep it, and name another file.")
        return len(keys)
    try:
        write_private(file, content)
    except OSError as error:
        raise BackupError(f"{file} cannot be written: {error.strerror}. Name another.") from error
    return len(keys)


def put_keys(home: Home, needed: Mapping[str, str], file: Path | None) -> None:
    """Have each key that is `needed` (SHA-256 by name) where it lies in the county, from `file`.

    Raises:
        BackupError: a key is missing, or another is in its place.
    """
    places = {name: home.root / name for name in needed} | {AUDIT_KEY: home.audit_key}
    absent = [name for name in needed if not places[name].exists()]
    held = _held(file, absent) if absent else {}
    for name in absent:
        write_private(places[name], held[name].encode())
    wrong = [name for name in needed if _hash(places[name].read_text("utf-8")) != needed[name]]
    if wrong:
        for name in absent:
            places[name].unlink()
        raise BackupError(
            f"{', '.join(wrong)} is not the key of the county that was backed up. Name the file "
            "that `concern backup --with-keys` wrote for it."
        )


def write_private(path: Path, content: bytes) -> None:
    """Write a new file that its owner alone may read; on disk when this returns."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _OWNER_ONLY)
    with os.fdopen(descriptor, "wb") as writer:
        writer.write(content)
        writer.flush()
        os.fsync(writer.fileno())
    sync(path.parent)


def _held(file: Path | None, absent: list[str]) -> dict[str, str]:
    if file is None:
        raise BackupError(
            f"The backup does not hold the county's keys ({', '.join(absent)}): without them its "
            "audit proves nothing and the erased could come back. Name the file that `concern "
            "backup --with-keys` wrote, with --keys."
        )
    try:
        held: dict[str, str] = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise BackupError(f"{file} is not a file of keys: {type(error).__name__}.") from error
    lacking = [name for name in absent if name not in held]
    if lacking:
        raise BackupError(f"{file} does not hold {', '.join(lacking)}, which the backup needs.")
    return held


def _keys(home: Home) -> dict[str, str]:
    path = home.audit_key
    return {AUDIT_KEY: path.read_text(encoding="utf-8")} if path.exists() else {}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
