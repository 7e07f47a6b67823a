"""What is made once and kept while it is asked for again? Bounded, and safe between threads."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from typing import Any

__all__ = ["Kept"]


class Kept:
    """What was made for each key, of the last `most` keys used; any thread may ask."""

    def __init__(self, most: int) -> None:
        """Keep nothing yet."""
        self._most = most
        self._lock = threading.Lock()
        self._made: OrderedDict[Any, Any] = OrderedDict()
        self._making: dict[Any, threading.Lock] = {}

    def get(self, key: Any, make: Callable[[], Any]) -> Any:
        """Return what was made for `key`; else make it, once however many threads ask."""
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                if key in self._made:
                    return self._made[key]
            made = make()
            with self._lock:
                self._made[key] = made
                self._making.pop(key, None)
                while len(self._made) > self._most:
                    self._made.popitem(last=False)
            return made

    def keys(self) -> list[Any]:
        """Return the keys kept, the one used last at the end."""
        with self._lock:
            return list(self._made)
