"""What an analyst sees of a model's figures: pictures drawn from here, tables, no fault of axe."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from werkzeug.serving import make_server

from benchmarks.made_evaluation import made_evaluation
from dashboard.app import create_app
from dashboard.live import Fixed
from records.rights.actor import Actor
from risk import registry
from tests.browser.conftest import Watched, _Quiet

pytestmark = pytest.mark.browser

PAGE = "/office/evaluation/"
PICTURES = ("calibration", "gains", "lift", "windows", "within", "drift")


@pytest.fixture(scope="module")
def judged(county, browser) -> Iterator[Watched]:
    app = create_app(Fixed(county), "Essex")
    trail, found = app._desk.trail, made_evaluation(final=True)
    who = Actor("ada", datetime(2026, 11, 22, 12, tzinfo=UTC), "analyst")
    registry.register(trail, registry.Candidate("m1", "{}", "b", "d", {}, date(2026, 11, 1)), who)
    registry.evaluate(trail, "m1", (found.text(), found.fairness.failing), who)
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app.server, threaded=True, request_handler=_Quiet)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    watched = Watched(browser, f"http://127.0.0.1:{server.server_port}")
    yield watched
    watched.close()
    server.shutdown()
    thread.join()
    server.server_close()
    assert watched.faults == []


def axe_faults(page: Page) -> list[str]:
    found = Axe().run(page).response["violations"]
    return [f"{one['id']}: {[node['html'][:160] for node in one['nodes']]}" for one in found]


@pytest.mark.parametrize("width", [1440, 390])
def test_every_picture_is_drawn_with_its_table_and_axe_finds_nothing(judged, width):
    page = judged.open(PAGE, width=width)
    for name in PICTURES:
        expect(page.locator(f"#{name} [data-drawn]")).to_be_attached()
    page.get_by_text("Calibration as a table").click()
    expect(page.locator("#calibration td").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") == width
    assert axe_faults(page) == []
