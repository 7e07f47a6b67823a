"""What does an SQLite file need, so that it keeps the promises of the state database?"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, event
from sqlalchemy.exc import DisconnectionError

__all__ = ["BUSY_SECONDS", "file_of", "held_alone", "never_made_anew", "prepare", "write_ahead"]

BUSY_SECONDS = 30
"""How long one process waits for another's write before it gives up."""

_FILE = "concern_file"


def file_of(url: URL) -> Path | None:
    """Return the file of an SQLite URL; None: in memory, or another kind of database."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        return None
    return Path(str(url.database)).resolve()


def prepare(engine: Engine) -> None:
    """Have each connection wait for writers, sync, and begin as `writing` and `reading` say."""
    file = file_of(engine.url)
    event.listen(engine, "connect", partial(_connected, file))
    event.listen(engine, "begin", _begin)
    if file:
        event.listen(engine, "checkout", partial(_same_file, file))


def never_made_anew(engine: Engine) -> None:
    """From now on a file that is gone is an error, never an empty database in its place."""
    if file_of(engine.url):
        event.listen(engine, "do_connect", _open_existing)


@contextmanager
def held_alone(file: Path) -> Iterator[None]:
    """Hold the file's folder: the switch to write-ahead does not wait by itself.

    Raises:
        OSError: the folder cannot be opened.
    """
    folder = os.open(file.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def write_ahead(connection: Connection) -> None:
    """Let readers go on while one process writes.

    Raises:
        sqlite3.Error: the file is no database, or cannot be written.
    """
    driver: Any = connection.connection.driver_connection
    driver.execute("PRAGMA journal_mode = WAL")


def _connected(file: Path | None, connection: Any, record: Any) -> None:
    # The driver's own transactions would leave CREATE TABLE outside; ours start in _begin.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")
    record.info[_FILE] = _identity(file) if file else None


def _begin(connection: Connection) -> None:
    writes = connection.get_execution_options().get("concern_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _same_file(file: Path, _: Any, record: Any, __: Any) -> None:
    """Open anew where the file was moved or restored: the old one would take writes unseen."""
    if record.info.get(_FILE) != _identity(file):
        raise DisconnectionError("the file was replaced")


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        held = file.stat()
    except OSError:
        return None
    return held.st_dev, held.st_ino


def _open_existing(_: Any, __: Any, arguments: list[Any], named: dict[str, Any]) -> Any:
    if named.get("uri"):
        return None
    file = f"{Path(arguments[0]).resolve().as_uri()}?mode=rw"
    return sqlite3.connect(file, uri=True, **named)
