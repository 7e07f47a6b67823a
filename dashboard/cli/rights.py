"""Commands on retention and the rights of people: concern rights open, list, decide, erase ..."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

import pandas as pd
import typer

from dashboard.cases import standing, told
from dashboard.cli import retaining
from dashboard.cli.console import HomeOption, figures, progress_bars, say, table
from dashboard.cli.rights_office import PURPOSE, Office, PurposeOption, WhyOption, office_of
from dashboard.settings import settings_of
from records.rights.cases import Request, case_of, cases_held, names_record, open_case, records_of
from records.rights.deciding import Decision, decide, lift
from records.rights.erasing import Erasure, erase, pending
from records.rights.preview import backups_before, preview
from records.state.notes import EVERYONE, notes_naming

__all__ = ["register"]

commands = typer.Typer(
    help="Keep records no longer than they may be, and answer what people ask of theirs.",
    no_args_is_help=True,
)


class Kind(StrEnum):
    """What can be asked."""

    rectification = "rectification"
    restriction = "restriction"
    dispute = "dispute"
    erasure = "erasure"


class Lifted(StrEnum):
    """What can be lifted."""

    restriction = "restriction"
    dispute = "dispute"
    correction = "correction"


SubjectArgument = Annotated[
    str, typer.Argument(help="A record, source:key, or a business by its id.")
]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    retaining.register(commands)
    app.add_typer(commands, name="rights")


@commands.command("open")
def open_(
    kind: Annotated[Kind, typer.Argument(help="What is asked.")],
    subject: SubjectArgument,
    why: WhyOption,
    field: Annotated[str, typer.Option(help="Rectification: the field that is wrong.")] = "",
    value: Annotated[
        str, typer.Option(help="Rectification: what it should say; empty: nothing.")
    ] = "",
    purpose: PurposeOption = PURPOSE,
    home: HomeOption = None,
) -> None:
    """Take down what someone asks of a record, or of each record of a business."""
    with office_of(home, purpose) as office:
        for record_id in records_of(office.home, subject):
            request = Request(kind.value, record_id, why, field, value or None)
            number = open_case(office.home, office.trail, request, office.who)
            due = case_of(office.trail.engine, number).due_on
            say(f"Case {number} on {record_id}, to be answered by {due}.")


@commands.command("list")
def list_(
    every: Annotated[bool, typer.Option("--all", help="Decided ones too.")] = False,
    home: HomeOption = None,
) -> None:
    """List the cases, those due first at the top."""
    with office_of(home) as office:
        found = cases_held(office.trail.engine, None if every else "open")
        today = office.who.at.date()
    if not found:
        say("There is no case." if every else "No case is open.")
        return
    rows = [
        {
            "case": case.case_id,
            "asked": case.kind,
            "record": _short(case.record_id),
            "field": case.field or None,
            "due": case.due_on.isoformat(),
            "stands": standing(case, today),
        }
        for case in found
    ]
    table(pd.DataFrame(rows))


@commands.command()
def show(
    case_id: Annotated[int, typer.Argument(help="Number of the case.", metavar="CASE")],
    purpose: PurposeOption = PURPOSE,
    home: HomeOption = None,
) -> None:
    """Show one case: what was asked, by when it is due, and what was decided."""
    with office_of(home, purpose) as office:
        case = case_of(office.trail.engine, case_id)
        said = office.who.entry("consultation", ("case", str(case_id)), {"asked": case.kind})
        office.trail.append(said)
        standing_now = standing(case, office.who.at.date())
    shown = {
        "asked": case.kind,
        "record": case.record_id,
        "field": case.field or None,
        "should say": case.value,
        "why": case.why,
        "opened": f"{case.opened_at:%Y-%m-%d} by {case.opened_by}",
        "due": case.due_on.isoformat(),
        "stands": standing_now,
        "decided by": case.decided_by,
        "reasons": case.decision,
    }
    figures({name: said for name, said in shown.items() if said}, f"Case {case_id}")


@commands.command("notes")
def notes_(
    subject: SubjectArgument, purpose: PurposeOption = PURPOSE, home: HomeOption = None
) -> None:
    """Show what people noted of a business, for someone who asks what is held of them."""
    with office_of(home, purpose) as office:
        found = notes_naming(office.trail.engine, records_of(office.home, subject))
        kind = "record" if names_record(subject) else "profile"
        named = office.trail.keyed(subject) if kind == "record" else subject
        detail = {"what": "notes", "count": len(found)}
        office.trail.append(office.who.entry("consultation", (kind, named), detail))
    if not found:
        say("Nothing was noted.")
        return
    rows = [
        {
            "note": one.note_id,
            "on": f"{one.written_at:%Y-%m-%d}",
            "by": one.written_by,
            "for": "everyone" if one.sight == EVERYONE else one.agency,
            "struck out": None if one.struck_at is None else f"{one.struck_at:%Y-%m-%d}",
            "text": one.text,
        }
        for one in found
    ]
    table(pd.DataFrame(rows))


@commands.command("decide")
def decide_(
    case_id: Annotated[int, typer.Argument(help="Number of the case.", metavar="CASE")],
    why: WhyOption,
    grant: Annotated[bool, typer.Option("--grant/--refuse", help="What is decided.")],
    purpose: PurposeOption = PURPOSE,
    home: HomeOption = None,
) -> None:
    """Grant or refuse what a case asks, with the reasons."""
    with office_of(home, purpose) as office:
        case = decide(office.home, office.trail, case_id, Decision(grant, why), office.who)
    say(told(case))


@commands.command("lift")
def lift_(
    what: Annotated[Lifted, typer.Argument(help="What is lifted.")],
    record: Annotated[str, typer.Argument(help="The record, source:key.")],
    purpose: PurposeOption = PURPOSE,
    home: HomeOption = None,
) -> None:
    """Lift a restriction, a dispute or what was put right; seen from the next build on."""
    with office_of(home, purpose) as office:
        number = lift(office.trail, record, what.value, office.who)
    say(f"{number} mark{'s' * (number > 1)} lifted. Scores change with the next build.")


@commands.command("erase")
def erase_(
    subject: SubjectArgument,
    why: WhyOption = "",
    yes: Annotated[bool, typer.Option("--yes", help="Do it; else only say what it would.")] = False,
    purpose: PurposeOption = PURPOSE,
    home: HomeOption = None,
) -> None:
    """Erase a record, or every record of a business, from everything that holds it."""
    with office_of(home, purpose) as office:
        ids = records_of(office.home, subject)
        seen = preview(office.home, ids)
        figures(vars(seen), f"Erasing {subject}")
        if not yes:
            say("Nothing was erased. Do it with --yes and --why 'reasons'.")
            return
        for record_id in ids:
            request = Request("erasure", record_id, why)
            number = open_case(office.home, office.trail, request, office.who)
            decide(office.home, office.trail, number, Decision(True, why), office.who)
        _done(office, _erase(office))


@commands.command()
def resume(purpose: PurposeOption = PURPOSE, home: HomeOption = None) -> None:
    """Do the erasures that were decided and are not done, or were interrupted."""
    with office_of(home, purpose) as office:
        if not pending(office.trail).cases:
            say("No erasure waits.")
            return
        _done(office, _erase(office))


def _erase(office: Office) -> Erasure:
    from records.store import prune
    from risk.rebuilding import build_again

    with progress_bars() as progress:

        def build() -> None:
            build_again(office.home, office.who.at, progress, by=office.who.user)

        done = erase(office.home, office.trail, build, office.who, progress)
    prune(office.home, settings_of(office.home.root).keep_builds)
    return done


def _done(office: Office, done: Erasure) -> None:
    said = {
        "cases granted": done.cases,
        "rows removed": done.removed.rows,
        "rows set aside, emptied": done.removed.quarantined,
        "deliveries rewritten": done.removed.deliveries,
        "builds removed": len(done.builds),
    }
    figures(said, "Erased")
    held = backups_before(office.home, office.who.at)
    for one in held:
        say(f"Backup {one.backup_id} of {one.taken_at} in {one.folder} may still hold it.")
    if held:
        say("Remove these backups, or let them run out; 'concern restore' erases it again.")
    if (office.home.root / "sample").is_dir():
        say("The files of the synthetic county in 'sample' were not touched.")


def _short(record_id: str) -> str:
    return record_id[:19] + "…" if record_id.startswith("erased:") else record_id
