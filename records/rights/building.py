"""Who reads the deliveries for a build just now?"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager

from records.home import Home

__all__ = ["builders_are_done", "building"]

_FILE = ".building"
"""File of the deliveries folder that every build holds from its first read to its publication."""


@contextmanager
def building(home: Home) -> Iterator[None]:
    """Let an erasure wait until this block has published what it reads; any number at once."""
    with _held(home, fcntl.LOCK_SH):
        yield


def builders_are_done(home: Home) -> None:
    """Return once every build that began before this call has been published, or was given up."""
    with _held(home, fcntl.LOCK_EX):
        pass


@contextmanager
def _held(home: Home, lock: int) -> Iterator[None]:
    if not home.deliveries.is_dir():
        yield
        return
    descriptor = os.open(home.deliveries / _FILE, os.O_CREAT | os.O_RDWR, 0o644)
    try:
        fcntl.flock(descriptor, lock)
        yield
    finally:
        os.close(descriptor)
