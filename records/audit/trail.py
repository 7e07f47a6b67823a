"""How is an entry added to the audit, sealed to the one before it?"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, Engine, insert, select

from records.audit.anchor import NOTHING, Anchor, Head
from records.audit.entry import Entry, held_ids, text_of_detail
from records.audit.sealing import keyed, moment, seal
from records.audit.together import Together
from records.errors import StateError, TamperError
from records.state.acting import SERVICE, as_service
from records.state.engine import after_commit, reading, writing
from records.state.tables import audit

__all__ = ["CLOCK", "Trail", "head_of", "texts_of"]

CLOCK = "clock_behind_seconds"
"""Key of the detail that says how far the clock stood behind the row before."""

_SKEW_SECONDS = 1.0
"""Clocks of several machines differ by less; only more is noted."""

_NOT_TEXT = {0: "\ufffd", **dict.fromkeys(range(0xD800, 0xE000), "\ufffd")}
"""What no database can hold as text, and the sign that stands for it."""

_INDEXED = {
    "qmark": "INSERT INTO audit_subjects (seq, subject) VALUES (?, ?)",
    "pyformat": "INSERT INTO audit_subjects (seq, subject) VALUES (%s, %s)",
}
"""By how a driver marks values; a list's page names fifty, and each would be put together anew."""

_log = logging.getLogger(__name__)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Trail:
    """The audit of one county.

    key: what seals it. anchor: the file outside the database that knows the last seal; None where
    none is kept. clock: gives the moment of an entry.
    """

    engine: Engine
    key: bytes
    anchor: Anchor | None = None
    clock: Callable[[], datetime] = _now

    def append(self, *entries: Entry) -> int:
        """Add the entries in one transaction and return the number of the last.

        They are on disk, and the anchor knows of them, when this returns. Threads that append at
        once share a transaction.

        Raises:
            StateError: the database or the anchor cannot be written.
        """
        return self.together.append(entries)

    @cached_property
    def together(self) -> Together:
        """Return what writes for all threads of this process."""
        return Together(self._write)

    def _write(self, entries: Sequence[Entry]) -> int:
        with writing(self.engine, SERVICE) as connection:
            return self.append_in(connection, *entries)

    def append_in(self, connection: Connection, *entries: Entry) -> int:
        """Add the entries in the transaction of `writing` that `connection` is in.

        They are added when it ends well, together with all else it wrote, or never. Returns the
        number of the last entry.

        Raises:
            StateError: the connection is not one of `writing`, or the anchor cannot be written.
        """
        with as_service(connection):
            before = head_of(connection)
            agrees = self._agrees(connection, before)
            rows, head = self._sealed(before, entries)
            if rows:
                # `writing` lets one in at a time, so `before` is still the last row.
                after_commit(connection, lambda: self._anchor(head) if agrees else None)
                _add(connection, rows)
        return head.seq

    def keyed(self, text: str) -> str:
        """Return a hash of `text`, 64 hex digits, that tells nothing to who lacks the key.

        Equal texts have equal hashes: fold what is to be found however it was written.
        """
        return keyed(self.key, text)

    def head(self) -> Head:
        """Return the last row's number, seal and moment.

        Raises:
            StateError: the database cannot be reached.
        """
        with reading(self.engine, SERVICE) as connection:
            return head_of(connection)

    def reanchor(self, entry: Entry) -> Head:
        """Write `entry`, then have the anchor hold the audit's end as it is, and return that.

        For who has found out why the two differ, such as a database put back from its backup; the
        entry says who decided it and why, and what the anchor held.

        Raises:
            StateError: the database or the anchor cannot be written.
        """
        if self.anchor is None:
            raise StateError("This audit keeps no anchor: it has no county's folder.")
        self.append(replace(entry, detail={**entry.detail, "anchor": self._held(self.anchor)}))
        head = self.head()
        self.anchor.put(head)
        return head

    def _sealed(self, head: Head, entries: Iterable[Entry]) -> tuple[list[dict[str, Any]], Head]:
        rows = []
        for entry in entries:
            row = _row(head, self.clock(), entry)
            row["mac"] = seal(self.key, head.mac, texts_of(row))
            head = Head(row["seq"], row["mac"], moment(row["at"]))
            rows.append(row)
        return rows, head

    def _agrees(self, connection: Connection, head: Head) -> bool:
        """Say whether the anchor may be moved on: what it holds is part of this audit.

        Where it is not, rows were cut off or replaced: the anchor stays as it is, as the proof.
        """
        if self.anchor is None:
            return False
        if head.seq == 0 and not self.anchor.path.exists():
            self.anchor.begin()
        try:
            held = self.anchor.read()
        except TamperError as error:
            held = None
            _log.error("%s", error)
        if held is not None and _macs(connection, head, held.seq) == held.mac:
            self.anchor.writable()
            return True
        _log.error("the audit's anchor does not agree with the audit: run 'concern audit verify'")
        return False

    def _anchor(self, head: Head) -> None:
        if self.anchor is not None:
            self.anchor.advance(head)

    @staticmethod
    def _held(anchor: Anchor) -> str:
        try:
            held = anchor.read()
        except TamperError:
            return "unreadable"
        return f"{held.seq} {held.mac}" if held else "missing"


def head_of(connection: Connection) -> Head:
    """Return the last row's number, seal and moment; `NOTHING` where there is no row."""
    columns = select(audit.c.seq, audit.c.mac, audit.c.at)
    last = connection.execute(columns.order_by(audit.c.seq.desc()).limit(1)).first()
    return Head(last.seq, last.mac, moment(last.at)) if last else NOTHING


def texts_of(row: dict[str, Any]) -> list[str]:
    """Return a row's columns but mac as they are sealed."""
    said = [value for name, value in row.items() if name not in ("seq", "at", "mac")]
    return [str(row["seq"]), moment(row["at"]), *said]


def _add(connection: Connection, rows: list[dict[str, Any]]) -> None:
    connection.execute(insert(audit), rows)
    listed = [(row["seq"], one) for row in rows for one in sorted(held_ids(row["detail"]))]
    if listed:
        connection.exec_driver_sql(_INDEXED[connection.dialect.paramstyle], listed)


def _macs(connection: Connection, head: Head, seq: int) -> str | None:
    """Return the seal of the row of this number; None: there is none."""
    if seq in (0, head.seq):
        return head.mac if seq else NOTHING.mac
    return connection.scalar(select(audit.c.mac).where(audit.c.seq == seq))


def _row(head: Head, now: datetime, entry: Entry) -> dict[str, Any]:
    """Return the row after `head`; its moment never lies before that of the row before."""
    before = datetime.strptime(head.at, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    behind = (before - now).total_seconds()
    noted = {CLOCK: round(behind, 1)} if behind >= _SKEW_SECONDS else {}
    said = {
        "operation": entry.operation,
        "user_id": entry.user,
        "role": entry.role,
        "agency": entry.agency,
        "purpose": entry.purpose,
        "recipient": entry.recipient,
        "subject_kind": entry.subject_kind,
        "subject": entry.subject,
        "detail": text_of_detail({**entry.detail, **noted}),
    }
    clean = {name: value.translate(_NOT_TEXT) for name, value in said.items()}
    return {"seq": head.seq + 1, "at": max(now, before), **clean}
