"""How is the state database reached, and brought to this version?"""

from __future__ import annotations

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import (
    URL,
    Connection,
    Engine,
    create_engine,
    event,
    inspect,
    make_url,
    text,
)
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    IntegrityError,
    InterfaceError,
    NoSuchModuleError,
)

from records.errors import StateError
from records.state.migrate import migrate
from records.state.tables import VERSION_TABLE

__all__ = ["open_state", "reading", "writing"]

BUSY_SECONDS = 30
"""How long one process waits for another's write before it gives up."""

_MIGRATION_LOCK = 7_102_026
"""Number of the PostgreSQL advisory lock under which one process at a time migrates."""


def open_state(url: str) -> Engine:
    """Return the engine of the state database at `url`, brought to this version.

    A database that is not there yet is made. Processes that start at once wait for each other.

    Raises:
        StateError: the database cannot be reached, is newer than this program, or is not ours.
    """
    engine = _engine(_parsed(url))
    try:
        with _one_at_a_time(engine.url):
            _write_ahead(engine)
            with writing(engine) as connection:
                if connection.dialect.name == "postgresql":
                    connection.execute(text(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})"))
                _refuse_foreign(connection)
                migrate(connection)
    except BaseException:
        engine.dispose()
        raise
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """Yield a connection that sees one state of the database.

    Raises:
        StateError: the database cannot be reached.
    """
    with _refusals(engine.url), engine.connect() as connection:
        yield connection


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in a transaction that is on disk when the block ends, or never was.

    On SQLite the write lock is taken at the start, so what the block reads cannot change under it.

    Raises:
        StateError: the database cannot be reached or written.
        IntegrityError: the rows break a rule of the table.
    """
    writer = engine.execution_options(concern_writes=True)
    with _refusals(engine.url), writer.begin() as connection:
        yield connection


def _parsed(text_url: str) -> URL:
    try:
        url = make_url(text_url)
    except ArgumentError as error:
        # The text itself stays out of the message: it may hold a password.
        raise StateError(
            "The URL of the state database is not an SQLAlchemy URL; expected one such as "
            "sqlite:////srv/concern/state.db or postgresql://user@host/name."
        ) from error
    return url.set(drivername="postgresql+psycopg") if url.drivername == "postgresql" else url


def _engine(url: URL) -> Engine:
    try:
        engine = create_engine(url, pool_pre_ping=url.get_backend_name() != "sqlite")
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StateError(
            f"State database {url}: its driver is not installed ({error}). For PostgreSQL "
            "install the extra: pip install 'businesses-of-concern[postgres]'."
        ) from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    # The driver's own transactions would leave CREATE TABLE outside; ours start in _begin_sqlite.
    connection.isolation_level = None
    connection.execute(f"PRAGMA busy_timeout = {BUSY_SECONDS * 1000}")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA synchronous = FULL")


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("concern_writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


@contextmanager
def _one_at_a_time(url: URL) -> Iterator[None]:
    """Hold the folder of an SQLite file: the switch to write-ahead does not wait by itself."""
    if url.get_backend_name() != "sqlite" or url.database in (None, "", ":memory:"):
        yield
        return
    try:
        folder = os.open(Path(str(url.database)).resolve().parent, os.O_RDONLY)
    except OSError as error:
        raise _unreachable(url, error.strerror or "cannot be opened") from error
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def _write_ahead(engine: Engine) -> None:
    """Let readers go on while one process writes."""
    if engine.dialect.name != "sqlite":
        return
    with _refusals(engine.url), engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        try:
            driver.execute("PRAGMA journal_mode = WAL")
        except sqlite3.Error as error:
            raise _unreachable(engine.url, str(error)) from error


def _refuse_foreign(connection: Connection) -> None:
    """Refuse a database that holds tables but not our version table."""
    tables = inspect(connection).get_table_names()
    if tables and VERSION_TABLE not in tables:
        raise StateError(
            f"State database {connection.engine.url} holds {len(tables)} tables of another "
            f"program and no {VERSION_TABLE!r}. Give the URL of an empty database or of ours."
        )


@contextmanager
def _refusals(url: URL) -> Iterator[None]:
    """Turn what the driver says of an unreachable database into a StateError."""
    try:
        yield
    except IntegrityError:
        raise
    except (DatabaseError, InterfaceError) as error:
        raise _unreachable(url, str(error.orig).partition("\n")[0]) from error


def _unreachable(url: URL, why: str) -> StateError:
    return StateError(
        f"State database {url} cannot be used: {why}. Check that it runs, that its folder and "
        "disk can be written, and that the URL is right; then try again."
    )
