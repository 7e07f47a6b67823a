"""What does PostgreSQL need, so that it keeps the same promises as an SQLite file?"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, Engine, event

from records.state.acting import SERVICE, Acting
from records.state.sqlite import BUSY_SECONDS

__all__ = ["CONNECT_SECONDS", "prepare"]

CONNECT_SECONDS = 5
"""How long a server that does not answer is waited for."""

_WRITER = 7_102_026
"""Number of the advisory lock that a writer holds: one writes at a time, as on SQLite."""

_ACTING = (
    "SELECT set_config('concern.role', %s, true), set_config('concern.user', %s, true), "
    "set_config('concern.agency', %s, true), set_config('lock_timeout', %s, true)"
)


def prepare(engine: Engine) -> None:
    """Have each transaction say who acts, and each writer wait for the one before."""
    event.listen(engine, "begin", _begin)


def _begin(connection: Connection) -> None:
    options: Any = connection.get_execution_options()
    acting: Acting = options.get("concern_acting", SERVICE)
    said = (acting.role, acting.user, acting.agency, str(BUSY_SECONDS * 1000))
    connection.exec_driver_sql(_ACTING, said)
    if options.get("concern_writes", False):
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(%s)", (_WRITER,))
