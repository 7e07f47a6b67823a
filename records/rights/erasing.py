"""How is a record erased from everything that holds it, even where the power fails half-way?

In this order, each step completing itself when it is done again: its tombstone; the deliveries; a
build without it; the builds with it; what the state database says of it; old pages of the database.
Only then is its case granted.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from sqlalchemy import insert, select, update

from records.audit import Trail
from records.history import held_records
from records.home import Home
from records.progress import Progress, silent
from records.rights.actor import Actor
from records.rights.building import builders_are_done
from records.rights.cases import Case, cases_held
from records.rights.references import replace_references, scrub, subjects_named
from records.rights.sweeping import Removed, remove_from_deliveries
from records.rights.tombstones import ERASED, add_tombstones, known_tombstones, written
from records.schema import PlacedRecord, Record
from records.state.engine import writing
from records.state.tables import cases, tombstones
from records.store import current_id
from records.store.layout import FILES, build_ids
from records.store.pruning import remove_builds

__all__ = [
    "STEPS",
    "Erasure",
    "Pending",
    "builds_holding",
    "erase",
    "pending",
    "replay_tombstones",
]

STEPS = ("deliveries", "build", "builds", "references", "database", "cases")


@dataclass(frozen=True)
class Pending:
    """Erasures that were decided. ids: records still named. cases: all that wait."""

    ids: tuple[str, ...]
    cases: tuple[Case, ...]


@dataclass(frozen=True)
class Erasure:
    """What was erased: cases granted, what left the deliveries, and builds that were removed."""

    cases: int = 0
    removed: Removed = field(default_factory=Removed)
    builds: tuple[str, ...] = ()


def pending(trail: Trail) -> Pending:
    """Return the erasures that were decided and are not done.

    Raises:
        StateError: the database cannot be reached.
    """
    waiting = tuple(case for case in cases_held(trail.engine, "open") if case.waits)
    ids = {case.record_id for case in waiting if not case.record_id.startswith(ERASED)}
    return Pending(tuple(sorted(ids)), waiting)


def erase(
    home: Home,
    trail: Trail,
    build: Callable[[], object],
    who: Actor,
    progress: Progress = silent,
) -> Erasure:
    """Erase every record whose erasure was decided, and return what was done; audited.

    build: publishes a build of what is held then; called only where the current one holds one of
    the records. Interrupted, it is finished by calling it again.

    Raises:
        HomeError, BuildError, StateError: a step could not be done; the cases stay open.
    """
    todo = pending(trail)
    if not todo.cases:
        return Erasure()
    removed = Removed()
    gone: tuple[str, ...] = ()
    if todo.ids:
        progress(STEPS[0], 0, len(STEPS))
        _bury(home, trail, todo, who)
        removed = remove_from_deliveries(home, trail.engine, todo.ids)
        gone = _renew_builds(home, todo.ids, build, progress)
        progress(STEPS[3], 3, len(STEPS))
        replace_references(trail, todo.ids, who)
    progress(STEPS[4], 4, len(STEPS))
    scrub(trail.engine)
    progress(STEPS[5], 5, len(STEPS))
    _grant(trail, todo, removed, gone, who)
    return Erasure(len(todo.cases), removed, gone)


def replay_tombstones(home: Home, trail: Trail, build: Callable[[], object], who: Actor) -> Erasure:
    """Erase again what a backup brought back, by the tombstones of the database and of the file.

    Raises:
        HomeError, BuildError, StateError: as `erase`.
    """
    with writing(trail.engine) as connection:
        add_tombstones(connection, map(_row, written(home)))
        named = subjects_named(connection)
    known = known_tombstones(trail.engine, trail.key)
    held = (
        set(held_records(home, columns=[Record.record_id])[Record.record_id])
        if known.hashes
        else set()
    )
    ids = sorted(named | held)
    back = [one for one, erased in zip(ids, known.stand_for(ids), strict=True) if erased]
    waiting = set(pending(trail).ids)
    with writing(trail.engine) as connection:
        for one in back:
            if one not in waiting:
                connection.execute(insert(cases), _case_again(one, who))
    return erase(home, trail, build, who)


def _bury(home: Home, trail: Trail, todo: Pending, who: Actor) -> None:
    """Make sure that every record has its tombstone, in the database and in the file."""
    rows = [
        {
            "record_hash": trail.keyed(case.record_id),
            "case_id": case.case_id,
            "why": case.decision or "",
            "erased_by": case.decided_by or who.user,
            "erased_at": who.moment,
        }
        for case in todo.cases
        if not case.record_id.startswith(ERASED)
    ]
    with writing(trail.engine) as connection:
        add_tombstones(connection, rows)
        all_rows = [dict(row) for row in connection.execute(select(tombstones)).mappings()]
    written(home, all_rows)


def _renew_builds(
    home: Home, ids: tuple[str, ...], build: Callable[[], object], progress: Progress
) -> tuple[str, ...]:
    """Have a build without the records, and none with them; return the ids of those removed."""
    builders_are_done(home)
    progress(STEPS[1], 1, len(STEPS))
    values = pa.array(ids, pa.string())
    current = current_id(home)
    if current is not None and _holds(home, current, values) and _anything(home):
        build()
    progress(STEPS[2], 2, len(STEPS))
    gone = builds_holding(home, values)
    remove_builds(home, gone)
    return gone


def builds_holding(home: Home, values: pa.Array) -> tuple[str, ...]:
    """Return the ids of the kept builds that hold one of the records, newest first."""
    return tuple(name for name in build_ids(home) if _holds(home, name, values))


def _holds(home: Home, build_id: str, values: pa.Array) -> bool:
    """Say whether a build holds one of the records; one that cannot be read is taken to."""
    path = home.builds / build_id / FILES["records"]
    column = str(PlacedRecord.record_id)
    try:
        with pq.ParquetFile(path) as file:
            return any(
                pc.any(pc.is_in(batch.column(0), value_set=values)).as_py()
                for batch in file.iter_batches(columns=[column])
            )
    except (OSError, pa.ArrowInvalid, pa.ArrowKeyError):
        return True


def _anything(home: Home) -> bool:
    return not held_records(home, columns=[Record.record_id]).empty


def _grant(
    trail: Trail, todo: Pending, removed: Removed, gone: tuple[str, ...], who: Actor
) -> None:
    numbers = [case.case_id for case in todo.cases]
    done = update(cases).where(cases.c.case_id.in_(numbers), cases.c.state == "open")
    detail = {
        "deliveries": removed.deliveries,
        "rows": removed.rows,
        "rows_set_aside": removed.quarantined,
        "builds": list(gone),
    }
    entries = [
        who.entry("erasure", ("record", _hash(trail, case)), {"case": case.case_id, **detail})
        for case in todo.cases
    ]
    with writing(trail.engine) as connection:
        connection.execute(done.values(state="granted", decided_at=who.moment))
        trail.append_in(connection, *entries)


def _hash(trail: Trail, case: Case) -> str:
    if case.record_id.startswith(ERASED):
        return case.record_id.removeprefix(ERASED)
    return trail.keyed(case.record_id)


def _row(said: dict[str, Any]) -> dict[str, Any]:
    """Return a line of the file as a row of the table; the case is that of another database."""
    return {**said, "case_id": None, "erased_at": pd.Timestamp(said["erased_at"]).to_pydatetime()}


def _case_again(record_id: str, who: Actor) -> dict[str, Any]:
    return {
        "kind": "erasure",
        "record_id": record_id,
        "field": "",
        "why": "",
        "opened_by": who.user,
        "opened_at": who.moment,
        "due_on": who.at.date(),
        "state": "open",
        "decided_by": who.user,
        "decision": "Erased before; a backup had brought it back.",
    }
