"""Which addresses may be asked for by whom? What declares nothing is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from dashboard.viewer import Capability

__all__ = ["needed", "needs", "open_to_all"]

View = TypeVar("View", bound=Callable[..., Any])

_NEEDS = "_concern_needs"
_OPEN = "_concern_open"


def needs(capability: Capability) -> Callable[[View], View]:
    """Declare what a viewer must be able to do to ask for the decorated address."""

    def declare(view: View) -> View:
        setattr(view, _NEEDS, capability)
        return view

    return declare


def open_to_all(view: View) -> View:
    """Declare that anyone may ask for the decorated address, signed in or not."""
    setattr(view, _OPEN, True)
    return view


def needed(view: Callable[..., Any]) -> Capability | None:
    """Return what the address needs; None where it declares nothing."""
    return getattr(view, _NEEDS, None)
