"""Where does the map's background come from? The operator's tiles, through this server only.

A browser asks nobody but us. Only the one address that the settings name is asked, with three whole
numbers in it; redirects are not followed, no cookie and nothing of who looks is sent on.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Protocol
from urllib.parse import urlsplit

import requests

from dashboard.pmtiles import Archive, opened
from dashboard.settings import Settings
from records.errors import HomeError

__all__ = ["DEEPEST", "Picture", "Tiles", "tiles_of"]

DEEPEST = 19
"""Zoom level up to which there are tiles."""
_MOST_BYTES = 500_000
_SECONDS = (3.0, 5.0)
"""To reach the server of the tiles, and between two parts of its answer."""
_KEPT = 256
_STARTS = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff", "image/webp": b"RIFF"}
_AGENT = "businesses-of-concern map background"
_LOG = logging.getLogger(__name__)


@dataclass(frozen=True)
class Picture:
    """A tile: its bytes and their media type."""

    content: bytes
    kind: str


class Source(Protocol):
    """Gives the tile at zoom, column and row; None where there is none."""

    def __call__(self, z: int, x: int, y: int) -> Picture | None:
        """Return the tile."""


class Tiles:
    """The background of one county's map. most: zoom up to which its pictures are sharp."""

    def __init__(self, source: Source, attribution: str, most: int = DEEPEST) -> None:
        """Ask `source` for what is not kept."""
        self.attribution, self.most = attribution, most
        self._found = lru_cache(_KEPT)(partial(_found, source))

    def tile(self, z: int, x: int, y: int) -> Picture | None:
        """Return a tile; None where it is none of the world's, or nobody gives it."""
        if not (0 <= z <= min(DEEPEST, self.most) and 0 <= x < 1 << z and 0 <= y < 1 << z):
            return None
        try:
            return self._found(z, x, y)
        except LookupError:
            return None


def _found(source: Source, z: int, x: int, y: int) -> Picture:
    """The tile; what nobody gives is an error, so that it is not kept and asked for again."""
    picture = source(z, x, y)
    if picture is None:
        raise LookupError
    return picture


def tiles_of(settings: Settings, session: requests.Session | None = None) -> Tiles | None:
    """Return the background that the settings name; None: there is none.

    Raises:
        HomeError: both are named, or the address is not one of tiles.
        SourceError: the file is no archive of pictures.
    """
    if settings.tiles_url and settings.tiles_file:
        raise HomeError("tiles_url and tiles_file are both set. Leave one of them.")
    if settings.tiles_file:
        archive = opened(Path(settings.tiles_file))
        return Tiles(_of_file(archive), settings.tiles_attribution, archive.most)
    if settings.tiles_url:
        _check(settings.tiles_url)
        source = _of_url(settings.tiles_url, session or _session())
        return Tiles(source, settings.tiles_attribution)
    return None


def _check(url: str) -> None:
    """Refuse an address whose host a browser could choose, or that has no place for a tile."""
    parts = urlsplit(url)
    placed = all(parts.path.count(mark) == 1 for mark in ("{z}", "{x}", "{y}"))
    fixed = not any(mark in parts.netloc + parts.scheme for mark in "{}@")
    if parts.scheme not in ("http", "https") or not parts.hostname or not placed or not fixed:
        raise HomeError(
            "tiles_url is not an address of tiles. Expected http:// or https://, a host without a "
            "name or password before it, and {z}, {x} and {y} once each in the path."
        )


def _session() -> requests.Session:
    session = requests.Session()
    # No proxy, password file or cookie of this machine goes into the question.
    session.trust_env = False
    return session


def _of_file(archive: Archive) -> Source:
    def source(z: int, x: int, y: int) -> Picture | None:
        content = archive.tile(z, x, y)
        return None if content is None else Picture(content, archive.kind)

    return source


def _of_url(url: str, session: requests.Session) -> Source:
    def source(z: int, x: int, y: int) -> Picture | None:
        address = url.replace("{z}", str(z)).replace("{x}", str(x)).replace("{y}", str(y))
        try:
            return _fetched(session, address)
        except requests.RequestException as error:
            _LOG.warning("The map's background cannot be fetched: %s", type(error).__name__)
            return None

    return source


def _fetched(session: requests.Session, address: str) -> Picture | None:
    asked = {"User-Agent": _AGENT, "Accept": ", ".join(_STARTS)}
    session.cookies.clear()
    with session.get(
        address, headers=asked, timeout=_SECONDS, stream=True, allow_redirects=False
    ) as answer:
        kind = answer.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if answer.status_code != requests.codes.ok or kind not in _STARTS:
            return None
        content = b""
        for part in answer.iter_content(65_536):
            content += part
            if len(content) > _MOST_BYTES:
                return None
    # What says it is a picture and begins as something else is not passed on.
    return Picture(content, kind) if content.startswith(_STARTS[kind]) else None
