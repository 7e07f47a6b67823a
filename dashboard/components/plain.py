"""How is an element written that stands hundreds of times on a page? As the data it is sent as."""

from __future__ import annotations

from typing import Any

__all__ = ["Element", "element"]

Element = Any
"""What Dash makes of a component before it is sent; its types know components only."""


def element(tag: str, content: Any, **attributes: Any) -> Element:
    """Return an element of HTML as the data that Dash sends.

    A component takes 15 microseconds to make and to send, 30 ms on the long page of a business.
    For rows and links that no callback names; a misspelt attribute is not found out, unlike that
    of a component.
    """
    props = {"children": content, **attributes}
    return {"props": props, "type": tag, "namespace": "dash_html_components"}
