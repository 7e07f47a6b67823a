"""What text do the bytes of a delivered file hold?"""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from records.errors import SourceError
from records.reading.limits import Limits

__all__ = ["Block", "text_blocks"]

CP1252 = "lines in Windows-1252 read as such"
NULS = "NUL bytes left out"
OLD_MAC = "line ends of old Macs read as such"

_MANY_NULS, _FEW_NULS = 0.4, 0.1
"""Shares of NULs among the high and the low bytes by which Latin text in UTF-16 is told."""


@dataclass(frozen=True)
class Block:
    """A stretch of whole lines in UTF-8, without NULs or byte order mark.

    Lines end with a line feed, the last of a file perhaps with none. first_line: number of its
    first line in the file. last: nothing follows. mended: what was put right, and how often.
    read_bytes: how far into the file it ends.
    """

    data: bytes
    first_line: int
    last: bool
    mended: Counter[str] = field(default_factory=Counter)
    read_bytes: int = 0


def text_blocks(path: Path, limits: Limits) -> Iterator[Block]:
    """Yield the lines of `path` in blocks of about `limits.block_bytes`, at least one.

    UTF-8, UTF-16 with or without its mark, and Windows-1252 line by line where a line is not
    UTF-8; an encoding is never guessed from the words.

    Raises:
        SourceError: a line is longer than `limits.line_bytes`, so this is not a table of lines.
    """
    with path.open("rb") as file:
        encoding, feeds = _encoding(file)
        rest, line, mended = b"", 1, Counter[str]()
        for piece, last in _pieces(file, encoding, limits.block_bytes):
            data = rest + _lines(piece, feeds, mended)
            lines_end = data.rfind(b"\n") + 1
            cut = len(data) if last else lines_end
            whole, rest = data[:cut], data[cut:]
            if len(data) - lines_end > limits.line_bytes:
                raise SourceError(
                    f"{path.name} line {line + whole.count(10)} is longer than {limits.line_bytes} "
                    "bytes; expected a table with one row a line. Ask for CSV or XLSX."
                )
            yield Block(_as_utf8(whole, mended), line, last, mended, file.tell())
            line, mended = line + whole.count(b"\n"), Counter()


def _encoding(file: BinaryIO) -> tuple[str | None, bool]:
    """Return the UTF-16 of the file, None for bytes; and whether lone carriage returns end lines.

    Leaves the file after its byte order mark.
    """
    head = file.read(65_536)
    encoding, mark = _utf16(head)
    if encoding is None and head.startswith(codecs.BOM_UTF8):
        mark = len(codecs.BOM_UTF8)
    file.seek(mark)
    text = head.replace(b"\x00", b"")
    returns = text.count(b"\r") - text.count(b"\r\n")
    return encoding, returns > text.count(b"\n")


def _utf16(head: bytes) -> tuple[str | None, int]:
    """Return the kind of UTF-16 and the length of its mark; without mark it shows by its NULs."""
    for mark, encoding in ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be")):
        if head.startswith(mark):
            return encoding, len(mark)
    half = max(1, len(head) // 2)
    even, odd = head[0::2].count(0) / half, head[1::2].count(0) / half
    if odd > _MANY_NULS and even < _FEW_NULS:
        return "utf-16-le", 0
    if even > _MANY_NULS and odd < _FEW_NULS:
        return "utf-16-be", 0
    return None, 0


def _pieces(file: BinaryIO, encoding: str | None, size: int) -> Iterator[tuple[bytes, bool]]:
    """Yield the file's bytes, UTF-16 turned into UTF-8, and whether each piece is the last."""
    decode = codecs.getincrementaldecoder(encoding)(errors="replace").decode if encoding else None
    last = False
    while not last:
        piece = file.read(size)
        last = len(piece) < size
        text = decode(piece, last).encode("utf-8", errors="replace") if decode else piece
        yield text, last


def _lines(data: bytes, feeds: bool, mended: Counter[str]) -> bytes:
    nuls = data.count(b"\x00")
    if nuls:
        mended[NULS] += nuls
        data = data.replace(b"\x00", b"")
    if feeds:
        mended[OLD_MAC] += data.count(b"\r")
        data = data.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return data


def _as_utf8(data: bytes, mended: Counter[str]) -> bytes:
    """Return `data` in UTF-8, with each line that is not so read as Windows-1252."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        lines = [_line_as_utf8(line, mended) for line in data.split(b"\n")]
        return b"\n".join(lines)
    return data


def _line_as_utf8(line: bytes, mended: Counter[str]) -> bytes:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        mended[CP1252] += 1
        return line.decode("cp1252", errors="replace").encode("utf-8")
    return line
