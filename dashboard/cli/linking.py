"""The command that links any CSV of records, without a county."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli.console import figures, progress_bars, say

__all__ = ["register"]


class Policy(StrEnum):
    """May one source hold two records of the same business?"""

    auto = "auto"
    may_repeat = "may-repeat"
    at_most_one = "at-most-one"


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(link)


def link(
    records: Annotated[
        Path,
        typer.Argument(
            help="CSV with record_id, source, name and any of address, city, postcode, phone, "
            "type, lat, lon, company_number, uprn."
        ),
    ],
    out: Annotated[
        Path, typer.Option(help="Folder for entities.csv, pairs.csv, report.json.")
    ] = Path("linked"),
    labels: Annotated[
        Path | None, typer.Option(help="CSV of judged pairs: id_a, id_b, label (0 or 1).")
    ] = None,
    policy: Annotated[
        Policy,
        typer.Option(help="May one source hold a business twice? By default the records tell."),
    ] = Policy.auto,
) -> None:
    """Link the records of any CSV file into entities."""
    from linkage.standalone import link_file

    with progress_bars() as progress:
        report = link_file(records, out, labels=labels, policy=policy.value, progress=progress)
    shown = {key: value for key, value in report.items() if isinstance(value, int | float | str)}
    figures(shown, f"Linked {records.name}")
    for note in report["notes"]:
        say(note)
    say(f"entities.csv, pairs.csv and report.json are in {out}")
