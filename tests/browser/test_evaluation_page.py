"""What an analyst sees of a model's figures: pictures drawn from here, tables, no fault of axe."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from benchmarks.made_evaluation import made_evaluation
from dashboard.app import create_app
from dashboard.live import Fixed
from records.rights.actor import Actor
from risk import registry
from tests.browser.axe import axe_faults, expect_no_scroll_sideways
from tests.browser.conftest import served

pytestmark = pytest.mark.browser

PAGE = "/office/evaluation/"
PICTURES = ("calibration", "gains", "lift", "windows", "within", "drift")


@pytest.fixture(scope="module")
def address(county) -> Iterator[str]:
    app = create_app(Fixed(county), "Essex")
    trail, found = app._desk.trail, made_evaluation(final=True)
    who = Actor("ada", datetime(2026, 11, 22, 12, tzinfo=UTC), "analyst")
    registry.register(trail, registry.Candidate("m1", "{}", "b", "d", {}, date(2026, 11, 1)), who)
    registry.evaluate(trail, "m1", (found.text(), found.fairness.failing), who)
    with served(app) as address:
        yield address


@pytest.mark.parametrize("width", [1440, 390])
def test_every_picture_is_drawn_with_its_table_and_axe_finds_nothing(watched, width):
    page = watched.open(PAGE, width=width)
    for name in PICTURES:
        expect(page.locator(f"#{name} [data-drawn]")).to_be_attached()
    page.get_by_text("Calibration as a table").click()
    expect(page.locator("#calibration td").first).to_be_visible()
    expect_no_scroll_sideways(page)
    assert axe_faults(page) == []
