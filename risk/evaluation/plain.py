"""Numbers in JSON: what is not known is NaN here, and null there."""

from __future__ import annotations

import math

__all__ = ["plain", "read"]


def plain(value: float) -> float | None:
    """Return the number as JSON has it: None where it is not known (NaN)."""
    return None if math.isnan(value) else value


def read(value: float | None) -> float:
    """Return the number of JSON: NaN where it says null."""
    return math.nan if value is None else float(value)
