"""A small made-up county that never changes, and a way to sign in to an application."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from dash import Dash
from flask.testing import FlaskClient

from benchmarks.made_county import AS_OF, BOUNDARIES, made_county
from dashboard.county import About, County
from dashboard.signin.accounts import Person
from dashboard.signin.administering import People
from dashboard.signin.sessions import Limits, begin
from dashboard.viewer import DEMO, Viewer
from records.state import writing

HERE = "http://localhost"


@pytest.fixture(scope="session")
def small() -> County:
    tables = made_county(400, seed=7)
    boundaries = tables.pop(BOUNDARIES)
    about = About("000007-00000000000000aa", AS_OF, "21 Nov 2026 06:00", "v1", synthetic=True)
    return County(about, tables, boundaries)


def signed_in_as(app: Dash, user: str = DEMO.user) -> FlaskClient:
    """Return a client that a demo person signed in with; it says where its requests come from."""
    client = app.server.test_client()
    client.environ_base["HTTP_ORIGIN"] = HERE
    assert client.post("/sign-in/demo", data={"user": user}).status_code == 303
    assert client.get("/").status_code in (200, 302)
    client.environ_base["HTTP_X_CSRFTOKEN"] = client.get_cookie("_csrf_token").value
    return client


def with_account_of(app: Dash, person: Person) -> FlaskClient:
    """Return a client signed in with an account made for it, as no demo person can be."""
    desk, now = app._desk, datetime.now(UTC)
    maker = Viewer("maker", "Maker", "administrator", "", frozenset("P"))
    People(desk.state, desk.trail, maker).add(person, now, provider=True)
    with writing(desk.state) as connection:
        token = begin(connection, person.user, "tests", now, Limits.of(desk.settings))
    client = app.server.test_client()
    client.environ_base["HTTP_ORIGIN"] = HERE
    client.set_cookie("concern", token)
    assert client.get("/account").status_code == 200
    client.environ_base["HTTP_X_CSRFTOKEN"] = client.get_cookie("_csrf_token").value
    return client


@pytest.fixture(scope="session")
def with_account() -> Callable[[Dash, Person], FlaskClient]:
    """Return what signs in where there is no demo: with_account(app, Person("ada", ...))."""
    return with_account_of


@pytest.fixture(scope="session")
def signed_in() -> Callable[..., FlaskClient]:
    """Return what signs in to an application: signed_in(app), signed_in(app, "demo-inspector")."""
    return signed_in_as
