"""What an analyst does on the review page, by key, by finger, and without scripts."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from records.schema import ScoredProfile
from tests.browser.axe import axe_faults, expect_no_scroll_sideways
from tests.browser.waiting import until

pytestmark = pytest.mark.browser


def opened(watched, path: str = "/review/", **size: int) -> Page:
    page = watched.open(path, **size)
    expect(page.locator("#review[data-ready]")).to_be_attached()
    return page


def token(page: Page) -> str:
    return page.locator("#pair").get_attribute("data-token")


def pressed(page: Page, key: str) -> str:
    """Press a key that turns to another pair, and return which one was on show before."""
    before = token(page)
    page.keyboard.press(key)
    expect(page.locator("#pair")).not_to_have_attribute("data-token", before)
    return before


def refused(watched, page: Page, key: str) -> None:
    """Press a key that is answered with a conflict, which the browser writes down."""
    with page.expect_console_message(lambda said: "409 (CONFLICT)" in said.text):
        page.keyboard.press(key)
    expect(page.get_by_role("alert")).to_be_visible()
    assert [fault for fault in watched.faults if "409 (CONFLICT)" in fault] == watched.faults
    watched.faults.clear()


def decided(page: Page) -> Locator:
    return page.locator("#counts b").first


def test_pairs_are_decided_skipped_and_taken_back_by_key_alone(watched):
    page = opened(watched)
    start = int(decided(page).inner_text())
    first = pressed(page, "s")
    expect(page.locator("#said")).to_contain_text("Said: one business")
    expect(decided(page)).to_have_text(str(start + 1))
    second = pressed(page, "j")
    assert pressed(page, "ArrowLeft") != second
    assert token(page) == second
    pressed(page, "d")
    page.keyboard.press("z")
    expect(page.locator("#pair")).to_have_attribute("data-token", second)
    page.keyboard.press("z")
    expect(page.locator("#pair")).to_have_attribute("data-token", first)
    expect(page.locator("#said")).to_contain_text("The pair waits again")
    expect(decided(page)).to_have_text(str(start))
    page.keyboard.press("z")
    expect(page.locator("#said")).to_contain_text("nothing of this visit")


def test_a_reason_is_written_without_its_letters_deciding(watched):
    page = opened(watched)
    before = token(page)
    page.keyboard.press("r")
    page.keyboard.type("same sud on the sign")
    page.keyboard.press("Enter")
    assert token(page) == before
    pressed(page, "u")
    page.goto(f"{watched.address}/review/?pair={before}")
    expect(page.locator(".said-of")).to_contain_text("same sud on the sign")
    expect(page.locator(".said-of")).to_contain_text("Cannot be told")


def test_an_address_names_its_pair_and_keeps_the_filter(watched):
    page = opened(watched, "/review/?kind=inside")
    expect(page.locator("#question")).to_have_text("One business that may be two")
    wanted = pressed(page, "j") and token(page)
    expect(page).to_have_url(re.compile(rf"kind=inside&pair={wanted}$"))
    page.reload()
    expect(page.locator("#pair")).to_have_attribute("data-token", wanted)


def test_the_keys_are_told_and_may_be_put_away(watched):
    page = opened(watched)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog")).to_contain_text("Same: one business")
    page.get_by_label("Letters act").uncheck()
    page.get_by_role("button", name="Close").click()
    before = token(page)
    page.keyboard.press("j")
    page.get_by_role("button", name="Skip").click()
    expect(page.locator("#pair")).not_to_have_attribute("data-token", before)
    page.reload()
    page.keyboard.press("?")
    expect(page.get_by_label("Letters act")).not_to_be_checked()


def test_of_two_who_judge_one_pair_the_second_is_shown_the_firsts_word_and_asked(watched):
    one, two = opened(watched), opened(watched)
    assert token(one) == token(two)
    asked = pressed(one, "s")
    refused(watched, two, "d")
    expect(two.get_by_role("alert")).to_contain_text("someone judged this pair meanwhile")
    expect(two.get_by_role("alert")).to_contain_text("Anil Brook")
    expect(two.locator("#pair")).to_have_attribute("data-token", asked)
    two.get_by_role("button", name="Say it all the same").click()
    expect(two.locator("#pair")).not_to_have_attribute("data-token", asked)
    expect(two.get_by_role("alert")).to_have_count(0)
    two.keyboard.press("z")
    expect(two.locator("#pair")).to_have_attribute("data-token", asked)


@pytest.mark.parametrize("width", [390, 320])
def test_a_phone_scrolls_nothing_sideways_and_every_target_is_a_finger_wide(watched, width):
    page = opened(watched, width=width, height=800)
    expect_no_scroll_sideways(page)
    assert page.evaluate(SMALL) == []
    bar = page.locator("#verdicts").bounding_box()
    assert bar["y"] + bar["height"] <= 800
    assert bar["height"] <= 60
    before = token(page)
    page.get_by_role("button", name="Different").click()
    expect(page.locator("#pair")).not_to_have_attribute("data-token", before)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator("#pair")).to_have_attribute("data-token", before)
    expect(page.get_by_label("Why")).to_be_hidden()
    page.get_by_role("button", name="More").click()
    page.get_by_label("Why").fill("the sign says so")
    assert page.evaluate(SMALL) == []
    page.get_by_role("button", name="Skip").click()
    expect(page.locator("#pair")).not_to_have_attribute("data-token", before)
    expect(page.get_by_label("Why")).to_be_hidden()


# What can be touched and is lower than a finger is wide.
SMALL = """() => [...document.querySelectorAll("#review a, #review summary, #review button")]
  .filter((one) => one.getClientRects().length && one.getBoundingClientRect().height < 44)
  .map((one) => one.outerHTML.slice(0, 120))"""


@pytest.mark.parametrize("width", [1440, 390])
def test_axe_finds_no_fault_in_any_state(watched, width):
    page = opened(watched, width=width)
    assert axe_faults(page) == []
    page.locator("details.choose summary").click()
    page.get_by_role("button", name="Unsure").click()
    page.locator("#help-open").click()
    assert axe_faults(page) == []
    page = watched.open("/review/?agency=NONE", width=width)
    expect(page.get_by_role("heading", name="Nothing waits here")).to_be_visible()
    assert axe_faults(page) == []


def test_words_that_cannot_all_hold_are_shown_on_top_and_axe_finds_no_fault(watched):
    one, two = opened(watched), opened(watched)
    asked = pressed(one, "s")
    refused(watched, two, "d")
    assert axe_faults(two) == []
    two.get_by_role("link", name="Leave it as it stands").click()
    expect(two.locator(".said-of")).to_contain_text("One business")
    expect(two.locator("#pair")).to_have_attribute("data-token", asked)
    one.keyboard.press("z")
    expect(one.locator("#pair")).to_have_attribute("data-token", asked)


def test_the_pages_around_the_queue_fit_a_phone_and_axe_finds_no_fault(watched, county):
    one, other = county.profiles[ScoredProfile.profile_id].iloc[:2]
    page = watched.open("/review/changes")
    for path in ("/changes", f"/join?one={one}&q=brook", f"/join?one={one}&other={other}",
                 f"/part?one={one}"):  # fmt: skip
        page.goto(f"{watched.address}/review{path}")
        for width in (1440, 390):
            page.set_viewport_size({"width": width, "height": 844})
            assert axe_faults(page) == [], (path, width)
        expect_no_scroll_sideways(page)
        until(page, INSIDE)


# Nothing but the page itself scrolls either.
INSIDE = """() => [...document.querySelectorAll(".scrolled")]
  .every((one) => one.scrollWidth <= one.clientWidth)"""


def test_a_link_on_the_page_of_a_business_leads_to_its_two_records_side_by_side(watched, county):
    row = county.profiles[ScoredProfile.record_count].idxmax()
    profile = county.profiles[ScoredProfile.profile_id].iloc[row]
    page = watched.open(f"/business/{profile}")
    expect(page.locator("article.profile[data-ready]")).to_be_attached()
    page.locator("#links summary").first.click()
    page.get_by_role("link", name="Side by side").first.click()
    expect(page).to_have_url(re.compile(r"/review/\?pair="))
    expect(page.locator("#review[data-ready]")).to_be_attached()
    asked = token(page)
    page.keyboard.press("s")
    expect(page.locator("#said")).to_contain_text("Said: one business")
    page.keyboard.press("z")
    expect(page.locator("#pair")).to_have_attribute("data-token", asked)
