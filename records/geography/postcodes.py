"""Where does each postcode lie? A table loaded from Code-Point Open, ONSPD or a plain CSV."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyproj import Transformer

from records.errors import SourceError
from records.geography.extent import in_britain
from records.geography.postcode_files import RAW_COLUMNS, read_chunks
from records.geography.shapes import BRITISH_GRID, WGS84
from records.home import Home
from records.progress import Progress, silent
from records.schema import Column, Table
from records.store.durable import replace_file

__all__ = [
    "Postcode",
    "PostcodeReport",
    "clean_postcodes",
    "clear_postcodes",
    "load_postcodes",
    "postcode_point",
    "postcodes",
]

_FILE = "postcodes.parquet"
_DAMAGED = f"reference/{_FILE} is damaged. Load the postcodes again: concern postcodes FILE"
POLE = 90.0
_SHAPE = r"[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}"


class Postcode(Table):
    """One row for each postcode that has a point."""

    postcode = Column("postcode", "text", "upper case with one space; unique", required=True)
    lat = Column("lat", "number", "latitude of its middle, WGS 84 degrees", required=True)
    lon = Column("lon", "number", "longitude of its middle, WGS 84 degrees", required=True)
    district = Column("district", "text", "district as the file gives it, code or name")


@dataclass(frozen=True)
class PostcodeReport:
    """What loading postcodes did; postcodes = rows less the next four.

    rows: rows read. not_postcodes: rows whose postcode has no postcode's shape.
    without_point: rows without coordinates. outside_britain: rows whose point lies elsewhere.
    duplicates: rows of a postcode already read. outcodes: first halves, such as CM1.
    """

    rows: int
    postcodes: int
    not_postcodes: int
    without_point: int
    outside_britain: int
    duplicates: int
    outcodes: int


@dataclass(frozen=True)
class _Counts:
    rows: int
    not_postcodes: int
    without_point: int
    outside_britain: int


def postcodes(home: Home) -> pd.DataFrame:
    """Return the loaded postcodes, a `Postcode` frame; empty where none were loaded.

    Raises:
        SourceError: the loaded file is damaged.
    """
    path = home.reference / _FILE
    if not path.exists():
        return Postcode.empty()
    try:
        return Postcode.shape(pd.read_parquet(path))
    except (OSError, ValueError, pa.ArrowException) as error:
        raise SourceError(_DAMAGED) from error


def postcode_point(home: Home, postcode: str) -> tuple[float, float] | None:
    """Return latitude and longitude of one loaded postcode; None: it is not among them.

    postcode: upper case with one space. Only its part of the file is read.

    Raises:
        SourceError: the loaded file is damaged.
    """
    path = home.reference / _FILE
    if not path.exists():
        return None
    try:
        found = pd.read_parquet(
            path,
            columns=[str(Postcode.lat), str(Postcode.lon)],
            filters=[(str(Postcode.postcode), "==", postcode)],
        )
    except (OSError, ValueError, pa.ArrowException) as error:
        raise SourceError(_DAMAGED) from error
    points = found.to_numpy("float64")
    return (float(points[0, 0]), float(points[0, 1])) if len(points) else None


def load_postcodes(home: Home, path: Path, progress: Progress | None = None) -> PostcodeReport:
    """Put the postcodes of a file in the place of those loaded before.

    path: a CSV with headings (postcode with lat and lon, or with easting and northing; ONSPD and
    NSPL names are known), or Code-Point Open as a CSV without headings, a folder of them or a zip.
    Terminated postcodes are kept: old records need them.

    Raises:
        SourceError: no postcodes in the file, or columns missing.
    """
    tell = progress or silent
    chunks, counts = [], []
    for raw, share in read_chunks(path):
        frame, count = _cleaned(raw)
        chunks.append(frame)
        counts.append(count)
        tell("reading postcodes", round(share * 100), 100)
    table = pd.concat(chunks, ignore_index=True) if chunks else Postcode.empty()
    unique = table.drop_duplicates(Postcode.postcode, ignore_index=True)
    if unique.empty:
        raise SourceError(
            f"{path.name}: no postcode with a point in {sum(c.rows for c in counts)} rows. "
            "Expected rows such as: CM1 1AA,51.7356,0.4685"
        )
    _save(home, unique)
    totals = pd.DataFrame([asdict(count) for count in counts]).sum().to_dict()
    return PostcodeReport(
        postcodes=len(unique),
        duplicates=len(table) - len(unique),
        outcodes=int(unique[Postcode.postcode].str.split(" ").str[0].nunique()),
        **{str(name): int(value) for name, value in totals.items()},
    )


def clear_postcodes(home: Home) -> None:
    """Forget the loaded postcodes."""
    (home.reference / _FILE).unlink(missing_ok=True)


def clean_postcodes(written: pd.Series[Any]) -> pd.Series[Any]:
    """Return postcodes in capitals with one space, such as CM1 1AA; missing where not of its shape.

    Spaces, or their lack, do not matter.
    """
    packed = written.astype("str").str.upper().str.replace(r"[^A-Z0-9]", "", regex=True)
    spaced = packed.str.slice(0, -3) + " " + packed.str.slice(-3)
    return spaced.where(spaced.str.fullmatch(_SHAPE).fillna(False).astype("bool"))


def _cleaned(raw: pd.DataFrame) -> tuple[pd.DataFrame, _Counts]:
    code = clean_postcodes(raw["postcode"])
    lat, lon = _points(raw)
    shaped, placed = code.notna().to_numpy(), np.isfinite(lat) & np.isfinite(lon)
    inside = in_britain(lat, lon)
    frame = Postcode.shape(
        pd.DataFrame(
            {
                Postcode.postcode: code,
                Postcode.lat: lat,
                Postcode.lon: lon,
                Postcode.district: raw["district"],
            }
        )[shaped & inside]
    )
    counts = _Counts(
        rows=len(raw),
        not_postcodes=int((~shaped).sum()),
        without_point=int((shaped & ~placed).sum()),
        outside_britain=int((shaped & placed & ~inside).sum()),
    )
    return frame, counts


def _points(raw: pd.DataFrame) -> tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]:
    """Return latitudes and longitudes, from metres where the file gives no degrees."""
    numbers = raw[list(RAW_COLUMNS[1:5])].apply(pd.to_numeric, errors="coerce")
    lat, lon, easting, northing = (numbers[c].to_numpy("float64") for c in numbers)
    # The registers write "no point" as 0,0 on the grid, and as 99.999999,0 in degrees.
    nowhere = (lat > POLE) | ((lat == 0) & (lon == 0))
    lat, lon = np.where(nowhere, np.nan, lat), np.where(nowhere, np.nan, lon)
    on_grid = ~np.isfinite(lat + lon) & (easting > 0) & (northing > 0)
    to_degrees = Transformer.from_crs(BRITISH_GRID, WGS84, always_xy=True)
    lon[on_grid], lat[on_grid] = to_degrees.transform(easting[on_grid], northing[on_grid])
    return lat, lon


def _save(home: Home, table: pd.DataFrame) -> None:
    content = BytesIO()
    table.to_parquet(content, index=False, compression="zstd")
    home.reference.mkdir(parents=True, exist_ok=True)
    replace_file(home.reference / _FILE, content.getvalue())
