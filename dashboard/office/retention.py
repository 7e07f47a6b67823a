"""Pages of the office: how long each source is kept, and which records are past their time."""

from __future__ import annotations

from datetime import date, datetime
from math import ceil

import flask
import pandas as pd
from flask import Blueprint
from werkzeug.wrappers import Response

from dashboard.asking import asking
from dashboard.desk import Desk
from dashboard.guard import needs
from dashboard.office.layout import draw
from dashboard.viewer import Capability
from records.contracts import contract_names
from records.errors import RightsError
from records.rights.actor import Actor
from records.rights.deciding import Review, review
from records.rights.retention import Due, past_their_time, schedules, set_schedule

__all__ = ["actor", "now", "register"]

REVIEW = "/office/rights/review"
SCHEDULES = "/office/rights/schedules"
PAGE_ROWS = 50

Answer = str | Response | tuple[str, int]


def register(blueprint: Blueprint, desk: Desk) -> None:
    """Add the pages to those on rights."""

    @blueprint.get("/review")
    @needs(Capability.RIGHTS)
    def due() -> str:
        return _due(desk)

    @blueprint.post("/review")
    @needs(Capability.RIGHTS)
    def reviewed() -> Answer:
        try:
            return _reviewed(desk)
        except RightsError as error:
            return _due(desk, str(error)), 422

    @blueprint.get("/schedules")
    @needs(Capability.RIGHTS)
    def schedules_listed() -> str:
        return _listed(desk)

    @blueprint.post("/schedules")
    @needs(Capability.RIGHTS)
    def scheduled() -> Answer:
        try:
            return _scheduled(desk)
        except RightsError as error:
            return _listed(desk, str(error)), 422


def _due(desk: Desk, refused: str = "") -> str:
    today = now().date()
    found = past_their_time(desk.home, desk.state, today) if desk.home else Due.empty()
    source = flask.request.args.get("source", "")
    wanted = found[found[Due.source] == source] if source else found
    pages = max(1, ceil(len(wanted) / PAGE_ROWS))
    page = min(max(flask.request.args.get("page", 1, type=int), 1), pages)
    shown = wanted.iloc[(page - 1) * PAGE_ROWS : page * PAGE_ROWS]
    return draw(
        desk,
        "rights_review.html",
        rows=shown.to_dict("records"),
        total=len(wanted),
        page=page,
        pages=pages,
        source=source,
        sources=sorted(found[Due.source].unique()),
        counts=found[Due.source].value_counts().to_dict(),
        today=today,
        asked=flask.request.form.get("record") or flask.request.args.get("record", ""),
        in_a_year=(pd.Timestamp(today) + pd.DateOffset(years=1)).date(),
        refused=refused,
        said=flask.request.form,
    )


def _reviewed(desk: Desk) -> Response:
    if desk.home is None:
        raise RightsError("These pages show builds without a county's folder; nothing is held.")
    said = flask.request.form
    record_id, verdict = said.get("record", ""), said.get("verdict", "")
    if verdict == "erase" and said.get("again", "").strip() != record_id:
        raise RightsError("To have a record erased, write its id again, sign for sign.")
    decided = Review(record_id, verdict, said.get("why", ""), _day(said.get("next", "")))
    number = review(desk.home, desk.trail, decided, actor())
    if number is None:
        flask.flash(f"Kept; it is reviewed again on {decided.next_on}.", "green")
    else:
        flask.flash(
            f"Case {number}: the record is hidden from now on. The administrator erases it with "
            "'concern rights resume'.",
            "amber",
        )
    return flask.redirect(REVIEW, 303)


def _listed(desk: Desk, refused: str = "") -> str:
    return draw(
        desk,
        "rights_schedules.html",
        schedules=schedules(desk.state, _sources(desk)),
        refused=refused,
        said=flask.request.form,
    )


def _scheduled(desk: Desk) -> Response:
    said = flask.request.form
    months = said.get("months", 0, type=int)
    source = said.get("source", "").strip()
    if source not in {one.source for one in schedules(desk.state, _sources(desk))}:
        raise RightsError("Choose one of the sources listed.")
    set_schedule(desk.trail, source, months, said.get("basis", ""), actor())
    flask.flash(f"Records of {source} are kept {months} months.", "green")
    return flask.redirect(SCHEDULES, 303)


def _sources(desk: Desk) -> list[str]:
    return [*(contract_names(desk.home.mappings) if desk.home else []), "*"]


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def now() -> datetime:
    """Return the moment, in the zone of this machine."""
    return datetime.now().astimezone()


def actor() -> Actor:
    """Return who asks, now."""
    viewer = asking()
    return Actor(viewer.user, now(), viewer.role, viewer.agency, viewer.purpose)
