"""One filter state: taken back and again, saved, shared, and the same wherever it is opened."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from benchmarks.seeing import seen
from dashboard.filters import Filters
from dashboard.queries import ordered
from tests.browser.axe import axe_faults
from tests.browser.waiting import until

pytestmark = pytest.mark.browser

MONTHS = "2026-02..2026-04"


def count(page: Page) -> Locator:
    return page.locator("#count")


def expect_shown(page: Page, county, filters: Filters) -> None:
    """The count is that of the filters, and so are the chips."""
    number = len(ordered(seen(county), filters))
    expect(count(page)).to_have_text(f"Showing {number:,} of {len(county):,}")
    expect(page.locator(".chip")).to_have_count(len(filters.chosen()))


def test_changes_are_taken_back_and_made_again_by_buttons_keys_and_the_browser(watched, county):
    page = watched.open()
    undo, redo = page.locator("#filter-undo"), page.locator("#filter-redo")
    none, high = Filters(), Filters(band=("high",))
    rated = Filters(band=("high",), rating=("0", "1"))
    expect_shown(page, county, none)
    expect(undo).to_be_disabled()
    page.get_by_label("High", exact=True).check()
    expect_shown(page, county, high)
    page.locator("summary", has_text="Food hygiene rating").click()
    page.get_by_label("Rated 1, major improvement necessary").check()
    expect_shown(page, county, Filters(band=("high",), rating=("1",)))
    page.get_by_label("Rated 0, urgent improvement necessary").check()
    expect_shown(page, county, rated)
    undo.click()
    undo.click()
    expect_shown(page, county, high)
    expect(page.get_by_label("Rated 1, major improvement necessary")).not_to_be_checked()
    page.get_by_label("High", exact=True).focus()
    page.keyboard.press("Control+y")
    page.keyboard.press("Control+Shift+z")
    expect_shown(page, county, rated)
    expect(redo).to_be_disabled()
    page.go_back()
    page.keyboard.press("Control+z")
    expect_shown(page, county, high)
    page.go_forward()
    expect_shown(page, county, Filters(band=("high",), rating=("1",)))


def test_words_are_a_step_too_and_in_a_field_the_keys_are_the_fields(watched, county):
    page = watched.open("/?band=high")
    none, high = Filters(), Filters(band=("high",))
    worded = Filters(band=("high",), text="brook")
    expect_shown(page, county, high)
    words, undo = page.get_by_label("Name, address or postcode"), page.locator("#filter-undo")
    words.fill("brook")
    expect_shown(page, county, worded)
    words.press("Control+z")
    expect(words).to_have_value("")
    expect_shown(page, county, high)
    words.fill("brook")
    expect_shown(page, county, worded)
    page.locator("#view-filters").get_by_role("button", name="Clear all").click()
    expect_shown(page, county, none)
    undo.click()
    expect(words).to_have_value("brook")
    expect_shown(page, county, worded)
    undo.click()
    expect(words).to_have_value("")
    expect_shown(page, county, high)


def test_an_address_shows_the_same_after_a_reload_and_elsewhere(watched, county):
    filters = Filters(
        type=("complaint", "enforcement"), known="2", period=MONTHS, due="due", sort="name"
    )
    page = watched.open(f"/?{filters.to_query()}")
    expect_shown(page, county, filters)
    expect(page.get_by_label("Contact from", exact=True)).to_have_value("2026-02")
    expect(page.get_by_label("Due for a visit", exact=True)).to_have_value("due")
    page.reload()
    expect_shown(page, county, filters)
    other = watched.open(page.url.removeprefix(watched.address), user="demo-lead")
    expect_shown(other, county, filters)
    expect(other).to_have_url(page.url)
    other.get_by_label("to", exact=True).select_option("2026-03")
    expect_shown(other, county, Filters(**{**filters.__dict__, "period": "2026-02..2026-03"}))
    other.locator(".chip", has_text="Contact Feb 2026 to Mar 2026").click()
    expect_shown(other, county, filters.without("period"))
    expect(other.get_by_label("Contact from", exact=True)).to_have_value("any")


def test_nothing_matching_says_which_of_the_new_filters_to_drop(watched, county):
    filters = Filters(share="top5", period="2018-01..2018-02", rating=("5",))
    page = watched.open(f"/?{filters.to_query()}")
    expect(page.get_by_text("Nothing matches these filters")).to_be_visible()
    left = filters.without("period")
    number = len(ordered(seen(county), left))
    page.get_by_role("link", name=re.compile(rf"period .*: {number:,} would match")).click()
    expect_shown(page, county, left)


def test_a_view_is_saved_shared_opened_by_a_colleague_renamed_and_deleted(watched, county):
    filters = Filters(band=("severe",), overlap="14d")
    lead = watched.open(f"/?{filters.to_query()}", user="demo-lead")
    expect_shown(lead, county, filters)
    lead.locator("summary", has_text="Saved views").click()
    expect(lead.get_by_text("Nothing is saved yet.")).to_be_visible()
    lead.get_by_label("Save these filters as").fill("Severe, seen twice")
    lead.get_by_label("Share with everyone who sees businesses").check()
    lead.get_by_role("button", name="Save", exact=True).click()
    expect(lead.get_by_text("“Severe, seen twice” is saved.")).to_be_visible()
    expect(lead.get_by_role("link", name="Severe, seen twice")).to_be_visible()
    assert axe_faults(lead) == []
    analyst = watched.open("/", width=390, height=800)
    expect(count(analyst)).to_contain_text("Showing")
    analyst.locator("summary", has_text="Saved views").click()
    expect(analyst.get_by_text("by demo-lead")).to_be_visible()
    expect(analyst.get_by_role("button", name="Delete Severe")).to_have_count(0)
    assert axe_faults(analyst) == []
    analyst.get_by_role("link", name="Severe, seen twice").click()
    expect_shown(analyst, county, filters)
    expect(analyst.locator("#saved")).not_to_have_attribute("open", re.compile(".*"))
    lead.get_by_role("button", name="Rename Severe, seen twice").click()
    field = lead.get_by_label("New name of Severe, seen twice")
    field.fill("Twice")
    field.press("Enter")
    expect(lead.get_by_text("It is called “Twice” now.")).to_be_visible()
    lead.get_by_role("button", name="Stop sharing Twice").click()
    expect(lead.get_by_text("“Twice” is yours alone.")).to_be_visible()
    lead.get_by_role("button", name="Delete Twice").click()
    expect(lead.get_by_text("Nothing is saved yet.")).to_be_visible()
    lead.keyboard.press("Escape")
    expect(lead.get_by_label("Save these filters as")).to_be_hidden()


def test_the_map_holds_back_until_the_months_are_known(watched, county):
    filters = Filters(period=MONTHS)
    page = watched.open("/")
    expect_shown(page, county, Filters())
    page.evaluate("(period) => window.concern.filtering.change({ period })", MONTHS)
    expect_shown(page, county, filters)
    kept = until(page, "(n) => window.concern.filtering.now().kept.reduce((a, b) => a + b, 0)")
    assert kept == len(ordered(seen(county), filters))
