"""Which files does a zip hold, and may they be unpacked?"""

from __future__ import annotations

import zipfile
from pathlib import Path

from records.errors import SourceError

__all__ = ["MOST_BYTES", "zip_entries"]

MOST_BYTES = 4_000_000_000
"""What a reference file may unpack to; all postcodes of the country are 1.5 GB."""

_LOCKED = 1
"""The bit of a zip's member that says it needs a password."""


def zip_entries(path: Path) -> list[zipfile.ZipInfo]:
    """Return the files of a zip, folders left out.

    Raises:
        SourceError: not a zip, locked with a password, or far too much in it.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            entries = [entry for entry in archive.infolist() if not entry.is_dir()]
    except zipfile.BadZipFile as error:
        raise SourceError(f"{path.name}: not a zip file, or cut short. Fetch it again.") from error
    if any(entry.flag_bits & _LOCKED for entry in entries):
        raise SourceError(f"{path.name}: locked with a password. Unpack it and load what it holds.")
    if sum(entry.file_size for entry in entries) > MOST_BYTES:
        raise SourceError(f"{path.name}: unpacks to over 4 GB. Expected boundaries or postcodes.")
    return entries
