"""On whose behalf is the state database asked? PostgreSQL's rules for rows are told it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from sqlalchemy import Connection

__all__ = ["SERVICE", "Acting", "acting_as", "acting_now", "as_service", "begin_acting"]

_SET_ROLE = "SELECT set_config('concern.role', %s, true)"


@dataclass(frozen=True)
class Acting:
    """Who acts in a transaction.

    role: service, or a role of a person, such as analyst; any other sees no row.
    user: id of the account. agency: agency of agencies.csv. Both empty for the program itself.
    """

    role: str
    user: str = ""
    agency: str = ""


SERVICE = Acting("service")
"""The program itself: signs in, appends to the audit, takes deliveries in, builds, copies."""

_NOW: ContextVar[Acting] = ContextVar("concern_acting", default=SERVICE)


def acting_now() -> Acting:
    """Return who acts where `reading` or `writing` are not told; the service unless said."""
    return _NOW.get()


def begin_acting(acting: Acting) -> None:
    """Have this thread act as `acting` from now on, until the next one begins: for a request."""
    _NOW.set(acting)


@contextmanager
def acting_as(acting: Acting) -> Iterator[None]:
    """Have the transactions begun in the block act as `acting` unless they say otherwise."""
    token = _NOW.set(acting)
    try:
        yield
    finally:
        _NOW.reset(token)


@contextmanager
def as_service(connection: Connection) -> Iterator[None]:
    """Act as the service within a transaction that someone else began, such as for its audit."""
    if connection.dialect.name != "postgresql":
        yield
        return
    before = connection.exec_driver_sql("SELECT current_setting('concern.role', true)").scalar()
    connection.exec_driver_sql(_SET_ROLE, (SERVICE.role,))
    yield
    # Where the block fails the whole transaction is given up, and the setting with it.
    connection.exec_driver_sql(_SET_ROLE, (before,))
