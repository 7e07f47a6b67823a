"""What must someone be able to do to ask for an address? What declares nothing is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from dashboard.viewer import Capability

__all__ = [
    "FILES",
    "OPEN",
    "SIGNED_IN",
    "Rule",
    "for_all_signed_in",
    "needed",
    "needs",
    "open_to_all",
    "rule_of",
]

View = TypeVar("View", bound=Callable[..., Any])
Rule = Capability | str

OPEN = "open"
"""Anyone may ask, signed in or not."""
SIGNED_IN = "signed in"
"""Everyone who is signed in may ask."""

FILES = frozenset(
    {
        "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
        "/_favicon.ico",
        "_dash_assets.static",
        "bundle",
    }
)
"""Scripts and styles, the same for everyone: nobody is looked up for them."""

_RULE = "_concern_rule"


def needs(capability: Capability) -> Callable[[View], View]:
    """Declare what a viewer must be able to do to ask for the decorated address."""

    def declare(view: View) -> View:
        setattr(view, _RULE, capability)
        return view

    return declare


def open_to_all(view: View) -> View:
    """Declare that anyone may ask for the decorated address, signed in or not."""
    setattr(view, _RULE, OPEN)
    return view


def for_all_signed_in(view: View) -> View:
    """Declare that everyone who is signed in may ask for the decorated address."""
    setattr(view, _RULE, SIGNED_IN)
    return view


def rule_of(view: Callable[..., Any] | None) -> Rule | None:
    """Return what the view declares: a capability, `OPEN` or `SIGNED_IN`; None: nothing."""
    rule: Rule | None = getattr(view, _RULE, None)
    return rule


def needed(view: Callable[..., Any]) -> Capability | None:
    """Return the capability that the view needs; None where it declares none."""
    rule = rule_of(view)
    return rule if isinstance(rule, Capability) else None
