"""Is every row of the audit as it was written, and is the last one still there?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain, groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, String, func, select, type_coerce

from records.audit.anchor import NOTHING, Anchor, Head
from records.audit.entry import held_ids
from records.audit.sealing import moment, seal
from records.audit.trail import CLOCK, Trail
from records.errors import StateError
from records.progress import Progress, silent
from records.state.acting import SERVICE
from records.state.engine import reading
from records.state.tables import audit, audit_subjects

__all__ = ["MOST_FAULTS", "Fault", "Verdict", "verify"]

MOST_FAULTS = 20
"""Faults that are told one by one; the rest is counted."""

_AT_A_TIME = 2_000
"""Rows held in memory."""

_STREAMED = {"yield_per": _AT_A_TIME}

_TOLD_EVERY = 50_000

MOST_BEHIND = 100
"""Rows after the one the anchor knows that processes killed at their last step may leave."""

_CLOCK = f'"{CLOCK}":'

Listed = tuple[int, frozenset[str]]
"""A row's number, and the profiles that the index names for it."""


@dataclass(frozen=True)
class Fault:
    """What is wrong, beginning at row `seq`; 0: it is of no one row."""

    seq: int
    what: str


@dataclass(frozen=True)
class Verdict:
    """What was found.

    rows: rows read. head: the last of them. anchored: what the anchor held; None: no anchor is kept
    or it cannot be read. faults: the first of them, in order; fault_count: all. clock_behind: rows
    written while the clock stood behind the row before, which is no fault. key_fits: at least one
    row carries a seal made with the key, or there is none.
    """

    rows: int
    head: Head
    anchored: Head | None
    faults: tuple[Fault, ...]
    fault_count: int
    clock_behind: int
    key_fits: bool

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong."""
        return self.fault_count == 0


def verify(trail: Trail, anchor: Anchor | None = None, progress: Progress = silent) -> Verdict:
    """Read the whole audit once, in constant memory, and return what was found.

    anchor: a copy kept elsewhere; else the trail's own. Rows that are added meanwhile are left out.

    Raises:
        StateError: the database cannot be read.
    """
    anchor = anchor or trail.anchor
    check = _Check(trail.key)
    # The anchor first: it is never ahead of the database, so what it holds must be found there.
    anchored = _read(anchor, check) if anchor else None
    check.awaited = anchored
    with reading(trail.engine, SERVICE) as connection:
        index = _index(connection)
        for row in _rows(connection):
            check.row(row, index)
            if check.rows % _TOLD_EVERY == 0:
                progress("verify", check.rows, None)
        check.end(index)
    return check.verdict(anchored)


@dataclass
class _Check:
    """Goes through the rows in order and keeps what it found."""

    key: bytes
    last: tuple[int, Any, Any] = (NOTHING.seq, NOTHING.mac, NOTHING.at)
    awaited: Head | None = None
    rows: int = 0
    unsealed: int = 0
    clock_behind: int = 0
    fault_count: int = 0
    faults: list[Fault] = field(default_factory=list)
    listed: Listed | None = None

    def fault(self, seq: int, what: str) -> None:
        self.fault_count += 1
        if len(self.faults) < MOST_FAULTS:
            self.faults.append(Fault(seq, what))

    def row(self, row: Any, index: Iterator[Listed]) -> None:
        seq, at, *texts, mac = row
        self.rows += 1
        why = self._why(seq, at, texts, mac)
        if why:
            self.unsealed += 1
            self.fault(seq, f"row {seq} {why}")
        self.last = (seq, mac, at)
        detail = str(texts[-1])
        self.clock_behind += _CLOCK in detail
        said = held_ids(detail)
        if said or not self.listed or self.listed[0] <= seq:
            self._index(seq, said, index)
        if self.awaited and self.awaited.seq == seq:
            self._meet(seq, mac)

    def _why(self, seq: int, at: Any, texts: list[Any], mac: Any) -> str:
        """Say what is wrong with a row by itself; nothing: it is as written after the one before.

        A row after a gap carries the seal of one that is not there, so only the gap is told.
        """
        before, sealed, _ = self.last
        if set(map(type, (at, mac, *texts))) != {str}:
            return "holds what is no text: it was changed"
        if seq < 1:
            return "was put in before the first"
        if seq > before + 1:
            self._gap(before + 1, seq - 1)
        elif seal(self.key, sealed, [str(seq), at, *texts]) != mac:
            return (
                "does not carry the seal of what it says after the row before it: it was changed, "
                "exchanged or put in"
            )
        return ""

    @property
    def head(self) -> Head:
        seq, mac, at = self.last
        return Head(seq, str(mac), str(at))

    def _gap(self, first: int, last: int) -> None:
        which = f"row {first} is" if first == last else f"rows {first} to {last} are"
        self.fault(first, f"{which} missing: taken out between their neighbours")

    def _meet(self, seq: int, mac: str) -> None:
        """Compare the row that the anchor knows."""
        if self.awaited and self.awaited.mac != mac:
            why = "the audit was written anew, or put back from elsewhere"
            self.fault(seq, f"row {seq} is not the row that the anchor knows: {why}")

    def _index(self, seq: int, said: frozenset[str], index: Iterator[Listed]) -> None:
        """Compare the index of lists with what the row's own detail says."""
        self.listed = self.listed or next(index, None)
        while self.listed and self.listed[0] < seq:
            self._stray(self.listed)
            self.listed = next(index, None)
        found = frozenset[str]()
        if self.listed and self.listed[0] == seq:
            found, self.listed = self.listed[1], None
        if found != said:
            same = f"{len(said)} profiles and the index {len(found)}, {len(said & found)} the same"
            self.fault(seq, f"row {seq} names {same}: the index of who looked was changed")

    def _stray(self, listed: Listed) -> None:
        seq, found = listed
        self.fault(seq, f"the index of who looked names {len(found)} profiles for row {seq}, "
                   "which is not there")  # fmt: skip

    def end(self, index: Iterator[Listed]) -> None:
        """Compare what is left of the index, and where the rows end with what the anchor says."""
        left = [self.listed] if self.listed else []
        for listed in chain(left, index):
            self._stray(listed)
        anchored, head = self.awaited, self.head
        if anchored and anchored.seq > head.seq:
            lost = f"rows {head.seq + 1} to {anchored.seq} were cut off"
            knows = f"the anchor knows row {anchored.seq}, written {anchored.at}"
            self.fault(head.seq + 1, f"the audit ends at row {head.seq} and {knows}: {lost}")
        elif anchored and head.seq - anchored.seq > MOST_BEHIND:
            self.fault(0, f"the anchor is older than the audit: it knows {anchored.seq} of "
                       f"{head.seq} rows")  # fmt: skip

    def verdict(self, anchored: Head | None) -> Verdict:
        key_fits = self.unsealed < self.rows or not self.rows
        wrong = "no row carries a seal made with this key: it is not the key of this audit"
        in_order = sorted(self.faults, key=lambda fault: fault.seq)
        return Verdict(
            self.rows,
            self.head,
            anchored,
            tuple(in_order) if key_fits else (Fault(1, wrong),),
            self.fault_count,
            self.clock_behind,
            key_fits,
        )


def _read(anchor: Anchor, check: _Check) -> Head | None:
    try:
        head = anchor.read()
    except StateError as error:
        check.fault(0, str(error))
        return None
    if head is None:
        check.fault(0, f"the anchor {anchor.path} is not there, so nobody can tell whether rows "
                    "were cut off the end")  # fmt: skip
    return head


def _rows(connection: Connection) -> Iterator[Any]:
    """Yield every row as it is sealed: seq, moment as text, the other columns, mac."""
    columns = [column for column in audit.c if column.name not in ("seq", "at")]
    if connection.dialect.name == "sqlite":
        # As it stands: a parsed moment would hide a change, and costs more than the seal.
        at = func.replace(type_coerce(audit.c.at, String), " ", "T") + "Z"
    else:
        at = audit.c.at
    wanted = select(audit.c.seq, at.label("at"), *columns).order_by(audit.c.seq)
    for batch in connection.execute(wanted, execution_options=_STREAMED).partitions():
        if connection.dialect.name == "sqlite":
            yield from batch
        else:
            yield from ((seq, moment(at), *said) for seq, at, *said in batch)


def _index(connection: Connection) -> Iterator[Listed]:
    """Yield what the index of who looked says of each row that it knows, in order."""
    columns = select(audit_subjects.c.seq, audit_subjects.c.subject)
    ordered = columns.order_by(audit_subjects.c.seq)
    batches = connection.execute(ordered, execution_options=_STREAMED).partitions()
    for seq, listed in groupby(chain.from_iterable(batches), key=itemgetter(0)):
        yield seq, frozenset([str(row[1]) for row in listed])
