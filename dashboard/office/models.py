"""Pages of the office: the models, who decided what of each, and the switch. No business."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date

import flask
from flask import Blueprint
from werkzeug.wrappers import Response

from dashboard.asking import asking
from dashboard.desk import Desk
from dashboard.guard import needs
from dashboard.office.evaluated import Shown, shown_of
from dashboard.office.layout import TEMPLATES, draw
from dashboard.office.retention import actor, now
from dashboard.viewer import Capability
from records.errors import RegistryError
from risk import registry

__all__ = ["pages"]

HOME = "/office/models/"
MOST_EVENTS = 100

Answer = str | Response | tuple[str, int]

WORDS = {
    "registered": "trained",
    "evaluated": "evaluated",
    "watched": "watched",
    "approved": "approved",
    "promoted": "promoted",
    "rolled_back": "rolled back",
    "expired": "approval ended",
    "switched_on": "version two switched on",
    "switched_off": "version two switched off",
}
"""What happened, as shown."""


def pages(desk: Desk) -> Blueprint:
    """Return the pages: all models and the switch; one model, its figures and what to decide."""
    part = Blueprint("models", __name__, url_prefix=HOME[:-1], template_folder=TEMPLATES)

    @part.get("/")
    @needs(Capability.MODELS)
    def models() -> str:
        return _listed(desk)

    @part.get("/<model_id>")
    @needs(Capability.MODELS)
    def model(model_id: str) -> str:
        return _one(desk, model_id)

    _switching(part, desk)
    _deciding(part, desk)
    return part


def _switching(part: Blueprint, desk: Desk) -> None:
    @part.post("/switch")
    @needs(Capability.SWITCH)
    def switch() -> Answer:
        turned, why = flask.request.form.get("turn") == "on", _said("why")
        return _done(desk, lambda: _switched(desk, turned, why))

    @part.post("/roll-back")
    @needs(Capability.RELEASE)
    def roll_back() -> Answer:
        return _done(desk, lambda: _rolled_back(desk, _said("why")))


def _deciding(part: Blueprint, desk: Desk) -> None:
    @part.post("/<model_id>/approve")
    @needs(Capability.APPROVE)
    def approve(model_id: str) -> Answer:
        return _done(desk, lambda: _approved(desk, model_id), model_id)

    @part.post("/<model_id>/waive")
    @needs(Capability.APPROVE)
    def waive(model_id: str) -> Answer:
        return _done(desk, lambda: _waived(desk, model_id), model_id)

    @part.post("/<model_id>/expire")
    @needs(Capability.APPROVE)
    def expire(model_id: str) -> Answer:
        return _done(desk, lambda: _expired(desk, model_id), model_id)

    @part.post("/<model_id>/promote")
    @needs(Capability.RELEASE)
    def promote(model_id: str) -> Answer:
        return _done(desk, lambda: _promoted(desk, model_id), model_id)


def _listed(desk: Desk, refused: str = "") -> str:
    today = now().date()
    return draw(
        desk,
        "models.html",
        models=registry.listed(desk.state, today),
        now=registry.standing(desk.state, today),
        events=registry.history(desk.state)[:MOST_EVENTS],
        words=WORDS,
        may=_may(),
        refused=refused,
        said=flask.request.form,
    )


def _one(desk: Desk, model_id: str, refused: str = "") -> str:
    today = now().date()
    found = registry.listed(desk.state, today)
    one = next((each for each in found if each.model.model_id == model_id), None)
    if one is None:
        flask.abort(404)
    return draw(
        desk,
        "model.html",
        one=one,
        now=registry.standing(desk.state, today),
        told=_evaluated(one),
        waivers=registry.waivers(desk.state, model_id),
        events=registry.history(desk.state, model_id),
        words=WORDS,
        may=_may(),
        may_see_figures=asking().may(Capability.FIGURES),
        own=one.model.trained_by == asking().user,
        today=today,
        in_a_year=registry.in_a_year(today),
        refused=refused,
        said=flask.request.form,
    )


def _evaluated(one: registry.Listed) -> Shown | None:
    """What the evaluation says; None: there is none that this version can read."""
    return shown_of(json.loads(one.figures.body)) if one.figures else None


def _may() -> dict[str, bool]:
    viewer = asking()
    named = (Capability.APPROVE, Capability.RELEASE, Capability.SWITCH)
    return {one.value: viewer.may(one) for one in named}


def _done(desk: Desk, act: Callable[[], str], model_id: str = "") -> Answer:
    """Do it, say what was done and show the page anew; a refusal is told where it was asked."""
    try:
        flask.flash(act(), "green")
    except RegistryError as error:
        return (_one(desk, model_id, str(error)) if model_id else _listed(desk, str(error))), 422
    return flask.redirect(HOME + model_id, 303)


def _switched(desk: Desk, turned: bool, why: str) -> str:
    shown = registry.switch(desk.trail, turned, why, actor())
    return f"Version two is switched {'on' if turned else 'off'}. Shown from now on: {shown}."


def _rolled_back(desk: Desk, why: str) -> str:
    _refuse_no_reason(why)
    now_id = registry.roll_back(desk.trail, why, actor())
    return f"Rolled back. {f'Model {now_id} stands again' if now_id else 'Version one stands'}."


def _approved(desk: Desk, model_id: str) -> str:
    given = registry.Approval(_said("dpia"), _said("why"), _day("until"))
    until = registry.approve(desk.trail, model_id, given, actor())
    return f"The model is approved until {until}. The administrator may promote it."


def _waived(desk: Desk, model_id: str) -> str:
    who = actor()
    ends = _day("until") or registry.in_a_year(who.at.date())
    waiver = registry.Waiver(_said("failed"), _said("why"), _said("named"), who.at.date(), ends)
    registry.waive(desk.trail, model_id, waiver, who)
    return f"{waiver.named} answers for {waiver.failed} until {ends}."


def _expired(desk: Desk, model_id: str) -> str:
    _refuse_no_reason(_said("why"))
    registry.expire(desk.trail, model_id, _said("why"), actor())
    return "The approval has ended."


def _promoted(desk: Desk, model_id: str) -> str:
    registry.promote(desk.trail, model_id, _said("why"), actor())
    return "The model is promoted. It is shown from the next build on, which it scores."


def _refuse_no_reason(why: str) -> None:
    if not why:
        raise RegistryError("Say why, in a few words; it is kept.")


def _said(name: str) -> str:
    return flask.request.form.get(name, "").strip()


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(_said(name))
    except ValueError:
        return None
