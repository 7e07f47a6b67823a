"""Commands on retention: concern rights schedule, review."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import pandas as pd
import typer

from dashboard.cli.console import HomeOption, say, table
from dashboard.cli.rights_office import PURPOSE, Office, PurposeOption, WhyOption, office_of
from records.errors import RightsError
from records.home import Home
from records.rights.deciding import Review, review
from records.rights.retention import past_their_time, schedules, set_schedule

__all__ = ["register"]


def register(commands: typer.Typer) -> None:
    """Add the commands to those on rights."""
    commands.command()(schedule)
    commands.command("review")(review_)


def schedule(
    source: Annotated[str, typer.Argument(help="Source; left out: list every schedule.")] = "",
    months: Annotated[int | None, typer.Option(help="Months kept after the contact.")] = None,
    basis: Annotated[str, typer.Option(help="Law or policy that says so.")] = "",
    purpose: PurposeOption = PURPOSE,
    home: HomeOption = None,
) -> None:
    """List how long each source is kept, or decide it for one; '*' is every other source."""
    with office_of(home, purpose) as office:
        if source and months is None:
            raise RightsError("Say how long: --months N --basis TEXT.")
        if source and months is not None:
            set_schedule(office.trail, source, months, basis, office.who)
        found = schedules(office.trail.engine, _sources(office.home))
    rows = [
        {
            "source": one.source,
            "months": one.keep_months,
            "basis": one.basis,
            "decided by": one.by or "default",
        }
        for one in found
        if source in ("", "*", one.source)
    ]
    table(pd.DataFrame(rows))


def review_(
    record: Annotated[str, typer.Argument(help="Record to decide on; left out: the list.")] = "",
    keep: Annotated[
        bool | None, typer.Option("--keep/--erase", help="What is decided of the record.")
    ] = None,
    why: WhyOption = "",
    next_on: Annotated[
        dt.datetime | None,
        typer.Option("--next", formats=["%Y-%m-%d"], help="Next review; else in a year."),
    ] = None,
    on: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day; else today.")
    ] = None,
    limit: Annotated[int, typer.Option(help="Records shown at most.", min=1)] = 50,
    purpose: PurposeOption = PURPOSE,
    home: HomeOption = None,
) -> None:
    """List the records past their time, or decide what becomes of one."""
    with office_of(home, purpose) as office:
        today = office.who.at.date()
        if not record:
            _list_due(office, on.date() if on else today, limit)
            return
        if keep is None:
            raise RightsError("Say what becomes of the record: --keep or --erase, and --why.")
        again = next_on.date() if next_on else today + dt.timedelta(days=365)
        decided = Review(record, "keep" if keep else "erase", why, again if keep else None)
        number = review(office.home, office.trail, decided, office.who)
    if number is None:
        say(f"Kept; it is reviewed again on {again}.")
    else:
        say(f"Case {number}: hidden from now on. Erase it with 'concern rights resume'.")


def _list_due(office: Office, on: dt.date, limit: int) -> None:
    due = past_their_time(office.home, office.trail.engine, on)
    if due.empty:
        say(f"No record is past its time on {on}.")
        return
    table(due.head(limit), f"{len(due):,} records past their time on {on}")


def _sources(home: Home) -> list[str]:
    from records.contracts import contract_names

    return contract_names(home.mappings)
