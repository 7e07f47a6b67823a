"""What is written of a row, kept as JSON while it is asked for again and again."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from typing import Any

__all__ = ["MOST_ROWS", "RowTexts", "as_json"]

MOST_ROWS = 20_000
"""Rows of one view whose texts are kept, some 500 bytes each; then all are made anew."""

Made = dict[str, Any]


class RowTexts:
    """The id and the JSON of rows of one view; any thread may ask."""

    def __init__(self, most: int = MOST_ROWS) -> None:
        """Keep nothing yet, and never more than `most` rows."""
        self._most = most
        self._held: dict[int, tuple[str, str]] = {}

    def __len__(self) -> int:
        return len(self._held)

    def of(
        self, rows: Sequence[int], make: Callable[[Sequence[int]], Sequence[Made]]
    ) -> list[tuple[str, str]]:
        """Return the id and the text of each row; make: says what is written of rows, in order."""
        held = self._held
        told = {row: held.get(row) for row in rows}
        missing = [row for row, text in told.items() if text is None]
        if missing:
            fresh = {
                row: (str(one["id"]), as_json(one))
                for row, one in zip(missing, make(missing), strict=True)
            }
            self._keep(fresh)
            told |= fresh
        return [text for row in rows if (text := told[row]) is not None]

    def _keep(self, fresh: dict[int, tuple[str, str]]) -> None:
        # One of another thread may be lost, which is then made again.
        if len(self._held) + len(fresh) > self._most:
            self._held = {}
        self._held.update(list(fresh.items())[: self._most])


def as_json(said: object) -> str:
    """Return `said` as JSON without spaces. Raises `ValueError` where a number is none."""
    return json.dumps(said, separators=(",", ":"), allow_nan=False)
