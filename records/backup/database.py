"""How is the state database copied while it is written to, and put back?"""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, inspect, make_url, select
from sqlalchemy.exc import DatabaseError

from records.errors import BackupError
from records.state.acting import SERVICE
from records.state.engine import reading
from records.state.tables import deliveries, tombstones

__all__ = ["StateCopy", "copy_state", "erased_now", "is_sqlite", "put_state_back"]

_DEBIAN = Path("/usr/lib/postgresql")
_SECONDS = 3600
"""How long pg_dump and pg_restore may take."""


@dataclass(frozen=True)
class StateCopy:
    """What the copy holds: ids of the deliveries in its ledger, rows of its tombstones."""

    file: str
    deliveries: tuple[str, ...]
    tombstones: tuple[Mapping[str, Any], ...]


def is_sqlite(url: str) -> bool:
    """Say whether the URL names an SQLite file."""
    return make_url(url).get_backend_name() == "sqlite"


def copy_state(engine: Engine, folder: Path) -> StateCopy:
    """Write one state of the database into `folder`, others reading and writing meanwhile.

    Raises:
        BackupError: it is damaged, or PostgreSQL's pg_dump is missing or refuses.
    """
    return (_copy_sqlite if engine.dialect.name == "sqlite" else _copy_postgresql)(engine, folder)


def put_state_back(file: Path, url: str) -> None:
    """Make the copy in `file` the database at `url`, which must be empty or not there.

    Raises:
        BackupError: there is something at `url`, or pg_restore is missing or refuses.
    """
    if is_sqlite(url):
        path = Path(str(make_url(url).database))
        if path.exists():
            raise BackupError(f"{path} is there already. Move it away, then restore again.")
        shutil.copyfile(file, path)
        return
    _refuse_filled(url)
    _run("pg_restore", make_url(url), "--no-owner", "--exit-on-error", "--single-transaction",
         str(file))  # fmt: skip


def erased_now(engine: Engine) -> frozenset[str]:
    """Return the hashes of the records that are erased in the live database."""
    with reading(engine, SERVICE) as connection:
        return frozenset(connection.scalars(select(tombstones.c.record_hash)))


def _copy_sqlite(engine: Engine, folder: Path) -> StateCopy:
    target = folder / "state.db"
    try:
        with (
            closing(sqlite3.connect(str(engine.url.database))) as live,
            closing(sqlite3.connect(target)) as copy,
        ):
            live.backup(copy)
            # One file, without a write-ahead log beside it.
            copy.execute("PRAGMA journal_mode = DELETE")
            said = copy.execute("PRAGMA integrity_check").fetchone()[0]
    except sqlite3.Error as error:
        raise BackupError(
            f"The state database {engine.url} cannot be copied: {error}. Mend its disk, or restore "
            "the backup before."
        ) from error
    if said != "ok":
        raise BackupError(
            f"The state database {engine.url} is damaged. Restore the newest backup into another "
            "folder and go on from there."
        )
    copied = create_engine(f"sqlite:///{target}")
    try:
        with copied.connect() as connection:
            return _held(connection, target.name)
    finally:
        copied.dispose()


def _copy_postgresql(engine: Engine, folder: Path) -> StateCopy:
    target = folder / "state.dump"
    with reading(engine, SERVICE) as connection:
        # pg_dump sees the very state that the ledger is read from.
        snapshot = connection.exec_driver_sql("SELECT pg_export_snapshot()").scalar_one()
        held = _held(connection, target.name)
        _run("pg_dump", engine.url, "--format=custom", f"--snapshot={snapshot}", "--no-owner",
             "--enable-row-security", f"--file={target}")  # fmt: skip
    return held


def _held(connection: Connection, file: str) -> StateCopy:
    ids = connection.scalars(select(deliveries.c.delivery_id).order_by(deliveries.c.delivery_id))
    graves = connection.execute(select(tombstones)).mappings()
    rows = tuple({k: _plain(v) for k, v in row.items()} for row in graves)
    return StateCopy(file, tuple(ids), rows)


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value


def _refuse_filled(url: str) -> None:
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    try:
        tables = inspect(engine).get_table_names()
    except DatabaseError as error:
        raise BackupError(
            f"The state database {engine.url} cannot be reached. Make an empty one, or name "
            "another with --state-url."
        ) from error
    finally:
        engine.dispose()
    if tables:
        raise BackupError(
            f"The state database {engine.url} holds {len(tables)} tables already. Make an empty "
            "one, name it with --state-url, and restore again."
        )


def _run(tool: str, url: URL, *words: str) -> None:
    """Run one of PostgreSQL's tools on the database; the password never is on its command line."""
    where = url.set(drivername="postgresql", password=None).render_as_string()
    # The program itself sees every row; whoever else dumps sees none.
    environment = {**os.environ, "PGOPTIONS": f"-c concern.role={SERVICE.role}"}
    if url.password:
        environment["PGPASSWORD"] = str(url.password)
    words = (_tool(tool), f"--dbname={where}", *words)
    done = subprocess.run(  # noqa: S603  # nosec B603 # no shell, fixed words
        words, env=environment, capture_output=True, text=True, timeout=_SECONDS, check=False
    )
    if done.returncode:
        # Its first line names tables and versions; the lines after may quote rows.
        said = done.stderr.partition("\n")[0]
        raise BackupError(f"{tool} refused: {said}. Mend it and try again.")


def _tool(name: str) -> str:
    """The tool on the path, or Debian's newest."""
    found = shutil.which(name)
    newest = sorted(_DEBIAN.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if not found and not newest:
        raise BackupError(
            f"{name} is not installed; a PostgreSQL database is copied with it. Install the "
            "client of your server's version, such as: apt install postgresql-client-15"
        )
    return found or str(newest[-1])
