"""What is a document of the pack made of? Plain parts, so that HTML and Markdown say the same."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

__all__ = ["Block", "Document", "Grid", "Listed", "Said", "Section", "grid", "listed", "said"]


@dataclass(frozen=True)
class Said:
    """A paragraph."""

    text: str
    kind: ClassVar[str] = "said"


@dataclass(frozen=True)
class Listed:
    """A list of sentences."""

    items: tuple[str, ...]
    kind: ClassVar[str] = "listed"


@dataclass(frozen=True)
class Grid:
    """A table: what it shows, the names of its columns, and its rows as texts."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    kind: ClassVar[str] = "grid"


Block = Said | Listed | Grid


@dataclass(frozen=True)
class Section:
    """One heading and what stands under it.

    level: 2 or 3. mark: who filled it, and when. blank: a person has still to write it. anchor:
    name of its place on the page.
    """

    heading: str
    blocks: tuple[Block, ...]
    level: int = 2
    mark: str = ""
    blank: bool = False
    anchor: str = ""


@dataclass(frozen=True)
class Document:
    """One document: the name of its files, its title, a lead and its sections."""

    name: str
    title: str
    lead: str
    sections: tuple[Section, ...]


def said(*texts: str) -> tuple[Said, ...]:
    """Return a paragraph for each text that says something."""
    return tuple(Said(text) for text in texts if text)


def listed(*items: str) -> Listed:
    """Return a list of the items that say something."""
    return Listed(tuple(item for item in items if item))


def grid(caption: str, columns: tuple[str, ...], rows: list[tuple[object, ...]]) -> Grid:
    """Return a table; whole numbers with thousands apart, None as 'not known'."""
    return Grid(caption, columns, tuple(tuple(_cell(value) for value in row) for row in rows))


def _cell(value: object) -> str:
    if value is None:
        return "not known"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)
