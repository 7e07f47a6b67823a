"""Which files can be taken away, and what is each made of?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dashboard.export.columns import COLUMNS, CONTACTS, EXTRA, MORE, chosen
from records.errors import SourceError
from records.schema import Column

__all__ = ["FORMATS", "Format", "Wish", "format_of"]


@dataclass(frozen=True)
class Format:
    """A kind of file.

    label, hint: as the form names and explains it. ending: of its name, with the dot. mimetype: as
    sent. of_contacts: its rows are contacts, one for each; else businesses.
    """

    label: str
    hint: str
    ending: str
    mimetype: str
    of_contacts: bool = False

    @property
    def about(self) -> str:
        """Return what its rows are: the first part of its name."""
        return "touchpoints" if self.of_contacts else "businesses"


FORMATS: Mapping[str, Format] = {
    "csv": Format(
        "Businesses, CSV",
        "The rows on screen, for any spreadsheet",
        ".csv",
        "text/csv; charset=utf-8",
    ),
    "touchpoints": Format(
        "Contacts, CSV",
        "Every contact with these businesses that you may see",
        ".csv",
        "text/csv; charset=utf-8",
        of_contacts=True,
    ),
    "xlsx": Format(
        "Excel workbook",
        "Businesses, their contacts and what the columns mean",
        ".xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    "gpkg": Format(
        "GeoPackage",
        "For QGIS or ArcGIS: businesses, contacts, districts, wards",
        ".gpkg",
        "application/geopackage+sqlite3",
    ),
    "geojson": Format(
        "GeoJSON",
        "Businesses as points, for maps on the web",
        ".geojson",
        "application/geo+json",
    ),
}
"""Every kind of file, by the name that form and command line use."""

_ENDINGS = {
    **{one.ending: name for name, one in FORMATS.items() if not one.of_contacts},
    ".json": "geojson",
}


@dataclass(frozen=True)
class Wish:
    """What file is wanted.

    format: a key of `FORMATS`. columns: names of those of its rows; empty: the usual ones.
    marked: it says what it is before its rows, and what its columns mean.

    Raises:
        SourceError: there is no such format, or a column that none is called by.
    """

    format: str = "csv"
    columns: tuple[str, ...] = ()
    marked: bool = True

    def __post_init__(self) -> None:
        """Refuse what there is not."""
        if self.format not in FORMATS:
            raise SourceError(
                f"There is no format {self.format!r}; expected one of {', '.join(FORMATS)}."
            )
        self.tables()

    @property
    def kind(self) -> Format:
        """Return the kind of file."""
        return FORMATS[self.format]

    def tables(self) -> dict[str, tuple[Column, ...]]:
        """Return the columns of each table of the file, its rows' own table first."""
        if self.kind.of_contacts:
            return {"touchpoints": chosen(self.columns, CONTACTS, CONTACTS)}
        usual = (*COLUMNS, *MORE)
        own: dict[str, Sequence[Column]] = {
            "businesses": chosen(self.columns, (*usual, *EXTRA), usual)
        }
        if self.format in ("gpkg", "xlsx"):
            own["touchpoints"] = CONTACTS
        return {name: tuple(columns) for name, columns in own.items()}


def format_of(name: str) -> str:
    """Return the format that the ending of a file's name says; CSV where it says none."""
    ending = name[name.rfind(".") :].lower() if "." in name else ""
    return _ENDINGS.get(ending, "csv")
