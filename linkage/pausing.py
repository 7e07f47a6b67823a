"""May the search for cycles wait?"""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["collecting_later"]


@contextmanager
def collecting_later() -> Iterator[None]:
    """Look for no cycles meanwhile: text is never part of one, and looking takes a sixth longer.

    Works as a decorator too.
    """
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()
