"""What can be worked out at once?"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

__all__ = ["at_once"]

THREADS = 2
FEW = 1_000
"""Rows up to which beginning another thread takes longer than it saves."""


def at_once(rows: int, *tasks: Callable[[], Any]) -> list[Any]:
    """Return what each task returns, in order; none may depend on another.

    rows: how many they are about. Arrow and numpy let other threads work meanwhile.
    """
    if rows <= FEW:
        return [task() for task in tasks]
    with ThreadPoolExecutor(THREADS) as pool:
        return [one.result() for one in [pool.submit(task) for task in tasks]]
