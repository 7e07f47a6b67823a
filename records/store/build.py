"""Which build is read, and can it be trusted?"""

from __future__ import annotations

import fcntl
import hashlib
import io
import os
import threading
import weakref
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from records.errors import BuildError
from records.home import Home
from records.schema import BUILD_TABLES
from records.store.durable import sha256_of
from records.store.frames import columns_of, from_arrow
from records.store.layout import (
    BOUNDARIES,
    FILES,
    MANIFEST,
    REMEDY,
    FileEntry,
    Manifest,
    Pointer,
    build_ids,
    build_number,
    schema_fingerprint,
)

__all__ = ["Build", "Refused", "current_id", "open_build"]

_TRIES = 5
"""How often the pointer is read anew when the build it named was pruned meanwhile."""


@dataclass(frozen=True)
class Refused:
    """A build that was passed over, and why."""

    build_id: str
    why: str


class Build:
    """One published build, verified, and safe from pruning while it is open.

    id: its id. manifest: what it says of itself. current: what the pointer named when this was
    opened; another id than `id` where that build was refused, None where the pointer named none.
    refused: the builds passed over. Safe to share between threads.
    """

    def __init__(
        self, folder: Path, pin: int, manifest: Manifest, refused: tuple[Refused, ...] = ()
    ) -> None:
        self.id = folder.name
        self.manifest = manifest
        self.refused = refused
        self.current: str | None = folder.name
        self._folder = folder
        self._close: Callable[[], object] = weakref.finalize(self, os.close, pin)
        self._loaded: dict[str, dict[str, pd.Series]] = {name: {} for name in BUILD_TABLES}
        self._lock = threading.RLock()

    def __enter__(self) -> Build:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let the build be pruned; what was loaded stays readable."""
        self._close()

    def table(self, name: str, columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return one table of `BUILD_TABLES`, only `columns` where given, rows numbered from 0.

        Columns are read once and kept. The frame may be changed, the lists in its cells may not.

        Raises:
            BuildError: the file was damaged since the build was opened, or lacks a column.
        """
        wanted = columns_of(BUILD_TABLES[name], columns)
        with self._lock:
            loaded = self._loaded[name]
            missing = [column for column in wanted if column not in loaded]
            if missing:
                loaded.update(from_arrow(missing, self.arrow(name, missing)))
            index = pd.RangeIndex(self._entry(FILES[name]).rows)
            return pd.DataFrame({str(c): loaded[c] for c in wanted}, index=index, copy=False)

    def arrow(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """Return one table as Arrow columns, read anew; text as strings, days as timestamps.

        Raises:
            BuildError: the file was damaged since the build was opened, or lacks a column.
        """
        wanted = [str(column) for column in columns_of(BUILD_TABLES[name], columns)]
        file = pq.ParquetFile(pa.BufferReader(self._bytes(FILES[name])))
        absent = [column for column in wanted if column not in file.schema_arrow.names]
        if absent:
            raise BuildError(f"Build {self.id}: {FILES[name]} has no column {absent}. {REMEDY}")
        return file.read(columns=wanted)

    def boundaries(self) -> gpd.GeoDataFrame:
        """Return the districts: `Boundary` columns and a geometry, EPSG:4326.

        Raises:
            BuildError: the file was damaged since the build was opened.
        """
        return gpd.read_parquet(io.BytesIO(self._bytes(FILES[BOUNDARIES])))

    def beside(self, file: str) -> bytes:
        """Return the bytes of a file that was published beside the tables.

        Raises:
            BuildError: there is none, or it was damaged since.
        """
        return self._bytes(file)

    def _entry(self, file: str) -> FileEntry:
        known = {**self.manifest.files, **self.manifest.beside}
        if file not in known:
            raise BuildError(f"Build {self.id} has no {file}. {REMEDY}")
        return known[file]

    def _bytes(self, file: str) -> bytes:
        """Return the file's bytes, hashed again: the same bytes are checked and read."""
        entry = self._entry(file)
        try:
            content = (self._folder / file).read_bytes()
        except OSError as error:
            raise BuildError(f"Build {self.id}: {file} cannot be read. {REMEDY}") from error
        if hashlib.sha256(content).hexdigest() != entry.sha256:
            raise BuildError(f"Build {self.id}: {file} was changed after publishing. {REMEDY}")
        return content


def current_id(home: Home) -> str | None:
    """Return the id of the build to be read; None where none is named. Reads one small file.

    A worker that holds a build opens a new one when this differs from its `Build.current`.
    """
    try:
        return Pointer.read(home).build
    except (OSError, BuildError):
        return None


def open_build(home: Home, build_id: str | None = None, *, other_columns: bool = False) -> Build:
    """Return the current build, or the one called `build_id`, with every file's hash verified.

    other_columns: take a build of another version too, whose columns may differ; for what must
    outlive an upgrade, such as profile ids. Read its tables by naming the columns.

    Where the current build is torn or tampered with, the newest older one that verifies is
    returned, and `Build.refused` says what was passed over and why.

    Raises:
        BuildError: nothing was published, or no build verifies, or `build_id` does not.
    """
    if build_id is not None:
        build_number(build_id)
        return _verified(home, build_id, other_columns)
    for _ in range(_TRIES):
        try:
            return _current(home, other_columns)
        except _PrunedError:
            continue
    raise BuildError(f"The builds in {home.root} change faster than they can be read. Try again.")


class _PrunedError(BuildError):
    """The build was removed between reading its name and pinning it."""


def _current(home: Home, other_columns: bool) -> Build:
    try:
        pointer = Pointer.read(home)
    except FileNotFoundError:
        lost = Refused(home.pointer.name, "the file is missing")
        return _fall_back(home, None, lost, other_columns)
    except (OSError, BuildError) as error:
        return _fall_back(home, None, Refused(home.pointer.name, str(error)), other_columns)
    try:
        return _verified(home, pointer.build, other_columns, pointer.manifest_sha256)
    except BuildError as error:
        if current_id(home) != pointer.build:
            raise _PrunedError(str(error)) from error
        torn = Refused(pointer.build, str(error))
        return _fall_back(home, pointer.build, torn, other_columns)


def _fall_back(home: Home, current: str | None, first: Refused, other_columns: bool) -> Build:
    """Return the newest build before `current` that verifies, with those that did not."""
    refused = [first]
    for name in build_ids(home):
        if current is not None and (name == current or build_number(name) > build_number(current)):
            continue
        try:
            build = _verified(home, name, other_columns)
        except BuildError as error:
            refused.append(Refused(name, str(error)))
            continue
        build.current, build.refused = current, tuple(refused)
        return build
    if current is None and len(refused) == 1 and not home.pointer.exists():
        raise BuildError(f"No build was published in {home.root} yet. Run `concern build`.")
    why = "; ".join(f"{r.build_id}: {r.why}" for r in refused)
    raise BuildError(f"No build in {home.root} can be trusted ({why}). {REMEDY}")


def _verified(
    home: Home, build_id: str, other_columns: bool, manifest_sha256: str | None = None
) -> Build:
    """Return the build, pinned, after every byte of it was hashed."""
    folder = home.builds / build_id
    pin = _pin(folder)
    try:
        manifest = _manifest(folder, manifest_sha256)
        if not other_columns:
            _refuse_other_columns(manifest)
        for file, entry in manifest.files.items():
            _verify(folder / file, entry.bytes, entry.sha256)
    except BaseException:
        os.close(pin)
        raise
    return Build(folder, pin, manifest)


def _pin(folder: Path) -> int:
    """Return a descriptor of the manifest whose shared lock keeps the build from pruning."""
    path = folder / MANIFEST
    try:
        pin = os.open(path, os.O_RDONLY)
    except OSError as error:
        raise BuildError(f"{MANIFEST} cannot be read ({error.strerror}). {REMEDY}") from error
    try:
        fcntl.flock(pin, fcntl.LOCK_SH | fcntl.LOCK_NB)
        if os.path.samestat(os.fstat(pin), path.stat()):
            return pin
    except OSError:
        pass
    os.close(pin)
    raise BuildError("the build is being pruned. Open a newer one.")


def _manifest(folder: Path, manifest_sha256: str | None) -> Manifest:
    try:
        content = (folder / MANIFEST).read_bytes()
    except OSError as error:
        raise BuildError(f"{MANIFEST} cannot be read ({error.strerror}). {REMEDY}") from error
    digest = hashlib.sha256(content).hexdigest()
    # The folder's name vouches for its manifest even where the pointer does not.
    if not folder.name.endswith(digest[:16]) or manifest_sha256 not in (None, digest):
        raise BuildError(f"{MANIFEST} was changed after publishing. {REMEDY}")
    return Manifest.from_json(content)


def _refuse_other_columns(manifest: Manifest) -> None:
    if manifest.schema != schema_fingerprint():
        raise BuildError(
            f"it was published by version {manifest.product_version}, whose columns differ from "
            "this version's. Build again with `concern build`."
        )
    if set(manifest.files) != set(FILES.values()):
        raise BuildError(f"{MANIFEST} does not list the files of a build. {REMEDY}")


def _verify(path: Path, size: int, sha256: str) -> None:
    try:
        seen = path.stat().st_size
        whole = seen == size and sha256_of(path) == sha256
    except OSError as error:
        raise BuildError(f"{path.name} cannot be read ({error.strerror}). {REMEDY}") from error
    if not whole:
        what = "was changed after publishing" if seen == size else f"has {seen} of {size} bytes"
        raise BuildError(f"{path.name} {what}. {REMEDY}")
