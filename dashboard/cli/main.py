"""The `concern` command: its commands, and what its exit codes mean."""

from __future__ import annotations

import sys
from importlib.metadata import version
from typing import Annotated

import typer

from dashboard.cli import (
    agreements,
    audit,
    builds,
    county,
    database,
    deliveries,
    linking,
    people,
    rights,
    running,
    sample,
)
from dashboard.cli.console import fail
from records.errors import ConcernError

__all__ = ["app", "main"]

app = typer.Typer(
    name="concern",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="Links agency records into business profiles, scores them and maps them.",
    epilog="Exit codes: 0 done, 1 refused (the reason is on standard error), 2 wrong usage.",
)
for module in (
    county,
    database,
    deliveries,
    builds,
    linking,
    agreements,
    people,
    audit,
    rights,
    running,
    sample,
):
    module.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"concern {version('businesses-of-concern')}")
        raise typer.Exit


@app.callback()
def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Links agency records into business profiles, scores them and maps them."""


def main() -> None:
    """Run the command line; a refusal of ours is one message and exit code 1."""
    try:
        app()
    except ConcernError as error:
        fail(str(error))
        sys.exit(1)
