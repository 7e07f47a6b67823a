"""How does long work say how far it is?"""

from __future__ import annotations

from collections.abc import Callable

__all__ = ["Progress", "silent"]

Progress = Callable[[str, int, int | None], None]
"""Called as `progress(step, done, total)`: what is being done in a few words, how much of it is
done, and how much there is (None: not known). One step keeps one unit; `done` never falls."""


def silent(step: str, done: int, total: int | None) -> None:
    """Show nothing."""
