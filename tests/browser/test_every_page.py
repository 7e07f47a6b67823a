"""Every page in its states: no fault of access, nothing scrolls sideways, text may be spaced."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from playwright.sync_api import Page, expect

from benchmarks.agreed import agree
from benchmarks.served import served_home
from dashboard.app import create_app
from tests.browser.axe import axe_faults, expect_no_scroll_sideways
from tests.browser.conftest import Kept, Watched, served

pytestmark = pytest.mark.browser

OFFICE = {
    "lead": ("/office/figures/", "/office/visits/"),
    "steward": ("/office/deliveries/", "/office/agreements/", "/office/agreements/new"),
    "officer": ("/office/rights/", "/office/audit/"),
    "board": ("/office/models/", "/office/transparency/", "/office/evaluation/"),
    "administrator": ("/office/accounts/", "/account"),
}
"""Whose page is where."""

DOORS = {"/patch": ".near-card", "/analysis": ".sheet tbody tr"}
"""The other doors, and what stands there once they are drawn."""

# WCAG 1.4.12: what somebody may set who cannot read as it is.
SPACED = """* { line-height: 1.5 !important; letter-spacing: 0.12em !important; word-spacing: 0.16em !important; }
p { margin-bottom: 2em !important; }"""  # noqa: E501


@pytest.fixture(scope="module")
def address(tmp_path_factory) -> Iterator[str]:
    home = served_home(tmp_path_factory.mktemp("every") / "county", businesses=200)
    agree(home, agreement_id="soon", review_on=date.today() + timedelta(days=30))  # noqa: DTZ011
    with served(create_app(home, "Essex")) as address:
        yield address


@pytest.fixture
def watched(browser, kept: Kept, address: str) -> Iterator[Watched]:
    pages = Watched(browser, kept, address)
    yield pages
    pages.close()
    assert pages.faults == []


def fits(page: Page) -> None:
    """Nothing scrolls sideways, as it is and with its text spaced out."""
    expect_no_scroll_sideways(page)
    page.add_style_tag(content=SPACED)
    expect_no_scroll_sideways(page)


@pytest.mark.parametrize("who", OFFICE)
def test_pages_of_the_office_have_no_fault_and_fit_at_400_percent(watched, who):
    page = watched.open(OFFICE[who][0], width=320, height=640, user=f"demo-{who}")
    for path in OFFICE[who]:
        page.goto(watched.address + path)
        expect(page.locator("main h1").first).to_be_visible()
        assert axe_faults(page) == [], path
        fits(page)
    told = page.locator(".reviews")
    expect(told).to_have_count(int(who in ("steward", "officer")))
    if who == "steward":
        expect(told).to_contain_text("Agreement soon must be reviewed")
        told.get_by_role("button").click()
        expect(told).to_be_hidden()
        page.goto(watched.address + OFFICE[who][0])
        expect(page.locator("main h1").first).to_be_visible()
        expect(told).to_be_hidden()


def test_a_county_and_a_business_have_no_fault_in_more_contrast_with_help_open(watched):
    page = watched.open("/", width=320, height=640)
    expect(page.locator("tr[data-row]").first).to_be_visible()
    page.emulate_media(contrast="more", forced_colors="active", reduced_motion="reduce")
    page.get_by_role("button", name="Help", exact=True).click()
    expect(page.get_by_role("dialog", name="Help")).to_be_visible()
    for fold in page.locator("#help summary").all()[1:]:
        fold.click()
    assert axe_faults(page) == []
    page.keyboard.press("Escape")
    fits(page)
    page.locator("tr[data-row] a.name").first.click()
    expect(page.locator(".profile h1")).to_be_visible()
    assert axe_faults(page) == []
    fits(page)


@pytest.mark.parametrize("width", [1440, 320])
def test_patch_analysis_insights_and_export_have_no_fault(watched, width):
    page = watched.open("/patch", width=width, height=800)
    for path, drawn in DOORS.items():
        page.goto(watched.address + path)
        expect(page.locator(drawn).first).to_be_visible()
        assert axe_faults(page) == [], path
        expect_no_scroll_sideways(page)
    expect(page.locator(".filtered-panel .filters")).to_be_visible(visible=width > 900)
    page.goto(watched.address + "/insights")
    expect(page.locator("main h1").first).to_be_visible()
    expect(page.locator("#count")).to_contain_text("Showing")
    assert axe_faults(page) == []
    expect_no_scroll_sideways(page)
    page.goto(watched.address + "/")
    expect(page.locator("tr[data-row]").first).to_be_attached()
    page.get_by_role("button", name="Export", exact=True).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert axe_faults(page) == []
