"""Which key seals the audit? One file that only its owner may read, made once."""

from __future__ import annotations

import os
import re
import secrets
import stat
from pathlib import Path

from records.errors import StateError
from records.store.durable import sync

__all__ = ["make_key", "read_key"]

KEY_BYTES = 32
_KEY = re.compile(r"[0-9a-f]{64}")
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def read_key(path: Path) -> bytes:
    """Return the 32 bytes that `path` holds as 64 hex digits.

    Raises:
        StateError: the file cannot be read, others may read it, or it holds no key.
    """
    try:
        with path.open("rb") as file:
            mode = stat.S_IMODE(os.fstat(file.fileno()).st_mode)
            text = file.read(1024).decode("ascii", "replace").strip()
    except OSError as error:
        raise StateError(
            f"The audit's key {path} cannot be read: {error.strerror}. Put it back from your "
            "backup, or let this user read it."
        ) from error
    if mode & _OTHERS:
        raise StateError(
            f"The audit's key {path} may be used by others (mode {mode:04o}); whoever reads it can "
            f"forge the audit. Take that away: chmod 600 {path}"
        )
    if not _KEY.fullmatch(text):
        raise StateError(
            f"The audit's key {path} is not 64 hex digits in small letters. Put the true key back "
            "from your backup."
        )
    return bytes.fromhex(text)


def make_key(path: Path) -> None:
    """Make a key at `path` unless there is one; of processes that start at once, one makes it.

    Raises:
        StateError: the folder cannot be written.
    """
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES) + "\n")
        sync(aside)
        _name(aside, path)
    except OSError as error:
        raise StateError(
            f"The audit's key {path} cannot be made: {error.strerror}. Check the folder's "
            "permissions and its disk, or name another with CONCERN_AUDIT_KEY_FILE."
        ) from error
    finally:
        aside.unlink(missing_ok=True)


def _name(aside: Path, path: Path) -> None:
    """Give the whole key its name, unless another process was first."""
    try:
        os.link(aside, path)
    except FileExistsError:
        return
    sync(path.parent)
