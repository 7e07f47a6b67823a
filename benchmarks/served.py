"""A county's folder with a published build, and people who sign in to it. For tests and timings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from dash import Dash
from flask.testing import FlaskClient

from benchmarks.agreed import agree
from benchmarks.made_county import AS_OF, BOUNDARIES, made_county
from dashboard import ids
from dashboard.settings import make_home
from dashboard.viewer import DEMO
from records.home import Home
from records.store import publish

__all__ = ["HERE", "Tables", "fold_asked", "publish_made", "served_home", "signed_in"]

HERE = "http://localhost"
"""Where Flask's test client says it is."""

Tables = dict[str, pd.DataFrame]


def served_home(
    root: Path,
    businesses: int = 60,
    seed: int = 5,
    change: Callable[[Tables], Tables] = lambda tables: tables,
) -> Home:
    """Return a county in `root` that shares everything and has one build, made up."""
    home = make_home(root)
    agree(home)
    publish_made(home, businesses, seed, change)
    return home


def publish_made(
    home: Home,
    businesses: int = 60,
    seed: int = 5,
    change: Callable[[Tables], Tables] = lambda tables: tables,
    about: Mapping[str, object] = {},
) -> str:
    """Publish a made-up build, its tables put through `change`, and return its id."""
    tables = made_county(businesses, seed)
    boundaries = tables.pop(BOUNDARIES)
    said = {"as_of": AS_OF, "synthetic": True, "published_at": "2026-11-21T06:05:00", **about}
    return publish(home, change(tables), boundaries, said)


def signed_in(app: Dash, user: str = DEMO.user) -> FlaskClient:
    """Return a client that a demo person signed in with; its requests pass for our pages' own."""
    client = app.server.test_client()
    client.environ_base["HTTP_ORIGIN"] = HERE
    client.post("/sign-in/demo", data={"user": user})
    client.get("/", follow_redirects=True)
    word = client.get_cookie("_csrf_token")
    if word is None:
        raise ValueError(f"{user} could not sign in")
    client.environ_base["HTTP_X_CSRFTOKEN"] = word.value
    return client


def fold_asked(profile_id: str, key: str, name: str) -> dict[str, Any]:
    """Return what a browser sends when a fold on the page of a business is opened.

    key: of the view the page was drawn from.
    """
    fold, opened = ids.fold(name), {"id": profile_id, "key": key}
    return {
        "output": '{"kind":"part","name":["MATCH"]}.children',
        "outputs": {"id": ids.part(name), "property": "children"},
        "inputs": [{"id": fold, "property": "n_clicks", "value": 1}],
        "state": [
            {"id": fold, "property": "id", "value": fold},
            {"id": ids.OPENED, "property": "data", "value": opened},
        ],
        "changedPropIds": [f'{{"kind":"fold","name":"{name}"}}.n_clicks'],
    }
