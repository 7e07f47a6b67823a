"""Commands that keep it running: backup, restore, backups."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer
from sqlalchemy import Engine

from dashboard.cli.console import (
    HomeOption,
    county_home,
    figures,
    progress_bars,
    say,
    table,
    working,
)
from dashboard.cli.operator import ROLE, by_operator, operator
from dashboard.settings import home_of
from dashboard.today import today
from records.errors import BackupError
from records.home import Home

if TYPE_CHECKING:
    from records.rights.actor import Actor

__all__ = ["register"]

_MEGABYTE = 1_000_000


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command()(backup)
    app.command()(restore)
    app.command()(backups)


def backup(
    dest: Annotated[Path, typer.Argument(help="Folder of backups, on another disk or machine.")],
    keep: Annotated[
        int, typer.Option(help="Backups that stay, the newest first; 0: all.", min=0)
    ] = 0,
    with_keys: Annotated[
        Path | None,
        typer.Option(help="Write the county's keys into this file, apart from the backups."),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Back the county up while it is served and deliveries come in.

    Keys are never among the backups: whoever has both could forge the audit and name the erased.
    Write them once with --with-keys, and keep that file where the backups are not, as in a safe.
    """
    from records.audit import open_trail
    from records.backup import back_up, save_keys
    from records.state import opened

    county = county_home(home)
    now = dt.datetime.now(dt.UTC)
    with opened(county.state_url) as engine:
        said = by_operator("disclosure", ("list", "backup"), {"kept": keep}, recipient="backup")
        open_trail(engine, county).append(said)
        with working("backing up"):
            taken = back_up(county, engine, dest, now, keep)
    shown = {
        "files": taken.files,
        "megabytes": taken.bytes / _MEGABYTE,
        "shared with the one before": taken.linked,
        "deliveries": taken.deliveries,
        "build": taken.build or "none",
        "older ones removed": len(taken.removed),
    }
    figures(shown, f"Backup {taken.backup_id} in {dest}")
    if taken.why_no_build:
        say(f"No build is in it: {taken.why_no_build}")
    if with_keys:
        number = save_keys(county, with_keys, dest)
        say(f"{number} key written to {with_keys}. Keep it away from the backups.")


def restore(
    source: Annotated[Path, typer.Argument(help="One backup's folder.", exists=True)],
    into: Annotated[Path, typer.Option(help="Empty folder that becomes the county's.")],
    keys: Annotated[
        Path | None, typer.Option(help="File that `concern backup --with-keys` wrote.")
    ] = None,
    state_url: Annotated[
        str, typer.Option(help="Empty state database; else the one the settings name.")
    ] = "",
) -> None:
    """Put a county back from a backup: every file verified, the erased erased again.

    Nobody is signed in afterwards. The audit is verified before anything is put in place.
    """
    from records.backup import Checks, Place, restore
    from records.rights.actor import Actor

    def home_at(folder: Path) -> Home:
        home = home_of(folder)
        return replace(home, state_url=state_url) if state_url else home

    now = dt.datetime.now(dt.UTC)
    who = Actor(operator(), now, ROLE, purpose="restore")
    checks = Checks(_verified, lambda county, state: _erased_again(county, state, who))
    with progress_bars() as progress:
        report = restore(source, Place(into, home_at, keys), now, checks, progress)
    _tell_the_audit(home_at(into.resolve()), report.backup_id)
    shown = {name.replace("_", " "): value for name, value in vars(report).items()}
    figures(shown, f"The county is in {into}")
    if not report.build:
        say("The backup holds no build. Make one with 'concern build'.")


def backups(home: HomeOption = None) -> None:
    """List the backups taken of this county that were not removed since, oldest first."""
    from records.backup import noted_backups

    rows = noted_backups(county_home(home))
    if not rows:
        say("No backup was taken yet. Take one with 'concern backup DEST'.")
        return
    table(pd.DataFrame(rows))


def _verified(county: Home, state: Engine) -> int:
    """Return how many rows of the audit are whole; refuse where one is not."""
    from records.audit import open_trail, verify

    verdict = verify(open_trail(state, county))
    if not verdict.is_sound:
        first = verdict.faults[0]
        raise BackupError(
            f"The audit in the backup is not whole: {verdict.fault_count} faults, the first at row "
            f"{first.seq}: {first.what}. Nothing was put in place; restore an older backup."
        )
    return verdict.rows


def _erased_again(county: Home, state: Engine, who: Actor) -> int:
    """Take out what was erased before the disaster, and return how many records that were."""
    from records.audit import open_trail
    from records.rights.erasing import replay_tombstones

    trail = open_trail(state, county)
    return replay_tombstones(county, trail, lambda: _build_again(county), who).cases


def _build_again(county: Home) -> None:
    """Publish what is held now as the build in the backup was: as of its day."""
    from records.store import open_build
    from risk.pipeline import make_build

    with open_build(county, other_columns=True) as build:
        as_of, said = dt.date.fromisoformat(build.manifest.as_of), dict(build.manifest.about)
    kept: dict[str, object] = {n: said[n] for n in ("county", "synthetic") if n in said}
    moment = dt.datetime.now().astimezone().isoformat(timespec="seconds")
    make_build(county, as_of, {**kept, "published_at": moment}, on=today(), full=True)


def _tell_the_audit(county: Home, backup_id: str) -> None:
    from records.audit import open_trail
    from records.state import opened

    entry = by_operator("alteration", ("audit", "restored"), {"backup": backup_id})
    with opened(county.state_url) as engine:
        open_trail(engine, county).append(entry)
