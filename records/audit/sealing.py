"""How is a row sealed to the one before it? HMAC-SHA256 over an unambiguous text of both."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from datetime import UTC, datetime

__all__ = ["FIRST", "keyed", "moment", "seal"]

FIRST = "0" * 64
"""The seal before the first row."""

_ROW, _KEYED = "concern-audit-row-1", "concern-keyed-1"
"""What a seal is for, so that the seal of one thing never passes as that of another."""


def seal(key: bytes, before: str, texts: Iterable[str]) -> str:
    """Return the seal of a row, 64 hex digits.

    before: the seal of the row before, or `FIRST`. texts: seq, at and the other columns but mac, in
    the order of the table, each as text. Each part is written as a netstring, its length in bytes
    before it, so that no two rows are sealed over the same bytes.
    """
    return _mac(key, (_ROW, before, *texts))


def keyed(key: bytes, text: str) -> str:
    """Return a hash of `text`, 64 hex digits, that nobody can make or try out without the key."""
    return _mac(key, (_KEYED, text))


def moment(at: datetime) -> str:
    """Return the moment as it is sealed: UTC to the microsecond, 2026-11-22T09:00:00.000000Z."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _mac(key: bytes, parts: Iterable[str]) -> str:
    parts = list(parts)
    message = "".join([f"{len(part)}:{part}," for part in parts])
    # Lengths are of bytes: letters are bytes only where all are ASCII, as nearly always.
    said = message.encode() if message.isascii() else b"".join(map(_netstring, parts))
    return hmac.digest(key, said, "sha256").hex()


def _netstring(part: str) -> bytes:
    said = part.encode("utf-8", "surrogatepass")
    return b"%d:%b," % (len(said), said)
