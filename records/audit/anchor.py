"""How does a file outside the database know where the audit ends?

It holds one line of fixed length, written over in place: the number, seal and moment of the last
row, sealed itself. Whoever cuts rows off the end of the table would have to change it too.
"""

from __future__ import annotations

import fcntl
import hmac
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from records.audit.sealing import FIRST, keyed
from records.errors import StateError, TamperError
from records.store.durable import sync

__all__ = ["NOTHING", "Anchor", "Head"]

_LINE = re.compile(
    r"concern-audit-anchor-1 seq=(?P<seq>\d{19}) at=(?P<at>[0-9TZ:.-]{1,27}) "
    r"mac=(?P<mac>[0-9a-f]{64}) seal=(?P<seal>[0-9a-f]{64})\n"
)
_BEGIN = "0001-01-01T00:00:00.000000Z"
_MOST = 4096


@dataclass(frozen=True)
class Head:
    """The last row of the audit: its number, its seal, its moment in UTC as text."""

    seq: int
    mac: str
    at: str


NOTHING = Head(0, FIRST, _BEGIN)
"""The head of an audit without rows."""


@dataclass(frozen=True)
class Anchor:
    """The file that holds the head. Seals are made and checked with the audit's key."""

    path: Path
    key: bytes

    def read(self) -> Head | None:
        """Return the head that the file holds; None: there is no file.

        Raises:
            StateError: the file cannot be read.
            TamperError: it is torn or was not written with this key.
        """
        try:
            with self._open(os.O_RDONLY, fcntl.LOCK_SH) as file:
                return self._read(file)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise self._refused(error, "read") from error

    def begin(self) -> None:
        """Make the file of an audit without rows, unless it is there.

        Raises:
            StateError: the file cannot be written.
        """
        try:
            with self._open(os.O_RDWR | os.O_CREAT, fcntl.LOCK_EX) as file:
                if os.fstat(file).st_size == 0:
                    self._write(file, NOTHING)
            sync(self.path.parent)
        except OSError as error:
            raise self._refused(error, "written") from error

    def advance(self, head: Head) -> None:
        """Hold `head`, unless the file holds a later one already; on disk when this returns.

        Raises:
            StateError: the file cannot be written.
            TamperError: what it holds is torn or changed, and stays as it is.
        """
        try:
            with self._open(os.O_RDWR, fcntl.LOCK_EX) as file:
                if self._read(file).seq < head.seq:
                    self._write(file, head)
        except OSError as error:
            raise self._refused(error, "written") from error

    def put(self, head: Head) -> None:
        """Hold `head` whatever the file held; for a person who knows why.

        Raises:
            StateError: the file cannot be written.
        """
        try:
            with self._open(os.O_RDWR | os.O_CREAT, fcntl.LOCK_EX) as file:
                os.ftruncate(file, 0)
                self._write(file, head)
            sync(self.path.parent)
        except OSError as error:
            raise self._refused(error, "written") from error

    def writable(self) -> None:
        """Return where the file can be written.

        Raises:
            StateError: it cannot.
        """
        try:
            with self._open(os.O_RDWR, None):
                pass
        except OSError as error:
            raise self._refused(error, "written") from error

    @contextmanager
    def _open(self, flags: int, lock: int | None) -> Iterator[int]:
        file = os.open(self.path, flags, 0o640)
        try:
            if lock is not None:
                fcntl.flock(file, lock)
            yield file
        finally:
            os.close(file)

    def _read(self, file: int) -> Head:
        text = os.pread(file, _MOST, 0).decode("ascii", "replace")
        said = _LINE.fullmatch(text)
        if said is None:
            raise TamperError(
                f"The audit's anchor {self.path} is torn or is no anchor. Put back the copy you "
                "keep elsewhere; where there is none, see 'concern audit anchor --help'."
            )
        head = Head(int(said["seq"]), said["mac"], said["at"])
        if not hmac.compare_digest(said["seal"], self._seal(head)):
            raise TamperError(
                f"The audit's anchor {self.path} was changed, or it was written with another key "
                "than this county's. Put back the copy you keep elsewhere and verify again."
            )
        return head

    def _write(self, file: int, head: Head) -> None:
        # In place, one short write: no reader under the lock sees half of it, and a full disk
        # cannot refuse it.
        line = f"concern-audit-anchor-1 seq={head.seq:019d} at={head.at} mac={head.mac} "
        os.pwrite(file, f"{line}seal={self._seal(head)}\n".encode("ascii"), 0)
        os.fdatasync(file)

    def _seal(self, head: Head) -> str:
        return keyed(self.key, f"concern-audit-anchor-1 {head.seq} {head.at} {head.mac}")

    def _refused(self, error: OSError, what: str) -> StateError:
        return StateError(
            f"The audit's anchor {self.path} cannot be {what}: {error.strerror}. Check that its "
            "folder is there and its disk can be written, then try again."
        )
