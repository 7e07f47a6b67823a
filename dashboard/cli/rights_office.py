"""Where do the commands on rights work, and on whose behalf?"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli.console import county_home
from dashboard.cli.operator import ROLE, operator, said_purpose
from records.audit import Trail, open_trail
from records.home import Home
from records.rights.actor import Actor
from records.state import opened

__all__ = ["PURPOSE", "Office", "PurposeOption", "WhyOption", "office_of"]

WhyOption = Annotated[
    str, typer.Option("--why", help="Reasons, in a few words and without personal data.")
]
PurposeOption = Annotated[str, typer.Option(help="What it is for; the audit keeps it.")]
PURPOSE = "rights of people"


@dataclass(frozen=True)
class Office:
    """Where cases are kept, and who is at the keyboard."""

    home: Home
    trail: Trail
    who: Actor


@contextmanager
def office_of(home: Path | None, purpose: str = PURPOSE) -> Iterator[Office]:
    """Yield where the cases of the county are kept, with its database open meanwhile."""
    county = county_home(home)
    now = dt.datetime.now().astimezone()
    who = Actor(operator(), now, ROLE, purpose=said_purpose(purpose))
    with opened(county.state_url) as engine:
        yield Office(county, open_trail(engine, county), who)
