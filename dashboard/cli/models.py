"""Commands on the life of a model: concern model list, train, show, approve, promote ..."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from dashboard.cli import model_making
from dashboard.cli.console import HomeOption, figures, say, table
from dashboard.cli.operator import operator
from dashboard.cli.rights_office import Office, PurposeOption, office_of
from dashboard.on_behalf import viewer_named
from dashboard.viewer import Capability
from records.rights.actor import Actor
from risk import registry

__all__ = ["register"]

commands = typer.Typer(
    help="Train a model, have it approved, promote it, watch it, and switch it off.",
    no_args_is_help=True,
)

PURPOSE = "the life of a model"

ModelArgument = Annotated[
    str, typer.Argument(help="Id of the model, or how it begins.", metavar="MODEL")
]
JsonOption = Annotated[bool, typer.Option("--json", help="As JSON, for another program.")]
WhyOption = Annotated[str, typer.Option("--why", help="Reasons, in a few words; they are kept.")]
AsOption = Annotated[
    str,
    typer.Option("--as", help="Account of who decides, if another sits at the keyboard."),
]
UntilOption = Annotated[
    dt.datetime | None,
    typer.Option(formats=["%Y-%m-%d"], help="First day on which it no longer holds."),
]


class Turned(StrEnum):
    """How the switch stands."""

    on = "on"
    off = "off"


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    model_making.register(commands)
    app.add_typer(commands, name="model")


@commands.command("list")
def list_(as_json: JsonOption = False, home: HomeOption = None) -> None:
    """List the models and how each stands; say which version is shown."""
    with office_of(home, PURPOSE) as office:
        today = office.who.at.date()
        found = registry.listed(office.trail.engine, today)
        now = registry.standing(office.trail.engine, today)
    if as_json:
        told = {"shown": now.shown, "switched_on": now.is_on, "models": [m.told() for m in found]}
        typer.echo(json.dumps(told, indent=2))
        return
    if found:
        table(pd.DataFrame([_row(one) for one in found]))
    say(f"Shown: {now.shown}." + ("" if now.is_on else " Version two is switched off."))
    if not found:
        say("There is no model. Train one on the current build: concern model train.")


@commands.command()
def show(model: ModelArgument, as_json: JsonOption = False, home: HomeOption = None) -> None:
    """Show one model: what it was trained on, its figures, waivers and history."""
    with office_of(home, PURPOSE) as office:
        engine = office.trail.engine
        model_id = registry.model_of(engine, model).model_id
        found = registry.listed(engine, office.who.at.date())
        one = next(each for each in found if each.model.model_id == model_id)
        waived, events = registry.waivers(engine, model_id), registry.history(engine, model_id)
    if as_json:
        body = json.loads(one.figures.body) if one.figures else None
        told = {
            **one.told(),
            "settings": dict(one.model.settings),
            "evaluation": body,
            "waivers": [vars(each) for each in waived],
            "history": [vars(each) for each in events],
        }
        typer.echo(json.dumps(told, indent=2, default=str))
        return
    figures(_said(one), f"Model {model_id}")
    if waived:
        table(pd.DataFrame([_waiver(each) for each in waived]), "Waivers")
    table(pd.DataFrame([_event(each) for each in events]), "History")


@commands.command()
def approve(
    model: ModelArgument,
    dpia: Annotated[str, typer.Option(help="Reference of the impact assessment.")],
    why: WhyOption,
    until: UntilOption = None,
    user: AsOption = "",
    purpose: PurposeOption = PURPOSE,
    home: HomeOption = None,
) -> None:
    """Approve a model someone else trained; it holds for twelve months unless said otherwise."""
    with _deciding(home, purpose, user, Capability.APPROVE) as (office, who):
        model_id = registry.model_of(office.trail.engine, model).model_id
        given = registry.Approval(dpia, why, until.date() if until else None)
        ends = registry.approve(office.trail, model_id, given, who)
    say(f"Model {model_id} is approved until {ends}. Show it: concern model promote {model_id}")


@commands.command()
def waive(
    model: ModelArgument,
    failed: Annotated[
        list[str], typer.Option(help="Check that failed, as 'show' names it; may be given again.")
    ],
    why: WhyOption,
    named: Annotated[str, typer.Option(help="Who answers for it, by name and office.")],
    until: UntilOption = None,
    user: AsOption = "",
    purpose: PurposeOption = PURPOSE,
    home: HomeOption = None,
) -> None:
    """Write down who answers for a check of the fairness gate that a model failed, and why."""
    with _deciding(home, purpose, user, Capability.APPROVE) as (office, who):
        model_id = registry.model_of(office.trail.engine, model).model_id
        today = who.at.date()
        ends = until.date() if until else registry.in_a_year(today)
        for check in failed:
            waiver = registry.Waiver(check, why, named, today, ends)
            number = registry.waive(office.trail, model_id, waiver, who)
            say(
                f"Waiver {number} of model {model_id}, until {ends}: {named} answers for {check!r}."
            )


@commands.command()
def promote(
    model: ModelArgument,
    why: WhyOption = "",
    user: AsOption = "",
    purpose: PurposeOption = PURPOSE,
    home: HomeOption = None,
) -> None:
    """Have an approved model score from the next build on."""
    with _deciding(home, purpose, user, Capability.RELEASE) as (office, who):
        model_id = registry.model_of(office.trail.engine, model).model_id
        registry.promote(office.trail, model_id, why, who)
        now = registry.standing(office.trail.engine, who.at.date())
    say(f"Model {model_id} is promoted. It is shown once a build is scored by it: concern build.")
    if not now.is_on:
        say("Version two is switched off: nothing of it is shown until 'concern model switch on'.")


@commands.command()
def rollback(
    why: WhyOption,
    user: AsOption = "",
    purpose: PurposeOption = PURPOSE,
    home: HomeOption = None,
) -> None:
    """Take the promoted model back; the one before it stands again, or version one."""
    with _deciding(home, purpose, user, Capability.RELEASE) as (office, who):
        now = registry.roll_back(office.trail, why, who)
        shown = registry.shown_version(office.trail.engine, who.at.date())
    stands = f"model {now} stands again" if now else "no model is promoted"
    say(f"Rolled back: {stands}. Shown: {shown}.")


@commands.command()
def expire(
    model: ModelArgument,
    why: WhyOption,
    user: AsOption = "",
    purpose: PurposeOption = PURPOSE,
    home: HomeOption = None,
) -> None:
    """End the approval of a model now; where it was shown, version one is."""
    with _deciding(home, purpose, user, Capability.APPROVE) as (office, who):
        model_id = registry.model_of(office.trail.engine, model).model_id
        registry.expire(office.trail, model_id, why, who)
        shown = registry.shown_version(office.trail.engine, who.at.date())
    say(f"The approval of model {model_id} has ended. Shown: {shown}.")


@commands.command()
def switch(
    turned: Annotated[Turned, typer.Argument(help="on or off", metavar="on|off")],
    why: WhyOption,
    user: AsOption = "",
    purpose: PurposeOption = PURPOSE,
    home: HomeOption = None,
) -> None:
    """Show version one everywhere from the next request on, or version two again."""
    with _deciding(home, purpose, user, Capability.SWITCH) as (office, who):
        shown = registry.switch(office.trail, turned is Turned.on, why, who)
    say(f"Version two is switched {turned.value}. Shown: {shown}.")


@contextmanager
def _deciding(
    home: Path | None, purpose: str, user: str, needed: Capability
) -> Iterator[tuple[Office, Actor]]:
    """Yield where models are kept, and who decides: the operator, or as whom they act."""
    from dashboard.builds import is_made_up

    with office_of(home, purpose) as office:
        who = office.who
        if user:
            viewer = viewer_named(office.trail.engine, is_made_up(office.home), user, needed)
            # Both stand in the audit: who decided, and who typed it.
            said = f"{who.purpose}; typed by {operator()}"
            who = replace(
                who, user=viewer.user, role=viewer.role, agency=viewer.agency, purpose=said
            )
        yield office, who


def _row(one: registry.Listed) -> dict[str, object]:
    return {
        "model": one.model.model_id,
        "trained on": one.model.trained_on.isoformat(),
        "by": one.model.trained_by,
        "fails, unanswered": len(one.unanswered) if one.figures else None,
        "stands": one.standing,
    }


def _said(one: registry.Listed) -> dict[str, object]:
    model, evaluation = one.model, one.figures
    return {
        "stands": one.standing,
        "trained on facts before": model.trained_on.isoformat(),
        "trained by": model.trained_by,
        "on build": model.build_id,
        "data (SHA-256)": model.data_sha256,
        **{f"setting {name}": str(value) for name, value in model.settings.items()},
        "evaluated": f"{evaluation.evaluated_at:%Y-%m-%d}" if evaluation else "no",
        **({"fails": "; ".join(evaluation.failed) or "no check"} if evaluation else {}),
    }


def _waiver(one: registry.Waiver) -> dict[str, object]:
    days = f"{one.waived_on} to {one.expires_on}"
    return {"failed": one.failed, "named": one.named, "holds": days, "why": one.why}


def _event(one: registry.Event) -> dict[str, object]:
    return {
        "on": f"{one.done_at.astimezone():%Y-%m-%d %H:%M}",
        "what": one.event.replace("_", " "),
        "by": one.done_by,
        "why": one.why or None,
    }
