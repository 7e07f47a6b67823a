"""Commands on the state database: concern database migrate, grants."""

from __future__ import annotations

from typing import Annotated

import typer

from dashboard.cli.console import HomeOption, county_home, say
from records.state import opened, reading
from records.state.grants import grants as statements
from records.state.migrate import version

__all__ = ["register"]

commands = typer.Typer(help="Look after the state database.", no_args_is_help=True)


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.add_typer(commands, name="database")


@commands.command()
def migrate(home: HomeOption = None) -> None:
    """Bring the state database to this version, as the role that owns it.

    Other commands do so by themselves; on PostgreSQL the role they run as may not be allowed to.
    Name the owner for this command alone: CONCERN_STATE_URL=postgresql://owner@host/name.
    """
    with opened(county_home(home).state_url) as engine, reading(engine) as connection:
        say(f"The state database is at step {version(connection)}.")


@commands.command()
def grants(
    role: Annotated[str, typer.Option("--role", help="PostgreSQL role the program runs as.")],
) -> None:
    """Print the SQL that gives a PostgreSQL role what the program needs, and no more.

    Run it as the owner of the tables, again after each migration:
    concern database grants --role concern_app | psql ...
    """
    typer.echo("\n".join(f"{statement};" for statement in statements(role)))
