"""Commands on the audit: verify, search, who, export, anchor."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated

import pandas as pd
import typer

from dashboard import auditing
from dashboard.aside import write_whole
from dashboard.audit_file import file_of
from dashboard.cli.console import HomeOption, county_home, figures, progress_bars, say, table
from dashboard.cli.operator import by_operator, operator, said_purpose
from dashboard.components.header import MARKING
from records.audit import Anchor, Asked, Looked, Trail, Verdict, Written, open_trail
from records.errors import ConcernError
from records.home import Home
from records.state import opened

__all__ = ["register"]

audit = typer.Typer(no_args_is_help=True, help="Who did what: verify, search and export the audit.")

UserOption = Annotated[str, typer.Option(help="Who did it, such as ada or os:ada.")]
AgencyOption = Annotated[str, typer.Option(help="Agency of who did it, such as EPOL.")]
OperationOption = Annotated[
    str,
    typer.Option(help="collection, alteration, consultation, disclosure, combination or erasure."),
]
KindOption = Annotated[str, typer.Option(help="Kind of subject, such as profile or delivery.")]
SubjectOption = Annotated[str, typer.Option(help="Id of what it was done to.")]
ProfileOption = Annotated[str, typer.Option(help="Profile that was opened, or that a list held.")]
PurposePartOption = Annotated[str, typer.Option("--said", help="Part of the purpose.")]
SinceOption = Annotated[str, typer.Option(help="First day, such as 2026-11-01.")]
UntilOption = Annotated[str, typer.Option(help="Last day.")]
WordsOption = Annotated[
    str, typer.Option(help="Who searched for just these words; the audit keeps a keyed hash only.")
]
WhyOption = Annotated[str, typer.Option("--purpose", help="What it is for; the audit keeps it.")]


def register(app: typer.Typer) -> None:
    """Add the commands to `app`."""
    for command in (verify, search, who, export, anchor):
        audit.command()(command)
    app.add_typer(audit, name="audit")


@contextmanager
def _trail_of(home: Home, *, doubted: bool = False) -> Iterator[Trail]:
    with opened(home.state_url) as state:
        yield open_trail(state, home, doubted=doubted)


def verify(
    kept: Annotated[
        Path | None,
        typer.Option("--anchor", help="A copy of the anchor that is kept elsewhere."),
    ] = None,
    home: HomeOption = None,
) -> None:
    """Check every row, and that none was cut off; exit code 1 where something is wrong."""
    with _trail_of(county_home(home), doubted=True) as trail, progress_bars() as progress:
        copy = Anchor(kept, trail.key) if kept else None
        entry = by_operator("consultation", ("audit", ""), {})
        verdict = auditing.verified(trail, entry, copy, progress)
    _tell(verdict)
    if not verdict.is_sound:
        raise typer.Exit(1)


def _tell(verdict: Verdict) -> None:
    anchored = verdict.anchored
    told = {
        "rows": verdict.rows,
        "last row": verdict.head.seq,
        "written": verdict.head.at if verdict.rows else None,
        "last row the anchor knows": anchored.seq if anchored else None,
        "rows written while the clock was behind": verdict.clock_behind,
        "faults": verdict.fault_count,
    }
    figures(told, "The audit is sound" if verdict.is_sound else "THE AUDIT IS NOT SOUND")
    if verdict.faults:
        rows = [(fault.seq or None, fault.what) for fault in verdict.faults]
        frame = pd.DataFrame(rows, columns=["row", "what was seen"], dtype="object")
        table(frame, f"The first {len(rows)} of {verdict.fault_count:,} faults")
        say("Keep the database and the anchor as they are and tell the data protection officer.")


def search(
    user: UserOption = "",
    agency: AgencyOption = "",
    operation: OperationOption = "",
    kind: KindOption = "",
    subject: SubjectOption = "",
    profile: ProfileOption = "",
    said: PurposePartOption = "",
    since: SinceOption = "",
    until: UntilOption = "",
    words: WordsOption = "",
    purpose: WhyOption = "",
    before: Annotated[int | None, typer.Option(help="Only rows before this one.")] = None,
    home: HomeOption = None,
) -> None:
    """Find entries, newest first, 50 at a time; the search itself is audited."""
    values = _values(user, agency, operation, kind, subject, profile, said, since, until)
    with _trail_of(county_home(home)) as trail:
        asked = _asked(trail, values, words)
        reading = by_operator("consultation", ("audit", ""), {}, purpose=purpose)
        entries = auditing.page_of(trail, reading, asked, before)
    if not entries:
        say("Nothing is found.")
        return
    table(pd.DataFrame([_line(one) for one in entries]))
    if len(entries) == auditing.PER_PAGE:
        say(f"Older entries: --before {entries[-1].seq}")


def who(
    profile: Annotated[str, typer.Argument(help="Id of the business.")],
    purpose: WhyOption = "",
    home: HomeOption = None,
) -> None:
    """Tell who opened, was shown or was given a business, and on which days."""
    county = county_home(home)
    with _trail_of(county) as trail:
        reading = by_operator("consultation", ("audit", ""), {}, purpose=purpose)
        known = auditing.business(trail, reading, [profile], county)
    if known.looked:
        table(_people(known.looked), f"Who looked at {', '.join(known.ids)}")
    else:
        say(f"Nobody opened {', '.join(known.ids)} or was shown a list that names it.")
    if known.whole:
        table(_people(known.whole), "Lists too long to name each business; they may have held it")


def export(
    out: Annotated[Path, typer.Argument(help="CSV file to write.")],
    purpose: Annotated[str, typer.Option(help="What it is for; the audit keeps it.")],
    recipient: Annotated[str, typer.Option(help="Who is given it; the audit keeps it.")],
    user: UserOption = "",
    agency: AgencyOption = "",
    operation: OperationOption = "",
    kind: KindOption = "",
    subject: SubjectOption = "",
    profile: ProfileOption = "",
    said: PurposePartOption = "",
    since: SinceOption = "",
    until: UntilOption = "",
    words: WordsOption = "",
    home: HomeOption = None,
) -> None:
    """Write entries to a CSV file, oldest first; this is a disclosure and is audited as one."""
    values = _values(user, agency, operation, kind, subject, profile, said, since, until)
    why = said_purpose(purpose)
    if not recipient.strip():
        raise ConcernError("Say who is given the file: --recipient NAME. The audit keeps it.")
    with _trail_of(county_home(home)) as trail:
        asked = _asked(trail, values, words)
        given = by_operator("disclosure", ("audit", ""), {}, purpose=why)
        count, last = auditing.taken(trail, replace(given, recipient=recipient.strip()), asked)
        heading = [MARKING, f"The audit up to row {last}, for {recipient.strip()}: {why}",
                   f"Written by {operator()}; asked: {asked.said() or 'everything'}"]  # fmt: skip
        write_whole(out, file_of(trail.engine, asked, last, heading))
    say(f"{count:,} entries written to {out}")


def anchor(
    purpose: Annotated[str, typer.Option(help="Why the two differ; the audit keeps it.")],
    home: HomeOption = None,
) -> None:
    """Have the anchor hold the audit's end as it is, once you know why the two differ.

    For a database put back from its backup, or an anchor lost with its disk. Verify first: what
    the anchor held is kept in the audit, and what it proved is then gone from the anchor.
    """
    entry = by_operator("alteration", ("audit", "anchor"), {}, purpose=said_purpose(purpose))
    with _trail_of(county_home(home)) as trail:
        head = trail.reanchor(entry)
    say(f"The anchor holds row {head.seq}, written {head.at}.")


def _values(*values: str) -> dict[str, str]:
    names = ("user", "agency", "operation", "subject_kind", "subject", "profile", "purpose",
             "since", "until")  # fmt: skip
    return dict(zip(names, values, strict=True))


def _asked(trail: Trail, values: dict[str, str], words: str) -> Asked:
    return auditing.asked_of({**values, "keyed": auditing.search_hash(trail, words)})


def _line(one: Written) -> dict[str, object]:
    entry = one.entry
    return {
        "row": one.seq,
        "at": f"{one.at.astimezone():%Y-%m-%d %H:%M:%S}",
        "who": entry.user,
        "operation": entry.operation,
        "subject": " ".join(filter(None, (entry.subject_kind, entry.subject))),
        "purpose": entry.purpose,
        "recipient": entry.recipient,
    }


def _people(looked: list[Looked]) -> pd.DataFrame:
    rows = [
        (one.user, one.role, one.agency, one.how, one.times, one.days, _local(one.first),
         _local(one.last)) for one in looked
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["who", "role", "agency", "how", "times", "days", "first",
                                       "last"])  # fmt: skip


def _local(at: datetime) -> str:
    return f"{at.astimezone():%Y-%m-%d %H:%M}"
