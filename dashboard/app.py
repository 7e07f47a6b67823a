"""What is the application made of? Its pages, its frame and its rules towards the browser."""

from __future__ import annotations

from functools import partial
from typing import Any

from dash import Dash

from dashboard import routing, web
from dashboard.builds import HomeBuilds
from dashboard.live import Live, Source
from dashboard.pages import Page, county_page, profile_page
from dashboard.settings import settings_of
from records.home import Home

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
    routing.register(app, live, PAGES)
    for page in PAGES:
        page.register(app, live)
    web.harden(app)
    return app
