"""Which version is the state database at, and which steps lead to ours?"""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

from records.errors import StateError
from records.state.tables import VERSION_TABLE

__all__ = ["migrate", "newest", "step_back", "version"]

_STEPS = Path(__file__).parent / "migrations"


def version(connection: Connection) -> str | None:
    """Return the step the database is at, such as '0001'; None before the first."""
    context = MigrationContext.configure(connection, opts={"version_table": VERSION_TABLE})
    return context.get_current_revision()


def newest() -> str:
    """Return the step this program brings a database to."""
    config = Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    return str(ScriptDirectory.from_config(config).get_current_head())


def migrate(connection: Connection) -> None:
    """Bring the database to the newest step, inside the connection's transaction.

    Raises:
        StateError: the database is at a step that this program does not know.
    """
    config = _config(connection)
    steps = ScriptDirectory.from_config(config)
    at = version(connection)
    known = {step.revision for step in steps.walk_revisions()}
    if at is not None and at not in known:
        raise StateError(
            f"State database {connection.engine.url} is at step {at!r}; this program knows steps "
            f"up to {steps.get_current_head()!r}. Install the newer program, or restore the "
            "database from the backup made before the upgrade."
        )
    if at != steps.get_current_head():
        command.upgrade(config, "head")


def step_back(connection: Connection, to: str) -> None:
    """Take the database back to step `to` ('base': empty), inside the connection's transaction."""
    command.downgrade(_config(connection), to)


def _config(connection: Connection) -> Config:
    config = Config()
    config.set_main_option("script_location", str(_STEPS).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
