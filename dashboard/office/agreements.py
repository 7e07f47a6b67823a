"""Pages of the office: the register of sharing agreements."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import flask
from flask import Blueprint
from sqlalchemy import Connection
from werkzeug.wrappers import Response

from dashboard.accountable import by_viewer
from dashboard.asking import asking
from dashboard.desk import Desk
from dashboard.guard import needs
from dashboard.office.agreement_form import Form, blank, form_of, read
from dashboard.office.layout import TEMPLATES, draw
from dashboard.today import today
from dashboard.viewer import Capability
from records.agreements import (
    Agreement,
    end_agreement,
    faults_of,
    in_charge,
    known_sources,
    published_sources,
    record_agreement,
    register,
    versions,
)
from records.domain import agencies
from records.errors import AgreementError, ConflictError

__all__ = ["pages"]

_ORDER = ("lapsed", "review due", "in force", "not begun", "ended")
"""What needs a hand first stands first."""


def pages(desk: Desk) -> Blueprint:
    """Return the pages and what they answer to."""
    blueprint = Blueprint(
        "agreements", __name__, url_prefix="/office/agreements", template_folder=TEMPLATES
    )

    @blueprint.get("/")
    @needs(Capability.FIGURES)
    def listed() -> str:
        return _listed(desk)

    @blueprint.get("/<agreement_id>")
    @needs(Capability.FIGURES)
    def one(agreement_id: str) -> str:
        return _shown(desk, _versions(desk, agreement_id))

    @blueprint.get("/new")
    @needs(Capability.AGREE)
    def new() -> str:
        return _asked(desk, blank(today()))

    @blueprint.post("/new")
    @needs(Capability.AGREE)
    def add() -> Response | tuple[str, int]:
        return _recorded(desk, None)

    @blueprint.get("/<agreement_id>/amend")
    @needs(Capability.AGREE)
    def amend(agreement_id: str) -> str:
        return _asked(desk, form_of(_versions(desk, agreement_id)[-1]))

    @blueprint.post("/<agreement_id>/amend")
    @needs(Capability.AGREE)
    def amended(agreement_id: str) -> Response | tuple[str, int]:
        return _recorded(desk, _versions(desk, agreement_id)[-1])

    @blueprint.post("/<agreement_id>/end")
    @needs(Capability.AGREE)
    def end(agreement_id: str) -> Response | tuple[str, int]:
        return _ended(desk, agreement_id)

    return blueprint


def _listed(desk: Desk) -> str:
    day, held = today(), register(desk.state)
    ordered = sorted(held, key=lambda one: (_ORDER.index(one.standing(day)), one.review_on))
    return draw(
        desk,
        "agreements.html",
        agreements=ordered,
        today=day,
        names=_names(),
        published=sorted(_published(desk)),
        may_change=asking().may(Capability.AGREE),
    )


def _shown(desk: Desk, found: list[Agreement], refused: str = "") -> str:
    last, day = found[-1], today()
    return draw(
        desk,
        "agreement.html",
        agreement=last,
        versions=found,
        standing=last.standing(day),
        today=day,
        refused=refused,
        names=_names(),
        senders=_sources(desk),
        may_change=asking().may(Capability.AGREE),
    )


def _asked(desk: Desk, form: Form, faults: tuple[str, ...] = ()) -> str:
    return draw(
        desk,
        "agreement_form.html",
        form=form,
        faults=faults,
        agencies=_names(),
        sources=_sources(desk),
        published=_published(desk),
    )


def _recorded(desk: Desk, before: Agreement | None) -> Response | tuple[str, int]:
    """Record what the form says, or show it again with every fault."""
    form = read(flask.request.form, before)
    agreement, faults = form.agreement()
    if agreement is not None:
        faults = (*faults, *faults_of(agreement, _sources(desk)))
    if agreement is None or faults:
        return _asked(desk, form, faults), 422
    if before is not None:
        agreement = replace(agreement, ended_on=before.ended_on)
    beside = _noted(desk, agreement.agreement_id, f"version {agreement.version}")
    try:
        record_agreement(desk.state, agreement, asking().user, _sources(desk), beside)
    except ConflictError as error:
        return _asked(desk, form, (str(error),)), 409
    except AgreementError as error:
        return _asked(desk, form, (str(error),)), 422
    flask.flash("The agreement is recorded. It holds at once.", "green")
    return _back(agreement.agreement_id)


def _ended(desk: Desk, agreement_id: str) -> Response | tuple[str, int]:
    found, form = _versions(desk, agreement_id), flask.request.form
    if form.get("version") != str(found[-1].version):
        return _shown(desk, found, "Someone changed it meanwhile; this is what it says now."), 409
    try:
        on = date.fromisoformat(form.get("on", ""))
    except ValueError:
        return _shown(desk, found, "Name the first day on which it no longer holds."), 422
    try:
        beside = _noted(desk, agreement_id, f"ended on {on}")
        end_agreement(desk.state, agreement_id, on, asking().user, beside)
    except ConflictError as error:
        return _shown(desk, _versions(desk, agreement_id), str(error)), 409
    except AgreementError as error:
        return _shown(desk, found, str(error)), 422
    flask.flash(f"The agreement ends on {on}.", "green")
    return _back(agreement_id)


def _noted(desk: Desk, agreement_id: str, did: str) -> Callable[[Connection], object]:
    """Return what writes into the audit, in the transaction of the change, who made it."""
    entry = by_viewer(asking(), "alteration", ("agreement", agreement_id), {"did": did})
    return lambda connection: desk.trail.append_in(connection, entry)


def _back(agreement_id: str) -> Response:
    return flask.redirect(flask.url_for("agreements.one", agreement_id=agreement_id), 303)


def _versions(desk: Desk, agreement_id: str) -> list[Agreement]:
    try:
        return versions(desk.state, agreement_id)
    except AgreementError:
        flask.abort(404)


def _sources(desk: Desk) -> dict[str, str]:
    return known_sources(desk.home.mappings) if desk.home else known_sources()


def _published(desk: Desk) -> frozenset[str]:
    return published_sources(desk.home.mappings) if desk.home else published_sources()


def _names() -> dict[str, str]:
    """What each agency is called, by its code, and who acts for it where it has ended."""
    known, day = agencies(), today()
    names = dict(zip(map(str, known.index), known["short_name"], strict=True))
    acting = {code: in_charge(code, day) for code in names}
    return {
        code: name if acting[code] == code else f"{name}, now {names[acting[code]]}"
        for code, name in names.items()
    }
