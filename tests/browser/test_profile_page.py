"""What an inspector and an analyst do on the page of one business."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from benchmarks.seeing import seen
from dashboard.dossier import dossier_of
from dashboard.filters import Filters
from dashboard.queries import ordered
from dashboard.viewer import DEMO
from records.schema import ScoredProfile, Touchpoint
from tests.browser.axe import axe_faults, expect_no_scroll_sideways

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def busiest(county) -> str:
    row = county.profiles[ScoredProfile.record_count].idxmax()
    return str(county.profiles[ScoredProfile.profile_id].iloc[row])


@pytest.fixture(scope="module")
def bare(county) -> str:
    """A business of one record."""
    row = county.profiles[ScoredProfile.record_count].idxmin()
    return str(county.profiles[ScoredProfile.profile_id].iloc[row])


@pytest.fixture(scope="module")
def chained(county) -> str:
    """The middle one of three that follow each other."""
    return str(county.profiles[ScoredProfile.profile_id].iloc[1])


def opened(watched, profile: str, **size: int) -> Page:
    page = watched.open(f"/business/{profile}", **size)
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    return page


def test_the_way_back_to_the_county_keeps_its_filters(watched, county):
    filters = Filters(band=("severe",), sort="name")
    page = watched.open(f"/?{filters.to_query()}")
    rows = ordered(seen(county), filters)
    first, shown = county.profiles.iloc[rows[0]], f"Showing {len(rows):,} of {len(county):,}"
    count = page.locator("#count")
    expect(count).to_have_text(shown)
    page.locator("tr[data-row]").first.get_by_role("link").first.click()
    asked = re.escape(f"?{filters.to_query()}")
    expect(page).to_have_url(re.compile(rf"/business/{first[ScoredProfile.profile_id]}{asked}$"))
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text(first[ScoredProfile.name])
    walk = page.locator(".walk")
    expect(walk).to_contain_text(f"1 of {len(rows)} in the list")
    expect(page.locator("article[data-ready]")).to_be_attached()
    page.keyboard.press("j")
    second = county.profiles.iloc[rows[1]]
    expect(heading).to_contain_text(second[ScoredProfile.name])
    expect(walk).to_contain_text(f"2 of {len(rows)} in the list")
    walk.get_by_role("link", name="Next in list").click()
    expect(walk).to_contain_text(f"3 of {len(rows)} in the list")
    page.keyboard.press("p")
    expect(walk).to_contain_text(f"2 of {len(rows)} in the list")
    expect(heading).to_contain_text(second[ScoredProfile.name])
    page.get_by_role("link", name="Back to the list").click()
    expect(page).to_have_url(re.compile(rf"\?{re.escape(filters.to_query())}$"))
    expect(count).to_have_text(shown)
    expect(page.get_by_label("Severe", exact=True)).to_be_checked()
    expect(page.locator("tr.selected")).to_contain_text(second[ScoredProfile.name])


def test_a_link_to_evidence_opens_its_fold_and_marks_its_contact(watched, busiest):
    page = opened(watched, busiest)
    for fold in page.locator(".why details, .years details").all():
        fold.evaluate("(fold, why) => { fold.open = fold.matches('.why *'); }")
    for link in page.locator(".score-card .evidence a").all()[:6]:
        target = page.locator(link.get_attribute("href"))
        link.click()
        expect(target).to_be_in_viewport()
        expect(target).to_have_class(re.compile("shown"))
        expect(target).to_be_focused()
    expect(page.locator(".shown")).to_have_count(1)


def test_a_link_from_a_fact_opens_the_folded_records(watched, busiest):
    page = opened(watched, busiest)
    page.locator(".facts summary").first.click()
    link = page.locator(".facts .evidence a").first
    target = page.locator(link.get_attribute("href"))
    expect(target).to_be_hidden()
    link.focus()
    page.keyboard.press("Enter")
    expect(target).to_be_in_viewport()
    page.locator("#records summary").click()
    link.click()
    expect(target).to_be_in_viewport()


def test_an_address_that_names_a_record_shows_it(watched, busiest):
    page = watched.open(f"/business/{busiest}#record-2")
    expect(page.locator("#record-2")).to_be_in_viewport()
    expect(page.locator("#record-2")).to_have_class(re.compile("shown"))


def test_a_phone_reads_the_score_then_the_briefing_and_scrolls_nothing_sideways(watched, busiest):
    page = opened(watched, busiest, **PHONE)
    tops = [
        page.locator(one).bounding_box()["y"] for one in (".standing", ".before", ".why", ".wide")
    ]
    assert tops == sorted(tops)
    expect(page.locator(".timeline")).to_be_hidden()
    for fold in page.locator("details").all():
        fold.evaluate("(fold) => { fold.open = true; }")
    expect_no_scroll_sideways(page)
    assert page.evaluate(SMALL) == []


# What can be touched and is lower than a finger is wide.
SMALL = """() => [...document.querySelectorAll("main a, main summary")]
  .filter((one) => one.getClientRects().length && one.getBoundingClientRect().height < 44)
  .map((one) => one.outerHTML.slice(0, 120))"""


def test_the_printed_brief_is_one_sheet_that_says_who_printed_it_and_when(watched, busiest):
    page = opened(watched, busiest)
    expect(page.locator(".print-brief")).to_be_hidden()
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    brief = page.locator(".print-brief")
    expect(brief).to_be_visible()
    expect(brief).to_contain_text("A prediction, not evidence")
    expect(brief).to_contain_text(re.compile(rf"Printed by {DEMO.name}, \d+ \w+ \d{{4}}"))
    expect(brief.locator("tbody tr")).to_have_count(10)
    expect(page.locator(".marking")).to_be_visible()
    expect(page.locator(".two-thirds")).to_be_hidden()
    sheets = re.findall(rb"/Type\s*/Page\b", page.pdf(prefer_css_page_size=True))
    assert len(sheets) == 1


def test_the_timeline_is_looked_at_by_keys_and_buttons_and_its_marks_lead_to_the_table(
    watched, county, busiest
):
    page = opened(watched, busiest)
    expect(page.locator("article[data-ready]")).to_be_attached()
    contacts = dossier_of(seen(county), busiest).touchpoints
    marks = page.locator(".timeline a.mark")
    expect(marks).to_have_count(len(contacts))
    shown = page.locator(".timeline a.mark[visibility=visible]")
    page.get_by_role("button", name="Last year").click()
    expect(shown).not_to_have_count(len(contacts))
    page.get_by_role("button", name="Whole time").click()
    expect(shown).to_have_count(len(contacts))
    expect(page.get_by_role("button", name="Wider")).to_be_disabled()
    page.get_by_role("button", name="Last year").click()
    newest = page.locator(".timeline a.mark[tabindex='0']")
    expect(newest).to_have_count(1)
    newest.focus()
    card = page.locator(".timeline-card")
    expect(card).to_be_visible()
    expect(card).to_contain_text(contacts[Touchpoint.summary].iloc[0])
    page.keyboard.press("Home")
    first = page.locator(f".timeline a.mark[href='#contact-{len(contacts) - 1}']")
    expect(first).to_be_focused()
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.keyboard.press("Enter")
    row = page.locator(f"#contact-{len(contacts) - 1}")
    expect(row).to_be_in_viewport()
    expect(row).to_be_focused()


@pytest.mark.parametrize(
    ("which", "width"),
    [("busiest", 1440), ("busiest", 360), ("bare", 1440), ("chained", 1440), ("chained", 390)],
)
def test_axe_finds_no_fault(watched, request, width, which):
    page = opened(watched, request.getfixturevalue(which), width=width)
    for fold in page.locator("details").all():
        fold.evaluate("(fold) => { fold.open = true; }")
    assert axe_faults(page) == []


@pytest.mark.parametrize("width", [1440, 390])
def test_the_chain_is_drawn_in_time_and_leads_to_who_was_there_before(
    watched, county, chained, width
):
    page = opened(watched, chained, width=width)
    expect(page.locator("#premises .stays .stay-bar")).to_have_count(3)
    expect_no_scroll_sideways(page)
    before = county.profiles.iloc[0]
    page.locator("#premises").get_by_role("link", name=before[ScoredProfile.name]).first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(before[ScoredProfile.name])
