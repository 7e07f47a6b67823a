"""Commands that set a county up: init, sources, boundaries, postcodes."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from dashboard.cli.console import HomeOption, county_home, figures, progress_bars, say, table
from dashboard.settings import make_home
from records.audit import open_trail
from records.contracts import contracts
from records.errors import HomeError
from records.state import opened

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command()(init)
    app.command()(sources)
    app.command()(boundaries)
    app.command()(postcodes)


def init(
    folder: Annotated[Path, typer.Argument(help="The county's folder.")] = Path("county"),
) -> None:
    """Make a county's folder with its settings, its state database and its audit."""
    if folder.exists() and not folder.is_dir():
        raise HomeError(f"{folder} is a file; name a folder.")
    home = make_home(folder)
    with opened(home.state_url) as state:
        open_trail(state, home)
    say(f"{home.root} is ready. Next: concern ingest FILE --source NAME --home {folder}")


def sources(home: HomeOption = None) -> None:
    """List the sources that can be ingested: the built-in ones and the county's own mappings."""
    listed = contracts(county_home(home).mappings)
    rows = [(c.name, c.title, c.agency) for c in listed]
    table(pd.DataFrame(rows, columns=["source", "title", "agency"]))


def boundaries(
    file: Annotated[
        Path | None, typer.Argument(help="GeoJSON, GeoPackage or zipped Shapefile of districts.")
    ] = None,
    wards: Annotated[
        Path | None, typer.Option("--wards", help="The same of wards, parishes or other areas.")
    ] = None,
    reset: Annotated[
        bool, typer.Option("--reset", help="Go back to the indicative boundaries.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Load the official boundaries of districts, and of wards, in place of the indicative ones."""
    from records.geography import boundaries as districts
    from records.geography import clear_boundaries, clear_wards, load_boundaries, load_wards

    county = county_home(home)
    if reset:
        clear_boundaries(county)
        clear_wards(county)
        say("The indicative boundaries are in use. They take effect at the next 'concern build'.")
        return
    if file is None and wards is None:
        raise typer.BadParameter("name a file of districts, or of --wards, or give --reset")
    if file is not None:
        figures(vars(load_boundaries(county, file)), f"Boundaries of {file.name}")
    if wards is not None:
        figures(vars(load_wards(county, wards, districts(county))), f"Wards of {wards.name}")
    say("They take effect at the next 'concern build'.")


def postcodes(
    file: Annotated[Path, typer.Argument(help="CSV of postcodes with coordinates.")],
    home: HomeOption = None,
) -> None:
    """Load postcodes, so that records without coordinates are placed by theirs."""
    from records.geography import load_postcodes

    county = county_home(home)
    with progress_bars() as progress:
        report = load_postcodes(county, file, progress)
    figures(vars(report), f"Postcodes of {file.name}")
    say("They take effect at the next 'concern build'.")
