"""A made-up county served on this machine, and a browser that may reach nothing else.

CONCERN_SLOWER=4 makes every page run at a quarter of its speed, which brings out tests that read
what is still being drawn.
"""

from __future__ import annotations

import logging
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import urlsplit

import pytest
from dash import Dash
from playwright.sync_api import Browser, CDPSession, ConsoleMessage, Error, Page, Request, expect
from werkzeug.serving import WSGIRequestHandler, make_server

from benchmarks.made_county import AS_OF, BOUNDARIES, made_county
from dashboard.app import create_app
from dashboard.county import About, County
from dashboard.live import Fixed
from dashboard.viewer import DEMO

BUSINESSES = 1500
SLOWER = float(os.environ.get("CONCERN_SLOWER", "1"))
expect.set_options(timeout=5_000 * max(SLOWER, 2))


class _Quiet(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:
        """Say nothing of each request."""


@pytest.fixture(scope="session")
def county() -> County:
    tables = made_county(BUSINESSES, seed=11)
    boundaries = tables.pop(BOUNDARIES)
    about = About("000001-00000000000000aa", AS_OF, "21 Nov 2026 06:00", "v1", synthetic=True)
    return County(about, tables, boundaries)


@contextmanager
def served(app: Dash) -> Iterator[str]:
    """Serve an application on this machine meanwhile; yields its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app.server, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def address(county: County) -> Iterator[str]:
    with served(create_app(Fixed(county), "Essex")) as address:
        yield address


NEVER = "try { localStorage.setItem('concern-tour', 'never'); } catch { /* no page yet */ }"
"""What the browser of someone who wants no tour holds."""


class Kept:
    """One window for the first page of every test: a browser starts each new one from nothing.

    Between two tests it forgets all it holds of whoever used it: cookies, storage, history.
    """

    REST = "/healthz"
    """A page without scripts, of the same server, so that the browser keeps its process."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._page: Page | None = None
        self._tools: CDPSession | None = None

    def lend(self) -> Page:
        """Return the window, empty."""
        if self._page is None or self._page.is_closed():
            context = self._browser.new_context(accept_downloads=True)
            context.add_init_script(NEVER)
            self._page = context.new_page()
            self._tools = context.new_cdp_session(self._page)
        return self._page

    def holds(self, page: Page) -> bool:
        """Say whether it is the window that is lent."""
        return page is self._page

    def forget(self, address: str) -> None:
        """Leave nothing in the window of what was looked at; address: the server's."""
        page, tools = self._page, self._tools
        if page is None or tools is None or page.is_closed():
            return
        page.goto(address + self.REST)
        page.emulate_media(
            media="null", contrast="null", forced_colors="null", reduced_motion="null"
        )
        page.context.clear_cookies()
        tools.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": "all"})
        tools.send("Page.resetNavigationHistory")


@pytest.fixture(scope="session")
def kept(browser: Browser) -> Kept:
    return Kept(browser)


class Watched:
    """Pages that write down what they may not do: errors, and requests to other hosts."""

    def __init__(self, browser: Browser, kept: Kept, address: str) -> None:
        self.faults: list[str] = []
        self.address = address
        self._browser = browser
        self._kept = kept
        self._pages: list[Page] = []

    def open(
        self,
        path: str = "/",
        width: int = 1440,
        height: int = 900,
        user: str = DEMO.user,
        *,
        tour: bool = False,
    ) -> Page:
        """Return a page of its own, loaded; its session is shared with no other.

        user: the demo person who signs in beforehand; empty: nobody. tour: the browser is new, so
        that the tour starts by itself; else its owner has said never.
        """
        page = self._another(tour) if self._pages or tour else self._kept.lend()
        self._pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        if user:
            answer = page.context.request.post(
                f"{self.address}/sign-in/demo",
                form={"user": user},
                headers={"Origin": self.address},
                max_redirects=0,
            )
            assert answer.status == 303
        if SLOWER > 1:
            tools = page.context.new_cdp_session(page)
            tools.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        page.set_default_timeout(30_000)
        page.on("console", self._heard)
        page.on("pageerror", self._failed)
        page.on("request", self._asked)
        page.goto(self.address + path)
        return page

    def close(self) -> None:
        """Leave every page; a window that cannot be left is given up, with all it holds."""
        pages = list(self._pages)
        self._pages.clear()
        for page in pages:
            if not self._kept.holds(page):
                page.context.close()
                continue
            try:
                self._leave(page)
            except Error:
                page.context.close()
                raise

    def _leave(self, page: Page) -> None:
        # Answered after whatever the page has to complain of; one that turns just now, by the next.
        try:
            page.evaluate("sessionStorage.clear()")
        except Error:
            page.wait_for_load_state()
            page.evaluate("sessionStorage.clear()")
        page.remove_listener("console", self._heard)
        page.remove_listener("pageerror", self._failed)
        page.remove_listener("request", self._asked)
        self._kept.forget(self.address)

    def _another(self, tour: bool) -> Page:
        context = self._browser.new_context(accept_downloads=True)
        if not tour:
            context.add_init_script(NEVER)
        return context.new_page()

    def _heard(self, message: ConsoleMessage) -> None:
        where = message.location["url"]
        # The browser asks for this by itself of whatever page names no picture, such as REST.
        if message.type == "error" and where != f"{self.address}/favicon.ico":
            self.faults.append(f"console: {message.text} ({where})")

    def _failed(self, error: Error) -> None:
        self.faults.append(f"script error: {error}")

    def _asked(self, request: Request) -> None:
        parts = urlsplit(request.url)
        here = f"{parts.scheme}://{parts.netloc}" == self.address
        if not here and parts.scheme not in {"data", "blob"}:
            self.faults.append(f"request elsewhere: {request.url}")


@pytest.fixture
def watched(browser: Browser, kept: Kept, address: str) -> Iterator[Watched]:
    pages = Watched(browser, kept, address)
    yield pages
    pages.close()
    assert pages.faults == []
