"""Commands on the synthetic county: sample, demo."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path
from typing import Annotated

import typer

from dashboard.cli.agreements import register_of
from dashboard.cli.builds import build_county
from dashboard.cli.console import figures, progress_bars, say
from dashboard.cli.deliveries import receipts_table
from dashboard.cli.operator import operator
from dashboard.settings import make_home, settings_of
from dashboard.today import today
from records.agreements import register as whole_register
from records.contracts import find_contract
from records.home import Home
from records.sample import SampleSettings, sample_agreements, write_sample
from records.state import opened
from records.store import current_id, open_build
from risk.registry import in_force

__all__ = ["register"]

Businesses = Annotated[int, typer.Option(help="Businesses known to agencies.", min=200)]
Seed = Annotated[int, typer.Option(help="Same seed, same county.")]

FULL = 14_300


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    app.command()(sample)
    app.command()(demo)


def sample(
    folder: Annotated[Path, typer.Argument(help="Folder to write to.")],
    businesses: Businesses = FULL,
    seed: Seed = 1,
) -> None:
    """Write the synthetic county's deliveries, with the truth in a side folder."""
    with progress_bars() as progress:
        truth = write_sample(folder, SampleSettings(seed=seed, businesses=businesses), progress)
    figures(truth.counts, f"Synthetic county in {folder}; every name in it is invented")


def demo(
    home: Annotated[Path, typer.Option(help="Folder of the demo county.")] = Path("demo"),
    businesses: Businesses = FULL,
    seed: Seed = 1,
    port: Annotated[int | None, typer.Option(help="Port of the page.")] = None,
    only_build: Annotated[
        bool, typer.Option("--only-build", help="Stop before serving the page.")
    ] = False,
    version_two: Annotated[
        bool,
        typer.Option(
            "--version-two",
            help="Train and judge a model too, have invented people approve it, and show it.",
        ),
    ] = False,
) -> None:
    """Make the synthetic county, take its deliveries in, link, score, publish and serve it.

    What an earlier run already did is kept: a second run only serves.
    """
    county = make_home(home)
    if current_id(county) is None:
        _make(county, SampleSettings(seed=seed, businesses=businesses))
    else:
        _agree(county)
    if version_two:
        _foretell(county)
    if only_build:
        return
    from dashboard.serve import serve

    settings = settings_of(county.root)
    serve(county, "127.0.0.1", port or settings.port, settings.workers, today())


def _make(county: Home, settings: SampleSettings) -> None:
    folder = county.root / "sample"
    seconds: dict[str, float] = {}
    began = time.perf_counter()
    with progress_bars() as progress:
        truth = write_sample(folder, settings, progress)
    seconds["generate"] = time.perf_counter() - began
    figures(truth.counts, "Synthetic county; every name in it is invented")
    began = time.perf_counter()
    manifest = json.loads((folder / "sample.json").read_text(encoding="utf-8"))
    _agree(county)
    _take_in(county, folder, manifest)
    seconds["ingest"] = time.perf_counter() - began
    as_of = dt.date.fromisoformat(manifest["as_of"])
    seconds |= build_county(county, as_of, {"synthetic": True, "seed": settings.seed})
    figures(seconds, "Seconds from nothing to a published county")


def _foretell(county: Home) -> None:
    """Have a model approved, for demonstration, and the county scored by it."""
    from dashboard.demonstrating import WHY, demonstrate

    with opened(county.state_url) as state:
        if in_force(state, today()) is not None:
            say("A model is in force already; see concern model list.")
            return
    began = time.perf_counter()
    with progress_bars() as progress:
        now = dt.datetime.now().astimezone()
        model_id = demonstrate(county, operator(), now, progress)
    say(f"Model {model_id} is approved and promoted. {WHY}.")
    with open_build(county) as build:
        as_of, about = dt.date.fromisoformat(build.manifest.as_of), dict(build.manifest.about)
    told: dict[str, object] = {name: about[name] for name in ("synthetic", "seed") if name in about}
    build_county(county, as_of, told)
    figures({"version two": time.perf_counter() - began}, "Seconds")


def _agree(county: Home) -> None:
    """Record what the agencies of the synthetic county have agreed, where nobody agreed before."""
    told = county.root / "sample" / "sample.json"
    with register_of(county) as office:
        if whole_register(office.state) or not told.exists():
            return
        deliveries = json.loads(told.read_text(encoding="utf-8"))["deliveries"]
        first = min(dt.date.fromisoformat(one["delivered_on"]) for one in deliveries)
        for agreement in sample_agreements(first, today()):
            office.record(agreement)


def _take_in(county: Home, folder: Path, manifest: dict[str, list[dict[str, str]]]) -> None:
    from records.geography import load_postcodes
    from records.ingest import ingest

    with progress_bars() as progress:
        load_postcodes(county, folder / "postcodes.csv", progress)
        receipts = []
        for number, delivery in enumerate(manifest["deliveries"]):
            progress("deliveries", number, len(manifest["deliveries"]))
            contract = find_contract(delivery["source"], county.mappings)
            day = dt.date.fromisoformat(delivery["delivered_on"])
            file = folder / delivery["file"]
            receipts.append(ingest(county, file, contract, day, by=operator()))
    receipts_table(receipts, by="source")
