"""A part of a page that is sent when it is first opened: nobody waits for what few look at."""

from __future__ import annotations

from typing import Any

from dash import html
from dash.development.base_component import Component

from dashboard import ids
from dashboard.components.attributes import data

__all__ = ["holding", "lazy_fold"]


def holding(kind: str, first: int, last: int) -> dict[str, Any]:
    """Return the attributes by which a link to an element in a closed fold finds its fold.

    kind, first, last: the fold holds the elements `kind`-`first` to `kind`-`last`.
    """
    return data(holds=kind, first=first, last=last)


def lazy_fold(
    summary: Any, name: str, held: dict[str, Any] | None = None, **more: Any
) -> Component:
    """Return a fold called `name` that asks for its content when it is opened.

    held: what `holding` says of it.
    """
    return html.Details(
        [
            html.Summary(summary, id=ids.fold(name), n_clicks=0),
            html.Div(
                html.P("One moment \u2026", className="hint", role="status"), id=ids.part(name)
            ),
        ],
        **(held or {}),
        **more,
    )
