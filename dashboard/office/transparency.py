"""Pages of the office: the transparency pack, as it would be published today."""

from __future__ import annotations

import flask
from flask import Blueprint
from werkzeug.wrappers import Response

from dashboard.accountable import by_viewer
from dashboard.asking import asking
from dashboard.desk import Desk
from dashboard.guard import needs
from dashboard.office.layout import TEMPLATES, draw
from dashboard.today import today
from dashboard.transparency import (
    Answers,
    Document,
    Fault,
    Known,
    answers_of,
    faults_in,
    files_of,
    known_of,
    pack_of,
)
from dashboard.transparency.writing import body_of, zipped
from dashboard.viewer import Capability
from records.errors import ConcernError
from records.home import Home

__all__ = ["pages"]

_NO_HOME = "These pages show builds without a county's folder; there is nothing to write of."
Draft = tuple[Known, tuple[Document, ...], tuple[Fault, ...]]


def pages(desk: Desk) -> Blueprint:
    """Return the pages: what is blank or stale, each document as it stands, and the whole pack."""
    blueprint = Blueprint(
        "transparency", __name__, url_prefix="/office/transparency", template_folder=TEMPLATES
    )

    @blueprint.get("/")
    @needs(Capability.EXPLAIN)
    def listed() -> str:
        return _listed(desk)

    @blueprint.get("/<name>")
    @needs(Capability.EXPLAIN)
    def one(name: str) -> str:
        return _one(desk, name)

    @blueprint.get("/pack.zip")
    @needs(Capability.EXPLAIN)
    def pack() -> Response | tuple[str, int]:
        return _pack(desk)

    return blueprint


def _listed(desk: Desk) -> str:
    known, documents, faults = _drafted(desk)
    return draw(
        desk, "transparency.html", documents=documents, faults=faults, known=known, refused=""
    )


def _one(desk: Desk, name: str) -> str:
    _, documents, _ = _drafted(desk)
    found = next((one for one in documents if one.name == name), None)
    if found is None:
        flask.abort(404)
    _note(desk, name)
    return draw(desk, "transparency_document.html", document=found, body=body_of(found))


def _pack(desk: Desk) -> Response | tuple[str, int]:
    known, documents, faults = _drafted(desk)
    if faults:
        refused = "The pack is not given out while a field is blank or stale."
        values = {"documents": documents, "faults": faults, "known": known, "refused": refused}
        return draw(desk, "transparency.html", **values), 409
    _note(desk, "pack")
    headers = {
        "Content-Disposition": f'attachment; filename="transparency-{known.on}.zip"',
        "Cache-Control": "private, no-store",
    }
    body = zipped(files_of(documents, known), known.on)
    return flask.Response(body, mimetype="application/zip", headers=headers)


def _drafted(desk: Desk) -> Draft:
    if desk.home is None:
        flask.abort(404, _NO_HOME)
    on = today()
    known = known_of(desk.home, desk.state, desk.settings.county, on)
    answers, unread = _answers(desk.home)
    documents = pack_of(known, answers)
    return known, documents, (*unread, *faults_in(answers, documents, on, known.promoted_on))


def _answers(home: Home) -> tuple[Answers, tuple[Fault, ...]]:
    """What people answered; a file that cannot be read is a fault of its own."""
    try:
        return answers_of(home.root), ()
    except ConcernError as error:
        fault = Fault("transparency.toml", str(error).rstrip("."), "Mend the file")
        return Answers({}), (fault,)


def _note(desk: Desk, what: str) -> None:
    subject = ("transparency", what)
    desk.trail.append(by_viewer(asking(), "consultation", subject, {"shown": what}))
