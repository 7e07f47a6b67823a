"""The command that judges a model: concern evaluate."""

from __future__ import annotations

import json
import math
from datetime import date
from typing import Annotated

import pandas as pd
import typer

from dashboard.cli.console import HomeOption, figures, progress_bars, say, table
from dashboard.cli.rights_office import Office, office_of
from records.errors import EvaluationError
from records.store import open_build
from risk import registry
from risk.evaluation.county import evaluate_county, ground_of
from risk.evaluation.evaluating import EvaluationSettings, Ground, windows_of
from risk.evaluation.evaluation import Evaluation, WindowResult
from risk.evaluation.intervals import DRAWS
from risk.evaluation.judging import FIGURES
from risk.evaluation.looking import note_look
from risk.evaluation.saying import plainly
from risk.evaluation.splits import SplitSettings

__all__ = ["register"]

PURPOSE = "to judge a model"
TABLES = ("profiles", "touchpoints", "records", "relations", "links")


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(evaluate)


def evaluate(
    model: Annotated[
        str, typer.Option(help="Model of the registry that is judged; its figures are kept.")
    ] = "",
    windows: Annotated[int, typer.Option(min=1, help="Windows beside the final one.")] = 3,
    months: Annotated[int, typer.Option(min=1, help="Months of each window.")] = 3,
    capacity: Annotated[
        float | None,
        typer.Option(min=1, help="Businesses visited a month; otherwise as many as were."),
    ] = None,
    draws: Annotated[
        int, typer.Option(min=0, help="Draws of businesses for the intervals; 0: none.")
    ] = DRAWS,
    final: Annotated[
        bool, typer.Option("--final", help="Look at the final window too: once, and audited.")
    ] = False,
    again: Annotated[
        str, typer.Option(help="Why the final window is looked at again; the audit keeps it.")
    ] = "",
    as_json: Annotated[bool, typer.Option("--json", help="As JSON, for another program.")] = False,
    home: HomeOption = None,
) -> None:
    """Judge version two by what visits found after it: window by window, baselines beside it."""
    split = SplitSettings(months=months, windows=windows)
    with office_of(home, PURPOSE) as office:
        model_id = registry.model_of(office.trail.engine, model).model_id if model else ""
        ground, as_of = _ground(office)
        looks = _looked(office, ground, as_of, (split, model_id, again)) if final else 0
        settings = EvaluationSettings(
            split, capacity=capacity, draws=draws, final=final, looks=looks
        )
        about = (model_id, office.who.at.date(), as_of)
        with progress_bars() as progress:
            found = evaluate_county(ground, about, settings, progress=progress)
        if model_id:
            kept = (found.text(), found.fairness.failed)
            registry.evaluate(office.trail, model_id, kept, office.who)
    typer.echo(json.dumps(found.to_json(), indent=2)) if as_json else _tell(found)


def _ground(office: Office) -> tuple[Ground, date]:
    """Return what the current build judges by, and the day before which it knows facts.

    Raises:
        EvaluationError: the build does not say of which day it is.
    """
    with open_build(office.home) as build:
        said = str(build.manifest.about.get("as_of", ""))
        tables = {name: build.table(name) for name in TABLES}
    if not said:
        raise EvaluationError(
            "The build does not say of which day it is. Make it anew: concern build."
        )
    return ground_of(tables), date.fromisoformat(said)


def _looked(
    office: Office, ground: Ground, as_of: date, how: tuple[SplitSettings, str, str]
) -> int:
    """Write down that the final window is about to be looked at; return which look it is."""
    split, model_id, again = how
    window = windows_of(ground.visits, as_of, split)[-1]
    return note_look(office.trail, window, model_id, office.who, again)


def _tell(found: Evaluation) -> None:
    table(_figures(found), _heading(found))
    table(pd.DataFrame([_window(found, one) for one in found.windows]), "Window by window: AUC")
    if found.better:
        named = {figure.id: figure.title for figure in FIGURES}
        above = {
            named[id]: str(one) for id, one in found.better.items() if not math.isnan(one.value)
        }
        figures(above, "Version two above version one")
    groups = [one for one in found.fairness.groups if one.verdict != "passes"]
    if groups:
        rows = [(one.name, one.verdict, "; ".join(one.because)) for one in groups]
        table(pd.DataFrame(rows, columns=["group", "verdict", "why"]), "Fairness gate")
    for line in plainly(found):
        say(line)


def _heading(found: Evaluation) -> str:
    model = f"Model {found.model_id}" if found.model_id else "Version two, trained anew"
    return f"{model}: {len(found.rolling)} windows, each judged by the visits after it"


def _figures(found: Evaluation) -> pd.DataFrame:
    rows = [
        {
            "figure": figure.title,
            **{one.title: str(one.figures[figure.id]) for one in found.rankings},
        }
        for figure in FIGURES
    ]
    return pd.DataFrame(rows)


def _window(found: Evaluation, one: WindowResult) -> dict[str, object]:
    return {
        "from": one.begins.isoformat() + (" (final)" if one.final else ""),
        "visits": one.visits,
        "serious": f"{one.rate:.1%}",
        "list": one.capacity,
        **{each.title: str(one.figures[each.id]["auc"]) for each in found.rankings},
    }
