"""A small made-up county that never changes, and a way to sign in to an application."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from dash import Dash
from flask.testing import FlaskClient

from benchmarks.made_county import AS_OF, BOUNDARIES, made_county
from dashboard.county import About, County
from dashboard.viewer import DEMO

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


@pytest.fixture(scope="session")
def signed_in() -> Callable[..., FlaskClient]:
    """Return what signs in to an application: signed_in(app), signed_in(app, "demo-inspector")."""
    return signed_in_as
