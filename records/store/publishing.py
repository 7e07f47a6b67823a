"""How is a build published whole or not at all?"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from records.errors import BuildError, SchemaError
from records.home import Home
from records.schema import BUILD_TABLES, Boundary
from records.store.durable import locked, replace_file, sha256_of, sync, write_file
from records.store.frames import to_arrow
from records.store.layout import (
    ASIDE,
    BOUNDARIES,
    FILES,
    MANIFEST,
    FileEntry,
    Manifest,
    Pointer,
    build_ids,
    build_number,
    lock_path,
    new_build_id,
    schema_fingerprint,
)
from records.store.promises import check_build, shaped_tables

__all__ = ["next_number", "publish", "remove_stale"]

Beside = Callable[[Path], None]
"""Writes a file to the path it is given."""

WRITERS = 2
"""Files of a build that are written at once."""

WGS84 = 4326
"""EPSG number of the coordinates a build holds."""


@dataclass(frozen=True)
class _Content:
    """Everything of a build before it has a number."""

    tables: Mapping[str, pa.Table]
    boundaries: gpd.GeoDataFrame
    as_of: str
    about: Mapping[str, object]
    beside: Mapping[str, Beside]


def publish(
    home: Home,
    tables: Mapping[str, pd.DataFrame | pa.Table],
    boundaries: gpd.GeoDataFrame,
    about: Mapping[str, object],
    beside: Mapping[str, Beside] | None = None,
) -> str:
    """Publish a build and return its id; readers see the build before until this one is whole.

    tables: one for each of `BUILD_TABLES`, as a frame, or as Arrow columns as `Build.arrow` gives
    them. boundaries: `Boundary` columns and a geometry, EPSG:4326. about: what the build says of
    itself, such as settings; `as_of` must be among it. beside: by name, what writes a file that
    nobody who looks at the build reads, such as what the next build may go on from; where it is
    lost the build is whole. Two publishers wait for each other.

    Raises:
        BuildError: the tables break a promise, or the disk is full or cannot be written. The build
            before stays.
    """
    content = _content(tables, boundaries, about, beside or {})
    with _disk_faults(home):
        home.builds.mkdir(exist_ok=True)
        with locked(lock_path(home)):
            remove_stale(home)
            return _publish(home, content)


def remove_stale(home: Home) -> None:
    """Remove what killed publishers and pruners left behind; only under the publish lock."""
    for path in home.builds.iterdir():
        if path.name.startswith(ASIDE):
            shutil.rmtree(path)


def _content(
    tables: Mapping[str, pd.DataFrame | pa.Table],
    boundaries: gpd.GeoDataFrame,
    about: Mapping[str, object],
    beside: Mapping[str, Beside],
) -> _Content:
    if "as_of" not in about:
        raise BuildError("A build must say as of which day it is: give `as_of` in `about`.")
    shaped = shaped_tables(tables)
    check_build(shaped)
    arrow = {
        name: table if isinstance(table, pa.Table) else to_arrow(BUILD_TABLES[name], table)
        for name, table in shaped.items()
    }
    return _Content(arrow, _shaped_boundaries(boundaries), str(about["as_of"]), about, beside)


def _shaped_boundaries(boundaries: gpd.GeoDataFrame) -> gpd.GeoDataFrame:
    try:
        columns = Boundary.shape(Boundary.check(pd.DataFrame(boundaries)))
    except SchemaError as error:
        raise BuildError(f"The boundaries are not whole: {error}") from error
    if boundaries.crs is None or boundaries.crs.to_epsg() != WGS84:
        raise BuildError(
            f"The boundaries are in {boundaries.crs}; a build holds them in EPSG:4326. "
            "Load them with `concern boundaries`."
        )
    shapes = gpd.GeoDataFrame(columns, geometry=boundaries.geometry, crs=boundaries.crs)
    return shapes.reset_index(drop=True)


def _publish(home: Home, content: _Content) -> str:
    number = next_number(home)
    aside = home.builds / f"{ASIDE[0]}{number:06d}"
    written = [aside]
    try:
        aside.mkdir()
        manifest = _write(aside, number, content)
        digest = sha256(manifest).hexdigest()
        build_id = new_build_id(number, digest)
        os.rename(aside, home.builds / build_id)
        written.append(home.builds / build_id)
        sync(home.builds)
        replace_file(home.pointer, Pointer(build_id, digest).to_json())
    except BaseException:
        if _pointed(home) != written[-1].name:
            for path in written:
                shutil.rmtree(path, ignore_errors=True)
        raise
    return build_id


def _write(folder: Path, number: int, content: _Content) -> bytes:
    """Write every file of the build, the manifest last; return the manifest's bytes."""
    tables = {FILES[name]: partial(_write_table, table) for name, table in content.tables.items()}
    tables[FILES[BOUNDARIES]] = partial(_write_boundaries, content.boundaries)
    # Packing and the disk let other threads work; each file is its own.
    with ThreadPoolExecutor(WRITERS) as pool:
        entries = pool.map(partial(_written, folder), tables.items())
        beside = pool.map(partial(_written, folder), content.beside.items())
        files = dict(zip(tables, entries, strict=True))
        more = dict(zip(content.beside, beside, strict=True))
    manifest = Manifest(
        number=number,
        as_of=content.as_of,
        product_version=version("businesses-of-concern"),
        schema=schema_fingerprint(),
        files={FILES[name]: files[FILES[name]] for name in FILES},
        about=content.about,
        beside=more,
    ).to_json()
    write_file(folder / MANIFEST, manifest)
    sync(folder)
    return manifest


def _written(folder: Path, file: tuple[str, Callable[[Path], int | None]]) -> FileEntry:
    """Write a file and return what the manifest says of it; its bytes are on disk then."""
    path = folder / file[0]
    rows = file[1](path) or 0
    sync(path)
    return FileEntry(rows=rows, bytes=path.stat().st_size, sha256=sha256_of(path))


def _write_table(table: pa.Table, path: Path) -> int:
    """Write a table and return its rows."""
    pq.write_table(table, path, compression="zstd")
    return int(table.num_rows)


def _write_boundaries(boundaries: gpd.GeoDataFrame, path: Path) -> int:
    """Write the boundaries and return how many there are."""
    boundaries.to_parquet(path, compression="zstd", index=False)
    return len(boundaries)


def next_number(home: Home) -> int:
    """Return the number that the next build to be published has, unless another is before it."""
    taken = [build_number(name) for name in (*build_ids(home), _pointed(home)) if name]
    return max(taken, default=0) + 1


def _pointed(home: Home) -> str | None:
    """Return the id that CURRENT names; None where it names none."""
    try:
        return Pointer.read(home).build
    except (OSError, BuildError):
        return None


@contextmanager
def _disk_faults(home: Home) -> Iterator[None]:
    """Turn what the disk refuses into a BuildError."""
    try:
        yield
    except OSError as error:
        raise BuildError(
            f"The build could not be written below {home.root}: {error.strerror or error}. The "
            "build before stays. Free space on the disk or mend the folder's permissions, then "
            "build again."
        ) from error
