"""How does a delivery that comes through a pipe become a file that can be taken in?

A delivery is hashed, told by its kind and read, so it is read more than once; a pipe gives it
once. What it gives is kept aside while it is taken in, and removed.
"""

from __future__ import annotations

import fcntl
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from records.errors import HomeError, SourceError
from records.home import Home
from records.progress import Progress, silent
from records.store.durable import locked

__all__ = ["SPARE_BYTES", "file_name", "spooled", "sweep_spool"]

SPARE_BYTES = 500_000_000
"""Room a disk must keep while a pipe is read: for what is loaded, and for everyone else."""

_CHUNK_BYTES = 1 << 20
_LOOK_EVERY_BYTES = 64 << 20
_MOST_LETTERS = 200
_NOT_A_NAME = re.compile(r"[\x00-\x1f\x7f/\\]")
_FOLDER, _LOCK, _HELD = ".spool", ".lock", ".held"


def file_name(text: str) -> str:
    """Return `text`, a plain file name of at most 200 letters.

    Raises:
        SourceError: it names a folder, or is none.
    """
    if text.strip(". ") and len(text) <= _MOST_LETTERS and not _NOT_A_NAME.search(text):
        return text
    raise SourceError(
        f"A file name has 1 to {_MOST_LETTERS} letters and names no folder. "
        "Give one such as notices.csv."
    )


@contextmanager
def spooled(
    home: Home,
    stream: BinaryIO,
    name: str,
    progress: Progress = silent,
    spare_bytes: int = SPARE_BYTES,
) -> Iterator[Path]:
    """Yield a file called `name` of all that `stream` gives, gone when the block ends.

    Memory stays the same however much comes. spare_bytes: room the disk must keep meanwhile.
    What a killed process left is removed by the next one.

    Raises:
        SourceError: `name` is no plain file name.
        HomeError: the disk is full, would be, or cannot be written; nothing stays.
    """
    plain = file_name(name)
    with _disk_faults(home), _room(home) as folder:
        path = folder / plain
        _copy(stream, path, progress, spare_bytes)
        yield path


@contextmanager
def _disk_faults(home: Home) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise HomeError(
            f"{home.deliveries}: the delivery cannot be kept: {error.strerror or error}. Nothing "
            "was taken in. Make room or mend the disk, then send it again."
        ) from error


@contextmanager
def _room(home: Home) -> Iterator[Path]:
    """Yield a folder of our own; its lock tells others that we live, and dies with us."""
    spool = home.deliveries / _FOLDER
    spool.mkdir(parents=True, exist_ok=True)
    with locked(spool / _LOCK):
        _sweep(spool)
        folder = Path(tempfile.mkdtemp(dir=spool))
        held = os.open(folder / _HELD, os.O_CREAT | os.O_RDWR, 0o600)
        fcntl.flock(held, fcntl.LOCK_EX)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        os.close(held)


def sweep_spool(home: Home) -> None:
    """Remove what processes left that were killed while they read a pipe."""
    spool = home.deliveries / _FOLDER
    if spool.is_dir():
        with locked(spool / _LOCK):
            _sweep(spool)


def _sweep(spool: Path) -> None:
    for folder in filter(Path.is_dir, spool.iterdir()):
        if _is_left(folder / _HELD):
            shutil.rmtree(folder)


def _is_left(path: Path) -> bool:
    try:
        held = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return True
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    finally:
        os.close(held)
    return True


def _copy(stream: BinaryIO, path: Path, progress: Progress, spare_bytes: int) -> None:
    done, look_at = 0, 0
    with path.open("xb") as file:
        while piece := stream.read(_CHUNK_BYTES):
            if done >= look_at:
                _need_room(path.parent, spare_bytes)
                look_at = done + _LOOK_EVERY_BYTES
            file.write(piece)
            done += len(piece)
            progress("receive", done, None)


def _need_room(folder: Path, spare_bytes: int) -> None:
    free = shutil.disk_usage(folder).free
    if free < spare_bytes:
        raise HomeError(
            f"{free // 1_000_000:,} MB are free where deliveries are kept; reading a pipe needs "
            f"{spare_bytes // 1_000_000:,} MB to spare. Nothing was taken in. Make room, then send "
            "it again."
        )
