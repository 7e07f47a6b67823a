"""Which picture does a PMTiles archive hold for a tile? A reader of version 3, for raster tiles.

The format: https://github.com/protomaps/PMTiles/blob/main/spec/v3/spec.md
"""

from __future__ import annotations

import gzip
import os
from bisect import bisect_right
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

from records.errors import SourceError

__all__ = ["Archive", "opened", "tile_number"]

_HEADER = 127
_MAGIC = b"PMTiles\x03"
_NOT_PACKED, _GZIP = 1, 2
_PICTURES = {2: "image/png", 3: "image/jpeg", 4: "image/webp"}
_DEEPEST = 4
"""Directories that are looked through for one tile at most."""
_MOST_BYTES = 4_000_000
"""A directory or a picture is never larger."""
_KEPT = 64
_MORE = 0x80


@dataclass(frozen=True)
class Archive:
    """An archive whose heading was read.

    kind: media type of its pictures. least, most: zoom levels it has. root, leaves, tiles: where
    they begin, in bytes; the root also how long it is. packed: its directories are gzipped.
    """

    path: Path
    kind: str
    least: int
    most: int
    root: tuple[int, int]
    leaves: int
    tiles: int
    packed: bool

    def tile(self, z: int, x: int, y: int) -> bytes | None:
        """Return the picture of a tile; None: the archive has none there.

        Raises:
            SourceError: the archive is damaged.
        """
        wanted, (start, length) = tile_number(z, x, y), self.root
        for _ in range(_DEEPEST):
            entry = _find(self._directory(start, length), wanted)
            if entry is None:
                return None
            offset, length, run = entry
            if run:
                return self._read(self.tiles + offset, length)
            start = self.leaves + offset
        raise _damaged(self.path)

    def _directory(self, start: int, length: int) -> _Directory:
        return _directory(self, start, length)

    def _read(self, start: int, length: int) -> bytes:
        if not 0 < length <= _MOST_BYTES:
            raise _damaged(self.path)
        with self.path.open("rb") as file:
            file.seek(start)
            content = file.read(length)
        if len(content) != length:
            raise _damaged(self.path)
        return content


_Entry = tuple[int, int, int]
"""Offset, length, and for how many tiles in a row it stands; 0: a directory."""


@dataclass(frozen=True)
class _Directory:
    first: tuple[int, ...]
    entries: tuple[_Entry, ...]


def opened(path: Path) -> Archive:
    """Return the archive at `path`.

    Raises:
        SourceError: there is no such file, or it is no PMTiles archive of pictures we can show.
    """
    try:
        with path.open("rb") as file:
            head = file.read(_HEADER)
    except OSError as error:
        raise SourceError(
            f"tiles_file: {path.name} cannot be read ({os.strerror(error.errno or 0)}). Name a "
            "PMTiles file that this user can read."
        ) from error
    if len(head) < _HEADER or not head.startswith(_MAGIC):
        raise SourceError(f"tiles_file: {path.name} is no PMTiles archive of version 3.")

    def number(at: int) -> int:
        return int.from_bytes(head[at : at + 8], "little")

    packing, kind = head[97], _PICTURES.get(head[99])
    if kind is None or packing not in (_NOT_PACKED, _GZIP) or head[98] not in (0, _NOT_PACKED):
        raise SourceError(
            f"tiles_file: {path.name} holds no pictures we can show. Expected PNG, JPEG or WebP "
            "tiles, not vector tiles, with directories packed by gzip or not at all."
        )
    return Archive(
        path=path,
        kind=kind,
        least=head[100],
        most=head[101],
        root=(number(8), number(16)),
        leaves=number(40),
        tiles=number(56),
        packed=packing == _GZIP,
    )


def tile_number(z: int, x: int, y: int) -> int:
    """Return the tile's number: tiles of lower zooms first, then along a Hilbert curve."""
    number = ((1 << 2 * z) - 1) // 3
    step = 1 << (z - 1) if z else 0
    while step:
        right, down = int(bool(x & step)), int(bool(y & step))
        number += step * step * ((3 * right) ^ down)
        if not down:
            if right:
                x, y = step - 1 - (x & (step - 1)), step - 1 - (y & (step - 1))
            x, y = y, x
        x, y = x & (step - 1), y & (step - 1)
        step >>= 1
    return number


def _find(directory: _Directory, wanted: int) -> _Entry | None:
    at = bisect_right(directory.first, wanted) - 1
    if at < 0:
        return None
    _, _, run = directory.entries[at]
    held = run == 0 or wanted - directory.first[at] < run
    return directory.entries[at] if held else None


@lru_cache(maxsize=_KEPT)
def _directory(archive: Archive, start: int, length: int) -> _Directory:
    content = archive._read(start, length)
    try:
        return _unpacked(gzip.decompress(content) if archive.packed else content)
    except (OSError, EOFError, IndexError, ValueError) as error:
        raise _damaged(archive.path) from error


def _unpacked(content: bytes) -> _Directory:
    numbers = _numbers(content)
    count = numbers[0]
    if len(numbers) != 1 + 4 * count:
        raise ValueError("numbers are missing")
    deltas, runs, lengths, offsets = (
        numbers[1 + part * count : 1 + (part + 1) * count] for part in range(4)
    )
    entries: list[_Entry] = []
    for offset, length, run in zip(offsets, lengths, runs, strict=True):
        # 0: right behind the one before.
        at = offset - 1 if offset else entries[-1][0] + entries[-1][1]
        entries.append((at, length, run))
    return _Directory(tuple(accumulate(deltas)), tuple(entries))


def _numbers(content: bytes) -> list[int]:
    """The numbers of a directory: seven bits a byte, the lowest first, the eighth says "more"."""
    numbers, number, shift = [], 0, 0
    for byte in content:
        number |= (byte & (_MORE - 1)) << shift
        shift += 7
        if byte < _MORE:
            numbers.append(number)
            number = shift = 0
    return numbers


def _damaged(path: Path) -> SourceError:
    return SourceError(f"tiles_file: {path.name} is damaged. Fetch it again.")
