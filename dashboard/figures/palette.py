"""Which colour has which meaning in a figure? The tokens of the style sheets, and no others."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

__all__ = ["AGENCIES", "agency_colours", "colour", "colours", "contrasting"]

_SHEET = Path(__file__).parents[1] / "assets" / "tokens.css"
_TOKEN = re.compile(r"--([a-z0-9-]+):\s*(#[0-9a-f]{6}|rgb\([^)]*\))\s*;")

AGENCIES = 8
"""Colours of agencies there are; a ninth agency has the first one's."""

_LIGHT = ":root {"
_MORE = ':root[data-contrast="more"] {'


def colour(name: str) -> str:
    """Return the colour of a token (that of 'ink' is nearly black) as Plotly reads it.

    Raises:
        KeyError: tokens.css names no such colour.
    """
    return colours()[name]


def agency_colours() -> tuple[str, ...]:
    """Return the colours that tell agencies apart, in their order."""
    return tuple(colour(f"agency-{number}") for number in range(1, AGENCIES + 1))


def colours() -> dict[str, str]:
    """Return every colour of the default look, by the name of its token."""
    return dict(_read(_LIGHT))


def contrasting() -> dict[str, str]:
    """Return the colours that more contrast asks for in place of the default ones."""
    return dict(_read(_MORE))


@cache
def _read(begin: str) -> dict[str, str]:
    """The colours of the block that `begin` opens; it holds no other block."""
    text = _SHEET.read_text(encoding="utf-8")
    block = text[text.index(begin) :].split("}", 1)[0]
    return {name: _written(value) for name, value in _TOKEN.findall(block)}


def _written(value: str) -> str:
    """The colour with commas, as Plotly knows it."""
    parts = re.findall(r"[0-9.]+", value) if value.startswith("rgb") else []
    return f"rgba({','.join(parts)})" if parts else value
