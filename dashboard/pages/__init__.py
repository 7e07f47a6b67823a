"""What is a page? Its address, its title, how it is drawn and how it is wired."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from dash import Dash
from dash.development.base_component import Component

from dashboard.access import View
from dashboard.county import County
from dashboard.desk import Desk
from dashboard.viewer import Capability

__all__ = ["Asked", "Page"]


@dataclass(frozen=True)
class Asked:
    """What a page is asked for.

    view: all that who asks may see. path: the address after `Page.prefix`.
    search: the query string with its question mark, empty where there is none.
    """

    desk: Desk
    view: View
    path: str
    search: str

    @property
    def county(self) -> County:
        """Return the county, made of the records the viewer may see."""
        return self.view.county


@dataclass(frozen=True)
class Page:
    """One page of the dashboard.

    prefix: the address it answers; one that ends in "/" also answers what lies below, unless it
    is "/" alone. title: shown in the browser's bar. layout: draws it, or returns None where there
    is nothing of that address. register: adds its callbacks and routes, once for each application.
    needs: what a viewer must be able to do to see it.
    """

    prefix: str
    title: Callable[[Asked], str]
    layout: Callable[[Asked], Component | None]
    register: Callable[[Dash, Desk], None]
    needs: Capability = Capability.BROWSE

    def answers(self, path: str) -> bool:
        """Say whether `path` is this page's."""
        below = self.prefix != "/" and self.prefix.endswith("/")
        return path.startswith(self.prefix) if below else path == self.prefix
