"""What file is made of what a viewer sees, for a filter state and a wish?"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dashboard.access import View
from dashboard.export.businesses import businesses
from dashboard.export.contacts import contacts
from dashboard.export.csv_file import csv_pieces
from dashboard.export.formats import Wish
from dashboard.export.geojson import geojson_pieces
from dashboard.export.geopackage import write_geopackage
from dashboard.export.heading import About, about, meanings
from dashboard.export.scratch import made_aside
from dashboard.export.workbook import write_workbook
from dashboard.filters import Filters
from dashboard.queries import Rows, ordered, ordered_ids
from records.schema import Column

__all__ = ["File", "csv_of", "file_of"]


@dataclass(frozen=True)
class File:
    """A file to be taken away.

    name: what it is to be called. pieces: its bytes, to be read once. ids: the businesses it tells
    of, in their order. rows: rows of its first table.
    """

    name: str
    mimetype: str
    pieces: Iterator[bytes]
    ids: list[str]
    rows: int


@dataclass(frozen=True)
class _Content:
    """Everything a file may say, whatever its format."""

    view: View
    wish: Wish
    rows: Rows
    tables: Mapping[str, tuple[pd.DataFrame, Sequence[Column]]]
    about: About

    @property
    def first(self) -> tuple[pd.DataFrame, Sequence[Column]]:
        return next(iter(self.tables.values()))

    @property
    def said(self) -> dict[str, str]:
        """What it says of itself; nothing where it is bare."""
        return self.about.facts() if self.wish.marked else {}

    @property
    def places(self) -> NDArray[np.float64]:
        """Longitude and latitude of each business, NaN where it is not on the map."""
        columns = self.view.county.columns
        return np.column_stack([columns.lon[self.rows], columns.lat[self.rows]]).round(6)

    @property
    def meanings(self) -> list[tuple[str, str, str, str]]:
        return list(meanings({name: columns for name, (_, columns) in self.tables.items()}))


def file_of(view: View, filters: Filters, wish: Wish, mark: str) -> File:
    """Return the file of the businesses that the filters let through, as the viewer sees them.

    The rows are those on screen, in the same order. mark: protective marking.

    Raises:
        SourceError: it is too large for its format.
        ConcernError: there is no room for scratch files.
    """
    rows = ordered(view, filters)
    made = {"businesses": businesses, "touchpoints": contacts}
    tables = {name: (made[name](view, rows, one), one) for name, one in wish.tables().items()}
    content = _Content(view, wish, rows, tables, about(view, filters, len(rows), mark))
    kind, as_of = wish.kind, view.county.about.as_of
    return File(
        name=f"{kind.about}-{as_of}{kind.ending}",
        mimetype=kind.mimetype,
        pieces=_WRITERS[wish.format](content),
        ids=ordered_ids(view, filters),
        rows=len(content.first[0]),
    )


def csv_of(view: View, filters: Filters, *, marked: bool, mark: str) -> bytes:
    """Return the businesses the filters let through as CSV with the usual columns, as one piece."""
    return b"".join(file_of(view, filters, Wish(marked=marked), mark).pieces)


def _csv(content: _Content) -> Iterator[bytes]:
    heading = []
    if content.wish.marked:
        heading = [*content.about.lines(), *(f"{one[1]}: {one[3]}" for one in content.meanings)]
    return csv_pieces(*content.first, heading)


def _geojson(content: _Content) -> Iterator[bytes]:
    said: dict[str, object] = dict(content.said)
    if said:
        said["columns"] = {column: meaning for _, column, _, meaning in content.meanings}
    return geojson_pieces(*content.first, content.places, said)


def _gpkg(content: _Content) -> Iterator[bytes]:
    county = content.view.county
    shapes = content.places, {"districts": county.boundaries, "wards": county.wards}
    write = partial(
        write_geopackage,
        tables=content.tables,
        shapes=shapes,
        said=content.said,
        as_of=county.about.as_of,
    )
    return made_aside("businesses.gpkg", write)


def _xlsx(content: _Content) -> Iterator[bytes]:
    as_of = content.view.county.about.as_of
    write = partial(write_workbook, tables=content.tables, said=content.said, as_of=as_of)
    return made_aside("businesses.xlsx", write)


_WRITERS: Mapping[str, Callable[[_Content], Iterator[bytes]]] = {
    "csv": _csv,
    "touchpoints": _csv,
    "geojson": _geojson,
    "gpkg": _gpkg,
    "xlsx": _xlsx,
}
"""How the content becomes a file of each format."""
