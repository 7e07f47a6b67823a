"""What do the folds on the page of a business hold? Each part by name, drawn when it is opened."""

from __future__ import annotations

import re

from dash.development.base_component import Component

from dashboard.components.contacts import FOLD, contacts_of
from dashboard.components.glossary import glossary
from dashboard.components.links import links
from dashboard.components.provenance import records
from dashboard.components.scrolled import scrolled
from dashboard.dossier import Dossier
from dashboard.judging import Words

__all__ = ["LINKS", "RECORDS", "WORDS", "part_of"]

LINKS, RECORDS, WORDS = "links", "records", "words"
"""Parts of every page; beside them is one for each year of contacts not shown at once."""

_CONTACTS = re.compile(rf"{FOLD}([0-9]{{1,6}})-([0-9]{{1,6}})")


def part_of(name: str, dossier: Dossier, words: Words) -> Component | None:
    """Return the part of a business's page that is called so; None: there is none.

    words: what people said of its links.
    """
    if name == LINKS:
        return links(dossier, words)
    if name == RECORDS:
        return scrolled(records(dossier), "Records")
    if name == WORDS:
        return glossary(dossier.reasons, predicted=dossier.version.is_prediction)
    found = _CONTACTS.fullmatch(name)
    return contacts_of(dossier, *map(int, found.groups())) if found else None
