"""Which rows does a file of postcodes hold? Plain CSV, ONSPD, NSPL, and Code-Point Open."""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

import pandas as pd

from records.errors import SourceError
from records.geography.zips import zip_entries

__all__ = ["RAW_COLUMNS", "read_chunks"]

RAW_COLUMNS = ("postcode", "lat", "lon", "easting", "northing", "district")
"""Columns of a chunk, all text as written; one that the file lacks is missing throughout."""

_HEADINGS: dict[str, tuple[str, ...]] = {
    "postcode": ("postcode", "pcds", "pcd", "pcd2", "pcd7", "pcd8", "post_code"),
    "lat": ("lat", "latitude"),
    "lon": ("lon", "long", "lng", "longitude"),
    "easting": ("easting", "eastings", "oseast1m", "east1m", "x"),
    "northing": ("northing", "northings", "osnrth1m", "north1m", "y"),
    "district": ("district", "lad_name", "lad_code", "admin_district_code", "oslaua", "laua"),
}
"""The headings each column may have, best first; capitals and spaces do not matter."""

_CODE_POINT = {0: "postcode", 2: "easting", 3: "northing", 8: "district"}
"""Columns of Code-Point Open, which has no headings."""

_CODE_POINT_WIDTH = 10
_ROWS_AT_ONCE = 200_000


@dataclass(frozen=True)
class _Part:
    """One CSV of the delivery: its name, size in bytes, and how to open it."""

    name: str
    size: int
    open: Callable[[], IO[bytes]]


def read_chunks(path: Path) -> Iterator[tuple[pd.DataFrame, float]]:
    """Yield frames of `RAW_COLUMNS`, each with the share of the file read so far, 0-1.

    Raises:
        SourceError: not a CSV, or no column of postcodes and coordinates in it.
    """
    with _parts(path) as parts:
        total = sum(part.size for part in parts) or 1
        before = 0
        for part in parts:
            with part.open() as stream:
                for chunk in _chunks(part.name, stream):
                    yield chunk, min(1.0, (before + stream.tell()) / total)
            before += part.size


@contextmanager
def _parts(path: Path) -> Iterator[Sequence[_Part]]:
    """Yield the CSVs of a file, a folder or a zip; documentation in it is passed over."""
    if path.suffix.lower() == ".zip" and path.is_file():
        entries = zip_entries(path)
        with zipfile.ZipFile(path) as archive:
            yield _wanted(path, [_zipped(archive, entry) for entry in entries])
    elif path.is_dir():
        files = [file for file in sorted(path.rglob("*")) if file.is_file()]
        yield _wanted(path, [_filed(file, path) for file in files])
    elif path.is_file():
        yield [_filed(path, path.parent)]
    else:
        raise SourceError(f"{path.name}: no such file. Name a CSV of postcodes.")


def _filed(path: Path, folder: Path) -> _Part:
    name = path.relative_to(folder).as_posix()
    return _Part(name, path.stat().st_size, lambda: path.open("rb"))


def _zipped(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> _Part:
    return _Part(entry.filename, entry.file_size, lambda: archive.open(entry))


def _wanted(path: Path, parts: Sequence[_Part]) -> list[_Part]:
    """Return the CSVs; ONSPD brings one for each area beside the whole, which would count twice."""
    found = [part for part in parts if _may_hold_postcodes(part.name)]
    found = [part for part in found if "multi_csv" not in part.name.lower()] or found
    if not found:
        raise SourceError(f"{path.name}: no CSV inside. Expected the CSV edition of the postcodes.")
    return found


def _may_hold_postcodes(name: str) -> bool:
    *folders, file = PurePosixPath(name.lower()).parts
    return file.endswith(".csv") and not any(folder.startswith("doc") for folder in folders)


def _chunks(name: str, stream: IO[bytes]) -> Iterator[pd.DataFrame]:
    first = stream.readline()
    stream.seek(0)
    columns, has_headings = _columns(name, first)
    try:
        reader = pd.read_csv(
            stream,
            header=0 if has_headings else None,
            usecols=list(columns),
            dtype="str",
            encoding="utf-8-sig",
            encoding_errors="replace",
            chunksize=_ROWS_AT_ONCE,
            skipinitialspace=True,
        )
        for chunk in reader:
            chunk.columns = pd.Index([columns[i] for i in sorted(columns)])
            yield chunk.reindex(columns=list(RAW_COLUMNS)).astype("str")
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise SourceError(
            f"{name}: rows are torn: {error}. Save it as comma-separated values again."
        ) from error


def _columns(name: str, first: bytes) -> tuple[dict[int, str], bool]:
    """Return the columns by position, and whether the first line holds headings."""
    if b"\0" in first:
        raise SourceError(f"{name}: not a text file. Expected a CSV of postcodes in UTF-8.")
    text = first.decode("utf-8-sig", "replace")
    row = [cell.strip() for cell in next(csv.reader(io.StringIO(text)), [])]
    by_heading = [cell.lower().replace(" ", "_") for cell in row]
    columns = {
        by_heading.index(heading): column
        for column, headings in _HEADINGS.items()
        for heading in _first(headings, by_heading)
    }
    found = set(columns.values())
    if "postcode" in found and ({"lat", "lon"} <= found or {"easting", "northing"} <= found):
        return columns, True
    if len(row) == _CODE_POINT_WIDTH and row[2].isdigit() and row[3].isdigit():
        return _CODE_POINT, False
    raise SourceError(
        f"{name}: not a file of postcodes. First line: {len(row)} columns: "
        f"{', '.join(repr(cell[:20]) for cell in row[:12])}. Expected headings postcode (or pcds, "
        "pcd) with lat and long or with easting and northing; or Code-Point Open without headings."
    )


def _first(headings: Sequence[str], seen: Sequence[str]) -> list[str]:
    """Return the best heading that was seen, or nothing; lad23cd of any year is a district."""
    known = [heading for heading in headings if heading in seen]
    if not known and "oslaua" in headings:
        known = [h for h in seen if h.startswith("lad") and h.endswith(("cd", "nm"))]
    return known[:1]
