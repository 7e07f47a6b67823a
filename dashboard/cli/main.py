"""The `concern` command: its commands, and what its exit codes mean."""

from __future__ import annotations

import sys
from collections.abc import Iterable
from importlib import import_module
from importlib.metadata import version
from typing import Annotated

import typer

from dashboard.cli.console import fail
from records.errors import ConcernError

__all__ = ["MODULES", "command_line", "main"]

MODULES = {
    "county": ("init", "sources", "boundaries", "postcodes"),
    "database": ("database",),
    "deliveries": ("ingest", "deliveries", "quarantine", "quality"),
    "builds": ("build", "builds", "history", "serve", "export"),
    "linking": ("link",),
    "evaluating": ("evaluate",),
    "agreements": ("agreements",),
    "people": ("people",),
    "audit": ("audit",),
    "rights": ("rights",),
    "models": ("model",),
    "visits": ("visits",),
    "transparency": ("transparency",),
    "running": ("backup", "restore", "backups"),
    "sample": ("sample", "demo"),
}
"""Which module has which commands: only what is called is imported, so that it begins at once."""


def command_line(modules: Iterable[str] = tuple(MODULES)) -> typer.Typer:
    """Return the command line with the commands of these modules."""
    app = typer.Typer(
        name="concern",
        no_args_is_help=True,
        add_completion=False,
        pretty_exceptions_enable=False,
        help="Links agency records into business profiles, scores them and maps them.",
        epilog="Exit codes: 0 done, 1 refused (the reason is on standard error), 2 wrong usage.",
    )
    app.callback()(_options)
    for module in modules:
        import_module(f"dashboard.cli.{module}").register(app)
    return app


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"concern {version('businesses-of-concern')}")
        raise typer.Exit


def _options(
    _: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Show the version.")
    ] = False,
) -> None:
    """Links agency records into business profiles, scores them and maps them."""


def main() -> None:
    """Run the command line; a refusal of ours is one message and exit code 1."""
    called = [module for module, words in MODULES.items() if {*sys.argv[1:2]} & {*words}]
    try:
        command_line(called or MODULES)()
    except ConcernError as error:
        fail(str(error))
        sys.exit(1)
