"""Commands on lists of visits: concern visits draw, list, show, hits."""

from __future__ import annotations

import datetime as dt
import json
import math
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer

from dashboard.cli.console import HomeOption, county_home, figures, say, table, working
from dashboard.cli.operator import operator, said_purpose
from records.errors import AccessError

if TYPE_CHECKING:
    from dashboard.access import View
    from records.audit import Trail
    from records.rights.actor import Actor
    from risk.visits import Hits
    from risk.visits.finding import Part

__all__ = ["register"]

commands = typer.Typer(
    help="Draw lists of visits, some of them at random, and see what they found.",
    no_args_is_help=True,
)

AsOption = Annotated[
    str, typer.Option("--as", help="Account as which to draw: what it may see, and no more.")
]
PurposeOption = Annotated[str, typer.Option(help="What the list is for; kept in the audit.")]
PURPOSE = "planning visits"
DaysOption = Annotated[
    int, typer.Option("--days", help="Days from a list in which a visit is the list's.", min=1)
]


class Within(StrEnum):
    """What strata are made of."""

    place = "place"
    band = "band"


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.add_typer(commands, name="visits")


@dataclass(frozen=True)
class _Desk:
    """Where lists are kept, who draws, and what they see."""

    trail: Trail
    who: Actor
    view: View
    mark: str


@commands.command()
def draw(
    capacity: Annotated[int, typer.Option(help="Visits that can be made; 10 or more.")],
    on: Annotated[
        dt.datetime | None, typer.Option(formats=["%Y-%m-%d"], help="Day it is for; else today.")
    ] = None,
    district: Annotated[
        list[str] | None, typer.Option(help="Only this district; may be given again.")
    ] = None,
    filter: Annotated[
        str, typer.Option("--filter", help="The part of the page's address after '?'.")
    ] = "",
    agency: Annotated[
        str, typer.Option(help="Whose visits it is about, such as LA_EH; else anyone's.")
    ] = "",
    share: Annotated[float, typer.Option(help="Part drawn at random: 0.05 to 0.10.")] = 0.08,
    within: Annotated[
        Within, typer.Option(help="Strata of the draw: district and sector, or band.")
    ] = Within.place,
    seed: Annotated[
        str, typer.Option(help="Any text; the same draws the same list. Else made up.")
    ] = "",
    out: Annotated[Path | None, typer.Option(help="CSV file to write.")] = None,
    recipient: Annotated[str, typer.Option(help="Who is given the file.")] = "",
    user: AsOption = "",
    purpose: PurposeOption = PURPOSE,
    home: HomeOption = None,
) -> None:
    """Draw a list: the highest scores, and 5-10 % at random with a known chance for each."""
    from urllib.parse import urlencode

    from dashboard.exporting import asked_filters
    from dashboard.visiting import Wished, draw_list
    from risk.visits import VisitSettings

    settings = VisitSettings(capacity, seed or secrets.token_hex(8), share, within.value)
    if out is not None:
        _refuse_nobody(recipient)
    with _desk(home, user, purpose) as desk:
        places = urlencode([("district", one) for one in district or ()])
        query = "&".join(part for part in (filter.removeprefix("?"), places) if part)
        filters = asked_filters(desk.view.county.columns, query, "")
        day = on.date() if on else desk.who.at.date()
        held = draw_list(desk.trail, desk.view, Wished(filters, settings, day, agency), desk.who)
        said = {
            "visits": held.capacity,
            "of businesses": held.frame,
            "drawn at random": held.at_random,
            "chance of each at random": held.at_random / (held.frame - capacity + held.at_random),
            "score": held.score_version,
            "seed": held.seed,
        }
        figures(said, f"List {held.list_id}, for {held.drawn_on}")
        if out is not None:
            _write(desk, held.list_id, out, recipient)


@commands.command("list")
def list_(
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    home: HomeOption = None,
) -> None:
    """List every list that was drawn; no business is named."""
    from records.state import opened
    from risk.visits import lists

    with opened(county_home(home).state_url) as state:
        held = lists(state)
    if as_json:
        typer.echo(json.dumps([asdict(one) for one in held], indent=2, default=str))
        return
    if not held:
        say("No list was drawn yet. Draw one: concern visits draw --capacity 100.")
        return
    rows = [
        {
            "list": one.list_id,
            "for": one.drawn_on.isoformat(),
            "by": one.drawn_by,
            "visits": one.capacity,
            "at random": one.at_random,
            "of": one.frame,
            "score": one.score_version,
            "filters": one.filters or None,
        }
        for one in held
    ]
    table(pd.DataFrame(rows))


@commands.command()
def show(
    list_id: Annotated[int, typer.Argument(help="Number of the list.", metavar="LIST")],
    out: Annotated[Path, typer.Option(help="CSV file to write.")],
    recipient: Annotated[str, typer.Option(help="Who is given the file.")] = "",
    user: AsOption = "",
    purpose: PurposeOption = PURPOSE,
    home: HomeOption = None,
) -> None:
    """Write a list as CSV again, for who drew it."""
    _refuse_nobody(recipient)
    with _desk(home, user, purpose) as desk:
        _write(desk, list_id, out, recipient)


@commands.command()
def hits(
    days: DaysOption = 90,
    since: Annotated[
        dt.datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Only lists for this day or later."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
    user: AsOption = "",
    purpose: PurposeOption = PURPOSE,
    home: HomeOption = None,
) -> None:
    """Tell how often visits found something serious: chosen, at random, and anywhere.

    The rate anywhere is told by the visits drawn at random, each weighed by one over its chance.
    """
    from dashboard.visiting import found_by, of_viewer, refuse_none

    with _desk(home, user, purpose) as desk:
        held = of_viewer(desk.trail.engine, desk.who.user)
        held = [one for one in held if since is None or one.drawn_on >= since.date()]
        refuse_none(held, desk.who.user)
        found = found_by(desk.view, desk.trail.engine, held, days)
        detail = {"lists": [one.list_id for one in held], "shown": "hit rates"}
        desk.trail.append(desk.who.entry("consultation", ("visits", ""), detail))
    if as_json:
        typer.echo(json.dumps(_plain(found), indent=2))
        return
    table(pd.DataFrame([_row(*part) for part in _parts(found).items()]), f"{len(held)} lists")
    if not math.isnan(found.times):
        say(f"The chosen part finds something serious {found.times:.1f} times as often.")


def _parts(found: Hits) -> dict[str, Part]:
    return {
        "chosen by score": found.chosen,
        "at random: the rest": found.random,
        "anywhere": found.everyone,
    }


def _row(name: str, part: Part) -> dict[str, object]:
    return {
        "visits": name,
        "listed": part.picks,
        "result known": part.visited,
        "serious": part.serious,
        "rate": None if math.isnan(part.rate) else f"{part.rate:.1%}",
        "95 % interval": f"{part.low:.1%} to {part.high:.1%}" if part.visited else None,
    }


def _plain(found: Hits) -> dict[str, object]:
    """Return it as plain values; what is not known is null."""
    parts = {"chosen": found.chosen, "random": found.random, "everyone": found.everyone}
    told = {name: {k: _number(v) for k, v in asdict(part).items()} for name, part in parts.items()}
    return {**told, "times": _number(found.times)}


def _number(value: float) -> float | None:
    return None if math.isnan(value) else value


def _refuse_nobody(recipient: str) -> None:
    if not recipient.strip():
        raise AccessError("A list is a disclosure: say who is given it, with --recipient.")


def _write(desk: _Desk, list_id: int, out: Path, recipient: str) -> None:
    """Write the list, audited as a disclosure."""
    from dashboard.aside import write_whole
    from dashboard.visiting import taken_list
    from risk.visits.keeping import list_of

    held = list_of(desk.trail.engine, list_id, desk.who.user)
    said = (desk.who.purpose, recipient.strip())
    write_whole(out, [taken_list(desk.trail, desk.view, held, said, desk.mark)])
    say(f"{held.capacity:,} visits written to {out}")


@contextmanager
def _desk(home: Path | None, user: str, purpose: str) -> Iterator[_Desk]:
    """Yield where lists are kept and what the one who draws sees of the newest build."""
    from dashboard.components.header import marking
    from dashboard.exporting import as_exporter
    from records.audit import open_trail
    from records.rights.actor import Actor

    county, said = county_home(home), said_purpose(purpose)
    with working("reading the build"), as_exporter(county, user) as (state, view):
        viewer = view.viewer
        typed = said if viewer.user == operator() else f"{said}; typed by {operator()}"
        at = dt.datetime.now().astimezone()
        who = Actor(viewer.user, at, viewer.role, viewer.agency, typed)
        yield _Desk(open_trail(state, county), who, view, marking(view.county.about))
