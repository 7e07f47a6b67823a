"""How is an entry added to the audit, sealed to the one before it?"""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import Engine, insert, select

from records.state.engine import writing
from records.state.tables import audit

__all__ = ["Entry", "Trail", "open_trail"]

KEY_BYTES = 32
FIRST = "0" * 64
"""The seal before the first row."""


@dataclass(frozen=True)
class Entry:
    """One thing that was done.

    operation: collection, alteration, consultation, disclosure, combination or erasure. user,
    role, agency: of who did it. purpose: why. recipient: who was given it, empty where nobody.
    subject_kind, subject: what it was done to, such as profile and its id. detail: figures and ids,
    never the content of a record.
    """

    operation: str
    user: str
    role: str = ""
    agency: str = ""
    purpose: str = ""
    recipient: str = ""
    subject_kind: str = ""
    subject: str = ""
    detail: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Trail:
    """The audit of one county. anchor: file outside the database that knows the last seal."""

    engine: Engine
    key: bytes
    anchor: Path | None = None

    def append(self, *entries: Entry) -> int:
        """Add the entries in one transaction and return the number of the last.

        Raises:
            StateError: the database cannot be written; nothing was added.
        """
        with writing(self.engine) as connection:
            last = connection.execute(
                select(audit.c.seq, audit.c.mac).order_by(audit.c.seq.desc()).limit(1)
            ).first()
            seq, mac = (last.seq, last.mac) if last else (0, FIRST)
            for entry in entries:
                seq += 1
                row = _row(seq, datetime.now(UTC), entry)
                mac = row["mac"] = _seal(self.key, mac, row)
                connection.execute(insert(audit), row)
        return seq


def open_trail(engine: Engine, folder: Path | None) -> Trail:
    """Return the audit whose key lies in `folder`, made where there is none; None: in memory."""
    if folder is None:
        return Trail(engine, secrets.token_bytes(KEY_BYTES))
    path = folder / "audit.key"
    if not path.exists():
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(KEY_BYTES))
    return Trail(engine, bytes.fromhex(path.read_text(encoding="ascii").strip()))


def _row(seq: int, at: datetime, entry: Entry) -> dict[str, object]:
    return {
        "seq": seq,
        "at": at,
        "operation": entry.operation,
        "user_id": entry.user,
        "role": entry.role,
        "agency": entry.agency,
        "purpose": entry.purpose,
        "recipient": entry.recipient,
        "subject_kind": entry.subject_kind,
        "subject": entry.subject,
        "detail": json.dumps(entry.detail, sort_keys=True, default=str),
    }


def _seal(key: bytes, before: str, row: Mapping[str, object]) -> str:
    said = json.dumps([before, *map(str, row.values())], ensure_ascii=False)
    return hmac.new(key, said.encode(), hashlib.sha256).hexdigest()
