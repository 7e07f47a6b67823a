"""Commands that make and watch a model: concern model train, drift."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated

import pandas as pd
import typer

from dashboard.cli.console import HomeOption, figures, progress_bars, say, table, working
from dashboard.cli.rights_office import Office, PurposeOption, office_of
from records.errors import RegistryError
from records.home import Home
from risk import registry

__all__ = ["register"]

PURPOSE = "the life of a model"
TABLES = ("profiles", "touchpoints", "records", "relations", "links", "redirects")


def register(commands: typer.Typer) -> None:
    """Add the commands to those on models."""
    commands.command()(train)
    commands.command()(drift)


_TOLD = ("visits", "serious", "businesses", "first_visit", "last_visit", "shrink", "held")
"""What a model says of its training, as shown; held: it had few outcomes and was shrunk hard."""


@dataclass(frozen=True)
class _Build:
    """What the current build teaches. sha256: of its manifest, which names that of each file."""

    build_id: str
    sha256: str
    as_of: date
    tables: Mapping[str, pd.DataFrame]


def train(
    evaluate: Annotated[
        bool, typer.Option("--evaluate/--no-evaluation", help="Judge it too; it takes longer.")
    ] = True,
    challenge: Annotated[
        bool,
        typer.Option("--challenge", help="Say whether a model that bends more would do better."),
    ] = False,
    purpose: PurposeOption = PURPOSE,
    home: HomeOption = None,
) -> None:
    """Train a model on the current build, judge it, and keep both in the registry.

    Nothing of it is shown until somebody else approves it and it is promoted.
    """
    from risk.prediction.training import train_of_build
    from risk.registry.training import candidate_of

    with office_of(home, purpose) as office:
        build = _build(office.home)
        with working("training"):
            model = train_of_build(build.tables, build.as_of)
        kept = candidate_of(model, build.build_id, build.sha256, build.as_of)
        is_new = registry.register(office.trail, kept, office.who)
        told = {name.replace("_", " "): model.about.get(name) for name in _TOLD}
        figures(told, f"Model {model.model_id}")
        if not is_new:
            say("The very same model is held already.")
        if challenge:
            _challenged(office, build, model.model_id)
        if evaluate:
            _judged(office, build, model.model_id)
    said = "" if evaluate else f"Judge it: concern evaluate --model {model.model_id}. "
    say(f"{said}Next, somebody else: concern model approve {model.model_id} --dpia REF --why WHY")


def _challenged(office: Office, build: _Build, model_id: str) -> None:
    """Let a challenger stand against such a model, and keep what came of it."""
    from risk.prediction.training import challenged_of_build
    from risk.registry.watching import note_contest

    with working("a challenger foretells the last third of the outcomes"):
        stood = challenged_of_build(build.tables, build.as_of)
    note_contest(office.trail, model_id, stood, office.who)
    say(stood.text)


def _judged(office: Office, build: _Build, model_id: str) -> None:
    """Judge the model and keep its figures."""
    from risk.evaluation.county import evaluate_county, ground_of
    from risk.evaluation.saying import plainly

    about = (model_id, office.who.at.date(), build.as_of)
    with progress_bars() as progress:
        found = evaluate_county(ground_of(build.tables), about, progress=progress)
    kept = (found.text(), found.fairness.failed)
    registry.evaluate(office.trail, model_id, kept, office.who)
    for line in plainly(found):
        say(line)


def drift(
    model: Annotated[
        str, typer.Argument(help="Model; else the one that is promoted.", metavar="[MODEL]")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for another program.")] = False,
    purpose: PurposeOption = PURPOSE,
    home: HomeOption = None,
) -> None:
    """Say what has moved since a model was trained, and whether to keep it; it is kept."""
    from risk.prediction.model import RiskModel
    from risk.registry.keeping import whole
    from risk.registry.watching import ADVICE, note_watch, watch
    from risk.visits import lists, picks_of

    with office_of(home, purpose) as office:
        engine = office.trail.engine
        model_id = _named(office, model)
        build = _build(office.home)
        drawn = [one for one in lists(engine) if one.score_version == registry.version_of(model_id)]
        picks = picks_of(engine, [one.list_id for one in drawn])
        with working("reading what was known then and now"):
            asked = RiskModel.from_json(whole(engine, model_id))
            found = watch(asked, build.tables, build.as_of, (drawn, picks))
        note_watch(office.trail, found, office.who)
    if as_json:
        typer.echo(json.dumps(found.told(), indent=2))
        return
    moved, made = found.drift, found.choices
    told = {
        "stability index of the scores": round(moved.score, 3),
        "serious then": _rate(moved.rate_then.count, moved.rate_then.of),
        "serious since": _rate(moved.rate_now.count, moved.rate_now.of),
        "choices against its lists": _rate(made.against, made.all),
        "serious at visits on its lists": _rate(made.found_on, made.known_on),
        "serious at visits to others": _rate(made.found_off, made.known_off),
    }
    figures(told, f"Model {model_id}, {asked.about['trained_on']} to {build.as_of}")
    most = [{"line": name, "index": round(value, 3)} for name, value in moved.factors.items()]
    table(
        pd.DataFrame(most[:_MOST_LINES]), "Lines that moved most (from 0.1 look, from 0.25 moved)"
    )
    for line in moved.warnings:
        say(line[0].upper() + line[1:] + ".")
    say(f"{found.advice.capitalize()}. {ADVICE[found.advice]}")


_MOST_LINES = 8


def _rate(count: int, of: int) -> str | None:
    return f"{count:,} of {of:,} ({count / of:.1%})" if of else None


def _named(office: Office, model: str) -> str:
    """Return the model asked for, or the one that is promoted.

    Raises:
        RegistryError: none is named and none is promoted, or there is none of that name.
    """
    engine = office.trail.engine
    if model:
        return registry.model_of(engine, model).model_id
    promoted = registry.standing(engine, office.who.at.date()).promoted
    if promoted is None:
        raise RegistryError(
            "No model is promoted: version one is shown, and it learns nothing. Name a model."
        )
    return promoted


def _build(home: Home) -> _Build:
    from records.store import open_build
    from records.store.durable import sha256_of
    from records.store.layout import MANIFEST

    with working("reading the build"), open_build(home) as build:
        digest = sha256_of(home.builds / build.id / MANIFEST)
        tables = {name: build.table(name) for name in TABLES}
        return _Build(build.id, digest, date.fromisoformat(build.manifest.as_of), tables)
