"""How is a word explained where it stands? A "?" beside it, by mouse, finger and keyboard."""

from __future__ import annotations

from dash import html
from dash.development.base_component import Component
from markupsafe import Markup

from dashboard.components.attributes import aria, data
from dashboard.components.glossary import word_of

__all__ = ["help_button", "help_markup", "help_of", "help_opener"]


def help_button(word: str) -> Component:
    """Return the "?" of a word of the glossary; assets/help.js shows what the word means.

    Raises:
        KeyError: the glossary has no such word.
    """
    return _button(word_of(word).term, help=word)


def help_of(term: str, text: str) -> Component:
    """Return the "?" of a term that the glossary does not hold, such as a factor, and its text."""
    return _button(term, text=text)


def help_markup(word: str) -> Markup:
    """Return the same as `help_button` for a template of the server."""
    said = 'type="button" class="help" aria-expanded="false"'
    pattern = f'<button {said} data-help="{{}}" aria-label="What is {{}}?">?</button>'
    term = word_of(word).term
    return Markup(pattern).format(word, term)  # noqa: S704  # nosec B704 # escaped by format


def help_opener() -> Component:
    """Return the button of the heading that opens Help: words, keys, contrast and the tour."""
    return html.Button(
        "Help", id="help-open", type="button", className="help-open", **aria(haspopup="dialog")
    )


def _button(term: str, **told: str) -> Component:
    return html.Button(
        "?",
        type="button",
        className="help",
        **data(**told),
        **aria(label=f"What is {term}?", expanded="false"),
    )
