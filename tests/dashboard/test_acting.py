"""What a request asks of the database, it asks as who makes it; PostgreSQL holds it to that."""

import flask
import pytest
from sqlalchemy import text

from dashboard import app as application
from dashboard.app import create_app
from dashboard.guard import for_all_signed_in
from dashboard.live import Fixed
from records.state import SERVICE, acting_now, open_state, reading

FORGETFUL = (
    "SELECT (SELECT count(*) FROM audit), (SELECT count(*) FROM sessions), "
    "(SELECT count(*) FROM judgements)"
)


@pytest.fixture
def app(small, state_url, monkeypatch):
    """The application, with a page that forgot to ask who looks."""
    as_program = state_url.replace("concern_owner", "concern_app")
    monkeypatch.setattr(application, "_passing_state", lambda: open_state(as_program))
    app = create_app(Fixed(small), "Essex")
    state = app._desk.state

    @app.server.get("/office/forgetful")
    @for_all_signed_in
    def forgetful():
        with reading(state) as connection:
            return flask.jsonify(list(connection.execute(text(FORGETFUL)).one()))

    yield app
    state.dispose()


@pytest.mark.parametrize("backend", ["postgresql"], indirect=True)
def test_a_page_that_forgot_to_ask_who_looks_shows_nobody_more_than_their_own(app, signed_in):
    everyone = [signed_in(app, f"demo-{who}") for who in ("inspector", "officer", "administrator")]
    seen = [client.get("/office/forgetful").get_json()[:2] for client in everyone]
    assert seen[0] == [0, 1]
    assert seen[1][0] > 0
    assert seen[1][1] == 1
    assert seen[2] == [0, 3]


def test_who_acts_is_forgotten_when_the_request_is_over(app, signed_in, small):
    signed_in(app, "demo-inspector").get("/office/forgetful")
    assert acting_now() == SERVICE


def test_a_request_that_fails_is_forgotten_too(app, signed_in, monkeypatch):
    client = signed_in(app, "demo-inspector")

    def fails(_):
        raise ZeroDivisionError

    monkeypatch.setattr(flask, "jsonify", fails)
    assert client.get("/office/forgetful").status_code == 500
    assert acting_now() == SERVICE
