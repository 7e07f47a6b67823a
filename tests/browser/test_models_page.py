"""The board and the administrator at the models' page, on a desk and on a phone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import Page, expect

from benchmarks.made_evaluation import made_evaluation
from dashboard.app import create_app
from dashboard.live import Fixed
from records.rights.actor import Actor
from risk import registry
from tests.browser.axe import axe_faults, expect_no_scroll_sideways
from tests.browser.conftest import served

pytestmark = pytest.mark.browser

PAGE = "/office/models/"
FAILED = "district: Arden"


@pytest.fixture(scope="module")
def address(county) -> Iterator[str]:
    """A county whose model was judged, and fails one check."""
    app = create_app(Fixed(county), "Essex")
    trail, found = app._desk.trail, made_evaluation()
    who = Actor("ada", datetime(2026, 11, 22, 12, tzinfo=UTC), "analyst")
    of = registry.Candidate("3f0c", "{}", "000001", "ab" * 32, {"shrink": 20}, date(2026, 11, 1))
    registry.register(trail, of, who)
    registry.evaluate(trail, "3f0c", (found.text(), (FAILED,)), who)
    with served(app) as address:
        yield address


def fits(page: Page) -> None:
    """Nothing is cut off at the side, and axe finds no fault."""
    expect_no_scroll_sideways(page)
    assert axe_faults(page) == []


def test_a_model_is_answered_for_approved_promoted_and_switched_off(watched):
    board = watched.open(PAGE + "3f0c", width=390, user="demo-board")
    fits(board)
    board.get_by_label("Check").select_option(FAILED)
    board.get_by_label("Who answers for it").fill("Bea Hollow, chair of the board")
    board.get_by_label("Why this is acceptable").fill("Nine visits are too few to tell anything.")
    board.get_by_role("button", name="Answer for it").click()
    expect(board.get_by_role("status")).to_contain_text("answers for district: Arden")
    board.get_by_label("Impact assessment").fill("DPIA-7")
    board.get_by_label("Why", exact=True).fill("better than the checklist")
    board.get_by_role("button", name="Approve").click()
    expect(board.get_by_role("status")).to_contain_text("The model is approved until")
    fits(board)
    office = watched.open(PAGE + "3f0c", user="demo-administrator")
    office.get_by_label("Why", exact=True).fill("agreed by the board")
    office.get_by_role("button", name="Promote").click()
    expect(office.get_by_role("status")).to_contain_text("The model is promoted.")
    office.get_by_role("link", name="Models").first.click()
    expect(office.get_by_text("Version two is shown: model")).to_be_visible()
    fits(office)
    board.goto(watched.address + PAGE)
    board.get_by_label("Why").fill("a complaint is looked into")
    board.get_by_role("button", name="Switch version two off").click()
    expect(board.locator(".shown-version")).to_contain_text("Version two is switched off.")
    expect(board.get_by_role("button", name="Switch version two on")).to_be_visible()
    fits(board)


def test_a_list_is_drawn_and_taken_away_on_a_phone(watched):
    page = watched.open("/office/visits/", width=390, user="demo-lead")
    fits(page)
    page.get_by_role("spinbutton", name="Visits").fill("30")
    page.get_by_role("button", name="Draw").click()
    expect(page.get_by_role("status")).to_contain_text("30 visits, 2 of them a random check")
    page.get_by_text("CSV of list 1").click()
    page.get_by_label("Given to").fill("the food team")
    fits(page)
    with page.expect_download() as download:
        page.get_by_role("button", name="Download").click()
    assert download.value.suggested_filename.startswith("visits-1-")
    page.get_by_role("link", name="What the visits found").click()
    expect(page.get_by_role("heading", name="What the visits found")).to_be_visible()
    fits(page)
