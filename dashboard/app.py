"""What is the application made of? Its pages, its frame and its rules towards the browser."""

from __future__ import annotations

import tempfile
import weakref
from functools import partial
from pathlib import Path
from typing import Any

from dash import Dash
from sqlalchemy import Engine

from dashboard import routing, web
from dashboard.builds import HomeBuilds
from dashboard.desk import Desk
from dashboard.live import Live, Source
from dashboard.office import BLUEPRINTS
from dashboard.pages import Page, county_page, profile_page
from dashboard.settings import Settings, settings_of
from records.audit import open_trail
from records.home import Home
from records.state import open_state

__all__ = ["PAGES", "create_app"]

PAGES: tuple[Page, ...] = (county_page.PAGE, profile_page.PAGE)
"""Every page; the first that answers an address draws it."""


class _Application(Dash):
    """Dash with our document, which names the build so that its columns can be fetched early."""

    def __init__(self, live: Live, *args: Any, **kwargs: Any) -> None:
        self._live = live
        super().__init__(*args, **kwargs)

    def interpolate_index(self, **parts: str) -> str:  # type: ignore[override]  # eight names
        """Return the document, its parts filled in by Dash, and the build it will show."""
        county = self._live.county()
        return web.document(parts, county.about.build_id if county else "")


def create_app(source: Home | Source, county: str = "") -> Dash:
    """Return the application that shows `source`, a county's folder or builds from elsewhere.

    The build is read at once; a newly published one is shown without a restart.
    county: its name in the heading; where empty, the folder's settings say it.
    """
    if isinstance(source, Home):
        county = county or settings_of(source.root).county
    live = Live(HomeBuilds(source) if isinstance(source, Home) else source)
    live.shown()
    desk = _desk(source, live)
    app = _Application(
        live,
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
    app.layout = partial(routing.frame, live, PAGES, county)
    routing.register(app, desk, PAGES)
    for page in PAGES:
        page.register(app, desk)
    for blueprint in BLUEPRINTS:
        app.server.register_blueprint(blueprint(desk))
    web.harden(app)
    return app


def _desk(source: Home | Source, live: Live) -> Desk:
    """Everything the pages may reach; without a county's folder the state lasts as the process."""
    home = source if isinstance(source, Home) else None
    state = open_state(home.state_url) if home else _passing_state()
    settings = settings_of(home.root) if home else Settings()
    shown = live.county()
    demo = home is None or bool(shown and shown.about.synthetic)
    return Desk(live, state, open_trail(state, home.root if home else None), settings, home, demo)


def _passing_state() -> Engine:
    """A state database that is gone with the process."""
    folder = tempfile.TemporaryDirectory(prefix="concern-")
    state = open_state(f"sqlite:///{Path(folder.name) / 'state.db'}")
    weakref.finalize(state, folder.cleanup)
    return state
