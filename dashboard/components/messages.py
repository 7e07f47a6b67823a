"""What does a page say when there is nothing to show?"""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component

__all__ = ["no_build", "no_page", "notice", "put_away"]


def no_build() -> Component:
    """Say that nothing was published yet, and how to begin."""
    return html.Div(
        [
            html.H1("No county to show yet"),
            html.P("Deliveries of your agencies become a map in two steps, on this machine:"),
            html.Pre("concern ingest FILE --source NAME\nconcern build"),
            html.P(
                "concern sources lists the names. Who keeps deliveries right can also take a file "
                "in on the page Deliveries."
            ),
            html.P("Or look round with a made-up county first:"),
            html.Pre("concern demo"),
            html.P("The county is shown as soon as it is built."),
            html.P(html.A("Look again", href="", className="button button-main")),
        ],
        className="message",
    )


def no_page() -> Component:
    """Say that nothing lives at the address."""
    return html.Div(
        [
            html.H1("Page not found"),
            html.P(
                "Nothing lives at this address, or not for your role. A business may have left the "
                "newest build, or been joined to another: look for it by name or postcode."
            ),
            html.P(html.A("Go to the first page", href="/", className="button button-main")),
        ],
        className="message",
    )


def notice(text: str, kind: str = "amber") -> Component:
    """Return one line above the page that asks for attention."""
    return html.P(text, className=f"notice notice-{kind}", role="status")


def put_away(lines: list[str]) -> list[Component]:
    """Return the lines as one notice that can be put away for the session; none for none."""
    if not lines:
        return []
    close = html.Button(
        "\u00d7", type="button", className="put-away", title="Put away until you sign in again"
    )
    return [
        html.Div(
            [html.Span(" ".join(lines)), close],
            className="notice notice-amber reviews",
            role="status",
        )
    ]
