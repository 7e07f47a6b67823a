"""Notes on a business: read by whom they are for, changed by who wrote them, kept once struck."""

import json
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from benchmarks.seeing import seen
from dashboard import app as application
from dashboard.app import create_app
from dashboard.dossier import dossier_of
from dashboard.live import Fixed
from dashboard.notes import CAUTION, known_notes
from records.errors import StateError
from records.schema import PlacedRecord, ScoredProfile
from records.state import Acting, open_state, reading
from records.state.notes import Noting, note, notes_naming
from records.state.tables import audit, notes

on_sqlite = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
TEXT = "The back door is the way in; told by the owner on 3 May 2026."
SAME_AGENCY, OTHER_AGENCY = "demo-police", "demo-inspector"


@pytest.fixture
def app(small, state_url, monkeypatch):
    """The application on a database of either kind, as the role that owns nothing."""
    as_program = state_url.replace("concern_owner", "concern_app")
    monkeypatch.setattr(application, "_passing_state", lambda: open_state(as_program))
    app = create_app(Fixed(small), "Essex")
    yield app
    app._desk.state.dispose()


@pytest.fixture
def business(small):
    """A business without restricted records, so that everyone sees all of it."""
    records = small.table("records")
    restricted = set(records.loc[records[PlacedRecord.handling] != "P", "profile_id"])
    ids = small.profiles[ScoredProfile.profile_id]
    return str(ids[~ids.isin(restricted)].iloc[0])


def write(client, business, text=TEXT, sight="agency", **more):
    said = {"do": "write", "text": text, "sight": sight, **more}
    return client.post(f"/business/{business}/notes", data=said)


def strike(client, business, number):
    said = {"do": "strike", "note": str(number)}
    return client.post(f"/business/{business}/notes", data=said)


def page(client, business):
    there = {"Referer": f"http://localhost/business/{business}"}
    answer = client.get("/_dash-layout", headers=there)
    assert answer.status_code == 200
    return json.dumps(answer.get_json())


def kept(app):
    with reading(app._desk.state) as connection:
        return connection.execute(select(notes).order_by(notes.c.note_id)).all()


def test_a_note_is_read_by_its_agency_until_it_is_everyones(app, signed_in, business):
    writer = signed_in(app)
    answer = write(writer, business)
    assert (answer.status_code, answer.location) == (303, f"/business/{business}#notes")
    assert TEXT in page(writer, business)
    assert TEXT in page(signed_in(app, SAME_AGENCY), business)
    other = signed_in(app, OTHER_AGENCY)
    assert TEXT not in page(other, business)
    assert "Nothing is noted that you may read." in page(other, business)
    assert write(writer, business, "Open to all.", sight="everyone").status_code == 303
    shown = page(other, business)
    assert "Open to all." in shown
    assert "For everyone who sees this business" in shown


def test_only_the_writer_strikes_out_or_changes_a_note_and_it_is_kept(app, signed_in, business):
    writer, colleague = signed_in(app), signed_in(app, SAME_AGENCY)
    write(writer, business)
    number = kept(app)[0].note_id
    assert strike(colleague, business, number).status_code == 409
    assert write(colleague, business, "Mine now.", do="change", note=str(number)).status_code == 409
    assert [row.struck_by for row in kept(app)] == [None]
    changed = write(writer, business, "The side door.", do="change", note=str(number))
    assert changed.status_code == 303
    first, second = kept(app)
    assert (first.text, first.struck_by, second.replaces) == (TEXT, "demo-analyst", number)
    shown = page(colleague, business)
    assert "1 note struck out" in shown
    assert "The side door." in shown
    assert strike(writer, business, second.note_id).status_code == 303
    assert strike(writer, business, second.note_id).status_code == 409
    assert "2 notes struck out" in page(writer, business)


def test_the_audit_says_that_a_note_was_written_and_never_what(app, signed_in, business):
    writer = signed_in(app)
    write(writer, business)
    strike(writer, business, kept(app)[0].note_id)
    with reading(app._desk.state) as connection:
        rows = connection.execute(select(audit).where(audit.c.operation == "alteration")).all()
    assert [(row.subject_kind, row.subject) for row in rows] == [("profile", business)] * 2
    assert [json.loads(row.detail)["what"] for row in rows] == ["note written", "note struck out"]
    assert not [row for row in rows if "back door" in row.detail]


@on_sqlite
def test_where_the_audit_cannot_be_written_nothing_is_noted(app, signed_in, business, monkeypatch):
    writer = signed_in(app)

    def fails(*_):
        raise StateError("the disk is full")

    monkeypatch.setattr(type(app._desk.trail), "append_in", fails)
    assert write(writer, business).status_code == 503
    monkeypatch.undo()
    assert kept(app) == []


@on_sqlite
@pytest.mark.parametrize(
    "text", ["", "  \n ", "x" * 1001, "a\x00b", "a\x07b"], ids=["none", "blank", "long", "0", "7"]
)
def test_a_note_that_cannot_be_kept_is_told_with_what_was_written(app, signed_in, business, text):
    answer = write(signed_in(app), business, text)
    assert answer.status_code == 400
    shown = answer.get_data(as_text=True)
    assert "Not yet kept" in shown
    assert CAUTION in shown
    assert kept(app) == []


@on_sqlite
@pytest.mark.parametrize(
    "said",
    [{"do": "burn"}, {"sight": "nobody"}, {"note": "x"}, {"do": "change"}, {"do": "strike"}],
    ids=str,
)
def test_a_form_that_is_none_of_ours_is_refused(app, signed_in, business, said):
    assert write(signed_in(app), business, **said).status_code == 400
    assert kept(app) == []


@on_sqlite
def test_nothing_is_noted_of_a_business_that_is_not_seen(app, signed_in):
    assert write(signed_in(app), "P999999").status_code == 404


@on_sqlite
@pytest.mark.parametrize("user", ["demo-board", "demo-steward", "demo-officer"])
def test_who_sees_no_business_notes_nothing(app, signed_in, business, user):
    assert write(signed_in(app, user), business).status_code == 403


@on_sqlite
def test_a_note_is_text_line_by_line(app, signed_in, business):
    write(signed_in(app), business, " first   line \r\n\r\n<b>second</b> ")
    assert kept(app)[0].text == "first line\n\n<b>second</b>"


@on_sqlite
def test_a_note_stays_with_one_record_that_most_people_see(app, small, signed_in):
    records = small.table("records")
    mixed = records.groupby("profile_id")[PlacedRecord.handling].agg(set)
    business = str(mixed[mixed.map(lambda held: held == {"P", "C"})].index[0])
    write(signed_in(app), business)
    row = kept(app)[0]
    handling = records.set_index(PlacedRecord.record_id)[PlacedRecord.handling]
    assert handling[row.record_id] == "P"
    view = seen(small)
    own = dossier_of(view, business).records[PlacedRecord.record_id]
    assert sorted(row.record_ids) == sorted(own)
    assert notes_naming(app._desk.state, [own.iloc[-1]])[0].text == TEXT


@on_sqlite
def test_a_note_of_a_record_that_is_not_seen_is_not_told(app, small, business):
    writer = Acting("analyst", "ada", "EPOL")
    noted = Noting(business, ("hidden:1",), "A secret tip.", "everyone", datetime.now(UTC))
    note(app._desk.state, noted, writer)
    view = seen(small)
    desk = SimpleNamespace(state=app._desk.state, demo=True)
    assert known_notes(desk, view, dossier_of(view, business)).notes == ()
