"""Is this archive safe to open, and what does it hold?"""

from __future__ import annotations

import gzip
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, cast

from records.errors import SourceError
from records.reading.limits import Limits

__all__ = ["check_members", "unpacked"]

_CHUNK_BYTES = 1_000_000
_ENCRYPTED = 0x1


def check_members(path: Path, limits: Limits, most_bytes: int) -> list[zipfile.ZipInfo]:
    """Return the files a zip lists, once their number, sizes, ratios and names are found harmless.

    Raises:
        SourceError: it is broken, locked, a bomb, or names files outside its own folder.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            members = [member for member in archive.infolist() if not member.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise SourceError(f"{path.name} is a broken zip file. Ask for it again.") from error
    faults = [*_archive_faults(members, limits, most_bytes)]
    if faults:
        raise SourceError(f"{path.name} is refused: {'; '.join(faults)}. Nothing was read.")
    return members


def _archive_faults(
    members: list[zipfile.ZipInfo], limits: Limits, most_bytes: int
) -> Iterator[str]:
    size, packed = (
        sum(getattr(m, what) for m in members) for what in ("file_size", "compress_size")
    )
    if len(members) > limits.members:
        yield f"it holds {len(members)} parts, at most {limits.members} are read"
    if size > most_bytes:
        yield f"it unpacks to {size} bytes, at most {most_bytes} are read"
    if size > limits.ratio_from_bytes and size > limits.ratio * max(1, packed):
        yield f"it unpacks to more than {limits.ratio} times its size, as only a bomb does"
    if any(member.flag_bits & _ENCRYPTED for member in members):
        yield "it is locked by a password; send it without"
    if any(_leads_out(member.filename) for member in members):
        yield "it names files outside its own folder"


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return parts[0] == "" or ".." in parts or ":" in parts[0]


@contextmanager
def unpacked(path: Path, kind: str, limits: Limits) -> Iterator[Path]:
    """Yield a scratch copy of the one file inside a zip or gzip; it is gone afterwards.

    Raises:
        SourceError: it holds several files, is broken, or unpacks past `limits`.
    """
    with tempfile.TemporaryDirectory(prefix="concern-") as folder:
        copy = Path(folder) / path.name.removesuffix(".gz").removesuffix(".zip")
        try:
            with _inside(path, kind, limits) as packed, copy.open("wb") as plain:
                _copy(packed, plain, path, limits)
        except (OSError, EOFError, zlib.error, zipfile.BadZipFile, NotImplementedError) as error:
            raise SourceError(
                f"{path.name} cannot be unpacked: {type(error).__name__}. "
                "Ask for it again, or unpack it and give the file inside."
            ) from error
        yield copy


@contextmanager
def _inside(path: Path, kind: str, limits: Limits) -> Iterator[IO[bytes]]:
    if kind == "gzip":
        with gzip.open(path) as file:
            yield cast("IO[bytes]", file)
        return
    members = check_members(path, limits, limits.unpacked_bytes)
    if len(members) != 1:
        raise SourceError(
            f"{path.name} holds {len(members)} files; expected one. Unpack it and give each alone."
        )
    with zipfile.ZipFile(path) as archive, archive.open(members[0]) as file:
        yield file


def _copy(packed: IO[bytes], plain: IO[bytes], path: Path, limits: Limits) -> None:
    most = limits.ratio * path.stat().st_size
    done = 0
    while piece := packed.read(_CHUNK_BYTES):
        done += len(piece)
        if done > limits.unpacked_bytes or (done > limits.ratio_from_bytes and done > most):
            raise SourceError(
                f"{path.name} is refused: it unpacks to more than {limits.ratio} times its size or "
                f"{limits.unpacked_bytes} bytes. Nothing was read."
            )
        plain.write(piece)
