"""Commands on the register of sharing agreements: concern agreements add, list, show, check ..."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer
from sqlalchemy import Connection, Engine

from dashboard.cli.console import HomeOption, county_home, figures, say, table
from dashboard.cli.operator import by_operator, operator
from dashboard.today import today
from records.agreements import (
    TEMPLATE,
    Agreement,
    end_agreement,
    known_sources,
    read_agreement,
    record_agreement,
    versions,
    warnings,
)
from records.agreements import register as whole_register
from records.audit import Trail, open_trail
from records.home import Home
from records.state import opened

__all__ = ["register", "register_of", "tell_of_reviews"]

commands = typer.Typer(help="Keep the register of sharing agreements.", no_args_is_help=True)

FileArgument = Annotated[Path, typer.Argument(help="TOML file; see 'concern agreements template'.")]
IdArgument = Annotated[str, typer.Argument(help="Id of the agreement.", metavar="ID")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.add_typer(commands, name="agreements")


@commands.command()
def add(file: FileArgument, home: HomeOption = None) -> None:
    """Record a new agreement."""
    agreement = read_agreement(file)
    with register_of(county_home(home)) as office:
        office.record(agreement)
    say(f"Agreement {agreement.agreement_id} is recorded.")


@commands.command()
def amend(file: FileArgument, home: HomeOption = None) -> None:
    """Record a changed agreement of the same id; the version before is kept."""
    agreement = read_agreement(file)
    with register_of(county_home(home)) as office:
        before = versions(office.state, agreement.agreement_id)[-1]
        amended = replace(agreement, version=before.version + 1, ended_on=before.ended_on)
        office.record(amended)
    say(f"Agreement {agreement.agreement_id} is at version {amended.version}.")


@commands.command("list")
def list_all(home: HomeOption = None) -> None:
    """List every agreement and how it stands today."""
    with register_of(county_home(home)) as office:
        rows = [_row(one, today()) for one in whole_register(office.state)]
    if not rows:
        say("There is no agreement yet. Begin one with 'concern agreements template'.")
        return
    table(pd.DataFrame(rows))


@commands.command()
def show(agreement_id: IdArgument, home: HomeOption = None) -> None:
    """Show what an agreement says, and each version before."""
    with register_of(county_home(home)) as office:
        found = versions(office.state, agreement_id)
    last = found[-1]
    figures(
        {"stands": last.standing(today())}
        | {name: _told(value) for name, value in vars(last).items() if name != "agreement_id"},
        f"Agreement {agreement_id}",
    )
    if len(found) > 1:
        rows = [(one.version, one.recorded_by, _told(one.recorded_at)) for one in found]
        table(pd.DataFrame(rows, columns=["version", "recorded by", "recorded at"]))


@commands.command()
def end(
    agreement_id: IdArgument,
    day: Annotated[
        dt.datetime | None,
        typer.Option("--on", formats=["%Y-%m-%d"], help="First day without it; else today."),
    ] = None,
    home: HomeOption = None,
) -> None:
    """End an agreement: what it shared is no longer taken in, combined or shown to others."""
    on = day.date() if day else today()
    with register_of(county_home(home)) as office:
        beside = office.noted(f"ended on {on}", agreement_id)
        end_agreement(office.state, agreement_id, on, office.user, beside)
    say(f"Agreement {agreement_id} ends on {on}.")


@commands.command()
def check(home: HomeOption = None) -> None:
    """Tell which agreements have lapsed or must be reviewed within 60 days; 1 if any has lapsed."""
    with register_of(county_home(home)) as office:
        held = whole_register(office.state)
    told = warnings(held, today())
    for line in told or ["No agreement has lapsed, and none must be reviewed within 60 days."]:
        say(line)
    if any(one.standing(today()) == "lapsed" for one in held):
        raise typer.Exit(1)


@commands.command()
def template() -> None:
    """Print a file to fill in."""
    typer.echo(TEMPLATE, nl=False)


def tell_of_reviews(county: Home) -> None:
    """Print which agreements have lapsed or must be reviewed soon today; nothing where none."""
    with opened(county.state_url) as engine:
        for line in warnings(whole_register(engine), today()):
            say(line)


@dataclass(frozen=True)
class RegisterOffice:
    """What a command on the register works with. user: who runs it, as audited."""

    home: Home
    state: Engine
    trail: Trail
    user: str

    def record(self, agreement: Agreement) -> None:
        """Record the agreement, and that it was, together."""
        sources = known_sources(self.home.mappings)
        beside = self.noted(f"version {agreement.version}", agreement.agreement_id)
        record_agreement(self.state, agreement, self.user, sources, beside)

    def noted(self, did: str, agreement_id: str) -> Callable[[Connection], object]:
        """Return what writes into the audit, in the transaction it is given, what was done."""
        entry = by_operator("alteration", ("agreement", agreement_id), {"did": did},
                            purpose="keep the register of agreements")  # fmt: skip
        return lambda connection: self.trail.append_in(connection, entry)


@contextmanager
def register_of(home: Home) -> Iterator[RegisterOffice]:
    """Yield the county's register, to be read and kept from the command line."""
    with opened(home.state_url) as state:
        yield RegisterOffice(home, state, open_trail(state, home), operator())


def _row(agreement: Agreement, on: dt.date) -> dict[str, object]:
    return {
        "agreement": agreement.agreement_id,
        "stands": agreement.standing(on),
        "review": agreement.review_on.isoformat(),
        "lead": agreement.lead,
        "parties": len(agreement.parties),
        "sources": len(agreement.sources),
        "restricted": agreement.covers_restricted,
        "notice": agreement.notice,
    }


def _told(value: object) -> object:
    if isinstance(value, dt.datetime):
        return value.isoformat(sep=" ", timespec="minutes")
    return value.isoformat() if isinstance(value, dt.date) else value
