"""How the command line speaks: tables, progress bars, refusals."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from shutil import get_terminal_size
from typing import Annotated, Any

import pandas as pd
import typer
from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bars
from rich.table import Table

from records.home import Home
from records.progress import Progress

__all__ = [
    "HomeOption",
    "county_home",
    "fail",
    "figures",
    "progress_bars",
    "say",
    "table",
    "working",
]

_NARROWEST = 112
"""Columns a table needs; a narrower terminal folds the lines itself."""

_err = Console(stderr=True, soft_wrap=True)

_WHOLE = 10
"""Numbers from here on are shown without decimals."""

HomeOption = Annotated[
    Path | None,
    typer.Option(
        "--home",
        envvar="CONCERN_HOME",
        help="The county's folder; else the nearest one above this folder.",
        show_default=False,
    ),
]


def county_home(named: Path | None) -> Home:
    """Return the county's home named on the command line, or the nearest one."""
    from dashboard.settings import find_home

    return find_home(named, Path.cwd())


def _out() -> Console:
    return Console(soft_wrap=True, width=max(get_terminal_size().columns, _NARROWEST))


def say(text: str) -> None:
    """Print a line to standard output."""
    _out().print(escape(text), highlight=False)


def fail(text: str) -> None:
    """Print a refusal to standard error."""
    _err.print(f"[bold red]concern:[/] {escape(text)}", highlight=False)


def table(frame: pd.DataFrame, title: str = "") -> None:
    """Print a frame, numbers to the right; a missing value is a dash."""
    grid = Table(
        title=title or None,
        title_justify="left",
        header_style="bold",
        box=SIMPLE_HEAD,
        pad_edge=False,
    )
    for name in frame.columns:
        numeric = pd.api.types.is_numeric_dtype(frame[name])
        grid.add_column(
            str(name).replace("_", " "),
            justify="right" if numeric else "left",
            overflow="fold",
            no_wrap=numeric,
        )
    for row in frame.itertuples(index=False):
        grid.add_row(*(escape(_cell(value)) for value in row))
    _out().print(grid)


def figures(values: Mapping[str, object], title: str = "") -> None:
    """Print names and values as a two-column table."""
    rows = [(name, _cell(value)) for name, value in values.items()]
    table(pd.DataFrame(rows, columns=["", "value"]), title)


def _cell(value: Any) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value))
    if value is None or pd.isna(value):
        return "-"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if isinstance(value, float):
        return f"{value:,.3g}" if abs(value) < _WHOLE else f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


@contextmanager
def working(text: str) -> Iterator[None]:
    """Show that something goes on whose length is not known, on standard error."""
    with nullcontext() if _quiet() else _err.status(escape(text)):
        yield


def _quiet() -> bool:
    return bool(os.environ.get("CONCERN_QUIET"))


@contextmanager
def progress_bars() -> Iterator[Progress]:
    """Yield a progress callback that draws one bar for each step on standard error."""
    columns = (
        TextColumn("{task.description:<28}"),
        BarColumn(bar_width=30),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Bars(*columns, console=_err, transient=True, disable=_quiet()) as bars:
        tasks: dict[str, Any] = {}

        def show(step: str, done: int, total: int | None) -> None:
            if step not in tasks:
                tasks[step] = bars.add_task(escape(step), total=total)
            bars.update(tasks[step], completed=done, total=total)

        yield show
