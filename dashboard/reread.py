"""What does a small file say, asked at every request? Read again only once it was written."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Generic, TypeVar

__all__ = ["Reread"]

Said = TypeVar("Said")

_Stamp = tuple[int, int, int] | None
"""Inode, nanosecond of the last change and size in bytes; None: there is no such file."""


class Reread(Generic[Said]):
    """What was read of a file that is only ever replaced; any thread may ask."""

    def __init__(self, path: Path, read: Callable[[], Said]) -> None:
        """Read nothing yet. read: says what the file says, also where there is none."""
        self._path, self._read = os.fspath(path), read
        self._held: tuple[_Stamp, Said] | None = None

    def said(self) -> Said:
        """Return what the file says now."""
        # Before it is read: what is written meanwhile is read by whoever asks next.
        stamp = _stamp(self._path)
        held = self._held
        if held is None or held[0] != stamp:
            held = self._held = (stamp, self._read())
        return held[1]


def _stamp(path: str) -> _Stamp:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size
