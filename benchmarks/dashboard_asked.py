"""What is asked of the dashboard's figures, and which fall short?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

__all__ = ["ASKED", "shortfall"]

ASKED: dict[int, dict[str, float]] = {
    14_300: {"first_paint_ms": 1_000, "csv_seconds": 2},
    50_000: {"first_paint_ms": 1_500, "filter_to_redraw_p95_ms": 75, "heap_with_buffers_mb": 25},
    500_000: {"first_paint_ms": 2_500, "filter_to_redraw_p95_ms": 100},
}
"""The most a figure may be in a county of up to so many businesses."""

ALWAYS: dict[str, float] = {
    "pan_frame_p95_ms": 35,
    "map_bytes_a_filter": 0,
    "bytes_a_business": 12,
    "click_to_profile_p95_ms": 300,
    "timeline_of_500_ms": 200,
    "requests_to_other_hosts": 0,
    "csp_violations": 0,
    "axe_violations": 0,
}
"""The most a figure may be whatever the county."""

A_SECOND, WAIT_MS = 400, 200
"""Answers a second to fifty people at least, and what 95 in 100 of them wait at most."""


def shortfall(figures: dict[str, Any]) -> Iterator[str]:
    """Yield a line for each figure: what it is, what was asked, whether that is reached."""
    size = next((size for size in ASKED if figures["businesses"] <= size), max(ASKED))
    for name, most in (ASKED[size] | ALWAYS).items():
        value = figures.get(name)
        if value is not None:
            yield _line(value <= most, name, value, f"at most {most:g}")
    most, steady = figures["users"]["most"], figures["users"]["steady"]
    yield _line(most["a_second"] >= A_SECOND, "users: answers a second", most["a_second"],
                f"at least {A_SECOND}")  # fmt: skip
    yield _line(steady["p95_ms"] <= WAIT_MS, "users: p95 ms at a steady 400 a second",
                steady["p95_ms"], f"at most {WAIT_MS}")  # fmt: skip


def _line(reached: bool, name: str, value: float, asked: str) -> str:
    return f"{'reached' if reached else 'SHORT  '}  {name:<40} {value:>10g}   {asked}"
