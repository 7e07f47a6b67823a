"""The command on the transparency pack: what the public and a board are told of the tool."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from dashboard.aside import write_whole
from dashboard.cli.console import HomeOption, county_home, say, working
from dashboard.cli.operator import by_operator
from dashboard.settings import settings_of
from dashboard.today import today
from records.audit import open_trail
from records.errors import ConcernError
from records.home import Home
from records.state import opened

__all__ = ["register"]


def register(app: typer.Typer) -> None:
    """Add the command to `app`."""
    app.command()(transparency)


def transparency(
    out: Annotated[
        Path | None, typer.Option(help="Folder to write the documents to; an older pack goes.")
    ] = None,
    template: Annotated[
        bool,
        typer.Option("--template", help="Write transparency.toml, to be answered by people."),
    ] = False,
    home: HomeOption = None,
) -> None:
    """Write model card, ATRS record, DPIA annex and ALGO-CARE sheet, as HTML and Markdown.

    What the running system knows is read from it; what people must write is read from
    transparency.toml in the county's folder. Refused while any field is blank or stale, each named.
    """
    county = county_home(home)
    if template:
        _write_template(county)
    if out is not None:
        _write(county, out)
    if out is None and not template:
        raise typer.BadParameter("name a folder with --out, or write the questions with --template")


def _write_template(county: Home) -> None:
    from dashboard.transparency import answers as asked

    path = county.root / asked.FILE
    if path.exists():
        raise ConcernError(f"{path} is there already; it is never written over. Answer it there.")
    write_whole(path, [asked.template().encode()])
    say(f"{path} holds {len(asked.questions())} questions. Answer them, then: --out FOLDER")


def _write(county: Home, out: Path) -> None:
    from dashboard.transparency import (
        answers_of,
        faults_in,
        files_of,
        known_of,
        pack_of,
        refuse_faults,
        write_pack,
    )

    answers, day = answers_of(county.root), today()
    with opened(county.state_url) as state:
        with working("reading the build"):
            known = known_of(county, state, settings_of(county.root).county, day)
        documents = pack_of(known, answers)
        refuse_faults(faults_in(answers, documents, day, known.promoted_on))
        build = known.held.build_id if known.held else ""
        detail = {"what": "transparency pack", "documents": len(documents)}
        open_trail(state, county).append(by_operator("consultation", ("build", build), detail))
        write_pack(out, files_of(documents, known))
    say(f"{len(documents)} documents, each as HTML and Markdown, are in {out}")
