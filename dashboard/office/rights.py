"""Pages of the office: what people ask of their records, and what is past its time."""

from __future__ import annotations

from collections.abc import Callable

import flask
from flask import Blueprint
from werkzeug.wrappers import Response

from dashboard.cases import standing, told
from dashboard.desk import Desk
from dashboard.guard import needs
from dashboard.office.layout import TEMPLATES, draw
from dashboard.office.retention import actor, now
from dashboard.office.retention import register as register_retention
from dashboard.viewer import Capability
from records.errors import RightsError
from records.home import Home
from records.rights import marks_in_force
from records.rights.cases import KINDS, Request, case_of, cases_held, open_case, records_of
from records.rights.correcting import FIELDS
from records.rights.deciding import Decision, decide, lift
from records.rights.preview import backups_before
from records.state.notes import notes_naming

__all__ = ["pages"]

ROOT = "/office/rights/"
MOST_CASES = 500

Answer = str | Response | tuple[str, int]


def pages(desk: Desk) -> Blueprint:
    """Return the pages and what they answer to."""
    blueprint = Blueprint("rights", __name__, url_prefix=ROOT[:-1], template_folder=TEMPLATES)

    @blueprint.get("/")
    @needs(Capability.RIGHTS)
    def listed() -> str:
        return _listed(desk)

    @blueprint.post("/")
    @needs(Capability.RIGHTS)
    def opened() -> Answer:
        return _refusing(lambda: _opened(desk), lambda said: _listed(desk, said))

    @blueprint.get("/case/<int:case_id>")
    @needs(Capability.RIGHTS)
    def one(case_id: int) -> str:
        return _shown(desk, case_id)

    @blueprint.post("/case/<int:case_id>")
    @needs(Capability.RIGHTS)
    def decided(case_id: int) -> Answer:
        return _refusing(lambda: _decided(desk, case_id), lambda said: _shown(desk, case_id, said))

    @blueprint.post("/case/<int:case_id>/lift")
    @needs(Capability.RIGHTS)
    def lifted(case_id: int) -> Answer:
        return _refusing(lambda: _lifted(desk, case_id), lambda said: _shown(desk, case_id, said))

    register_retention(blueprint, desk)
    return blueprint


def _refusing(act: Callable[[], Response], shown: Callable[[str], str]) -> Answer:
    """Do it, or show the page again with why it cannot be done."""
    try:
        return act()
    except RightsError as error:
        return shown(str(error)), 422


def _listed(desk: Desk, refused: str = "") -> str:
    every, today = flask.request.args.get("all") == "yes", now().date()
    held = cases_held(desk.state, None if every else "open")
    waiting = [case for case in held if case.waits]
    return draw(
        desk,
        "rights.html",
        cases=[(case, standing(case, today)) for case in held[:MOST_CASES]],
        total=len(held),
        overdue=sum(case.overdue(today) for case in held),
        waiting=len(waiting),
        every=every,
        kinds=KINDS,
        fields=sorted(FIELDS),
        said=flask.request.form,
        refused=refused,
    )


def _opened(desk: Desk) -> Response:
    """Open a case for the record that is named, or for each record of a business."""
    said, who = flask.request.form, actor()
    kind, home = said.get("kind", ""), _home(desk)
    field = said.get("field", "") if kind == "rectification" else ""
    value = said.get("value", "") if kind == "rectification" else ""
    numbers = [
        open_case(home, desk.trail, Request(kind, one, said.get("why", ""), field, value), who)
        for one in records_of(home, said.get("subject", "").strip())
    ]
    if len(numbers) == 1:
        flask.flash(f"Case {numbers[0]} is open.", "green")
        return flask.redirect(f"{ROOT}case/{numbers[0]}", 303)
    flask.flash(f"{len(numbers)} cases are open, one for each record of the business.", "green")
    return flask.redirect(ROOT, 303)


def _shown(desk: Desk, case_id: int, refused: str = "") -> str:
    try:
        case = case_of(desk.state, case_id)
    except RightsError:
        flask.abort(404)
    who = actor()
    desk.trail.append(who.entry("consultation", ("case", str(case_id)), {"asked": case.kind}))
    marks = marks_in_force(desk.state)
    standing_marks = {
        "restriction": case.record_id in marks.restricted and not case.waits,
        "dispute": case.record_id in marks.disputed,
        "correction": bool(marks.corrections_of(case.record_id)),
    }
    backups = backups_before(desk.home, who.at) if desk.home and case.kind == "erasure" else []
    return draw(
        desk,
        "rights_case.html",
        case=case,
        standing=standing(case, who.at.date()),
        what=KINDS[case.kind],
        corrections=marks.corrections_of(case.record_id),
        lifted=[name for name, stands in standing_marks.items() if stands],
        backups=backups,
        notes=notes_naming(desk.state, [case.record_id]),
        refused=refused,
        said=flask.request.form,
    )


def _decided(desk: Desk, case_id: int) -> Response:
    said, case = flask.request.form, case_of(desk.state, case_id)
    granted = said.get("decision") == "grant"
    if said.get("decision") not in ("grant", "refuse"):
        raise RightsError("Say whether it is granted or refused.")
    if granted and case.kind == "erasure" and said.get("again", "").strip() != case.record_id:
        raise RightsError("To grant an erasure, write the record's id again, sign for sign.")
    answer = Decision(granted, said.get("why", ""))
    case = decide(_home(desk), desk.trail, case_id, answer, actor())
    flask.flash(told(case), "amber" if case.waits else "green")
    return flask.redirect(f"{ROOT}case/{case_id}", 303)


def _lifted(desk: Desk, case_id: int) -> Response:
    case = case_of(desk.state, case_id)
    what = flask.request.form.get("what", "")
    lift(desk.trail, case.record_id, what, actor())
    flask.flash(f"The {what} is lifted. Scores change with the next build.", "green")
    return flask.redirect(f"{ROOT}case/{case_id}", 303)


def _home(desk: Desk) -> Home:
    if desk.home is None:
        raise RightsError("These pages show builds without a county's folder; nothing is held.")
    return desk.home
