"""Commands on builds: build, builds, serve, export."""

from __future__ import annotations

import datetime as dt
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from dashboard.cli.agreements import tell_of_reviews
from dashboard.cli.console import (
    HomeOption,
    county_home,
    figures,
    progress_bars,
    say,
    table,
    working,
)
from dashboard.cli.operator import operator
from dashboard.settings import settings_of
from dashboard.today import today
from records.home import Home

__all__ = ["build_county", "register", "tomorrow"]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command()(build)
    app.command()(builds)
    app.command()(history)
    app.command()(serve)
    app.command()(export)


def tomorrow() -> dt.date:
    """Return the first day that is still unknown."""
    return today() + dt.timedelta(days=1)


def build(
    as_of: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Facts of this day or later are left out."),
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Link everything anew, however little has changed.")
    ] = False,
    home: HomeOption = None,
) -> None:
    """Link, score and publish everything taken in; the page shows it at once.

    Where little has changed since the build before, only what changed is linked with the rest.
    """
    county = county_home(home)
    day = as_of.date() if as_of else tomorrow()
    build_county(county, day, _said_before(county), full=full)


def _said_before(county: Home) -> dict[str, object]:
    """Keep saying that a county is made up, as long as nothing but its own files was taken in."""
    from records.history import deliveries
    from records.store import builds as kept
    from records.store import open_build
    from records.store.durable import sha256_of

    if not kept(county):
        return {}
    with open_build(county, other_columns=True) as before:
        about = before.manifest.about
    if not about.get("synthetic"):
        return {}
    own = {sha256_of(file) for file in (county.root / "sample").rglob("*") if file.is_file()}
    if set(deliveries(county)["sha256"]) <= own:
        return {name: about[name] for name in ("synthetic", "seed") if name in about}
    say(
        "Deliveries that are not of the demo were taken in: this county is no longer said to be "
        "made up, and the demo's people cannot sign in. Give access with 'concern people add'."
    )
    return {}


def build_county(
    county: Home, as_of: dt.date, about: dict[str, object], *, full: bool = False
) -> dict[str, float]:
    """Publish a build, print what it holds, remove old ones; return the seconds of each step."""
    from records.store import prune
    from risk.pipeline import make_build

    settings = settings_of(county.root)
    with progress_bars() as progress:
        now = dt.datetime.now().astimezone()
        published_at = now.isoformat(timespec="seconds")
        said = {"county": settings.county, "published_at": published_at, **about}
        report = make_build(county, as_of, said, progress, on=now.date(), by=operator(), full=full)
    prune(county, settings.keep_builds)
    if report.left_out:
        figures(report.left_out, "Records left out: no sharing agreement in force covers them")
    if report.how:
        done = "Everything was linked anew" if report.how.full else "What changed was linked"
        say(f"{done}: {report.how.why}.")
    tell_of_reviews(county)
    figures(report.counts, f"Build {report.build_id}, as of {as_of}")
    figures(report.seconds, "Seconds")
    return report.seconds


def builds(home: HomeOption = None) -> None:
    """List the builds kept, newest last."""
    from records.store import builds as kept

    rows = kept(county_home(home))
    if not rows:
        say("There is no build yet. Make one with 'concern build'.")
        return
    table(pd.DataFrame(rows))


def history(
    profile_id: Annotated[str, typer.Option("--id", help="A profile id, such as B4K9X2TM.")],
    home: HomeOption = None,
) -> None:
    """Tell what became of a profile id over builds: made, merged, split, ended, returned."""
    from records.schema import IdEvent
    from records.store import open_build

    with open_build(county_home(home)) as kept:
        told = kept.table("histories")
    ends = told[IdEvent.about_id] == profile_id
    rows = told[ends | (told[IdEvent.other_id] == profile_id)]
    if rows.empty:
        say(f"No build knew {profile_id!r}. Ids stand in the addresses of pages: /business/ID.")
        return
    table(rows.sort_values([IdEvent.build, IdEvent.about_id]))


def serve(
    host: Annotated[
        str, typer.Option(help="Address, or unix:PATH; this machine's own until all is in order.")
    ] = "127.0.0.1",
    port: Annotated[int | None, typer.Option(help="Port; else the settings'.")] = None,
    workers: Annotated[int | None, typer.Option(help="Web processes; else the settings'.")] = None,
    home: HomeOption = None,
) -> None:
    """Serve the page; beyond this machine only when nothing is missing that protects it."""
    from dashboard.serve import serve as run

    county = county_home(home)
    settings = settings_of(county.root)
    run(county, host, port or settings.port, workers or settings.workers, today())


def export(
    out: Annotated[Path, typer.Argument(help="File to write.")],
    filter: Annotated[
        str, typer.Option("--filter", help="The part of the page's address after '?'.")
    ] = "",
    text: Annotated[str, typer.Option(help="Only businesses whose name or place holds this.")] = "",
    format: Annotated[
        str,
        typer.Option(
            "--format",
            help="csv, touchpoints (every contact with them, as CSV), gpkg, geojson or xlsx; "
            "else what the file's name ends in.",
        ),
    ] = "",
    columns: Annotated[
        str,
        typer.Option(help="Names of columns, joined by commas, see docs/export.md; else as usual."),
    ] = "",
    bare: Annotated[
        bool, typer.Option("--bare", help="No marking, and nothing of what the columns mean.")
    ] = False,
    dictionary: Annotated[
        bool,
        typer.Option("--dictionary", help="Write what every column means beside it: OUT-columns."),
    ] = False,
    user: Annotated[
        str,
        typer.Option("--as", help="Account as which to export: what it may see, and no more."),
    ] = "",
    purpose: Annotated[str, typer.Option(help="What the list is for; kept in the audit.")] = "",
    recipient: Annotated[str, typer.Option(help="Who is given it; kept in the audit.")] = "",
    home: HomeOption = None,
) -> None:
    """Write the businesses that match a filter to a file, as the page would; it is a disclosure."""
    from dashboard.export import Wish, format_of
    from dashboard.exporting import Wanted, explained_beside, export_file

    kind = format or format_of(out.name)
    wish = Wish(kind, tuple(one for one in columns.split(",") if one.strip()), not bare)
    wanted = Wanted(filter, text, wish, user, purpose, recipient, dictionary)
    with working("reading the build"):
        businesses, rows = export_file(county_home(home), out, wanted)
    contacts = f", {rows:,} contacts" if wish.kind.of_contacts else ""
    say(f"{businesses:,} businesses{contacts} written to {out}")
    if dictionary:
        say(f"What the columns mean: {explained_beside(out)}")
