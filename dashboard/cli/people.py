"""Commands on people: who may sign in, as what, and for which agency."""

from __future__ import annotations

import getpass
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Annotated

import pandas as pd
import typer

from dashboard.cli.console import HomeOption, county_home, say, table
from dashboard.signin.accounts import Account, Person, account_of, everyone
from dashboard.signin.administering import People
from dashboard.viewer import ROLES, Viewer
from records.audit import open_trail
from records.errors import AccountError
from records.home import Home
from records.state import opened

__all__ = ["register"]

commands = typer.Typer(help="Keep the accounts of people who may sign in.", no_args_is_help=True)

UserArgument = Annotated[str, typer.Argument(help="User id, such as a work address.")]
RoleOption = Annotated[str, typer.Option(help=f"One of {', '.join(ROLES)}.")]
AgencyOption = Annotated[
    str, typer.Option(help="Agency of agencies.csv, where the role needs one.")
]
ClearanceOption = Annotated[
    list[str] | None, typer.Option(help="Handling code beyond P: C. May be repeated.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.add_typer(commands, name="people")


@commands.command()
def add(
    user: UserArgument,
    role: RoleOption,
    name: Annotated[str, typer.Option(help="Name as others know it; else the user id.")] = "",
    agency: AgencyOption = "",
    clearance: ClearanceOption = None,
    provider: Annotated[
        bool, typer.Option("--provider", help="Signs in at the county's own sign-in.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Make an account; prints its one-time password, this once."""
    user = user.strip().lower()
    person = Person(user, name or user, role, agency, frozenset(clearance or ()))
    with _people(county_home(home)) as people:
        password = people.add(person, datetime.now(UTC), provider=provider)
    say(f"The account {user} is made: {ROLES[role]}.")
    say(_told(password) if password else "They sign in at the county's own sign-in.")


@commands.command("list")
def list_all(home: HomeOption = None) -> None:
    """List every account."""
    with _people(county_home(home)) as people:
        accounts = everyone(people.state)
    now = datetime.now(UTC)
    if not accounts:
        say("Nobody has an account yet. Begin: concern people add USER --role administrator")
        return
    table(pd.DataFrame([_row(one, now) for one in accounts]))


@commands.command()
def reset(user: UserArgument, home: HomeOption = None) -> None:
    """Give an account a new one-time password and free it where it is locked."""
    with _people(county_home(home)) as people:
        say(_told(people.reset(user.lower(), datetime.now(UTC))))


@commands.command()
def disable(user: UserArgument, home: HomeOption = None) -> None:
    """Take access away at once."""
    with _people(county_home(home)) as people:
        people.disable(user.lower(), datetime.now(UTC))
    say(f"{user.lower()} has no access any more and is signed out.")


@commands.command()
def enable(user: UserArgument, home: HomeOption = None) -> None:
    """Give access back."""
    with _people(county_home(home)) as people:
        people.enable(user.lower(), datetime.now(UTC))
    say(f"{user.lower()} has access again.")


@commands.command()
def role(
    user: UserArgument,
    role: Annotated[str, typer.Argument(help=f"One of {', '.join(ROLES)}.")],
    agency: Annotated[str | None, typer.Option(help="Another agency; else it stays.")] = None,
    clearance: ClearanceOption = None,
    no_clearance: Annotated[
        bool, typer.Option("--no-clearance", help="Take every clearance beyond P away.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Give an account another role, agency or clearance; the person is signed out."""
    user = user.lower()
    with _people(county_home(home)) as people:
        account = account_of(people.state, user)
        if account is None:
            raise AccountError("There is no account of that user id; see concern people list.")
        held = account.person
        cleared = frozenset() if no_clearance else frozenset(clearance or held.clearances)
        kept = held.agency if agency is None else agency
        people.change(Person(user, held.name, role, kept, cleared), datetime.now(UTC))
    say(f"{user} is now: {ROLES[role]}.")


@contextmanager
def _people(home: Home) -> Iterator[People]:
    """Yield the county's accounts, changed in the name of whoever sits at this terminal."""
    by = Viewer(f"terminal:{_user()}", "", "administrator", "", frozenset("P"), "managing access")
    with opened(home.state_url) as state:
        yield People(state, open_trail(state, home), by)


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"uid {os.getuid()}"


def _told(password: str) -> str:
    return f"One-time password, shown this once: {password}"


def _row(account: Account, now: datetime) -> dict[str, object]:
    one = account.person
    state = "open" if account.is_active else "closed"
    return {
        "user": one.user,
        "name": one.name,
        "role": one.role,
        "agency": one.agency or None,
        "cleared": ", ".join(["P", *sorted(one.clearances)]),
        "signs in by": "password" if account.password_hash else "provider",
        "access": "locked" if account.is_locked(now) else state,
    }
