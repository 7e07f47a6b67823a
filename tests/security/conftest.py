"""A made-up county with its folder, served to signed-in people of every role."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from dash import Dash
from flask.testing import FlaskClient

from benchmarks.served import served_home, signed_in
from dashboard.app import create_app
from dashboard.viewer import DEMO_PEOPLE
from records.home import Home

PERSON = {one.role: one.user for one in DEMO_PEOPLE}
"""A demo person of each role; the inspector is the police's."""


@pytest.fixture(scope="module")
def home(tmp_path_factory) -> Home:
    return served_home(tmp_path_factory.mktemp("secured") / "county", businesses=40)


@pytest.fixture(scope="module")
def app(home) -> Dash:
    made = create_app(home)
    made.server.logger.disabled = True
    return made


@pytest.fixture(scope="module")
def role_client(app) -> Callable[[str], FlaskClient]:
    """Return what gives the client of a role: role_client("steward"); one for each role."""
    held: dict[str, FlaskClient] = {}

    def client(role: str) -> FlaskClient:
        if role not in held:
            held[role] = signed_in(app, PERSON[role])
        return held[role]

    return client


@pytest.fixture
def nobody(app) -> FlaskClient:
    """A client that nobody signed in with."""
    return app.server.test_client()
