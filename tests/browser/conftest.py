"""A made-up county served on this machine, and a browser that may reach nothing else."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page
from werkzeug.serving import WSGIRequestHandler, make_server

from benchmarks.made_county import AS_OF, BOUNDARIES, made_county
from dashboard.app import create_app
from dashboard.county import About, County
from dashboard.live import Fixed
from dashboard.viewer import DEMO

BUSINESSES = 1500


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing of each request."""


@pytest.fixture(scope="session")
def county() -> County:
    tables = made_county(BUSINESSES, seed=11)
    boundaries = tables.pop(BOUNDARIES)
    about = About("000001-00000000000000aa", AS_OF, "21 Nov 2026 06:00", "v1", synthetic=True)
    return County(about, tables, boundaries)


@pytest.fixture(scope="session")
def address(county: County) -> Iterator[str]:
    app = create_app(Fixed(county), "Essex")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app.server, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Watched:
    """Pages that write down what they may not do: errors, and requests to other hosts."""

    def __init__(self, browser: Browser, address: str) -> None:
        self.faults: list[str] = []
        self.address = address
        self._browser = browser
        self._contexts: list[BrowserContext] = []

    def open(
        self, path: str = "/", width: int = 1440, height: int = 900, user: str = DEMO.user
    ) -> Page:
        """Return a page of its own, loaded; its session is shared with no other.

        user: the demo person who signs in beforehand; empty: nobody.
        """
        context = self._browser.new_context(
            viewport={"width": width, "height": height}, accept_downloads=True
        )
        self._contexts.append(context)
        if user:
            answer = context.request.post(
                f"{self.address}/sign-in/demo",
                form={"user": user},
                headers={"Origin": self.address},
                max_redirects=0,
            )
            assert answer.status == 303
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.on("console", self._heard)
        page.on("pageerror", lambda error: self.faults.append(f"script error: {error}"))
        page.on("request", lambda request: self._asked(request.url))
        page.goto(self.address + path)
        return page

    def close(self) -> None:
        """Close every page."""
        for context in self._contexts:
            context.close()

    def _heard(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.faults.append(f"console: {message.text}")

    def _asked(self, url: str) -> None:
        parts = urlsplit(url)
        here = f"{parts.scheme}://{parts.netloc}" == self.address
        if not here and parts.scheme not in {"data", "blob"}:
            self.faults.append(f"request elsewhere: {url}")


@pytest.fixture
def watched(browser: Browser, address: str) -> Iterator[Watched]:
    pages = Watched(browser, address)
    yield pages
    pages.close()
    assert pages.faults == []
