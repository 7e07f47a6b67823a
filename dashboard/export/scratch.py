"""Where is a file made that cannot be made piece by piece? Aside, for a moment, and gone after."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from records.errors import ConcernError

__all__ = ["made_aside", "scratch"]

_PREFIX = "concern-export-"
_PIECE = 1 << 18
"""Bytes of one piece."""


class _Pieces:
    """The bytes of a file, closed when they were read, left, or never asked for."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        piece = b"" if self._file.closed else self._file.read(_PIECE)
        if not piece:
            self.close()
            raise StopIteration
        return piece

    def close(self) -> None:
        self._file.close()

    __del__ = close


def made_aside(name: str, make: Callable[[Path], None]) -> Iterator[bytes]:
    """Return the pieces of the file that `make` writes when it is given its path.

    The file is made before this returns and has no name any more when it does: however the pieces
    are left, even by a fall of power, nothing can be found of it.

    Raises:
        ConcernError: the folder for scratch files is full or cannot be written.
    """
    try:
        with scratch() as folder:
            make(folder / name)
            file = (folder / name).open("rb")
    except OSError as error:
        raise ConcernError(
            f"The file cannot be made in {tempfile.gettempdir()}: {error.strerror or error}. "
            "Make room there, or set TMPDIR to a folder that has some."
        ) from error
    return _Pieces(file)


@contextmanager
def scratch() -> Iterator[Path]:
    """Yield a folder that nobody else may read; it is removed, whatever happens.

    What a process left that was killed meanwhile is removed by the next that asks for a folder.
    """
    parent = Path(tempfile.gettempdir())
    _sweep(parent)
    made = Path(tempfile.mkdtemp(prefix=f".{_PREFIX}"))
    named = parent / made.name.removeprefix(".")
    try:
        with _locked(made):
            # Only one that is locked gets the name that is swept.
            made.rename(named)
            yield named
    finally:
        shutil.rmtree(named, ignore_errors=True)
        shutil.rmtree(made, ignore_errors=True)


@contextmanager
def _locked(folder: Path) -> Iterator[bool]:
    """Hold a folder's lock meanwhile; yields whether it was free. A dead process holds none."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield True
    except BlockingIOError:
        yield False
    finally:
        os.close(handle)


def _sweep(parent: Path) -> None:
    for folder in parent.glob(f"{_PREFIX}*"):
        # Another's folder, or one that another sweeps at this moment.
        with suppress(OSError), _locked(folder) as free:
            if free:
                shutil.rmtree(folder)
