"""What an inspector sees of the county, and what a police analyst does."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from benchmarks.seeing import seen
from dashboard.viewer import DEMO_PEOPLE
from records.schema import ScoredProfile
from tests.browser.axe import axe_faults

pytestmark = pytest.mark.browser

INSPECTOR, ANALYST = DEMO_PEOPLE[0], DEMO_PEOPLE[3]


def test_an_inspector_and_a_police_analyst_see_counties_of_their_own(watched, county):
    for person in (INSPECTOR, ANALYST):
        page = watched.open("/", user=person.user)
        number = len(seen(county, person).county)
        expect(page.locator("#count")).to_have_text(f"Showing {number:,} of {number:,}")
    assert len(seen(county, INSPECTOR).county) != len(seen(county, ANALYST).county)


def test_an_inspector_is_told_whom_to_ask_and_both_read_the_scores_and_notes_for_them(
    watched, county
):
    view = seen(county, INSPECTOR)
    ids = list(view.county.profiles[ScoredProfile.profile_id])
    id = next(one for one in ids if view.contacts(one) and county.row_of(one) is not None)
    page = watched.open(f"/business/{id}", user=INSPECTOR.user)
    expect(page.locator(".held")).to_contain_text("Restricted information held: contact")
    expect(page.locator(".without-restricted")).to_have_count(0)
    other = watched.open(f"/business/{id}", user=ANALYST.user)
    expect(other.get_by_role("heading", level=1)).to_be_visible()
    expect(other.locator(".held")).to_have_count(0)
    noted(page, "The side door; told by the owner on 3 May 2026.", "only")
    expect(page.locator("#notes")).to_contain_text("The side door")
    noted(other, "Closed on Mondays; seen on 4 May 2026.", "everyone")
    expect(other.locator("#notes")).to_contain_text("Closed on Mondays")
    expect(other.locator("#notes")).not_to_contain_text("The side door")
    page.reload()
    theirs = page.locator("#notes .notes > li", has_text="Closed on Mondays")
    expect(theirs).to_contain_text(f"{ANALYST.name}, Police")
    expect(theirs.get_by_role("button", name="Strike out")).to_have_count(0)
    page.get_by_role("button", name="Strike out").click()
    expect(page.locator("#notes summary", has_text="1 note struck out")).to_be_visible()
    expect(page.locator("#notes del")).to_contain_text("The side door")
    assert axe_faults(page) == []


def noted(page: Page, text: str, readers: str) -> None:
    """Write a note for one's agency only, or for everyone."""
    page.locator("#notes summary", has_text="Note something").click()
    page.locator("#notes").get_by_label("What you want to note").fill(text)
    page.locator("#notes").get_by_role("button", name=re.compile(readers)).click()
