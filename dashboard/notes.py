"""What do people note about a business, who may read it, and how is a note written?"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

import flask
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from dashboard.access import View
from dashboard.accountable import by_viewer
from dashboard.asking import asking
from dashboard.desk import Desk
from dashboard.dossier import Dossier, dossier_of
from dashboard.guard import needs
from dashboard.judging import name_of
from dashboard.office.layout import draw
from dashboard.rows import rows
from dashboard.seeing import shown
from dashboard.viewer import Capability, Viewer
from records.audit import Entry
from records.errors import ConflictError
from records.schema import PlacedRecord, ScoredProfile
from records.state import Acting
from records.state.notes import AGENCY, EVERYONE, Note, Noting, note, notes_of, strike

__all__ = ["CAUTION", "MOST_LETTERS", "NO_NOTES", "Notes", "add_noting", "known_notes"]

MOST_LETTERS = 1000
"""Letters a note may have."""

MOST_DIGITS = 10
"""Digits of a note's number, less than which it has."""

CAUTION = (
    "No rumours. Write facts only, each with its source and date, and nothing restricted. A note "
    "counts in no score and is in no export; whoever it is about may ask to see it."
)
"""What is said to whoever writes a note."""

_OPEN = "P"


@dataclass(frozen=True)
class Notes:
    """What was noted about a business, as one viewer may read it.

    notes: newest first, struck out or not. names: of who wrote them, by user. writer: the viewer's
    user where they may note something, else empty. agency: the viewer's, empty where none.
    address: where forms are sent.
    """

    notes: tuple[Note, ...] = ()
    names: Mapping[str, str] | None = None
    writer: str = ""
    agency: str = ""
    address: str = ""

    def name(self, user: str) -> str:
        """Return the name of who wrote something, or their user id where no account tells it."""
        return (self.names or {}).get(user) or user


NO_NOTES = Notes()
"""Where nobody noted anything, and nobody may."""


def known_notes(desk: Desk, view: View, dossier: Dossier) -> Notes:
    """Return what was noted about a business, as the viewer may read it.

    A note stays with one record of the business as its writer saw it, and is shown where the viewer
    sees that record: it never tells that two businesses are one to whom that is hidden.

    Raises:
        StateError: the state database cannot be reached.
    """
    viewer = view.viewer
    found = tuple(notes_of(desk.state, dossier.records[PlacedRecord.record_id], _acting(viewer)))
    users = {user for one in found for user in (one.written_by, one.struck_by) if user}
    return Notes(
        found,
        {user: name_of(desk, user) for user in users},
        viewer.user if viewer.may(Capability.NOTE) else "",
        viewer.agency,
        f"/business/{_id(dossier)}/notes",
    )


def add_noting(server: flask.Flask, desk: Desk) -> None:
    """Add the address at which someone notes something about a business."""

    @server.post("/business/<profile_id>/notes")
    @needs(Capability.NOTE)
    def keep(profile_id: str) -> Response | tuple[str, int]:
        view = shown(desk)
        dossier = dossier_of(view, profile_id) if view else None
        if view is None or dossier is None:
            flask.abort(404)
        asked = _asked(_id(dossier), view.viewer)
        if asked.fault:
            return draw(desk, "noting.html", asked=asked, caution=CAUTION), 400
        try:
            _write(desk, asked, dossier)
        except ConflictError as conflict:
            return draw(desk, "noting.html", asked=asked, caution=CAUTION, said=str(conflict)), 409
        return flask.redirect(f"/business/{asked.profile_id}#notes", 303)


@dataclass(frozen=True)
class _Asked:
    """What a form says.

    number: of the note that is struck out or changed. fault: why it cannot be kept, in a sentence;
    empty where it can.
    """

    profile_id: str
    what: str
    text: str
    sight: str
    number: int | None
    fault: str


def _asked(profile_id: str, viewer: Viewer) -> _Asked:
    """What the request's form says; 400 where it is none of ours."""
    form = flask.request.form
    what, sight, number = form.get("do", ""), form.get("sight", ""), form.get("note", "")
    numbered = number.isascii() and number.isdigit() and len(number) < MOST_DIGITS
    known = number == "" if what == "write" else what in ("change", "strike") and numbered
    if not known or (what != "strike" and sight not in (AGENCY, EVERYONE)):
        flask.abort(400)
    text = "\n".join(" ".join(line.split()) for line in form.get("text", "").strip().splitlines())
    fault = "" if what == "strike" else _fault(text, sight, viewer)
    return _Asked(profile_id, what, text, sight, int(number) if number else None, fault)


def _fault(text: str, sight: str, viewer: Viewer) -> str:
    if not text:
        return "Write what you want to note."
    if len(text) > MOST_LETTERS or not text.replace("\n", "").isprintable():
        return f"A note has at most {MOST_LETTERS} letters, and no signs that cannot be printed."
    if sight == AGENCY and not viewer.agency:
        return "Your account names no agency, so the note can only be for everyone."
    return ""


def _write(desk: Desk, asked: _Asked, dossier: Dossier) -> None:
    """Put the note and its audit on disk, or neither; the audit never says what was noted."""
    viewer, now = asking(), datetime.now(UTC)

    def audited(connection: Connection, made: Note) -> None:
        desk.trail.append_in(connection, _entry(viewer, asked, made))

    if asked.what == "strike":
        strike(desk.state, asked.number or 0, _acting(viewer), now, audited)
        return
    noting = Noting(asked.profile_id, _records(dossier), asked.text, asked.sight, now, asked.number)
    note(desk.state, noting, _acting(viewer), audited)


def _records(dossier: Dossier) -> tuple[str, ...]:
    """The records of a business, first the one its notes stay with: open to most, held longest."""
    read = PlacedRecord.record_id, PlacedRecord.handling, PlacedRecord.received_on
    held = rows(dossier.records, *read)
    held.sort(
        key=lambda one: (
            one[PlacedRecord.handling] != _OPEN,
            str(one[PlacedRecord.received_on]),
            one[PlacedRecord.record_id],
        )
    )
    return tuple(str(one[PlacedRecord.record_id]) for one in held)


def _entry(viewer: Viewer, asked: _Asked, made: Note) -> Entry:
    did = {"write": "note written", "change": "note changed", "strike": "note struck out"}
    detail = {"what": did[asked.what], "note": made.note_id, "instead_of": asked.number,
              "sight": made.sight}  # fmt: skip
    return by_viewer(viewer, "alteration", ("profile", asked.profile_id), detail)


def _id(dossier: Dossier) -> str:
    return str(dossier.profile[ScoredProfile.profile_id])


def _acting(viewer: Viewer) -> Acting:
    return Acting(viewer.role, viewer.user, viewer.agency)
