"""Which records were erased, and must never come back?"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sqlalchemy import Connection, Engine, insert, select

from records.audit.key import read_key
from records.audit.sealing import keyed
from records.errors import HomeError
from records.home import Home
from records.state.engine import reading
from records.state.tables import tombstones as table
from records.store.durable import sync

__all__ = [
    "ERASED",
    "FILE",
    "Tombstones",
    "add_tombstones",
    "erased_here",
    "known_tombstones",
    "written",
]

ERASED = "erased:"
"""How the keyed hash begins that stands where the id of an erased record stood."""

FILE = "tombstones.jsonl"
"""The tombstones beside the state database, so that an older copy of it cannot lose them."""


@dataclass(frozen=True)
class Tombstones:
    """The records erased from one county, known by a hash that nobody can try out without the key.

    key: of the audit. hashes: one for each record.
    """

    key: bytes
    hashes: frozenset[str] = frozenset()

    def hash_of(self, record_id: str) -> str:
        """Return the 64 hex digits that stand for a record once it is erased."""
        return keyed(self.key, record_id)

    def stand_for(self, record_ids: Iterable[str]) -> npt.NDArray[np.bool_]:
        """Tell which of the ids are those of erased records; nothing is hashed where none are."""
        ids = list(record_ids)
        if not self.hashes:
            return np.zeros(len(ids), dtype=np.bool_)
        found = [keyed(self.key, record_id) in self.hashes for record_id in ids]
        return np.array(found, dtype=np.bool_)


def known_tombstones(engine: Engine, key: bytes) -> Tombstones:
    """Return the tombstones of the county whose audit has this key.

    Raises:
        StateError: the database cannot be reached.
    """
    with reading(engine) as connection:
        return Tombstones(key, frozenset(connection.execute(select(table.c.record_hash)).scalars()))


def erased_here(engine: Engine, home: Home) -> Tombstones:
    """Return the tombstones of `home`; its key is read only where there are any.

    Raises:
        StateError: the database cannot be reached, or the audit's key is missing.
    """
    known = known_tombstones(engine, b"")
    return replace(known, key=read_key(home.audit_key)) if known.hashes else known


def add_tombstones(connection: Connection, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write the tombstones that are not there yet, in the caller's transaction."""
    known = set(connection.execute(select(table.c.record_hash)).scalars())
    new = {row["record_hash"]: dict(row) for row in rows if row["record_hash"] not in known}
    if new:
        connection.execute(insert(table), [*new.values()])


def written(home: Home, rows: Iterable[Mapping[str, Any]] = ()) -> list[dict[str, Any]]:
    """Return what the file beside the database says, after adding `rows` that it lacks to it.

    Raises:
        HomeError: the file cannot be read or written, or is not ours.
    """
    path = home.root / FILE
    try:
        held = _held(path)
        known = {row["record_hash"] for row in held}
        new = [_plain(row) for row in rows if row["record_hash"] not in known]
        if new:
            _append(path, new)
        return held + new
    except OSError as error:
        raise HomeError(
            f"{FILE} cannot be kept: {error.strerror or error}. Make room or mend the folder's "
            "permissions, then try again; nothing was erased that is not in it."
        ) from error
    except (ValueError, KeyError) as error:
        raise HomeError(
            f"{FILE} is not a list of tombstones. Put it back from a backup; without it a record "
            "that was erased could return."
        ) from error


def _held(path: Path) -> list[dict[str, Any]]:
    if not path.exists():
        return []
    # A line cut short by a killed process is no tombstone: what it was for is erased again.
    lines = path.read_text(encoding="utf-8").split("\n")[:-1]
    rows = [json.loads(line) for line in lines if line]
    return [row for row in rows if isinstance(row["record_hash"], str)]


def _append(path: Path, rows: list[dict[str, Any]]) -> None:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as file:
        whole = file.read().rpartition(b"\n")[0]
        file.truncate(file.seek(len(whole) + 1 if whole else 0))
        for row in rows:
            file.write(json.dumps(row, sort_keys=True).encode() + b"\n")
        file.flush()
        os.fsync(file.fileno())
    sync(path.parent)


def _plain(row: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value
        for name, value in row.items()
    }
