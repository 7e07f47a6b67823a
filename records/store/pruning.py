"""Which builds are kept, and which are removed?"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

from records.errors import BuildError
from records.home import Home
from records.store.build import current_id
from records.store.durable import locked, replace_file, sync
from records.store.layout import ASIDE, MANIFEST, Manifest, build_ids, lock_path
from records.store.publishing import remove_stale

__all__ = ["BuildHeadline", "builds", "prune", "remove_builds", "removed_builds", "removed_path"]

_REMOVED = ".removed"
"""File of the builds' folder: ids of those that were removed so that nobody sees them any more."""

_MOST_REMOVED = 1000


@dataclass(frozen=True)
class BuildHeadline:
    """What a build's manifest says at a glance; its files are not verified.

    rows: by file's name without ending, empty where the manifest cannot be read. as_of and
    product_version: '' there. bytes: of all files on disk. is_current: the pointer names it.
    """

    id: str
    as_of: str
    product_version: str
    rows: Mapping[str, int]
    bytes: int
    is_current: bool


def builds(home: Home) -> list[BuildHeadline]:
    """Return the builds in the folder, newest first."""
    current = current_id(home)
    return [_headline(home.builds / name, name == current) for name in build_ids(home)]


def prune(home: Home, keep: int = 3) -> list[str]:
    """Remove all but the newest `keep` builds; return the ids removed.

    The current build and those a reader holds open stay; what killed writers left goes.

    Raises:
        BuildError: the folder cannot be written.
    """
    if keep < 1:
        raise ValueError(f"keep is {keep}; at least 1 build is kept")
    if not home.builds.is_dir():
        return []
    try:
        with locked(lock_path(home)):
            remove_stale(home)
            current = current_id(home)
            old = [name for name in build_ids(home)[keep:] if name != current]
            return [name for name in old if _remove(home, name)]
    except OSError as error:
        raise BuildError(
            f"Builds below {home.builds} cannot be removed: {error.strerror or error}. "
            "Mend the folder's permissions and try again."
        ) from error


def remove_builds(home: Home, ids: Collection[str]) -> None:
    """Remove these builds even where a reader holds one open: it is then refused what it asks for.

    For what must not be there any longer. Where the current one is among them, nothing is current.
    Left drafts go too; done again, it completes itself.

    Raises:
        BuildError: the folder cannot be written.
    """
    if not home.builds.is_dir():
        return
    try:
        with locked(lock_path(home)):
            remove_stale(home)
            if ids:
                # First of all: who holds one in memory stops showing it.
                told = dict.fromkeys([*removed_builds(home), *ids])
                replace_file(removed_path(home), "\n".join([*told][-_MOST_REMOVED:]).encode())
            if current_id(home) in ids:
                home.pointer.unlink()
                sync(home.root)
            for name in [name for name in build_ids(home) if name in ids]:
                gone = home.builds / f"{ASIDE[1]}{name}"
                os.rename(home.builds / name, gone)
                sync(home.builds)
                shutil.rmtree(gone)
    except OSError as error:
        raise BuildError(
            f"Builds below {home.builds} cannot be removed: {error.strerror or error}. "
            "Mend the folder's permissions and try again."
        ) from error


def removed_path(home: Home) -> Path:
    """Return the file of the ids that `removed_builds` reads; it is only ever replaced."""
    return home.builds / _REMOVED


def removed_builds(home: Home) -> tuple[str, ...]:
    """Return the ids of builds that nobody may see any more, even from memory; oldest first."""
    try:
        return tuple(removed_path(home).read_text(encoding="utf-8").split())
    except FileNotFoundError:
        return ()


def _remove(home: Home, build_id: str) -> bool:
    """Remove one build unless a reader holds it; say whether it went."""
    folder, gone = home.builds / build_id, home.builds / f"{ASIDE[1]}{build_id}"
    try:
        pin = os.open(folder / MANIFEST, os.O_RDONLY)
    except FileNotFoundError:
        # Without a manifest nobody can hold it open.
        shutil.rmtree(folder)
        return True
    try:
        fcntl.flock(pin, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    else:
        os.rename(folder, gone)
        sync(home.builds)
        shutil.rmtree(gone)
        return True
    finally:
        os.close(pin)


def _headline(folder: Path, is_current: bool) -> BuildHeadline:
    size = sum(path.stat().st_size for path in folder.iterdir())
    try:
        manifest = Manifest.from_json((folder / MANIFEST).read_bytes())
    except (OSError, BuildError):
        return BuildHeadline(folder.name, "", "", {}, size, is_current)
    rows = {file.removesuffix(".parquet"): entry.rows for file, entry in manifest.files.items()}
    return BuildHeadline(
        folder.name, manifest.as_of, manifest.product_version, rows, size, is_current
    )
