"""What kind of file is this, by what it holds?"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Literal

from records.errors import SourceError

__all__ = ["Kind", "kind_of"]

Kind = Literal["delimited", "xlsx", "xml", "json", "zip", "gzip"]

_HEAD_BYTES = 65_536
_MARKS = re.compile(rb"^[\xef\xbb\xbf\xff\xfe\x00\s]+")

_REFUSED: tuple[tuple[bytes, str], ...] = (
    (
        b"\xd0\xcf\x11\xe0",
        "is an old .xls workbook or one locked by a password; save it as .xlsx without a password",
    ),
    (b"%PDF", "is a PDF; ask the partner for the table behind it as CSV or XLSX"),
    (b"PAR1", "is a Parquet file; export it as CSV"),
    (b"7z\xbc\xaf", "is a 7-Zip archive; unpack it and give the file inside"),
    (b"Rar!", "is a RAR archive; unpack it and give the file inside"),
)


def kind_of(path: Path) -> Kind:
    """Return what `path` holds, whatever its name says.

    Raises:
        SourceError: the file is not there, is empty, or is of a kind that is not read.
    """
    head = _head(path)
    for mark, what in _REFUSED:
        if head.startswith(mark):
            raise SourceError(f"{path.name} {what}.")
    if head.startswith(b"PK\x03\x04"):
        return "xlsx" if b"[Content_Types].xml" in head or _holds_sheets(path) else "zip"
    if head.startswith(b"\x1f\x8b"):
        return "gzip"
    return _text_kind(path, _MARKS.sub(b"", head).replace(b"\x00", b""))


def _head(path: Path) -> bytes:
    if not path.is_file():
        raise SourceError(f"{path.name}: there is no such file. Check the path.")
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except OSError as error:
        raise SourceError(f"{path.name} cannot be opened: {error.strerror}.") from error
    if not _MARKS.sub(b"", head):
        raise SourceError(f"{path.name} is empty. Ask the partner to send it again.")
    return head


def _holds_sheets(path: Path) -> bool:
    # The names of a zip's members stand at its end, each in plain text.
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - _HEAD_BYTES))
        return b"xl/workbook.xml" in file.read()


def _text_kind(path: Path, head: bytes) -> Kind:
    start = head[:512].lower()
    if start.startswith((b"<!doctype html", b"<html")):
        raise SourceError(
            f"{path.name} is a web page, perhaps a sign-in page saved in place of the file. "
            "Download it again."
        )
    if start.startswith(b"<"):
        return "xml"
    return "json" if re.match(rb"[\[{]\s*[\[{\]}\"]", start) else "delimited"
