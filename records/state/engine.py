"""How is the state database reached, and brought to this version?"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, inspect, make_url
from sqlalchemy.exc import (
    ArgumentError,
    DatabaseError,
    IntegrityError,
    InterfaceError,
    NoSuchModuleError,
    TimeoutError,
)

from records.errors import StateError
from records.state import postgresql, sqlite
from records.state.acting import SERVICE, Acting, acting_now
from records.state.migrate import migrate
from records.state.tables import VERSION_TABLE

__all__ = ["after_commit", "open_state", "opened", "reading", "writing"]

_POOL = {"pool_size": 8, "max_overflow": 16}
"""Connections of one process: as many as it answers requests at a time, and some beside."""

_FORBIDDEN = "42501"
"""What PostgreSQL says where a role lacks a grant, or a rule for rows forbids one."""


def open_state(url: str) -> Engine:
    """Return the engine of the state database at `url`, brought to this version.

    A database that is not there yet is made. Processes that start at once wait for each other.

    Raises:
        StateError: the database cannot be reached, is newer than this program, or is not ours.
    """
    engine = _engine(_parsed(url))
    try:
        with _one_at_a_time(engine), writing(engine, SERVICE) as connection:
            _refuse_foreign(connection)
            migrate(connection)
    except BaseException:
        engine.dispose()
        raise
    sqlite.never_made_anew(engine)
    return engine


@contextmanager
def opened(url: str) -> Iterator[Engine]:
    """Yield the engine of the state database at `url` as `open_state` gives it; close it at last.

    Raises:
        StateError: as `open_state` says.
    """
    engine = open_state(url)
    try:
        yield engine
    finally:
        engine.dispose()


@contextmanager
def reading(engine: Engine, as_role: Acting | None = None) -> Iterator[Connection]:
    """Yield a connection that sees one state of the database, as `as_role` may see it.

    as_role: None: whoever acts now, which is the service where nothing says otherwise.

    Raises:
        StateError: the database cannot be reached.
    """
    with _connection(engine, concern_acting=as_role or acting_now()) as connection:
        if engine.dialect.name == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


@contextmanager
def writing(engine: Engine, as_role: Acting | None = None) -> Iterator[Connection]:
    """Yield a connection in a transaction that is on disk when the block ends, or never was.

    One writes at a time, from the block's start, so what it reads cannot change under it.
    as_role: None: whoever acts now, which is the service where nothing says otherwise.

    Raises:
        StateError: the database cannot be reached or written.
        IntegrityError: the rows break a rule of the table.
    """
    acts: list[Callable[[], None]] = []
    options = {"concern_acting": as_role or acting_now(), "concern_after": acts}
    with _connection(engine, concern_writes=True, **options) as connection, connection.begin():
        yield connection
    for act in acts:
        act()


def after_commit(connection: Connection, act: Callable[[], None]) -> None:
    """Have `act` called once what a connection of `writing` wrote is on disk; else never.

    Raises:
        StateError: the connection is not one of `writing`.
    """
    acts: list[Callable[[], None]] | None = connection.get_execution_options().get("concern_after")
    if acts is None:
        raise StateError(
            "A connection that is not of records.state.writing() cannot tell when its rows are on "
            "disk. Write inside 'with writing(engine) as connection'."
        )
    acts.append(act)


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
    is_file = url.get_backend_name() == "sqlite"
    options: dict[str, Any] = {} if is_file else {"pool_pre_ping": True, **_POOL}
    if url.drivername == "postgresql+psycopg" and "connect_timeout" not in url.query:
        options["connect_args"] = {"connect_timeout": postgresql.CONNECT_SECONDS}
    try:
        engine = create_engine(url, **options)
    except (NoSuchModuleError, ModuleNotFoundError) as error:
        raise StateError(
            f"State database {url}: its driver is not installed ({error}). For PostgreSQL "
            "install the extra: pip install 'businesses-of-concern[postgres]'."
        ) from error
    (sqlite if is_file else postgresql).prepare(engine)
    return engine


@contextmanager
def _connection(engine: Engine, **options: Any) -> Iterator[Connection]:
    with _refusals(engine.url), engine.connect() as connection:
        yield connection.execution_options(**options)


@contextmanager
def _one_at_a_time(engine: Engine) -> Iterator[None]:
    """Hold the folder of an SQLite file while it is made; PostgreSQL's writers wait by a lock."""
    file = sqlite.file_of(engine.url)
    with ExitStack() as held:
        if file:
            try:
                held.enter_context(sqlite.held_alone(file))
            except OSError as error:
                raise _unreachable(engine.url, error.strerror or "cannot be opened") from error
            _write_ahead(engine)
        yield


def _write_ahead(engine: Engine) -> None:
    with _refusals(engine.url), engine.connect() as connection:
        try:
            sqlite.write_ahead(connection)
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
        why = str(error.orig).partition("\n")[0]
        if getattr(error.orig, "sqlstate", None) == _FORBIDDEN:
            raise _forbidden(url, why) from error
        raise _unreachable(url, why) from error
    except TimeoutError as error:
        raise _unreachable(url, "every connection is in use") from error


def _unreachable(url: URL, why: str) -> StateError:
    return StateError(
        f"State database {url} cannot be used: {why}. Check that it runs, that its folder and "
        "disk can be written, and that the URL is right; then try again."
    )


def _forbidden(url: URL, why: str) -> StateError:
    return StateError(
        f"State database {url} does not allow it: {why}. Migrate it as its owner with 'concern "
        "database migrate' and give the program's role what 'concern database grants' prints."
    )
