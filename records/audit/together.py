"""How do many who write to the audit at once share one transaction?

The disk is waited for once for all of them: whoever finds nobody writing writes for everyone who
came meanwhile, and each goes on when their own entries are on disk.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Sequence

from records.audit.entry import Entry

__all__ = ["Together"]


class _Waiting:
    """Someone's entries, and what became of them."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = entries
        self.last = 0
        self.fault: BaseException | None = None
        self.is_done = False


class Together:
    """Writes what several threads bring in as few transactions as the disk allows.

    write: adds entries in one transaction, all or none, and returns the number of the last.
    """

    def __init__(self, write: Callable[[Sequence[Entry]], int]) -> None:
        """Write nothing yet."""
        self._write = write
        self._writing = threading.Lock()
        self._came: deque[_Waiting] = deque()

    def append(self, entries: Sequence[Entry]) -> int:
        """Add the entries, side by side and in order, and return the number of the last.

        Raises:
            Exception: what `write` raised, of these or of whoever's were to be added with them.
        """
        mine = _Waiting(entries)
        self._came.append(mine)
        with self._writing:
            if not mine.is_done:
                self._write_all()
        if mine.fault is not None:
            raise mine.fault
        return mine.last

    def _write_all(self) -> None:
        """Write what came so far; what goes wrong is told to each of those whose entries it was."""
        came = [self._came.popleft() for _ in range(len(self._came))]
        try:
            last = self._write([entry for one in came for entry in one.entries])
        except BaseException as fault:
            for one in came:
                one.fault, one.is_done = fault, True
            return
        for one in reversed(came):
            one.last, one.is_done = last, True
            last -= len(one.entries)
