"""What an inspector sees of version two: how sure it is, why, and which version it is."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from benchmarks.promoted import promoted_app, switched
from dashboard.components.likely import RANGE_HELP
from tests.browser.axe import axe_faults, expect_no_scroll_sideways
from tests.browser.conftest import served

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def app():
    return promoted_app(21)


@pytest.fixture(scope="module")
def address(app):
    with served(app) as address:
        yield address


@pytest.fixture
def predicted(app, watched):
    switched(app, on=True)
    return watched


@pytest.mark.parametrize("width", [1440, 390])
def test_a_business_shows_its_range_its_reasons_and_their_evidence(predicted, width):
    page = predicted.open("/", width=width)
    page.locator("tr[data-row]").first.get_by_role("link").first.click()
    card = page.locator(".score-card")
    expect(card.get_by_text(re.compile(r"^Likely \d+"))).to_be_visible()
    expect(
        page.get_by_role("img", name=re.compile("^On a scale of 0 to 100: score"))
    ).to_be_visible()
    expect(card.get_by_text(re.compile("of 100 visits to such a business find"))).to_be_visible()
    card.get_by_text("How sure is that?").click()
    expect(card.get_by_text(RANGE_HELP)).to_be_visible()
    evidence = page.locator(".why .evidence a").first
    target = evidence.get_attribute("href")
    evidence.click()
    expect(page.locator(target)).to_be_in_viewport()
    short = page.get_by_role("banner").get_by_text("Score: version two", exact=True)
    expect(short).to_be_visible()
    short.click()
    expect(page.locator("#version")).to_have_text(re.compile("version two .* approved until"))
    expect(page.locator("#version")).to_be_in_viewport(ratio=1)
    expect_no_scroll_sideways(page)
    assert axe_faults(page) == []


def test_a_page_left_open_over_the_switch_says_that_something_newer_is_shown(app, predicted):
    page = predicted.open("/")
    expect(page.locator("#version-short")).to_have_text("Score: version two")
    switched(app, on=False)
    page.get_by_label("Sort by").select_option("name")
    expect(page.get_by_text("another version of the score is shown")).to_be_visible()
    page.get_by_role("link", name="Load it").click()
    expect(page.locator("#version-short")).to_have_text("Score: version one")
    expect(page.locator("#version")).to_have_text(re.compile("version one .* switched off"))
