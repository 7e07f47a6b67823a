"""The way on through a list: the business before, where this one stands, and the next."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

from dashboard.components.attributes import aria, data
from dashboard.walking import Walk

__all__ = ["walk"]


def walk(found: Walk, query: str) -> Component:
    """Return links to the neighbours in the list; query: of its filters, which they carry on."""
    said = f"{found.place:,} of {found.total:,} in the list"
    return html.Nav(
        [
            _way("Previous", found.before, query, "prev"),
            html.Span(said, className="walk-place"),
            _way("Next in list", found.after, query, "next"),
        ],
        className="walk",
        **aria(label="List"),
    )


def _way(word: str, profile_id: str, query: str, rel: str) -> Component:
    if not profile_id:
        return html.Span(word, className="button", **aria(disabled="true"))
    href = f"/business/{profile_id}{'?' if query else ''}{query}"
    return html.A(word, href=href, rel=rel, className="button", **data(turn=""))
