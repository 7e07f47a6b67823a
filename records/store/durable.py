"""How do bytes reach the disk for good, and who may write at once?"""

from __future__ import annotations

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

__all__ = ["locked", "replace_file", "sha256_of", "sync", "write_file"]


def sync(path: Path) -> None:
    """Return when the file's bytes, or the folder's entries, are on disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def write_file(path: Path, content: bytes) -> None:
    """Write a file; its bytes are on disk when this returns, its name once the folder is synced."""
    path.write_bytes(content)
    sync(path)


def replace_file(path: Path, content: bytes) -> None:
    """Put `content` in the place of the file: a reader sees the old or the new, never a mixture."""
    aside = path.with_name(f".{path.name}.tmp")
    write_file(aside, content)
    os.replace(aside, path)
    sync(path.parent)


def sha256_of(path: Path) -> str:
    """Return the file's SHA-256 as 64 hex digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold the lock file alone; others wait their turn. The kernel frees it when a process dies."""
    descriptor = os.open(path, os.O_CREAT | os.O_RDWR, 0o644)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)
