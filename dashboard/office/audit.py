"""Pages of the office: who did what, is the audit sound, and who looked at a business."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from urllib.parse import urlencode

import flask
from flask import Blueprint
from werkzeug.wrappers import Response

from dashboard import auditing
from dashboard.asking import asking
from dashboard.audit_file import file_of
from dashboard.auditing import PER_PAGE
from dashboard.components.header import MARKING
from dashboard.desk import Desk
from dashboard.guard import needs
from dashboard.labels import agency_name
from dashboard.office.layout import TEMPLATES, draw
from dashboard.viewer import Capability
from records.audit import IDS, OPERATIONS, Asked, Entry
from records.domain import agencies
from records.errors import ConcernError

__all__ = ["MOST_VERIFIED", "pages"]

MOST_VERIFIED = 200_000
"""Rows that are verified while the browser waits; more are verified at the command line."""

KINDS = (
    "profile",
    "list",
    "record",
    "delivery",
    "build",
    "agreement",
    "account",
    "case",
    "model",
    "visits",
    "audit",
)
_MOST_WORDS = 200
_CSV = "text/csv; charset=utf-8"
_LONGEST_ROW = 18


def pages(desk: Desk) -> Blueprint:
    """Return the pages and what they answer to."""
    blueprint = Blueprint("audit", __name__, url_prefix="/office/audit", template_folder=TEMPLATES)
    blueprint.add_app_template_filter(_when, "when")
    blueprint.add_app_template_filter(_told, "told")
    blueprint.add_app_template_filter(agency_name, "agency_name")

    @blueprint.get("/")
    @needs(Capability.AUDIT)
    def entries() -> str:
        return _entries(desk)

    @blueprint.post("/words")
    @needs(Capability.AUDIT)
    def words() -> Response:
        # The words themselves stay out of every address and log.
        said = flask.request.form.get("words", "")[:_MOST_WORDS]
        return _to("/office/audit/", {"keyed": auditing.search_hash(desk.trail, said)})

    @blueprint.post("/verify")
    @needs(Capability.AUDIT)
    def verify() -> Response:
        return _verified(desk)

    @blueprint.get("/business")
    @needs(Capability.AUDIT)
    def business() -> str:
        return _business(desk)

    @blueprint.post("/export")
    @needs(Capability.AUDIT)
    def export() -> Response:
        return _exported(desk)

    return blueprint


def _entries(desk: Desk) -> str:
    values = flask.request.args
    try:
        asked, fault = auditing.asked_of(values), ""
    except ConcernError as error:
        asked, fault = Asked(), str(error)
    before = _row(values.get("before", ""))
    found = auditing.page_of(desk.trail, _reader(), asked, before)
    said = asked.said()
    more = {**said, "before": found[-1].seq} if len(found) == PER_PAGE else {}
    return draw(
        desk,
        "audit.html",
        entries=found,
        asked=said,
        fault=fault,
        older=f"/office/audit/?{urlencode(more)}" if more else "",
        paged=before is not None,
        last=auditing.last_verified(desk.trail),
        rows=desk.trail.head().seq,
        most=MOST_VERIFIED,
        operations=OPERATIONS,
        kinds=KINDS,
        agencies=[(code, agency_name(code)) for code in agencies().index],
    )


def _verified(desk: Desk) -> Response:
    if desk.trail.head().seq > MOST_VERIFIED:
        flask.flash(
            f"The audit has more than {MOST_VERIFIED:,} rows: have it verified at the command "
            "line, with 'concern audit verify'. What it finds is told here.",
            "amber",
        )
        return _to("/office/audit/", {})
    verdict = auditing.verified(desk.trail, _reader())
    if verdict.is_sound:
        flask.flash(f"The audit is sound: all {verdict.rows:,} rows are as written.", "green")
    else:
        flask.flash("The audit is not sound. What was seen is told below.", "amber")
    return _to("/office/audit/", {})


def _business(desk: Desk) -> str:
    profiles = flask.request.args.get("profile", "").replace(",", " ").split()[:10]
    known = auditing.business(desk.trail, _reader(), profiles, desk.home) if profiles else None
    return draw(desk, "audit_business.html", known=known, profiles=" ".join(profiles))


def _exported(desk: Desk) -> Response:
    form = flask.request.form
    purpose, recipient = (
        " ".join(form.get(name, "").split())[:_MOST_WORDS] for name in ("purpose", "recipient")
    )
    asked = auditing.asked_of({name: form.get(f"asked-{name}", "") for name in asdict(Asked())})
    if not (purpose and recipient):
        flask.flash("Say what the file is for and who is given it.", "amber")
        return _to("/office/audit/", asked.said())
    who = replace(_reader(), purpose=purpose, recipient=recipient)
    _, last = auditing.taken(desk.trail, who, asked)
    mark = f"{MARKING} (demo data)" if desk.demo else MARKING
    heading = [
        mark,
        f"The audit of {desk.settings.county} up to row {last}, for {recipient}: {purpose}",
        f"Written by {who.user}; asked: {asked.said() or 'everything'}",
    ]
    pieces = file_of(desk.trail.engine, asked, last, heading)
    headers = {"Content-Disposition": f'attachment; filename="official-sensitive-audit-{last}.csv"'}
    return flask.Response(flask.stream_with_context(pieces), content_type=_CSV, headers=headers)


def _reader() -> Entry:
    return auditing.reader(asking())


def _to(path: str, values: Mapping[str, str]) -> Response:
    said = {name: value for name, value in values.items() if value}
    return flask.redirect(f"{path}?{urlencode(said)}" if said else path, 303)


def _row(text: str) -> int | None:
    is_number = text.isascii() and text.isdigit() and len(text) <= _LONGEST_ROW
    return int(text) if is_number else None


def _when(at: datetime) -> str:
    """A moment as shown: in the time of this machine."""
    return f"{at.astimezone():%d %b %Y %H:%M:%S}"


def _told(entry: Entry) -> list[str]:
    """A detail as shown: its parts, a list of businesses as their number."""
    return [
        f"{name}: {len(value):,} named"
        if name == IDS and isinstance(value, list)
        else f"{name}: {value}"
        for name, value in entry.detail.items()
        if not (name == IDS and not value)
    ]
