"""How are attributes with a hyphen in their name written?"""

from __future__ import annotations

from typing import Any

__all__ = ["aria", "data"]


def aria(**values: object) -> dict[str, Any]:
    """Return `aria-` attributes: `aria(label="Main")` is aria-label="Main"."""
    return {f"aria-{name}": str(value) for name, value in values.items()}


def data(**values: object) -> dict[str, Any]:
    """Return `data-` attributes."""
    return {f"data-{name}": str(value) for name, value in values.items()}
