"""Pages of the office: lists of visits, drawn by score and by lot, and what they found."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date

import flask
from flask import Blueprint
from werkzeug.wrappers import Response

from dashboard.access import View
from dashboard.accountable import by_viewer
from dashboard.asking import asking
from dashboard.components.header import marking
from dashboard.desk import Desk
from dashboard.filters import Filters
from dashboard.guard import needs
from dashboard.labels import agency_name, filter_value, sector_name
from dashboard.office.layout import TEMPLATES, draw
from dashboard.office.retention import actor
from dashboard.purposes import PURPOSES, said_purpose
from dashboard.seeing import shown
from dashboard.today import today
from dashboard.versions import CHECKLIST
from dashboard.viewer import Capability
from dashboard.visiting import Wished, draw_list, found_by, of_viewer, taken_list
from records.domain import agencies
from records.errors import VisitError
from risk.visits import VisitList, VisitSettings
from risk.visits.drawing import WITHIN
from risk.visits.finding import WITHIN_DAYS
from risk.visits.keeping import list_of

__all__ = ["pages"]

HOME = "/office/visits/"
_CSV = "text/csv; charset=utf-8"
_NO_BUILD = "No build was published yet; there is nobody to visit."
MOST_VISITS = 10_000

Answer = str | Response | tuple[str, int]


def pages(desk: Desk) -> Blueprint:
    """Return the pages: draw a list, take one away, and see what the visits found."""
    part = Blueprint("visits", __name__, url_prefix=HOME[:-1], template_folder=TEMPLATES)

    @part.get("/")
    @needs(Capability.EXPORT)
    def listed() -> str:
        return _listed(desk)

    @part.post("/")
    @needs(Capability.EXPORT)
    def drawn() -> Answer:
        try:
            return _drawn(desk)
        except VisitError as error:
            return _listed(desk, str(error)), 422

    @part.post("/<int:list_id>")
    @needs(Capability.EXPORT)
    def taken(list_id: int) -> Response:
        return _taken(desk, list_id)

    @part.get("/found")
    @needs(Capability.EXPORT)
    def found() -> str:
        return _found(desk)

    return part


def _listed(desk: Desk, refused: str = "") -> str:
    view, said = shown(desk), flask.request.form
    return draw(
        desk,
        "visits.html",
        lists=of_viewer(desk.state, asking().user),
        districts=view.county.columns.districts if view else (),
        sectors=[(one, sector_name(one)) for one in view.county.columns.sectors] if view else (),
        agencies=[(one, agency_name(one)) for one in agencies().index],
        within=WITHIN,
        purposes=PURPOSES,
        chosen=_chosen,
        agency_name=agency_name,
        version=view.version if view else CHECKLIST,
        today=today(),
        refused=refused,
        said=said,
    )


def _drawn(desk: Desk) -> Response:
    held = draw_list(desk.trail, _view(desk), _wished(), actor())
    flask.flash(
        f"List {held.list_id}: {held.capacity} visits, {held.at_random} of them a random check.",
        "green",
    )
    return flask.redirect(HOME, 303)


def _wished() -> Wished:
    said = flask.request.form
    capacity = said.get("capacity", 0, type=int)
    if capacity > MOST_VISITS:
        raise VisitError(f"A list holds {MOST_VISITS:,} visits at most; ask for fewer.")
    share = said.get("share", 0.0, type=float) / 100
    settings = VisitSettings(capacity, secrets.token_hex(8), share, said.get("within", ""))
    district, sector = (tuple(filter(None, [said.get(name)])) for name in ("district", "sector"))
    filters = Filters(district=district, sector=sector)
    return Wished(filters, settings, _day(said.get("on", "")), said.get("agency", ""))


def _taken(desk: Desk, list_id: int) -> Response:
    said = said_purpose(flask.request.form)
    try:
        view, held = _view(desk), list_of(desk.state, list_id, asking().user)
    except VisitError:
        flask.abort(404)
    body = taken_list(desk.trail, view, held, said, marking(view.county.about))
    name = f"visits-{held.list_id}-{held.drawn_on}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return flask.Response(body, content_type=_CSV, headers=headers)


def _found(desk: Desk) -> str:
    viewer, view = asking(), shown(desk)
    held = of_viewer(desk.state, viewer.user)
    told = _told(desk, view, held) if view and held else None
    return draw(desk, "visits_found.html", lists=held, found=told, days=WITHIN_DAYS)


def _told(desk: Desk, view: View, held: Sequence[VisitList]) -> object:
    found = found_by(view, desk.state, held)
    detail = {"shown": "hit rates", "lists": [one.list_id for one in held]}
    desk.trail.append(by_viewer(asking(), "consultation", ("visits", ""), detail))
    return found


def _view(desk: Desk) -> View:
    view = shown(desk)
    if view is None:
        raise VisitError(_NO_BUILD)
    return view


def _chosen(held: VisitList) -> str:
    """Which businesses a list was drawn from, in words."""
    chosen = Filters.from_query(held.filters).chosen()
    return ", ".join(filter_value(name, value) for name, value in chosen) or "the whole county"


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise VisitError("Say which day the visits are for.") from error
