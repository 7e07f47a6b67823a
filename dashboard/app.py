"""What is the application made of? Its pages, its frame and its rules towards the browser."""

from __future__ import annotations

import os
import secrets
import tempfile
import weakref
from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import flask
from dash import Dash, html
from dash.development.base_component import Component
from sqlalchemy import Engine

from dashboard import clerical, filtering, routing, saved_routes, web
from dashboard.builds import HomeBuilds
from dashboard.bundle import Bundles
from dashboard.components.glossary import GROUPS, WORDS
from dashboard.components.help import help_markup
from dashboard.desk import Desk
from dashboard.guard import Rule
from dashboard.health import add_health
from dashboard.live import Live, Source
from dashboard.office import BLUEPRINTS
from dashboard.pages import (
    Page,
    analysis_page,
    county_page,
    insights_page,
    patch_page,
    profile_page,
)
from dashboard.settings import Settings, settings_of
from dashboard.signin import account_pages, pages
from dashboard.signin.gate import ANY_PAGE, Gate, csrf_field
from dashboard.viewer import Capability
from records.audit import open_trail
from records.home import Home
from records.state import open_state

__all__ = ["PAGES", "create_app"]

KEY_BYTES = 32

PAGES: tuple[Page, ...] = (
    county_page.PAGE,
    profile_page.PAGE,
    patch_page.PAGE,
    analysis_page.PAGE,
    insights_page.PAGE,
)
"""Every page; the first that answers an address draws it."""


class _Application(Dash):
    """Dash with our document, which names the build so that its columns can be fetched early."""

    def __init__(self, desk: Desk, *args: Any, **kwargs: Any) -> None:
        self._desk = desk
        super().__init__(*args, **kwargs)
        self._bundles = Bundles(Path(self.config.assets_folder))
        self._bundles.add_to(self.server)

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]  # eight names
        """Return the document, its parts filled in by Dash, and the view it will show."""
        viewer = flask.g.get("viewer")
        shown = routing.key_shown(self._desk) if viewer else ""
        parts |= {
            "css": self._bundles.tags("css", parts["css"]),
            "scripts": self._bundles.tags("js", parts["scripts"]),
        }
        return web.document(parts, shown, viewer.user if viewer else "")


def create_app(source: Home | Source, county: str = "") -> Dash:
    """Return the application that shows `source`, a county's folder or builds from elsewhere.

    The build is read at once; a newly published one is shown without a restart.
    county: its name in the heading; where empty, the folder's settings say it.
    """
    if isinstance(source, Home):
        county = county or settings_of(source.root).county
    live = _live(source)
    live.shown()
    desk = _desk(source, live)
    app = _Application(
        desk,
        __name__,
        title="Businesses of concern",
        update_title="",
        description="Businesses of a county, linked over agencies, scored and mapped.",
        suppress_callback_exceptions=True,
        serve_locally=True,
        compress=False,
        enable_mcp=False,
        use_pages=False,
        include_pages_meta=False,
        assets_ignore=r".*\.md$",
    )
    app.layout = partial(_drawn, partial(routing.frame, desk, PAGES, county))
    add_health(app.server, desk)
    rules: dict[str, Rule] = {}
    _guard(app.server, desk, rules)  # before whatever else answers a request
    _register(app, desk, rules)
    for blueprint in (
        *BLUEPRINTS,
        clerical.pages,
        saved_routes.pages,
        pages.pages,
        account_pages.pages,
    ):
        app.server.register_blueprint(blueprint(desk))
    web.harden(app, desk.settings.behind_tls)
    _ready(app)
    return app


def _drawn(frame: Callable[[], Component]) -> Component:
    """The frame for who asks; for nobody, as while the application is made ready, nothing."""
    return frame() if flask.g.get("viewer") else html.Div()


def _register(app: Dash, desk: Desk, rules: dict[str, Rule]) -> None:
    """Wire the pages, and note in `rules` what each callback needs: what its page does."""

    def note(rule: Rule) -> None:
        rules.update({output: rule for output in app.callback_map if output not in rules})

    routing.register(app, desk, PAGES)
    note(ANY_PAGE)
    filtering.register(app, desk)
    note(Capability.BROWSE)
    for page in PAGES:
        page.register(app, desk)
        note(page.needs)


def _guard(server: flask.Flask, desk: Desk, rules: Mapping[str, Rule]) -> None:
    """Let nothing pass that is not allowed."""
    gate = Gate(desk, PAGES, rules)
    server.before_request(gate.admit)
    server.after_request(gate.renew)
    server.teardown_request(gate.leave)
    server.jinja_env.globals.update(
        csrf=csrf_field, words=WORDS, word_groups=GROUPS, help=help_markup
    )
    server.config.update(
        SECRET_KEY=_key(desk.home),
        SESSION_COOKIE_NAME="concern_said",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=desk.settings.behind_tls,
    )


def _ready(app: Dash) -> None:
    """Draw the document once: Dash serves only scripts of documents that it has drawn itself."""
    with app.server.test_request_context("/"):
        app._setup_server()
        app.index()


def _live(source: Home | Source) -> Live:
    if isinstance(source, Home):
        builds = HomeBuilds(source)
        return Live(builds, builds.gone)
    return Live(source)


def _desk(source: Home | Source, live: Live) -> Desk:
    """Everything the pages may reach; without a county's folder the state lasts as the process."""
    home = source if isinstance(source, Home) else None
    state = open_state(home.state_url) if home else _passing_state()
    settings = settings_of(home.root) if home else Settings()
    shown = live.county()
    demo = home is None or bool(shown and shown.about.synthetic)
    return Desk(live, state, open_trail(state, home), settings, home, demo)


def _passing_state() -> Engine:
    """A state database that is gone with the process."""
    folder = tempfile.TemporaryDirectory(prefix="concern-")
    state = open_state(f"sqlite:///{Path(folder.name) / 'state.db'}")
    weakref.finalize(state, folder.cleanup)
    return state


def _key(home: Home | None) -> bytes:
    """What seals the lines a page says once after a form; one for all processes of a county."""
    if home is None:
        return secrets.token_bytes(KEY_BYTES)
    path, aside = home.root / "pages.key", home.root / f".pages.key.{os.getpid()}"
    if not path.exists():
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(KEY_BYTES))
        # Linked, never replaced: of two processes that start at once, both use the first's.
        with suppress(FileExistsError):
            os.link(aside, path)
        aside.unlink()
    return path.read_bytes()
