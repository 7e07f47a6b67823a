"""Pages of the office: taking deliveries in, and what became of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import flask
import pandas as pd
from flask import Blueprint
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response

from dashboard.accountable import by_viewer
from dashboard.asking import asking
from dashboard.desk import Desk
from dashboard.guard import needs
from dashboard.office.layout import TEMPLATES, draw
from dashboard.office.uploading import choices, received
from dashboard.today import today
from dashboard.viewer import Capability, Viewer
from records.agreements import in_charge, in_force, published_sources
from records.errors import HomeError, SourceError
from records.history import deliveries as ledger_of
from records.history import quarantined
from records.home import Home
from records.quality import Quality, fault_counts, quality
from records.receipts import receipt_of
from records.store import current_id

__all__ = ["pages"]

MB = 1_000_000
MOST_LISTED = 200
MOST_ROWS = 200

_KEPT = (
    "This server cannot keep the file now. Nothing was changed. The reason is in its log: ask who "
    "runs it, then send the file again."
)


def pages(desk: Desk) -> Blueprint:
    """Return the pages and what they answer to."""
    blueprint = Blueprint(
        "deliveries", __name__, url_prefix="/office/deliveries", template_folder=TEMPLATES
    )

    # Before anything reads the request: the guard looks for its word in the form.
    @blueprint.url_value_preprocessor
    def limit(_: str | None, __: dict[str, Any] | None) -> None:
        flask.request.max_content_length = desk.settings.upload_mb * MB
        if flask.request.method == "POST" and flask.request.content_length is None:
            flask.abort(411)

    @blueprint.errorhandler(RequestEntityTooLarge)
    def too_large(_: RequestEntityTooLarge) -> tuple[str, int]:
        refused = f"The file is larger than {desk.settings.upload_mb:,} MB. Nothing was taken in."
        return _listed(desk, refused), 413

    @blueprint.get("/")
    @needs(Capability.DELIVER)
    def listed() -> str:
        return _listed(desk)

    @blueprint.post("/")
    @needs(Capability.DELIVER)
    def upload() -> Response | tuple[str, int]:
        return _uploaded(desk)

    @blueprint.get("/<delivery_id>")
    @needs(Capability.DELIVER)
    def one(delivery_id: str) -> str:
        return _shown(desk, delivery_id)

    @blueprint.get("/quality")
    @needs(Capability.DELIVER)
    def capture() -> str:
        return _captured(desk)

    return blueprint


def _listed(desk: Desk, refused: str = "") -> str:
    home = _home(desk)
    source = flask.request.args.get("source", "")
    ledger = ledger_of(home).iloc[::-1]
    shown = ledger[ledger["source"] == source] if source else ledger
    day = today()
    sharing = in_force(desk.state, day, published_sources(home.mappings))
    return draw(
        desk,
        "deliveries.html",
        refused=refused,
        choices=choices(home, sharing),
        chosen=flask.request.args.get("source", ""),
        upload_mb=desk.settings.upload_mb,
        deliveries=_rows(shown.head(MOST_LISTED)),
        total=len(shown),
        sources=sorted(ledger["source"].unique()),
    )


def _uploaded(desk: Desk) -> Response | tuple[str, int]:
    home, viewer = _home(desk), asking()
    source, file = flask.request.form.get("source", ""), flask.request.files.get("file")
    try:
        receipt = received(home, viewer, source, file)
    except SourceError as error:
        return _listed(desk, str(error)), 422
    except HomeError as error:
        flask.current_app.logger.error("a delivery could not be kept: %s", error)
        return _listed(desk, _KEPT), 507
    if receipt.already_held:
        flask.flash("This very file was taken in before; nothing was changed.", "amber")
    else:
        flask.flash("The file was taken in.", "green")
    return flask.redirect(flask.url_for("deliveries.one", delivery_id=receipt.delivery_id), 303)


def _shown(desk: Desk, delivery_id: str) -> str:
    home, viewer = _home(desk), asking()
    ledger = ledger_of(home)
    found = ledger[ledger["delivery_id"] == delivery_id]
    if found.empty:
        flask.abort(404)
    row = _rows(found)[0]
    asked, own = flask.request.args.get("raw") == "yes", _is_own(viewer, row["agency"])
    if asked:
        _note_reading(desk, viewer, row, own)
    set_aside = quarantined(home, delivery=delivery_id)
    return draw(
        desk,
        "delivery.html",
        row=row,
        receipt=receipt_of(home, delivery_id),
        kinds=_rows(fault_counts(set_aside, found.set_index("source")["rows_in"])),
        set_aside=_rows(set_aside.head(MOST_ROWS)),
        total=len(set_aside),
        own=own,
        raw=asked,
    )


def _note_reading(desk: Desk, viewer: Viewer, row: dict[str, Any], own: bool) -> None:
    """Note in the audit that rows are read as delivered; only who sent them may read them so."""
    if not own:
        flask.abort(403)
    detail = {"quarantined_rows_as_delivered": int(row["quarantined"])}
    subject = ("delivery", row["delivery_id"])
    desk.trail.append(by_viewer(viewer, "consultation", subject, detail))


def _captured(desk: Desk) -> str:
    home = _home(desk)
    ledger = ledger_of(home)
    last = str(ledger["recorded_at"].max()) if len(ledger) else ""
    found = _quality(home, f"{current_id(home)} {len(ledger)} {last}")
    return draw(
        desk,
        "quality.html",
        table=_rows(found.table),
        faults=_rows(found.faults),
        fixes=_rows(found.fixes),
    )


@lru_cache(maxsize=2)
def _quality(home: Home, _: str) -> Quality:
    """The report, kept until something is taken in or a build is published."""
    return quality(home)


def _is_own(viewer: Viewer, agency: str) -> bool:
    day = today()
    return bool(viewer.agency) and in_charge(viewer.agency, day) == in_charge(agency, day)


def _home(desk: Desk) -> Home:
    if desk.home is None:
        flask.abort(404)
    return desk.home


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """The rows for a template; missing values are None."""
    plain = frame.astype("object").where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]
