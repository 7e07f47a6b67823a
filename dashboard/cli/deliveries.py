"""Commands on deliveries: ingest, deliveries, quarantine, quality."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from dashboard.cli.agreements import tell_of_reviews
from dashboard.cli.console import HomeOption, county_home, progress_bars, say, table, working
from dashboard.cli.operator import operator
from records.contracts import Contract, contract_from, find_contract
from records.errors import SourceError
from records.home import Home
from records.ingest import Receipt
from records.progress import Progress

__all__ = ["receipts_table", "register"]

STDIN = Path("-")
"""Stands for standard input among the files."""

LEDGER = [
    "received_on",
    "delivery_id",
    "file_name",
    "rows_in",
    "loaded",
    "corrected",
    "quarantined",
    "duplicate",
    "erased",
]
"""Columns of the ledger that are shown."""

QUALITY = {
    "source": "source",
    "records": "records",
    "quarantined": "set aside",
    "has_name": "name",
    "has_postcode": "postcode",
    "has_phone": "phone",
    "has_coordinates": "point",
    "late_median_days": "days",
    "linked": "linked",
}
"""Columns of the quality report that are shown, and their headings."""

DayOption = Annotated[
    dt.datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="Day it was received; else today."),
]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command()(ingest)
    app.command()(deliveries)
    app.command()(quarantine)
    app.command()(quality)


def ingest(
    files: Annotated[
        list[Path],
        typer.Argument(help="Files of one source: CSV, XLSX, XML, JSON. A pipe, or - for stdin."),
    ],
    source: Annotated[
        str | None, typer.Option(help="Source of the files; see 'concern sources'.")
    ] = None,
    mapping: Annotated[
        Path | None, typer.Option(help="A TOML mapping to read them by, in place of --source.")
    ] = None,
    name: Annotated[
        str | None, typer.Option(help="What a file that comes through a pipe is called.")
    ] = None,
    received: DayOption = None,
    home: HomeOption = None,
) -> None:
    """Take deliveries in: rows in = loaded + quarantined + duplicate."""
    from records.clock import today
    from records.ingest import ingest as take_in

    county = county_home(home)
    contract = _contract(county, source, mapping)
    day = received.date() if received else today(county, dt.datetime.now().astimezone())
    receipts = []
    for file in files:
        with progress_bars() as progress, _given(county, file, name, progress) as path:
            receipts.append(take_in(county, path, contract, day, progress, by=operator()))
    receipts_table(receipts)
    for receipt in receipts:
        _tell(receipt)
    if any(receipt.quarantined for receipt in receipts):
        say("See what is wrong with the quarantined rows: concern quarantine")
    tell_of_reviews(county)


@contextmanager
def _given(county: Home, file: Path, name: str | None, progress: Progress) -> Iterator[Path]:
    """Yield the file, or what comes through a pipe as one."""
    from records.spooling import spooled

    if file == STDIN:
        if name is None:
            raise SourceError("What comes from standard input has no name: give --name NAME.csv.")
        with spooled(county, sys.stdin.buffer, name, progress) as path:
            yield path
    elif file.is_fifo():
        with file.open("rb") as pipe, spooled(county, pipe, name or file.name, progress) as path:
            yield path
    else:
        yield file


def _contract(county: Home, source: str | None, mapping: Path | None) -> Contract:
    if mapping:
        return contract_from(mapping)
    if source:
        return find_contract(source, county.mappings)
    raise SourceError("Name the files' source: --source NAME (see 'concern sources') or --mapping.")


def _tell(receipt: Receipt) -> None:
    """Say what was put right, left blank or not read, so that nothing changes in silence."""
    for what, times in receipt.mended.items():
        say(f"{receipt.file_name}: {what} ({times:,})")
    for column, rows in receipt.warnings.items():
        say(f"{receipt.file_name}: {column}: left blank or put right in {rows:,} rows")
    if receipt.unread:
        say(f"{receipt.file_name}: columns not read: {', '.join(receipt.unread)}")


def receipts_table(receipts: list[Receipt], *, by: str = "file") -> None:
    """Print what became of the rows of each delivery, or `by` source of each source."""
    rows = pd.DataFrame(
        {
            "file": receipt.file_name,
            "source": receipt.source,
            "rows in": receipt.rows_in,
            "loaded": receipt.loaded,
            "corrected": receipt.corrected,
            "quarantined": receipt.quarantined,
            "duplicate": receipt.duplicate,
            "erased": receipt.erased,
            "note": "already held, nothing changed" if receipt.already_held else "",
        }
        for receipt in receipts
    )
    if by == "source":
        rows = rows.groupby("source", as_index=False).sum(numeric_only=True)
    elif not rows["note"].any():
        rows = rows.drop(columns="note")
    title = "rows in = loaded + quarantined + duplicate"
    erased = bool(rows["erased"].any())
    table(_told(rows), f"{title} + erased" if erased else title)


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows without a column of erased ones where none were."""
    return rows if rows["erased"].any() else rows.drop(columns="erased")


def deliveries(home: HomeOption = None) -> None:
    """List the deliveries taken in, newest last."""
    from records.history import deliveries as ledger

    held = ledger(county_home(home))
    if held.empty:
        say("Nothing was delivered yet. Take a file in with 'concern ingest FILE --source NAME'.")
        return
    table(_told(held[LEDGER]))


def quarantine(
    delivery: Annotated[str | None, typer.Option(help="Only this delivery.")] = None,
    source: Annotated[str | None, typer.Option(help="Only this source.")] = None,
    raw: Annotated[
        bool, typer.Option("--raw", help="Show the lines as delivered: they may be personal data.")
    ] = False,
    csv: Annotated[Path | None, typer.Option(help="Write to this file instead.")] = None,
    limit: Annotated[int, typer.Option(help="Rows shown at most.", min=1)] = 50,
    home: HomeOption = None,
) -> None:
    """Show the rows that were set aside, with every fault of each and its remedy."""
    from records.history import quarantined

    with working("reading the quarantine"):
        rows = quarantined(county_home(home), delivery=delivery, source=source)
    rows = rows if raw else rows.drop(columns="raw")
    if csv:
        _write(rows, csv)
        say(f"{len(rows):,} quarantined rows written to {csv}")
        return
    if rows.empty:
        say("Nothing is quarantined.")
        return
    table(rows.head(limit), f"{len(rows):,} quarantined rows")


def quality(
    csv: Annotated[Path | None, typer.Option(help="Write the report to this file instead.")] = None,
    home: HomeOption = None,
) -> None:
    """Report each partner's data capture, and the fixes that would link most records."""
    from records.quality import quality as report

    with working("reading what is held"):
        found = report(county_home(home))
    if csv:
        _write(found.table, csv)
        say(f"Report written to {csv}")
        return
    if found.table.empty:
        say("Nothing was delivered yet. Take a file in with 'concern ingest FILE --source NAME'.")
        return
    table(_percentages(found.table), "Data capture by source; shares in percent, days to arrival")
    if not found.fixes.empty:
        table(found.fixes[["source", "fix"]], "For each partner, the fixes that would link most")


def _write(frame: pd.DataFrame, path: Path) -> None:
    """Write `frame` as CSV; a cell that a spreadsheet would run begins with an apostrophe."""
    from dashboard.export import safe

    texts = [str(name) for name in frame if not pd.api.types.is_numeric_dtype(frame[name])]
    cells = {name: safe(frame[name].astype("str")) for name in texts}
    frame.assign(**cells).to_csv(path, index=False)


def _percentages(report: pd.DataFrame) -> pd.DataFrame:
    """The columns that fit a screen, shares as whole percent; all of them are in the CSV."""
    held = (report["records"] > 0) | (report["quarantined"] > 0)
    shown = report.loc[held, list(QUALITY)].rename(columns=QUALITY)
    shares = [QUALITY[name] for name in QUALITY if name.startswith("has_")]
    shares += [QUALITY["quarantined"], QUALITY["linked"]]
    return shown.assign(**{name: (100 * shown[name]).round(1) for name in shares})
