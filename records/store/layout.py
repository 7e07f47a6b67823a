"""Which files make up a build, and what do its manifest and the pointer say?"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from records.errors import BuildError
from records.home import Home
from records.schema import BUILD_TABLES, Boundary, Table

__all__ = [
    "ASIDE",
    "BOUNDARIES",
    "FILES",
    "MANIFEST",
    "REMEDY",
    "FileEntry",
    "Manifest",
    "Pointer",
    "build_ids",
    "build_number",
    "lock_path",
    "new_build_id",
    "schema_fingerprint",
]

MANIFEST = "manifest.json"
BOUNDARIES = "boundaries"
FILES = {name: f"{name}.parquet" for name in (*BUILD_TABLES, BOUNDARIES)}
"""File of each part of a build, by the part's name."""

ASIDE = (".tmp-", ".gone-")
"""How folders begin that are being written or removed; outside the publish lock they are stale."""

REMEDY = "Build again with `concern build`, or restore the folder from a backup."
"""What to do about a damaged build."""

_ID = re.compile(r"(?P<number>\d{6,})-(?P<digest>[0-9a-f]{16})")


@dataclass(frozen=True)
class FileEntry:
    """What the manifest says of one file: rows, bytes, and its SHA-256 in hex."""

    rows: int
    bytes: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a build is: its number, as_of, the versions that made it, its files, its settings.

    schema: fingerprint of the columns of every table. about: whatever the publisher said. beside:
    files that nobody who looks at the build reads.
    """

    number: int
    as_of: str
    product_version: str
    schema: str
    files: Mapping[str, FileEntry]
    about: Mapping[str, Any]
    beside: Mapping[str, FileEntry] = field(default_factory=dict)

    def to_json(self) -> bytes:
        """Return the manifest as written: the same manifest gives the same bytes."""
        return _json_bytes(asdict(self))

    @classmethod
    def from_json(cls, content: bytes) -> Manifest:
        """Return the manifest in `content`.

        Raises:
            BuildError: it is not a manifest.
        """
        try:
            fields = json.loads(content)
            files, beside = (
                {name: FileEntry(**entry) for name, entry in fields.pop(part, {}).items()}
                for part in ("files", "beside")
            )
            manifest = cls(files=files, beside=beside, **fields)
        except (ValueError, TypeError, KeyError, AttributeError) as error:
            raise BuildError(f"{MANIFEST} is not a manifest of a build. {REMEDY}") from error
        return manifest


@dataclass(frozen=True)
class Pointer:
    """Which build is read, and the SHA-256 of its manifest."""

    build: str
    manifest_sha256: str

    @classmethod
    def read(cls, home: Home) -> Pointer:
        """Return what CURRENT says.

        Raises:
            FileNotFoundError: nothing was published yet.
            BuildError: the file does not say which build is read.
        """
        content = home.pointer.read_bytes()
        try:
            pointer = cls(**json.loads(content))
            if _ID.fullmatch(pointer.build) and isinstance(pointer.manifest_sha256, str):
                return pointer
        except (ValueError, TypeError):
            pass
        raise BuildError(f"{home.pointer.name} does not say which build is read")

    def to_json(self) -> bytes:
        """Return the pointer as written."""
        return _json_bytes(asdict(self))


@cache
def schema_fingerprint() -> str:
    """Return 16 hex digits that change when a column of a build is added, dropped or retyped."""
    tables: dict[str, type[Table]] = {**BUILD_TABLES, BOUNDARIES: Boundary}
    columns = {name: [(str(c), c.kind) for c in t.columns()] for name, t in tables.items()}
    return hashlib.sha256(_json_bytes(columns)).hexdigest()[:16]


def new_build_id(number: int, manifest_sha256: str) -> str:
    """Return the id that names the build and vouches for its manifest."""
    return f"{number:06d}-{manifest_sha256[:16]}"


def build_number(build_id: str) -> int:
    """Return the number in a build id: later builds have higher ones.

    Raises:
        BuildError: it is not a build id.
    """
    match = _ID.fullmatch(build_id)
    if match is None:
        raise BuildError(
            f"{build_id!r} is not a build id; expected one such as 000042-0123456789abcdef. "
            "List them with `concern builds`."
        )
    return int(match["number"])


def build_ids(home: Home) -> list[str]:
    """Return the ids of the builds in the folder, newest first, verified or not."""
    if not home.builds.is_dir():
        return []
    ids = [path.name for path in home.builds.iterdir() if _ID.fullmatch(path.name)]
    return sorted(ids, key=lambda name: (build_number(name), name), reverse=True)


def lock_path(home: Home) -> Path:
    """Return the file whose lock a publisher or pruner holds."""
    return home.builds / ".lock"


def _json_bytes(value: object) -> bytes:
    text = json.dumps(value, indent=1, sort_keys=True, ensure_ascii=False, default=_plain)
    return (text + "\n").encode()


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, set | frozenset):
        return sorted(value)
    if hasattr(value, "item"):
        return value.item()
    if isinstance(value, Path):
        return value.name
    raise BuildError(
        f"A build cannot say {type(value).__name__} about itself; give text, numbers or dates."
    )
