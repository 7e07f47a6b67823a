"""Help, keys, the tour, contrast, and what is said while the server works or is gone."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, Route, expect

from dashboard.components.glossary import WORDS
from tests.browser.axe import axe_faults
from tests.browser.waiting import until

pytestmark = pytest.mark.browser

TOKEN = "() => getComputedStyle(document.documentElement).getPropertyValue('--secondary').trim()"


def listed(page: Page) -> None:
    expect(page.locator("#count")).to_contain_text("Showing")
    expect(page.locator("tr[data-row]").first).to_be_attached()


def sheet_of(page: Page) -> dict[str, str]:
    """The keys that Help lists, each with what it says; the sheet is left open."""
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Help")).to_be_visible()
    lines = page.locator("#keys > div")
    expect(lines.first).to_be_visible()
    keys = [line.get_attribute("data-keys") or "" for line in lines.all()]
    return dict(zip(keys, page.locator("#keys dd").all_inner_texts(), strict=True))


# What each key of the county page does, seen on the page; each is pressed from the page's own part.
COUNTY_KEYS = {
    "/": lambda page: expect(page.locator("#filter-text")).to_be_focused(),
    "f": lambda page: expect(page.get_by_label("Severe", exact=True)).to_be_focused(),
    "m": lambda page: expect(page.locator("#map")).to_be_focused(),
    "l": lambda page: expect(page.locator("#table")).to_be_focused(),
    "c": lambda page: expect(page).not_to_have_url(re.compile("band=")),
    "?": lambda page: expect(page.get_by_role("dialog", name="Help")).to_be_visible(),
    "escape": lambda page: expect(page.get_by_role("dialog", name="Help")).to_be_hidden(),
}
ELSEWHERE = {"arrowup arrowdown arrowleft arrowright", "+ -", "enter", "shift+enter", "escape",
             "ctrl+z", "ctrl+y ctrl+shift+z"}  # fmt: skip
"""Tested with the map itself, and with the filters."""


def test_every_key_of_the_sheet_works_and_none_is_missing(watched):
    page = watched.open("/?band=severe")
    listed(page)
    told = sheet_of(page)
    assert told.keys() - ELSEWHERE == COUNTY_KEYS.keys() - ELSEWHERE
    page.keyboard.press("Escape")
    for key, seen in COUNTY_KEYS.items():
        if key != "escape":
            page.locator("#main").focus()
        page.keyboard.press(key.capitalize() if key == "escape" else key)
        seen(page)
    page.keyboard.press("?")
    page.get_by_label("Letters act").uncheck()
    page.get_by_role("button", name="Close").click()
    page.locator("#main").focus()
    page.keyboard.press("m")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Help")).to_be_visible()
    expect(page.locator("#map")).not_to_be_focused()


def test_a_word_is_explained_where_it_stands_and_escape_closes_it(watched):
    page = watched.open("/")
    listed(page)
    heads = page.locator(".businesses")
    asked = heads.get_by_role("button", name="What is Last visit?")
    asked.focus()
    page.keyboard.press("Enter")
    note = page.locator(".help-note")
    expect(note).to_have_text(WORDS["last-visit"].text)
    expect(note).to_be_in_viewport(ratio=1)
    expect(asked).to_have_attribute("aria-expanded", "true")
    assert axe_faults(page) == []
    page.keyboard.press("Escape")
    expect(note).to_have_count(0)
    expect(asked).to_be_focused()
    heads.get_by_role("button", name="What is Band?").click()
    expect(note).to_have_text(WORDS["band"].text)
    page.locator("#count").click()
    expect(note).to_have_count(0)
    page.locator("tr[data-row] a.name").first.click()
    page.locator(".score-line .help").click()
    expect(note).to_have_text(WORDS["score"].text)


def test_contrast_is_chosen_in_help_kept_in_the_browser_and_follows_the_device_else(watched):
    page = watched.open("/")
    listed(page)
    plain = page.evaluate(TOKEN)
    page.emulate_media(contrast="more")
    strong = until(page, f"(plain) => (({TOKEN})() !== plain) && ({TOKEN})()", plain)
    drawn = "(colour) => window.concern.map.now().painter.colours.secondary === colour"
    until(page, drawn, strong)
    page.get_by_role("button", name="Help", exact=True).click()
    page.get_by_label("Standard", exact=True).check()
    until(page, f"(plain) => ({TOKEN})() === plain", plain)
    page.emulate_media(contrast="no-preference")
    page.get_by_label("More", exact=True).check()
    until(page, f"(strong) => ({TOKEN})() === strong", strong)
    page.get_by_role("button", name="Close").click()
    page.locator("tr[data-row] a.name").first.click()
    expect(page.locator(".profile h1")).to_be_visible()
    page.reload()
    expect(page.locator(".profile h1")).to_be_visible()
    until(page, f"(strong) => ({TOKEN})() === strong", strong)
    assert axe_faults(page) == []


# Whether the tour's card lies beside what is ringed, and wholly in the window.
BESIDE = """() => {
  const [card, ring] = [".tour", ".tour-ring"].map((one) => document.querySelector(one).getBoundingClientRect());
  const apart = card.right <= ring.left || card.left >= ring.right || card.bottom <= ring.top || card.top >= ring.bottom;
  return apart && ring.height > 8 && card.left >= 0 && card.top >= 0 && card.right <= innerWidth && card.bottom <= innerHeight;
}"""  # noqa: E501


def walked(page: Page) -> list[str]:
    """Go through the tour that is open; the titles of its steps, none of which covers its part."""
    count, titles = page.locator(".tour-count"), []
    steps = int(count.inner_text().split()[-1])
    for step in range(1, steps + 1):
        expect(count).to_have_text(f"{step} of {steps}")
        until(page, BESIDE)
        titles.append(page.locator("#tour-title").inner_text())
        page.locator(".tour [data-go=next]").click()
    expect(page.locator(".tour")).to_have_count(0)
    return titles


DOORS = {
    "/patch": (".near-card", ["What is due", "The nearest first", "At the door"]),
    "/analysis": (".sheet tbody tr", ["How many", "Your columns", "Rows and columns"]),
    "/insights": (".insight h2", ["How many", "Charts that lead on"]),
}
"""The other doors: what stands there once they are drawn, and steps that are told on each."""


@pytest.mark.parametrize("width", [1440, 320])
def test_the_tour_starts_once_covers_nothing_it_explains_and_can_be_left(watched, width):
    page = watched.open("/", width=width, height=700, tour=True)
    card = page.get_by_role("dialog", name=re.compile("."))
    expect(card).to_be_visible()
    assert axe_faults(page) == []
    titles = walked(page)
    assert len(titles) >= 5
    page.get_by_role("button", name="Help", exact=True).click()
    page.get_by_role("button", name="Show me round").click()
    expect(page.locator(".tour-count")).to_have_text(f"1 of {len(titles)}")
    page.keyboard.press("Escape")
    expect(card).to_have_count(0)
    page.reload()
    listed(page)
    page.get_by_role("button", name="Help", exact=True).click()
    expect(page.get_by_role("dialog", name="Help")).to_be_visible()
    expect(page.locator(".tour")).to_have_count(0)
    for path, (drawn, told) in DOORS.items():
        page.goto(watched.address + path)
        expect(page.locator(drawn).first).to_be_attached()
        page.get_by_role("button", name="Help", exact=True).click()
        page.get_by_role("button", name="Show me round").click()
        titles = walked(page)
        assert {*told} <= {*titles}, path
        assert titles[-1] == "Help is here"


def test_a_server_that_is_slow_can_be_stopped_and_one_that_is_gone_asked_again(watched):
    page = watched.open("/")
    listed(page)
    held: list[Route] = []
    page.route("**/_dash-update-component*", lambda route: held.append(route))
    page.get_by_label("Severe", exact=True).check()
    working = page.locator("#working")
    expect(working).to_contain_text("Working: the list")
    working.get_by_role("button", name="Cancel").click()
    expect(working).to_be_hidden()
    page.unroute("**/_dash-update-component*")
    page.route("**/_dash-update-component*", lambda route: route.fulfill(status=503))
    page.get_by_label("High", exact=True).check()
    expect(working).to_contain_text("cannot answer just now")
    page.unroute("**/_dash-update-component*")
    working.get_by_role("button", name="Try again").click()
    expect(working).to_be_hidden()
    expect(page.locator("#chips")).to_contain_text("Severe")
    watched.faults[:] = [one for one in watched.faults if "503" not in one]
